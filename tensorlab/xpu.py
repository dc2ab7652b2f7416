"""What scripts ask before they start: there is no XPU."""

from __future__ import annotations


def is_available() -> bool:
    return False


def device_count() -> int:
    return 0
