"""Section 5.2 of Wei et al. 2022: what moves an ability besides scale."""
