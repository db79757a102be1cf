"""The search for a layer: what can be added here, and what the typed text means."""
