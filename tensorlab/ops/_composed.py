"""The pieces of operations that PyTorch composes of others: they show in the graph by these names."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab._tensor import wrap_dim
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op, pointwise


@pointwise(name="add", node="AddBackward1", promoting=("other",), input=lambda g: g)
def plus(input: Array, other: Any) -> Array:
    """Every element plus a number."""
    return np.add(input, other)


@pointwise(name="mul", node="MulBackward1", promoting=("other",), input=lambda g, other: g * other)
def times(input: Array, other: Any) -> Array:
    """Every element times a number."""
    return np.multiply(input, other)


@pointwise(name="div", node="DivBackward1", gives="float", promoting=("other",), input=lambda g, other: g / other)
def over(input: Array, other: Any) -> Array:
    """Every element divided by a number."""
    return np.true_divide(input, other)


@op(name="squeeze", node="SqueezeBackward4", shares=True, input=lambda g, dim: g.unsqueeze(dim))
def squeezed(input: Array, dim: int) -> Array:
    """The tensor without this axis of size 1, as if it had been squeezed in place."""
    return input.squeeze(wrap_dim(dim, input.ndim))
