"""What can be asked of a tensor, and what complex numbers are asked that real ones answer as they are."""

from __future__ import annotations

from typing import Any

from tensorlab import errors


def is_complex(input: Any) -> bool:
    """Whether its elements have an imaginary part: never, here."""
    return bool(input.dtype.is_complex)


def is_signed(input: Any) -> bool:
    """Whether its type holds negative numbers."""
    return bool(input.dtype.is_signed)


def is_nonzero(input: Any) -> bool:
    """Whether its one element is not zero."""
    if input._array.size != 1:
        raise errors.ambiguous_truth(input._array.size)
    return bool(input)


def is_same_size(input: Any, other: Any) -> bool:
    """Whether both have the same shape."""
    return bool(input.shape == other.shape)


def get_device(input: Any) -> int:
    """The number of its GPU: -1, as it has none."""
    return -1


def is_conj(input: Any) -> bool:
    return False


def is_neg(input: Any) -> bool:
    return False


def is_distributed(input: Any) -> bool:
    return False


def conj(input: Any) -> Any:
    """The complex conjugate: of real numbers, the tensor itself."""
    return input


def conj_physical(input: Any) -> Any:
    """The complex conjugate: of real numbers, the tensor itself."""
    return input


def conj_physical_(input: Any) -> Any:
    """The complex conjugate: of real numbers, the tensor itself."""
    return input


def resolve_conj(input: Any) -> Any:
    """The tensor itself, as nothing waits to be conjugated."""
    return input


def resolve_neg(input: Any) -> Any:
    """The tensor itself, as nothing waits to be negated."""
    return input


def real(input: Any) -> Any:
    """The real part: of real numbers, the tensor itself."""
    return input


def imag(input: Any) -> Any:
    """The imaginary part, which real numbers have none of."""
    raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
