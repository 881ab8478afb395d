"""Figs 5 to 7 and Appendix A: what the choice of the metric does to emergence."""
