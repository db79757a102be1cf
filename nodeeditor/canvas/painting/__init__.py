"""How the canvas is painted: cards, wires, chips, the background, the overview, pictures."""
