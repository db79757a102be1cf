"""The training tab: the losses and metrics of a run as they arrive, and their curves."""
