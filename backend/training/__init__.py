"""How training is set: declared optimizers, schedules and settings. No torch here."""
