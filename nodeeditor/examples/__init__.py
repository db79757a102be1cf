"""The examples and the drawn architectures: the catalogue, and the window to choose from it."""
