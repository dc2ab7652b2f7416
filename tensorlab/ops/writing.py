"""Writing into a tensor: what is checked before, what the graph hears of it, and ``out=``."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, address, wrap
from tensorlab.dtypes import Size
from tensorlab.graph import node as graph
from tensorlab.graph.mode import enabled, inference_tensors, is_inference, is_inference_mode_enabled
from tensorlab.graph.node import NOTHING, RECORDED, RELEASED, Edge, Node, ViewEdge, count_write, edge_of, keep_retaining
from tensorlab.graph.saved import Overwritten
from tensorlab.ops.histories import bring_in, remade
from tensorlab.ops.plans import Array, OpNode, is_tracked

if TYPE_CHECKING:
    from tensorlab.ops.table import Op


_RESIZED = (
    "An output with one or more elements was resized since it had shape {}, which does not match the required output "
    "shape {}. This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they "
    "have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with "
    "t.resize_(0). (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/Resize.cpp:30.)"
)


CASTING = frozenset(
    [
        "addr",
        "cat",
        "cholesky_inverse",
        "cholesky_solve",
        "cumprod",
        "cumsum",
        "geqrf",
        "householder_product",
        "logsumexp",
        "mean",
        "nansum",
        "prod",
        "stack",
        "std",
        "sum",
        "var",
    ]
)
"""Operations besides the pointwise ones whose ``out=`` may have any type that can hold the result."""

_UNCHANGED = frozenset(
    ["abs", "ceil", "clamp", "floor", "frac", "gelu", "neg", "round", "sgn", "sign", "softplus", "trunc"]
)
"""Pointwise operations whose ``out=`` must have the type of the result."""


def into(out: Any, made: Any, name: str, casts: bool = False, quietly: bool = False) -> Any:
    """Put what ``name`` has made where ``out=`` says.

    Args:
        casts: ``out`` may have any type that can hold the result, else it must have the type of the result.
        quietly: resize it without a warning, as what is made from nothing does.
    """
    if isinstance(out, (tuple, list)):
        return tuple(into(o, m, name, casts) for o, m in zip(out, made, strict=True))
    if out.requires_grad or made.requires_grad:
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad."
        )
    if out.dtype is not made.dtype and name in _UNCHANGED:
        raise RuntimeError(f"Found dtype {out.dtype.type_name} but expected {made.dtype.type_name}")
    if out.dtype is not made.dtype and not casts:
        kinds = dtypes.word(made.dtype), dtypes.word(out.dtype)
        raise RuntimeError(f"Expected out tensor to have dtype {kinds[0]}, but got {kinds[1]} instead")
    if not dtypes.can_cast(made.dtype, out.dtype):
        raise errors.cannot_store(made.dtype, out.dtype)
    if _overlaps_itself(out):
        raise errors.overlapping_write()
    if out.shape != made.shape:
        if out.numel() and not quietly:
            warnings.warn(_RESIZED.format(list(out.shape), list(made.shape)), UserWarning, stacklevel=4)
        out._array, out.shape = np.empty(made.shape, out._array.dtype), made.shape
    count_write(out)
    np.copyto(out._array, made._array, casting="unsafe")
    if events.tracer is not None:
        events.tracer.mutated("out", out, ("input",), (made,), None)
    return out


def check_apart(out: Any, operands: Iterable[Any]) -> None:
    """Raise where ``out`` shares memory with an operand."""
    for operand in operands:
        if isinstance(operand, Tensor) and np.may_share_memory(out._array, operand._array):
            raise errors.partial_overlap()


def check_mode(target: Tensor) -> None:
    """Raise where a tensor of inference mode would be written to outside; its ``data`` may be."""
    if inference_tensors and is_inference(target) and not is_inference_mode_enabled() and not target._counts_anew:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
            "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def check_history(target: Tensor, operands: Sequence[Any] = ()) -> None:
    """Raise where a recorded write would change a leaf, or a view whose history cannot take it in."""
    if not enabled.get() or not (target._edge is not None or is_tracked(operands)):
        return
    base = target._base
    if base is not None and not is_inference(target):
        origin = target._origin
        if origin is not RECORDED:
            slot = target._edge
            if slot.__class__ is not ViewEdge:
                slot = ViewEdge(slot, base, target._array, origin, 0)
            raise slot.spoilt("is being")
        if target._edge is not None and base._is_unrecorded:
            raise errors.view_of_leaf_in_place()
    if target._edge is not None and target._is_unrecorded:
        raise errors.leaf_in_place()


_FILLING = ("fill", "zero")
_TRIANGLES = ("tril", "triu")
_OF_ONE_SIZE = ("addmm", "addmv", "baddbmm")
_RESIZING = ("addbmm",)
"""What gives its target the shape of the result."""

_BOUNDS = ("clamp", "clamp_min", "clamp_max")
_CHOOSING = {"masked_fill": ("mask", "scalar", 2450), "index_fill": ("mask", "scalar", 1913)}
_CHOOSING["index_put"] = ("indices", "tensor", 976)
"""What may write where several elements share a memory: what stands in the warning."""

_STRETCHED = (
    "Use of {}_ on expanded tensors is deprecated. Please clone() the tensor before performing this operation. This "
    "also applies to advanced indexing e.g. tensor[{}] = {} (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/TensorAdvancedIndexing.cpp:{}.)"
)


_APART = ("index_put", "index_copy")
"""What may not read at all from the memory that it writes to."""

_APART_AT_LAST = ("index_add", "masked_scatter")
"""What finds out about that only after all else has been looked at, or never."""


def _share_memory(target: Tensor, operand: Tensor) -> bool:
    """Whether two tensors lie in the same stretch of memory, as far as that is told by where they begin and end."""
    if target is operand:
        return True
    written, other = target._array, operand._array
    if not (written.flags.forc and other.flags.forc and written.size and other.size):
        return False
    return bool(address(written) < address(other) + other.nbytes and address(other) < address(written) + written.nbytes)


def _is_same_memory(one: Array, other: Array) -> bool:
    """Whether two arrays are the same elements: there is nothing to copy."""
    alike = one.shape == other.shape and one.strides == other.strides and one.dtype == other.dtype
    return alike and address(one) == address(other)


def _overlaps_itself(target: Tensor) -> bool:
    """Whether one element of memory stands for several of the tensor."""
    array = target._array
    if array.flags.c_contiguous:
        return False
    return any(step == 0 and size > 1 for step, size in zip(array.strides, target.shape, strict=True))


def _shares_part(target: Tensor, operands: Sequence[Any]) -> bool:
    """Whether an operand shares part of the memory that is to be written, but not all of it."""
    written = target._array
    for operand in operands:
        if operand is target or not isinstance(operand, Tensor):
            continue
        other = operand._array
        if other.base is None and written.base is None:
            continue
        if graph.memory_of(other) is not graph.memory_of(written) or not (written.flags.forc and other.flags.forc):
            continue
        first, second = address(written), address(other)
        apart = first + written.nbytes <= second or second + other.nbytes <= first
        if not apart and (first != second or written.nbytes != other.nbytes or written.strides != other.strides):
            return True
    return False


def _check_memory(operation: Op, target: Tensor, operands: Sequence[Any], context: dict[str, Any]) -> None:
    """Raise where elements that share a memory would get different values, or change what is still to be read."""
    fills = operation.name in _FILLING
    if operation.name == "copy" and _is_same_memory(target._array, operands[1]._array):
        return
    if operation.name not in _TRIANGLES and _overlaps_itself(target) and not (fills and len(operands) == 1):
        if operation.name not in _CHOOSING:
            operation.refuse_types(operands, context)
            if operation.name in _BOUNDS and not any(isinstance(bound, Tensor) for bound in operands[1:]):
                operation.refuse_to_write(target, operands)
            raise errors.overlapping_write()
        warnings.warn(_STRETCHED.format(operation.name, *_CHOOSING[operation.name]), UserWarning, stacklevel=5)
    if operation.name in _APART:
        for operand in operands[1:]:
            if isinstance(operand, Tensor) and _share_memory(target, operand):
                raise errors.partial_overlap()
    elif not fills and operation.name not in _APART_AT_LAST and _shares_part(target, operands):
        operation.refuse_types(operands, context)
        raise errors.partial_overlap()


def in_place(operation: Op, target: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """``target.op_(…)``: compute, write the result into the target's memory, put the target behind the new node."""
    values = operation.bind((target, *args), kwargs)
    operands = [values.pop(name) for name in operation.operands]
    heard = _heard(operation, target, operands)
    if operation.rules:
        check_history(target, heard)
    recorder = operation.overload(operands)
    records = bool(operation.rules) and enabled.get() and is_tracked(operands)
    edges = recorder.edges(operands) if records and heard else None
    _check_memory(operation, target, operands, values)
    tracer = events.tracer
    if tracer is None and not records:
        compute = operation.straight(target, operands, values)
        if compute is not None:
            check_mode(target)
            # Counted first, lest an interrupt hide it.
            count_write(target)
            compute()
        else:
            made = _made_for(target, operation, operands, values)
            _check_at_last(operation, target, operands)
            write(target, made._raw)
        return target
    # What the derivative needs of the old value must outlive the write.
    source = wrap(target._array, target.dtype, target.shape)
    source._edge = edge_of(target)
    if tracer is not None:
        tracer.muted += 1
    before = enabled.get()
    try:
        enabled.set(False)
        made = _made_for(target, operation, [source if o is target else o for o in operands], dict(values))
    finally:
        if tracer is not None:
            tracer.muted -= 1
        enabled.set(before)
    _check_at_last(operation, target, operands)
    node = None if edges is None else _node_for_write(recorder, target, operands, values, edges)
    write(target, made._array)
    rebase(target, node)
    if node is not None:
        _give_up(node, target, operands[1:])
    if tracer is not None and not tracer.muted:
        told = node if node is None or target._base is None else target._base.grad_fn
        tracer.mutated(operation.name + "_", target, operation.operands, operands, told)
    return target


