"""The switches that scripts set for repeatable results; results here always repeat."""

from __future__ import annotations

enabled = True
deterministic = False
benchmark = False
allow_tf32 = True


def is_available() -> bool:
    return False


def version() -> None:
    """None: there is no cuDNN."""
