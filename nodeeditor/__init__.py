"""The Qt program: canvas, panels, windows and commands. It imports the backend, never torch."""
