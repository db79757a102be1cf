"""The widget of the canvas: events, camera, keyboard, painting."""
