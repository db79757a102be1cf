"""Element-wise arithmetic, reductions, products and constants."""
