"""The command line: the same documents without a window."""
