"""New sizes of spatial and time axes."""
