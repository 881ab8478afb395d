"""Finetuning moves the point of emergence: the parts of that chapter."""