def _check_at_last(operation: Op, target: Tensor, operands: Sequence[Any]) -> None:
    """Raise what is found out only once the result is there."""
    check_mode(target)
    if operation.name == "index_add" and any(isinstance(o, Tensor) and _share_memory(target, o) for o in operands[1:]):
        raise errors.partial_overlap()


def _heard(operation: Op, target: Tensor, operands: Sequence[Any]) -> Sequence[Any]:
    """The operands that autograd hears of: none where numbers are copied into a tensor that takes no gradient."""
    return () if operation.name == "copy" and not target.dtype.is_floating_point else operands


def check_can_hold(operation: Op, target: Tensor, operands: Sequence[Any], shape: Size, dtype: dtypes.dtype) -> None:
    """Raise where the target could not hold a result of this shape and type."""
    if shape != target.shape:
        raise errors.does_not_hold(target.shape, shape)
    if not dtypes.can_cast(dtype, target.dtype):
        by_numbers = operation.name in _BOUNDS and not any(isinstance(one, Tensor) for one in operands[1:])
        raise errors.cannot_store(dtype, target.dtype, dtypes.word(target.dtype) if by_numbers else "")


def _made_for(target: Tensor, operation: Op, operands: Sequence[Any], context: dict[str, Any]) -> Tensor:
    """The result that the target will hold."""
    try:
        made: Tensor = operation.call(**dict(zip(operation.operands, operands, strict=True)), **context)
    except NotImplementedError:
        # That there is no kernel PyTorch finds out last.
        operation.refuse_to_write(target, operands)
        raise
    if made.shape != target.shape and operation.name in _OF_ONE_SIZE:
        raise RuntimeError(
            f"Bad in-place call: input tensor size {list(target.shape)} and output tensor size {list(made.shape)} "
            "should match"
        )
    if made.shape != target.shape and operation.name in _RESIZING:
        target._array, target.shape = np.empty(made.shape, target._array.dtype), made.shape
    check_can_hold(operation, target, operands, made.shape, made.dtype)
    return made


