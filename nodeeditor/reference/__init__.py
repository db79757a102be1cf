"""The layer reference in the editor: the pages of `backend.reference` as rich text, with a list and links."""
