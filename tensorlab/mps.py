"""What scripts ask before they start: there is no Metal."""

from __future__ import annotations


def is_available() -> bool:
    return False


def device_count() -> int:
    return 0


def manual_seed(seed: int) -> None:
    """Accepted, as PyTorch does without Metal."""


def empty_cache() -> None:
    """Accepted, as there is no cache."""
