"""Tables 1 and 2 of Wei et al. 2022: where abilities emerge, and which models."""
