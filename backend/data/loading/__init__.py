"""What the declared sources do: read files or generate rows, with NumPy, Pillow and scikit-learn."""
