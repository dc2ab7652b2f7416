"""The dynamic graph: whether it is built, what it is made of, and how backward walks it."""
