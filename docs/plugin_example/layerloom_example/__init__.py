"""Layers for LayerLoom. Import nothing here: LayerLoom loads `layerloom_example.layers` by its entry point."""
