"""Running notebooks, sweeps and the book; nothing here knows the science."""
