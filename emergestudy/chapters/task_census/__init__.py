"""BIG-bench and MMLU, task by task: Appendices B, E and F, Figs 8 and 9."""
