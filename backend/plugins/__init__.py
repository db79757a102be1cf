"""Layers of other packages: found by entry point, loaded whole or not at all."""
