"""The picture of the graph: painted from arrays, one batch for all nodes."""
