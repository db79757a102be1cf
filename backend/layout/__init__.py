"""Breaks long lines of generated Python as the common formatters do (Black, ruff), so that they change nothing."""
