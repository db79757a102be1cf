"""The main window: open documents, actions, the run in hand, and the parts around the canvas."""