def _node_for_write(
    operation: Op, target: Tensor, operands: Sequence[Any], context: dict[str, Any], edges: Sequence[Edge | None]
) -> OpNode:
    old = [_copy_if_needed(o, target, operation, n, edges) for n, o in zip(operation.operands, operands, strict=True)]
    result = wrap(target._array, target.dtype, target.shape)
    return operation.make_node(old, edges, context, [result])


def _give_up(node: OpNode, target: Tensor, others: Sequence[Any]) -> None:
    """What was saved of other operands is lost where they share the memory that was written."""
    counter = target._counter
    lost = [one for one in others if isinstance(one, Tensor) and one._counter is counter]
    kept = node.saved if isinstance(node.saved, tuple) else (node.saved,)
    if counter is None or not any(one is value for one in lost for value in kept):
        return
    gone = Overwritten(counter, target)
    saved = [gone if any(one is value for one in lost) else value for value in kept]
    node.saved = tuple(saved) if len(saved) > 1 else saved[0]
    node.plan = node.plan.on_tensors()


def _copy_if_needed(operand: Any, target: Tensor, operation: Op, name: str, edges: Sequence[Edge | None]) -> Any:
    if operand is not target or name != operation.operands[0]:
        return operand
    plan = operation.plan_for(tuple(edge is not None for edge in edges))
    if not any(saved == name for saved, *_ in plan.saved):
        return operand
    copy = wrap(target._array.copy(), target.dtype, target.shape)
    copy._edge = edge_of(target)
    return copy


