"""In-place changes of the shape alone: the tensor itself sees its memory in another way, ``x.unsqueeze_(0)``."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tensorlab import events
from tensorlab._tensor import Tensor
from tensorlab.dtypes import Size
from tensorlab.graph import node as graph
from tensorlab.graph.mode import is_inference
from tensorlab.graph.node import ViewEdge, count_write, keep_shape
from tensorlab.ops import shape
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import _named_or
from tensorlab.ops.table import Op
from tensorlab.ops.writing import check_history, check_mode


def _noted(view: Op, node: str) -> Op:
    """The view as it is noted when a tensor becomes it."""
    rules: dict[str, Any] = {name: rule for name, (rule, _) in view.rules.items()}
    return Op(view.function, rules, name=view.name + "_", node=node)


_as_strided = _noted(shape.as_strided, "AsStridedBackward1")
_squeeze_all = _noted(shape.squeeze_all, "SqueezeBackward3")
_squeeze_dim = _noted(shape.squeeze_dim, "SqueezeBackward4")
_squeeze_dims = _noted(shape.squeeze_dims, "SqueezeBackward5")
_t = _noted(shape.t, "TBackward1")
_transpose = _noted(shape.transpose, "TransposeBackward1")
_unsqueeze = _noted(shape.unsqueeze, "UnsqueezeBackward1")


def _become(target: Any, operation: Op, *args: Any) -> Any:
    """Let the tensor be what the operation makes of it."""
    if not is_inference(target):
        check_history(target)
    made = operation(target, *args)
    check_mode(target)
    if made._edge is None:
        keep_shape(target)
    _see(target, made._array)
    base, origin = target._base, target._origin
    if made._edge is not None:
        is_view = base is not None
        target._edge = ViewEdge(made._edge, base, target._array, origin, graph.last_write) if is_view else made._edge
    return target


def _see(target: Any, array: Array) -> Any:
    """Let the tensor look at this memory, and count it as a new version."""
    target._array, target.shape = array, Size(array.shape)
    if target._edge.__class__ is ViewEdge:
        target._edge.array = array
    count_write(target)
    if events.tracer is not None:
        events.tracer.relaid(target)
    return target


def as_strided_(input: Any, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Any:
    """``as_strided``, of the tensor itself."""
    return _become(input, _as_strided, size, stride, storage_offset)


def squeeze_(input: Any, dim: Any = None) -> Any:
    """``squeeze``, of the tensor itself."""
    if dim is None:
        return _become(input, _squeeze_all)
    if isinstance(dim, (tuple, list)):
        return _become(input, _squeeze_dims, tuple(dim))
    return _become(input, _squeeze_dim, dim)


def unsqueeze_(input: Any, dim: int) -> Any:
    """``unsqueeze``, of the tensor itself."""
    return _become(input, _unsqueeze, dim)


def t_(input: Any) -> Any:
    """``t``, of the tensor itself."""
    check_history(input)
    if len(input.shape) > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {len(input.shape)}D")
    return _become(input, _t)


def transpose_(input: Any, dim0: int, dim1: int) -> Any:
    """``transpose``, of the tensor itself."""
    return _become(input, _transpose, dim0, dim1)


def swapaxes_(input: Any, axis0: int, axis1: int) -> Any:
    """``swapaxes``, of the tensor itself."""
    return _become(input, _transpose, axis0, axis1)


def swapdims_(input: Any, dim0: int, dim1: int) -> Any:
    """``swapdims``, of the tensor itself."""
    return _become(input, _transpose, dim0, dim1)


def resize_(input: Any, *sizes: Any, size: Any = None, memory_format: Any = None) -> Any:
    """Another size for the tensor itself: its memory from its first element on, more of it where that is too little."""
    if input.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    wanted = _named_or(sizes, size)
    if any(one < 0 for one in wanted):
        raise RuntimeError("numel: integer multiplication overflow")
    if tuple(input.shape) == wanted:
        return input
    count = prod(wanted)
    start = input.storage_offset()
    have = input.untyped_storage().nbytes() // input._array.itemsize - start
    if count <= have:
        return _see(input, shape._strided(input._array, (count,), (1,)).reshape(wanted))
    larger = np.zeros(count, input._array.dtype)
    larger[:have] = shape._strided(input._array, (have,), (1,)) if have and input.numel() else 0
    return _see(input, larger.reshape(wanted))


def resize_as_(input: Any, the_template: Tensor, *, memory_format: Any = None) -> Any:
    """``resize_`` to the size of another tensor."""
    return resize_(input, tuple(the_template.shape))
