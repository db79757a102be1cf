"""What the commands of the canvas do to the document."""
