"""The side of the window that runs the user's code: never imported by ``import tensorlab``."""
