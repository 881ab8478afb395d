"""Each claim and each figure of the papers, with a verdict that is computed."""
