"""Attention, transformer layers and positions."""
