"""What lies over the canvas: zoom control, minimap, hints, prompts, the cards of problems."""
