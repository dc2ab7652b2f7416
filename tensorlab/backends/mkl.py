"""Whatever numpy was built with, it is not asked for here."""

from __future__ import annotations


def is_available() -> bool:
    return False
