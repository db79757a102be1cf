"""The node panel: what is selected, its input and output types, and what it costs."""
