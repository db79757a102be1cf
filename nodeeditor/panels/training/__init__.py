"""What a training shows of itself: its figures as they come, and their curves."""
