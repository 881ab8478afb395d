"""Section 5.1 of Wei et al. 2022: explanations of emergence, held against numbers."""
