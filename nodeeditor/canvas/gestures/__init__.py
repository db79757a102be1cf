"""Gestures of the mouse and keyboard, one class each, and the controller that begins and ends them."""
