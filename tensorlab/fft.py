"""``torch.fft``: the frequencies and their orders; the transforms give complex numbers, and refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorlab import dtypes
from tensorlab.ops.complex_numbers import refuse
from tensorlab.ops.creation import arange


def _counted(first: int, end: int, scale: float, keywords: dict[str, Any]) -> Any:
    dtype = keywords.pop("dtype", None) or dtypes.get_default_dtype()
    made = arange(first, end, dtype=dtype) * scale
    return made.requires_grad_() if keywords.get("requires_grad") else made


def rfftfreq(n: int, d: float = 1.0, **keywords: Any) -> Any:
    """The frequencies of a transform of ``n`` real samples that are ``d`` apart; shape (n // 2 + 1,)."""
    return _counted(0, n // 2 + 1, 1.0 / (n * d), keywords)


def fftfreq(n: int, d: float = 1.0, **keywords: Any) -> Any:
    """The frequencies of a transform of ``n`` samples that are ``d`` apart: those from 0 on, then the negative ones."""
    return ifftshift(_counted(-(n // 2), n - n // 2, 1.0 / (n * d), keywords))


def _axes(input: Any, dim: Any) -> Sequence[int]:
    if dim is None:
        return range(input.dim())
    return (dim,) if isinstance(dim, int) else tuple(dim)


def fftshift(input: Any, dim: Any = None) -> Any:
    """The frequency 0 in the middle."""
    axes = _axes(input, dim)
    return input.roll([input.shape[axis] // 2 for axis in axes], tuple(axes))


def ifftshift(input: Any, dim: Any = None) -> Any:
    """The frequency 0 first again."""
    axes = _axes(input, dim)
    return input.roll([(input.shape[axis] + 1) // 2 for axis in axes], tuple(axes))


fft = ifft = rfft = irfft = hfft = ihfft = refuse
fft2 = ifft2 = rfft2 = irfft2 = hfft2 = ihfft2 = refuse
fftn = ifftn = rfftn = irfftn = hfftn = ihfftn = refuse
