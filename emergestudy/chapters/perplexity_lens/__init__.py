"""The perplexity lens: scores against the loss of the model, not its size."""
