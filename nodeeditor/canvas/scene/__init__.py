"""What the canvas shows: one item for each node and wire of a document, and where they lie."""
