"""The node panel: what the selected thing is, what flows in and out, and what it costs."""
