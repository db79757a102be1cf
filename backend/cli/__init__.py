"""The command line: the same documents without the editor."""
