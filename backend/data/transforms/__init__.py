"""Transforms: small functions of NumPy arrays, and in `declared` what they are called and take."""
