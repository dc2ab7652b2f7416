"""Which way attention is computed: ``with sdpa_kernel(SDPBackend.MATH): …``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum

from tensorlab.naming import name_as_in_torch
from tensorlab.nn.functional.attention import fusing

__all__ = ["SDPBackend", "sdpa_kernel"]


class SDPBackend(Enum):
    """The ways of PyTorch; here there are one operation (``FLASH_ATTENTION``) and its parts (``MATH``)."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4


@contextmanager
def sdpa_kernel(backends: SDPBackend | Sequence[SDPBackend], set_priority: bool = False) -> Iterator[None]:
    """Inside the block ``scaled_dot_product_attention`` goes one of these ways.

    Raises:
        AssertionError: something else than ways of computing.
    """
    if not isinstance(backends, (list, SDPBackend)):
        given = type(backends).__name__
        raise AssertionError(
            f"Backend must be an instance of SDPBackend or a list of SDPBackend instances, got {given}"
        )
    chosen = [backends] if isinstance(backends, SDPBackend) else backends
    before = fusing.set(SDPBackend.FLASH_ATTENTION in chosen)
    try:
        yield
    finally:
        fusing.reset(before)


name_as_in_torch([SDPBackend])
