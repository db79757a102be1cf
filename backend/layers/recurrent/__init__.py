"""Recurrent layers, their cells, and how they are written."""
