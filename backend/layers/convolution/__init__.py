"""Convolutions, transposed ones, and patches of pictures."""
