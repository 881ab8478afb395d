"""Figure 2 again, on open models: the parts of that chapter."""
