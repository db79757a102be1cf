"""Normalisation, rescaling, and randomness in training."""
