"""The declared losses, by what they compare."""
