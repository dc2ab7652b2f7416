"""``torch.testing.assert_close``: are two results as good as equal, and if not, where and how much do they differ?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

import tensorlab
from tensorlab import dtypes
from tensorlab._tensor import Tensor

Message = str | Callable[[str], str] | None

_TOLERANCES = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.bfloat16: (1.6e-2, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
}
"""Type → (relative, absolute); 0 for all others."""


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: Message = None,
) -> None:
    """Raise unless ``|actual - expected| <= atol + rtol * |expected|`` everywhere, in containers item by item.

    Raises:
        AssertionError: they differ; the text says where and by how much.
        TypeError: they are not of kinds that can be compared.
    """
    if (rtol is None) != (atol is None):
        missing = "atol" if atol is None else "rtol"
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}.")
    tolerances = None if rtol is None or atol is None else (rtol, atol)
    comparison = _Comparison(tolerances, equal_nan, check_dtype, check_stride, allow_subclasses)
    try:
        comparison.compare(actual, expected, "")
    except _Differs as found:
        text = f"{found}\n\nThe failure occurred for item {found.place}" if found.place else str(found)
        raise AssertionError(msg(text) if callable(msg) else msg or text) from None


class _Differs(Exception):
    """A difference, at a place in a container."""

    def __init__(self, text: str, place: str) -> None:
        super().__init__(text)
        self.place = place


class _Comparison:
    """One call of :func:`assert_close`: its settings, and what it does with each kind of input."""

    def __init__(
        self,
        tolerances: tuple[float, float] | None,
        equal_nan: bool,
        check_dtype: bool,
        check_stride: bool,
        allow_subclasses: bool,
    ) -> None:
        self._tolerances = tolerances
        self._equal_nan = equal_nan
        self._check_dtype = check_dtype
        self._check_stride = check_stride
        self._allow_subclasses = allow_subclasses

    def compare(self, actual: Any, expected: Any, place: str) -> None:
        """Raise :class:`_Differs` where they do."""
        if _are(actual, expected, Sequence) and not isinstance(actual, str):
            if len(actual) != len(expected):
                raise _Differs(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", place)
            for number, (one, other) in enumerate(zip(actual, expected, strict=True)):
                self.compare(one, other, f"{place}[{number}]")
        elif _are(actual, expected, Mapping):
            self._keys(actual, expected, place)
            for key in actual:
                self.compare(actual[key], expected[key], f"{place}[{key!r}]")
        elif actual is None or expected is None:
            if actual is not expected:
                raise _Differs(f"None mismatch: {actual} is not {expected}", place)
        elif _are(actual, expected, (bool, np.bool_)):
            if bool(actual) is not bool(expected):
                raise _Differs(f"Booleans mismatch: {actual} is not {expected}", place)
        elif _are(actual, expected, (int, float, complex)):
            self._numbers(actual, expected, place)
        elif self._are_tensors(actual, expected):
            self._tensors(tensorlab.as_tensor(actual), tensorlab.as_tensor(expected), place)
        else:
            raise TypeError(
                f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}."
            )

    def _are_tensors(self, actual: Any, expected: Any) -> bool:
        related = self._allow_subclasses and _are(actual, expected, Tensor)
        return related or (type(actual) is type(expected) and isinstance(actual, (Tensor, np.ndarray)))

    def _keys(self, actual: Mapping[Any, Any], expected: Mapping[Any, Any], place: str) -> None:
        if actual.keys() != expected.keys():
            raise _Differs(
                "The keys of the mappings do not match:\n"
                f"Missing keys in the actual mapping: {sorted(expected.keys() - actual.keys())}\n"
                f"Additional keys in the actual mapping: {sorted(actual.keys() - expected.keys())}",
                place,
            )

    def _numbers(self, actual: Any, expected: Any, place: str) -> None:
        if self._check_dtype and type(actual) is not type(expected):
            raise _Differs(f"The (d)types do not match: {type(actual)} != {type(expected)}.", place)
        exact = isinstance(actual, int) and isinstance(expected, int)
        tolerances = self._tolerances or ((0, 0) if exact else _TOLERANCES[dtypes.float64])
        raise_unless_close(actual, expected, tolerances, self._equal_nan, place)

    def _tensors(self, actual: Any, expected: Any, place: str) -> None:
        self._same(place, "shape", actual.shape, expected.shape)
        if self._check_dtype:
            self._same(place, "dtype", actual.dtype, expected.dtype)
        if self._check_stride:
            self._same(place, "stride()", actual.stride(), expected.stride())
        pairs = [_TOLERANCES.get(one.dtype, (0, 0)) for one in (actual, expected)]
        tolerances = self._tolerances or tuple(map(max, zip(*pairs, strict=True)))
        if not actual.shape:
            raise_unless_close(actual.item(), expected.item(), tolerances, self._equal_nan, place)
            return
        dtype = dtypes.promote_types(actual.dtype, expected.dtype)
        if not dtype.is_floating_point:
            dtype = dtypes.int64
        one, other = (tensor.detach().to(dtype)._array for tensor in (actual, expected))
        relative, absolute = tolerances
        matches = np.isclose(one, other, relative, absolute, self._equal_nan)
        if not matches.all():
            raise _Differs(_where(one, other, matches, tolerances), place)

    def _same(self, place: str, name: str, actual: Any, expected: Any) -> None:
        if actual != expected:
            raise _Differs(f"The values for attribute '{name}' do not match: {actual} != {expected}.", place)


def _are(actual: Any, expected: Any, kind: Any) -> bool:
    return isinstance(actual, kind) and isinstance(expected, kind)


def _allowed(tolerance: float, tolerances: Any) -> str:
    return "" if tuple(tolerances) == (0, 0) else f" (up to {tolerance} allowed)"


def _title(kind: str, tolerances: Any) -> str:
    return f"{kind} are not {'equal' if tuple(tolerances) == (0, 0) else 'close'}!\n\n"


def raise_unless_close(actual: Any, expected: Any, tolerances: Any, equal_nan: bool, place: str) -> None:
    """Compare two numbers."""
    relative, absolute = tolerances
    are_nan = equal_nan and actual != actual and expected != expected
    if actual == expected or are_nan or abs(actual - expected) <= absolute + relative * abs(expected) < math.inf:
        return
    difference = abs(actual - expected)
    share = difference / abs(expected) if expected else math.inf
    if share != share:
        share = math.nan
    raise _Differs(
        _title("Scalars", tolerances)
        + f"Expected {expected} but got {actual}.\n"
        + f"Absolute difference: {difference}{_allowed(absolute, tolerances)}\n"
        + f"Relative difference: {share}{_allowed(relative, tolerances)}",
        place,
    )


def _where(actual: Any, expected: Any, matches: Any, tolerances: Any) -> str:
    """How many elements differ, and where the difference is greatest."""
    relative, absolute = tolerances
    count = int((~matches).sum())
    with np.errstate(all="ignore"):
        differences = np.where(matches, actual.dtype.type(0), np.abs(actual - expected))
        shares = differences / np.abs(expected)
    if actual.dtype == np.int64:
        shares = shares.astype(np.float32)
    shares[matches] = 0
    lines = [f"Mismatched elements: {count} / {matches.size} ({count / matches.size:.1%})"]
    for name, found, tolerance in (("absolute", differences, absolute), ("relative", shares, relative)):
        # argmax finds the first nan where there is one, as PyTorch's does.
        index = tuple(int(place) for place in np.unravel_index(np.argmax(found), found.shape))
        lines.append(
            f"Greatest {name} difference: {found[index].item()} at index {index}{_allowed(tolerance, tolerances)}"
        )
    return _title("Tensor-likes", tolerances) + "\n".join(lines)


__all__ = ["assert_close"]
