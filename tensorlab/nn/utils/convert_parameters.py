"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.ops.joins import cat


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """The elements of all parameters in a row."""
    return cat([one.view(-1) for one in parameters])


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """Put the elements of a vector back into the parameters, which then look at its memory."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    whole: Any = vec
    for one in parameters:
        count = one.numel()
        one.data = whole[start : start + count].view_as(one).data
        start += count
