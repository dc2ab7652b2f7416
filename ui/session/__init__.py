"""The bridge between the window and the code that runs: what panels may ask for, and what they hear back."""
