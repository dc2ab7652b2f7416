"""What scripts ask before they start: there is no CUDA."""

from __future__ import annotations

from typing import Any, NoReturn


def is_available() -> bool:
    return False


def is_initialized() -> bool:
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    return False


def device_count() -> int:
    return 0


def manual_seed(seed: int) -> None:
    """Accepted, as PyTorch does without CUDA."""


def manual_seed_all(seed: int) -> None:
    """Accepted, as PyTorch does without CUDA."""


def empty_cache() -> None:
    """Accepted, as PyTorch does without CUDA."""


def memory_allocated(device: Any = None) -> int:
    return 0


def max_memory_allocated(device: Any = None) -> int:
    return 0


def memory_reserved(device: Any = None) -> int:
    return 0


def _absent(*_: Any, **__: Any) -> NoReturn:
    """Raise as PyTorch does without CUDA."""
    raise AssertionError("Torch not compiled with CUDA enabled")


current_device = get_device_name = get_device_properties = get_device_capability = set_device = _absent
synchronize = current_stream = _absent
