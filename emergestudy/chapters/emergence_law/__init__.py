"""The emergence law on simulated checkpoints and on real base models."""
