"""Everything of LayerLoom that works without a window."""
