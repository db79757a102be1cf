"""What the declared sources and splits do: read files, make rows, divide rows."""
