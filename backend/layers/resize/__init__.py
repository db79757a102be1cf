"""Other sizes of the axes of space and time."""
