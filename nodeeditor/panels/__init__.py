"""The panels around the canvas. Each gets the open document and knows nothing of the others."""
