"""Convolutions, transposed ones, and patches of images."""
