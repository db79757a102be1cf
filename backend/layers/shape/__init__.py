"""Axes, order, selections and joins."""
