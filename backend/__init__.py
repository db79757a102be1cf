"""Everything of LayerLoom that works without the editor."""
