"""The outline: the graph as a tree of words, for those who read rather than look."""
