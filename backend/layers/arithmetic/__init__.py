"""Arithmetic on numbers, reductions, products and constants."""
