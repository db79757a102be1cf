"""The main window: open documents, actions, the current run, and the panels around the canvas."""
