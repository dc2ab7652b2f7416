"""Reusable widgets: plain values in, signals out; none has heard of a session."""
