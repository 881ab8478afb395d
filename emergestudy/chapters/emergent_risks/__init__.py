"""Section 5.4, emergent risks: the parts of that chapter."""
