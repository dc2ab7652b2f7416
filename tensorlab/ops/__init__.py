"""The operations: each is one declaration, its value and its derivative together."""
