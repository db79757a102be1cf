"""Activations: pointwise ones, and softmax along an axis."""