def write(target: Tensor, values: Any) -> None:
    """Put values into the target's memory and count it as a new version, first, lest an interrupt hide it."""
    memory = target._array
    count_write(target)
    # Where elements share a memory, those that stay as they are must not undo what others get.
    np.copyto(memory, values, casting="unsafe", where=memory != values if _overlaps_itself(target) else True)
    if target.dtype is dtypes.bfloat16:
        np.copyto(memory, dtypes.round_to_bfloat16(memory))


def rebase(target: Tensor, node: Node | None) -> None:
    """After a write: the target comes from ``node`` now; if it is a view, its base's history holds the write."""
    if node is None:
        return
    # The node is younger than the write that made its result.
    node.moment = graph.next_moment()
    base = target._base
    before = target._edge
    if base is None:
        target._edge = node
        keep_retaining(before, node)
        bring_in(target)
        return
    whole = edge_of(base)
    base._edge = CopySlices(whole, node, base, target._array)
    keep_retaining(whole, base._edge)
    if events.tracer is not None:
        events.tracer.joined(base)
    made = remade(base, target._array)
    keep_retaining(before, made)
    target._edge = ViewEdge(made, base, target._array, RECORDED, graph.last_write)
    bring_in(base)


class CopySlices(Node):
    """A write into part of a tensor: the gradient of that part goes through the write, the rest passes by."""

    __slots__ = ("dtype", "function", "is_released", "shape", "size", "start", "strides")

    def name(self) -> str:
        return "torch::autograd::CopySlices"

    def __init__(self, edge: Edge | None, function: Node, base: Tensor, part: Array) -> None:
        self.function = function
        self.is_released = False
        self.edges = (edge, *function.edges[1:])
        self.moment = graph.next_moment()
        self.shape, self.dtype = base.shape, base.dtype
        self.size = part.shape
        itemsize = part.itemsize
        self.strides = tuple([step // itemsize for step in part.strides])
        self.start = (address(part) - address(base._array)) // itemsize

    @property
    def saved(self) -> Any:
        """What the write saved: the two are freed together, and the write even where it has saved nothing."""
        if self.is_released:
            return RELEASED
        return None if self.function.saved is NOTHING else self.function.saved

    @saved.setter
    def saved(self, value: Any) -> None:
        self.is_released = value is RELEASED
        self.function.saved = value

    def saved_items(self) -> Iterable[tuple[str, Any]]:
        return self.function.saved_items()

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        if self.is_released:
            raise errors.second_backward()
        whole = gradients[0].contiguous()
        part = whole.as_strided(self.size, self.strides, self.start).clone()
        into_part, *others = self.function.apply([part])
        rest = whole.clone()
        hole = rest.as_strided(self.size, self.strides, self.start)
        if into_part is None:
            hole.zero_()
        else:
            hole.copy_(into_part)
        return (rest if self.edges[0] is not None else None, *others)
