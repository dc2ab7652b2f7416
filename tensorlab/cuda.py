"""What scripts ask before they start: there is no CUDA."""

from __future__ import annotations


def is_available() -> bool:
    return False


def device_count() -> int:
    return 0


def manual_seed(seed: int) -> None:
    """Accepted, as PyTorch does without CUDA."""


def manual_seed_all(seed: int) -> None:
    """Accepted, as PyTorch does without CUDA."""


def empty_cache() -> None:
    """Accepted, as PyTorch does without CUDA."""
