"""The document: the only state of the program, changed through edits with inverses."""
