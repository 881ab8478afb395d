"""What each chapter selects and computes, so that notebooks only tell it."""
