"""The data panel: source, fields with their transforms, split, and a look at what they give."""
