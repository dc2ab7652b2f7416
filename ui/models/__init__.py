"""What the window knows, as plain data: nothing here needs a display."""
