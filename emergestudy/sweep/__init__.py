"""Sweeps: one notebook over a grid of parameters, here or on a cluster."""
