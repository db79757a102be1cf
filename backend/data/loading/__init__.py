"""What the declared sources do: read files or make rows, with NumPy, Pillow and scikit-learn."""
