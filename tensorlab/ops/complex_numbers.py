"""Operations whose results, or operands, are complex numbers: each refuses in one sentence."""

from __future__ import annotations

from typing import Any, NoReturn

from tensorlab import dtypes


def refuse(*_: Any, **__: Any) -> NoReturn:
    """Refused: there are no complex tensors.

    Raises:
        NotImplementedError: always.
    """
    raise dtypes.absent("complex64")


def _refused(name: str) -> Any:
    def operation(input: Any = None, *_: Any, **__: Any) -> NoReturn:
        refuse()

    operation.__name__ = operation.__qualname__ = name
    operation.__doc__ = refuse.__doc__
    return operation


cdouble, cfloat, chalf = map(_refused, ("cdouble", "cfloat", "chalf"))
complex, polar, view_as_complex = map(_refused, ("complex", "polar", "view_as_complex"))
istft, stft = map(_refused, ("istft", "stft"))


def view_as_real(input: Any) -> NoReturn:
    """A complex tensor as pairs of numbers; there are none.

    Raises:
        RuntimeError: always, as PyTorch does for real tensors.
    """
    raise RuntimeError("view_as_real is only supported for complex tensors")
