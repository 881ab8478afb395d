"""Case studies of Snell et al.: data quality, and a benchmark beyond the models."""
