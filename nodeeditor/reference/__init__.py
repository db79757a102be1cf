"""The layer reference in the editor: the pages of `backend.reference` in a window, with a list and links."""
