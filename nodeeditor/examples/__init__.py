"""The examples and the drawn architectures: what there is, and the window in which one finds them."""
