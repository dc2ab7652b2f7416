"""Public names that are no operation, no type and no mode: constants, old spellings, settings without effect."""

from __future__ import annotations

import math
from typing import Any

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.dtypes import Rank
from tensorlab.ops import creation
from tensorlab.outdated import warn_of

e, inf, nan, pi = math.e, math.inf, math.nan, math.pi
newaxis = None


def range(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    out: Any = None,
    **_: Any,
) -> Any:
    """Numbers from ``start`` to ``end``, which belongs to them: the old kind of ``arange``."""
    warn_of("range")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    kind = dtypes.chosen("range", dtype) or dtypes.get_default_dtype()
    # The next number would be the first too many; half of its step is spared where sums are not exact.
    after = start + (math.floor((end - start) / step) + 1) * step - (step / 2 if kind.is_floating_point else 0)
    return creation.arange(start, after, step, dtype=kind, requires_grad=requires_grad, out=out)


class _VariableMeta(type):
    """Every tensor counts as a Variable."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableMeta):
    """The old name of a tensor in the graph: the same memory, asked for gradients."""

    __module__ = "torch.autograd.variable"

    def __new__(cls, data: Any, requires_grad: bool = False, volatile: bool = False) -> Any:
        made = data.detach()
        return made.requires_grad_() if requires_grad else made


def is_floating_point(input: Any) -> bool:
    return bool(input.dtype.is_floating_point)


def numel(input: Any) -> int:
    return int(input.numel())


def result_type(tensor1: Any, tensor2: Any) -> dtypes.dtype:
    """The type that an operation on both would give."""
    key = []
    for one in (tensor1, tensor2):
        if isinstance(one, Tensor):
            key.append((one.dtype, Rank.TENSOR if one.shape else Rank.ZERO_DIM))
        else:
            key.append((dtypes.of_number(one), Rank.NUMBER))
    return dtypes.promote(tuple(key))
