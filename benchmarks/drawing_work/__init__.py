"""The work of `benchmarks/drawing.py`: three networks, and how a person draws each with and without a mouse."""
