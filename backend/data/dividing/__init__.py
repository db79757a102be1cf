"""What divides rows. It uses numpy alone, so that it can be pasted into scripts."""
