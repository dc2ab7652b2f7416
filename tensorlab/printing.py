"""``tensor([...])`` exactly as PyTorch prints it.

Only the elements that will be shown are ever formatted: a tensor of a million elements costs what its corners cost.

Source: the rules that PyTorch documents under ``torch.set_printoptions``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes


@dataclass
class Options:
    """What ``set_printoptions`` sets."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


options = Options()

_PROFILES = {
    "default": Options(),
    "short": Options(precision=2, threshold=1000, edgeitems=2),
    "full": Options(threshold=math.inf),
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors print: digits, when to summarise, how much to show at the edges, line width."""
    global options
    if profile is not None:
        options = replace(_PROFILES.get(profile.lower(), options))
    options = Options(
        precision=options.precision if precision is None else precision,
        threshold=options.threshold if threshold is None else threshold,
        edgeitems=options.edgeitems if edgeitems is None else edgeitems,
        linewidth=options.linewidth if linewidth is None else linewidth,
        sci_mode=sci_mode,
    )


class _Format:
    """How the elements of one tensor are written, decided by all that are shown."""

    def __init__(self, shown: NDArray[Any], kind: dtypes.Kind) -> None:
        self._floating = kind is dtypes.Kind.FLOAT
        self._whole = True
        self._scientific = False
        if not self._floating:
            self.width = max((len(str(value)) for value in shown.tolist()), default=1)
            return
        numbers = shown.astype(np.float64)
        usual = numbers[np.isfinite(numbers) & (numbers != 0)]
        if usual.size:
            self._decide(np.abs(usual))
        if options.sci_mode is not None:
            self._scientific = options.sci_mode
        # Zeros, nan and inf have no say in the width.
        self.width = max([1, *(len(self._number(value)) for value in usual.tolist())])

    def _decide(self, usual: NDArray[np.float64]) -> None:
        smallest, largest = float(usual.min()), float(usual.max())
        self._whole = bool((usual == np.ceil(usual)).all())
        self._scientific = largest / smallest > 1000 or largest > 1e8
        if not self._whole:
            self._scientific = self._scientific or smallest < 1e-4

    def _number(self, value: Any) -> str:
        if not self._floating:
            return str(value)
        if self._scientific:
            return f"{{:.{options.precision}e}}".format(value)
        if self._whole:
            text = f"{value:.0f}"
            return text + "." if math.isfinite(value) else text
        return f"{{:.{options.precision}f}}".format(value)

    def __call__(self, value: Any) -> str:
        return self._number(value).rjust(self.width)


def _corners(array: NDArray[Any]) -> NDArray[Any]:
    """Only what a summary shows: the first and last positions of every long axis."""
    edge = options.edgeitems
    for axis, size in enumerate(array.shape):
        if size > 2 * edge:
            array = np.take(array, [*range(edge), *range(size - edge, size)], axis=axis)
    return array


def _vector(values: list[Any], form: _Format, indent: int, is_cut: bool) -> str:
    per_line = max(1, math.floor((options.linewidth - indent) / (form.width + 2)))
    words = [form(value) for value in values]
    if is_cut:
        words = [*words[: options.edgeitems], " ...", *words[-options.edgeitems :]]
    lines = [", ".join(words[i : i + per_line]) for i in range(0, len(words), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _nested(array: NDArray[Any], form: _Format, indent: int, summarise: bool) -> str:
    if array.ndim == 0:
        return form(array.item())
    edge = options.edgeitems
    is_cut = summarise and array.shape[0] > 2 * edge
    if array.ndim == 1:
        shown = np.concatenate([array[:edge], array[-edge:]]) if is_cut else array
        return _vector(shown.tolist(), form, indent, is_cut)
    if is_cut:
        parts = [_nested(array[i], form, indent + 1, summarise) for i in range(edge)]
        parts.append("...")
        parts += [_nested(array[i], form, indent + 1, summarise) for i in range(-edge, 0)]
    else:
        parts = [_nested(array[i], form, indent + 1, summarise) for i in range(array.shape[0])]
    separator = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    return "[" + separator.join(parts) + "]"


def elements(array: NDArray[Any], kind: dtypes.Kind, indent: int = 0) -> str:
    """The bracketed elements alone; ``indent`` is where the first bracket stands on its line."""
    summarise = array.size > options.threshold
    form = _Format((_corners(array) if summarise else array).reshape(-1), kind)
    return _nested(array, form, indent, summarise)


def tensor_repr(tensor: Any) -> str:
    """What ``repr(tensor)`` is, ``str(tensor)`` too."""
    prefix = f"{tensor.printed_as}("
    array = tensor._array
    dtype = tensor.dtype
    suffixes = []
    plain = dtype in (dtypes.get_default_dtype(), dtypes.int64, dtypes.bool)
    if array.size == 0:
        if array.ndim != 1:
            suffixes.append(f"size={tuple(tensor.shape)}")
        if dtype is not dtypes.get_default_dtype():
            suffixes.append(f"dtype={dtype}")
        body = "[]"
    else:
        if not plain:
            suffixes.append(f"dtype={dtype}")
        body = elements(array, dtype.kind, len(prefix))
    producer = _producer_name(tensor)
    if producer:
        suffixes.append(f"grad_fn=<{producer}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    return _with_suffixes(prefix + body, suffixes, len(prefix))


def _producer_name(tensor: Any) -> str:
    """The node that made it, empty for a leaf."""
    try:
        grad_fn = tensor.grad_fn
    except RuntimeError:
        # A view spoilt by a write that autograd could not follow.
        return "Invalid"
    return "" if grad_fn is None else str(grad_fn.name().rpartition("::")[2])


def _with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """A suffix that would pass the line's width starts a new line."""
    last_line = len(text) - text.rfind("\n") + 1
    parts = [text]
    for suffix in suffixes:
        if last_line + len(suffix) + 2 > options.linewidth:
            parts.append(",\n" + " " * indent + suffix)
            last_line = indent + len(suffix)
        else:
            parts.append(", " + suffix)
            last_line += len(suffix) + 2
    return "".join([*parts, ")"])
