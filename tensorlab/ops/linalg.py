"""Products of vectors and matrices; types are never mixed, and the node names tell which product it was."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor, wrap_dim
from tensorlab.graph.node import Counter
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.shape import (
    contiguous,
    expand_op,
    flatten,
    permute_op,
    reshape,
    squeeze_dim,
    swapped,
    t,
    transpose,
    unsafe_view,
    unsqueeze,
    view_op,
)
from tensorlab.ops.table import op
from tensorlab.ops.writing import into


def _names(*arrays: Array) -> list[str]:
    return [dtypes.from_numpy(array.dtype).type_name for array in arrays]


def _check_types(left: Array, right: Array) -> None:
    if left.dtype != right.dtype:
        names = [dtypes.word(dtypes.from_numpy(array.dtype)) for array in (left, right)]
        raise errors.different_dtypes(*names)


def product(left: Array, right: Array, kernel: str = "addmm_impl_cpu_") -> Array:
    """The matrix product; half precision is summed in single precision, as PyTorch does."""
    if left.dtype == np.bool_:
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")
    if left.dtype == np.float16:
        return np.matmul(left.astype(np.float32), right.astype(np.float32)).astype(np.float16)
    return np.matmul(left, right)


@on_both
def _products(left: Any, right: Any) -> Any:
    """The products of two stacks of matrices."""
    return left.bmm(right) if isinstance(left, Tensor) else product(left, right, "bmm")


# -- two operands ---------------------------------------------------------------------------------------------------


@op(input=lambda g, mat2: g @ mat2.T, mat2=lambda g, input: input.T @ g)
def mm(input: Array, mat2: Array) -> Array:
    """Matrix product."""
    if input.ndim != 2 or mat2.ndim != 2:
        which = "self" if input.ndim != 2 else "mat2"
        raise RuntimeError(f"{which} must be a matrix")
    if input.shape[1] != mat2.shape[0]:
        raise errors.matmul_shapes(input.shape, mat2.shape)
    _check_types(input, mat2)
    return product(input, mat2)


@op(input=lambda g, vec: g.unsqueeze(1) * vec, vec=lambda g, input: input.T @ g)
def mv(input: Array, vec: Array) -> Array:
    """Matrix times vector."""
    if not input.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({input.shape[0]}), mat ({input.shape[0]}x{input.shape[1]}), vec "
            f"({vec.shape[0]})"
        )
    if input.dtype != vec.dtype:
        first, second = _names(vec, input)
        raise RuntimeError(f"addmv input tensors must have the same dtype, but got {first}, {second}, and {first}")
    return product(input, vec, "addmv_impl_cpu")


def _check_vectors(input: Array, other: Array, name: str) -> None:
    if input.ndim != 1 or other.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {other.ndim}D tensors")
    if input.dtype != other.dtype:
        first, second = _names(input, other)
        raise RuntimeError(f"{name} : expected both vectors to have same dtype, but found {first} and {second}")
    if input.shape != other.shape:
        a, b = input.shape[0], other.shape[0]
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a}] and src [{b}] to have the same number of "
            f"elements, but got {a} and {b} elements respectively"
        )


@op(input=lambda g, tensor: g * tensor, tensor=lambda g, input: g * input)
def dot(input: Array, tensor: Array) -> Array:
    """Sum of products of two vectors."""
    _check_vectors(input, tensor, "dot")
    return product(input, tensor, "dot")


@op(input=lambda g, other: g * other, other=lambda g, input: g * input)
def vdot(input: Array, other: Array) -> Array:
    """Sum of products of two vectors; the first would be conjugated if it were complex."""
    _check_vectors(input, other, "dot")
    return product(input, other, "vdot")


def _check_ranks(input: Array, mat2: Array) -> None:
    if input.ndim != 3 or mat2.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor" if input.ndim != 3 else "batch2 must be a 3D tensor")


def _check_stacks(input: Array, mat2: Array) -> None:
    _check_ranks(input, mat2)
    if input.shape[0] != mat2.shape[0] or input.shape[2] != mat2.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{input.shape[0]}, "
            f"{input.shape[2]}] but got: [{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    if input.dtype != mat2.dtype and input.dtype != np.bool_:
        kinds = _names(input, mat2)
        raise RuntimeError(f"expected scalar type {kinds[0]} but found {kinds[1]}")


@op(
    input=lambda g, mat2: _products(g, swapped(mat2, 1, 2)),
    mat2=lambda g, input: _products(swapped(input, 1, 2), g),
)
def bmm(input: Array, mat2: Array) -> Array:
    """Matrix products, one for each position of the first axis."""
    _check_stacks(input, mat2)
    return product(input, mat2, "bmm")


# -- a product added to something -----------------------------------------------------------------------------------


@on_both
def _by_scale(value: Any, scale: float) -> Any:
    return value if scale == 1 else value * scale


def _check_expands(input: Array, shape: Sequence[int]) -> None:
    """Raise where the input does not broadcast to this shape."""
    extra = len(shape) - input.ndim
    if extra < 0:
        raise RuntimeError(
            f"expand(torch.{_names(input)[0]}Tensor{{{list(input.shape)}}}, size={list(shape)}): the number of sizes "
            f"provided ({len(shape)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    for axis in reversed(range(extra, len(shape))):
        old = input.shape[axis - extra]
        if old not in (1, shape[axis]):
            raise errors.expand_mismatch(shape, input.shape, axis, shape[axis], old)


def _sizes_of(array: Array, *axes: int) -> list[int]:
    for axis in axes:
        wrap_dim(axis, array.ndim)
    return [array.shape[axis] for axis in axes]


def _added(input: Array, made: Array, beta: float, alpha: float) -> Array:
    """``beta * input + alpha * made`` in the shape of ``made``; a ``beta`` of 0 leaves even nan out."""
    _check_expands(input, made.shape)
    scaled = made if alpha == 1 else made * np.asarray(alpha).astype(made.dtype)
    if beta == 0:
        return scaled
    return scaled + (input if beta == 1 else input * np.asarray(beta).astype(input.dtype))


def _check_all_types(input: Array, first: Array, second: Array, names: tuple[str, str]) -> None:
    for name, one in (("self", input), (names[0], first)):
        if one.dtype != second.dtype:
            kinds = _names(one, second)
            raise RuntimeError(f"{name} and {names[1]} must have the same dtype, but got {kinds[0]} and {kinds[1]}")


@op(
    input=lambda g, beta: _by_scale(g, beta),
    mat1=lambda g, mat2, alpha: _by_scale(g @ mat2.T, alpha),
    mat2=lambda g, mat1, alpha: _by_scale(mat1.T @ g, alpha),
)
def addmm(input: Array, mat1: Array, mat2: Array, beta: float = 1, alpha: float = 1) -> Array:
    """``beta * input + alpha * (mat1 @ mat2)``."""
    _check_all_types(input, mat1, mat2, ("mat1", "mat2"))
    for name, array in (("mat1", mat1), ("mat2", mat2)):
        if array.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {array.ndim}-D tensor")
    if mat1.shape[1] != mat2.shape[0]:
        raise errors.matmul_shapes(mat1.shape, mat2.shape)
    _check_expands(input, (mat1.shape[0], mat2.shape[1]))
    return _added(input, product(mat1, mat2), beta, alpha)


@op(
    input=lambda g, beta: _by_scale(g, beta),
    mat=lambda g, vec, alpha: _by_scale(g.unsqueeze(1) * vec, alpha),
    vec=lambda g, mat, alpha: _by_scale(mat.T @ g, alpha),
)
def addmv(input: Array, mat: Array, vec: Array, beta: float = 1, alpha: float = 1) -> Array:
    """``beta * input + alpha * (mat @ vec)``."""
    if mat.ndim != 2 or vec.ndim != 1 or input.ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim}, {vec.ndim}")
    size = input.shape[0] if input.ndim else 1
    if mat.shape[1] != vec.shape[0] or size not in (1, mat.shape[0]):
        raise RuntimeError(
            f"size mismatch, got input ({size}), mat ({mat.shape[0]}x{mat.shape[1]}), vec ({vec.shape[0]})"
        )
    if not input.dtype == mat.dtype == vec.dtype:
        kinds = _names(input, mat, vec)
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {kinds[0]}, {kinds[1]}, and {kinds[2]}"
        )
    return _added(input, product(mat, vec), beta, alpha)


def _promoted(input: Array, *others: Array) -> Any:
    """The numpy type that all of them go into, as PyTorch promotes."""
    kind = dtypes.from_numpy(input.dtype)
    for other in others:
        kind = dtypes.promote_types(kind, dtypes.from_numpy(other.dtype))
    return kind.numpy


@op(
    input=lambda g, beta: _by_scale(g, beta),
    vec1=lambda g, vec2, alpha: _by_scale(g @ vec2, alpha),
    vec2=lambda g, vec1, alpha: _by_scale(g.T @ vec1, alpha),
)
def addr(input: Array, vec1: Array, vec2: Array, beta: float = 1, alpha: float = 1) -> Array:
    """``beta * input + alpha * outer(vec1, vec2)``."""
    for number, vector in (("1", vec1), ("2", vec2)):
        if vector.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument vec{number}, but got {vector.ndim}-D")
    if not {input.dtype.kind, vec1.dtype.kind, vec2.dtype.kind} & {"f"}:
        for name, scale in (("beta", beta), ("alpha", alpha)):
            if isinstance(scale, float):
                raise RuntimeError(f"For integral input tensors, argument {name} must not be a floating point number.")
    if vec1.dtype == np.bool_:
        return (input if beta else np.False_) | (np.logical_and.outer(vec1, vec2) & bool(alpha))
    kind = _promoted(input, vec1, vec2)
    return _added(input.astype(kind, copy=False), np.multiply.outer(vec1, vec2).astype(kind, copy=False), beta, alpha)


@op(
    input=lambda g, beta: _by_scale(g, beta),
    batch1=lambda g, batch1_sizes, batch2, alpha: _by_scale(
        g.unsqueeze(0).expand(batch1_sizes[0], *g.shape).bmm(batch2.transpose(1, 2)), alpha
    ),
    batch2=lambda g, batch1, batch1_sizes, alpha: _by_scale(
        batch1.transpose(1, 2).bmm(g.unsqueeze(0).expand(batch1_sizes[0], *g.shape)), alpha
    ),
)
def addbmm(input: Array, batch1: Array, batch2: Array, beta: float = 1, alpha: float = 1) -> Array:
    """``beta * input + alpha *`` the sum of the products of two stacks of matrices."""
    _check_expands(input, _sizes_of(batch1, 1) + _sizes_of(batch2, 2))
    _check_ranks(batch1, batch2)
    if batch1.shape[2] != batch2.shape[1]:
        first, second = (f"{one.shape[1]}x{one.shape[2]}" for one in (batch1, batch2))
        raise RuntimeError(f"Incompatible matrix sizes for bmm ({first} and {second})")
    _check_all_types(input, batch1, batch2, ("mat1", "mat2"))
    _check_stacks(batch1, batch2)
    return _added(input, product(batch1, batch2).sum(axis=0, dtype=batch1.dtype), beta, alpha)


@op(
    input=lambda g, beta: _by_scale(g, beta),
    batch1=lambda g, batch2, alpha: _by_scale(g.bmm(batch2.transpose(1, 2)), alpha),
    batch2=lambda g, batch1, alpha: _by_scale(batch1.transpose(1, 2).bmm(g), alpha),
)
def baddbmm(input: Array, batch1: Array, batch2: Array, beta: float = 1, alpha: float = 1) -> Array:
    """``beta * input + alpha *`` the products of two stacks of matrices."""
    _check_expands(input, _sizes_of(batch1, 0, 1) + _sizes_of(batch2, 2))
    _check_ranks(batch1, batch2)
    if not input.dtype == batch1.dtype == batch2.dtype:
        kinds = [dtypes.word(dtypes.from_numpy(one.dtype)) for one in (input, batch1, batch2)]
        raise RuntimeError(
            f"Input dtypes must be the same, got: input {kinds[0]}, batch1: {kinds[1]}, batch2: {kinds[2]}"
        )
    _check_stacks(batch1, batch2)
    return _added(input, product(batch1, batch2, "baddbmm"), beta, alpha)


# -- the product that the shapes ask for ----------------------------------------------------------------------------


@op(name="squeeze_", node="SqueezeBackward4", input=lambda g, input_sizes: g.reshape(tuple(input_sizes)))
def _without_axis(input: Array, dim: int) -> Array:
    """Fresh memory, seen without an axis of size 1."""
    return np.squeeze(input, dim)


def matmul(input: Any, other: Any, *, out: Any = None) -> Any:
    """The product that the shapes ask for: of vectors, of matrices, or of stacks of matrices."""
    if not isinstance(input, Tensor) or not isinstance(other, Tensor):
        wrong, place = (other, "'other' (position 2)") if isinstance(input, Tensor) else (input, "'input' (position 1)")
        raise TypeError(f"matmul(): argument {place} must be Tensor, not {type(wrong).__name__}")
    ranks = (len(input.shape), len(other.shape))
    if ranks == (2, 2):
        return mm(input, other, out=out)
    if 0 in ranks:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {ranks[0]}D and {ranks[1]}D")
    if ranks == (1, 1):
        return dot(input, other, out=out)
    if ranks == (2, 1):
        return mv(input, other, out=out)
    made = _without_axis(mm(unsqueeze(input, 0), other), 0) if ranks == (1, 2) else _of_stacks(input, other)
    return made if out is None else into(out, made, "matmul")


def _of_stacks(input: Any, other: Any) -> Any:
    """Stacks of matrices: folded into one matrix where the other operand is one, else product by product."""
    if len(input.shape) == len(other.shape) == 3 and input.shape[0] != other.shape[0]:
        # A stack of one that asks for a gradient counts as a matrix, so that the gradient needs no sum over the stack.
        if other.shape[0] == 1 and other.requires_grad:
            other = squeeze_dim(other, 0)
        elif input.shape[0] == 1 and input.requires_grad:
            input = squeeze_dim(input, 0)
    if _folds(input, other):
        return _folded(input, other) if input.dim() >= other.dim() else _folded_from_left(input, other)
    left = unsqueeze(input, 0) if input.dim() == 1 else input
    right = unsqueeze(other, 1) if other.dim() == 1 else other
    shapes = [tuple(left.shape[:-2]), tuple(right.shape[:-2])]
    try:
        stack = tuple(np.broadcast_shapes(*shapes))
    except ValueError as error:
        raise errors.shapes_clash(*shapes) from error
    count = prod(stack)
    a, b = (reshape(expand_op(one, (*stack, *one.shape[-2:])), (count, *one.shape[-2:])) for one in (left, right))
    made = bmm(a, b)
    return unsafe_view(made, _stack_shape(stack, input, other))


def _stack_shape(stack: Sequence[int], input: Any, other: Any) -> tuple[int, ...]:
    rows = () if input.dim() == 1 else (input.shape[-2],)
    columns = () if other.dim() == 1 else (other.shape[-1],)
    return (*stack, *rows, *columns)


def _folds(input: Any, other: Any) -> bool:
    """Whether a stack times one matrix becomes one larger matrix times that."""
    large, small = (input, other) if input.dim() >= other.dim() else (other, input)
    if large.dim() < 3 or small.dim() > 2:
        return False
    if small.requires_grad:
        return True
    if input.dim() == 2:
        return False
    sizes = list(large.shape)
    steps = list(large.stride())
    if large is other:
        for one in (sizes, steps):
            one[-1], one[-2] = one[-2], one[-1]
    if 0 in sizes:
        return True
    return all(steps[axis] == steps[axis + 1] * sizes[axis + 1] for axis in range(len(sizes) - 2))


def _folded(input: Any, other: Any) -> Any:
    rows = reshape(input, (prod(input.shape[:-1]), input.shape[-1]))
    if other.dim() == 1:
        return unsafe_view(mv(rows, other), tuple(input.shape[:-1]))
    return unsafe_view(mm(rows, other), (*input.shape[:-1], other.shape[-1]))


def _folded_from_left(input: Any, other: Any) -> Any:
    """A matrix times a stack: the transposes the other way round."""
    turned = _folded(transpose(other, -2, -1), input if input.dim() == 1 else t(input))
    return turned if input.dim() == 1 else contiguous(transpose(turned, -2, -1))


# -- composed of those ----------------------------------------------------------------------------------------------


def outer(input: Any, vec2: Any, *, out: Any = None) -> Any:
    """All products of the elements of two vectors."""
    for name, one in (("self", input), ("vec2", vec2)):
        if one.dim() != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {one.dim()}-D")
    made = reshape(input, (input.shape[0], 1)) * vec2
    return made if out is None else into(out, made, "outer", casts=True)


def _axes_to_meet(input: Any, other: Any, dims: Any) -> tuple[list[int], list[int]]:
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(input.dim(), other.dim()):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        return list(range(-dims, 0)), list(range(dims))
    first, second = ([one] if isinstance(one, int) else list(one) for one in dims)
    return first, second


def tensordot(input: Any, other: Any, dims: Any = 2, *, out: Any = None) -> Any:
    """Products summed over axes of both: so many at the end of one and the start of the other, or those given."""
    given = _axes_to_meet(input, other, dims)
    if len(given[0]) != len(given[1]):
        raise RuntimeError("both dimension lists should have same length")
    if input.dtype is not other.dtype:
        raise RuntimeError("both inputs should have same dtype")
    axes = [[wrap_dim(dim, one.dim()) for dim in some] for one, some in zip((input, other), given, strict=True)]
    for first, second, named in zip(*axes, zip(*given, strict=True), strict=True):
        sizes = (input.shape[first], other.shape[second])
        if sizes[0] == 1 != sizes[1]:
            other = other.sum(second, keepdim=True, dtype=other.dtype)
        elif sizes[1] == 1 != sizes[0]:
            input = input.sum(first, keepdim=True, dtype=input.dtype)
        elif sizes[0] != sizes[1]:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {sizes[0]} in dim {named[0]} and second has "
                f"size {sizes[1]} in dim {named[1]}"
            )
    free = [
        [axis for axis in range(one.dim()) if axis not in some] for one, some in zip((input, other), axes, strict=True)
    ]
    left = permute_op(input, [*free[0], *axes[0]])
    right = permute_op(other, [*axes[1], *free[1]])
    kept = [[one.shape[axis] for axis in some] for one, some in zip((input, other), free, strict=True)]
    met = prod(input.shape[axis] for axis in axes[0])
    made = _met(left, right, prod(kept[0]), met, prod(kept[1]))
    made = reshape(made, (*kept[0], *kept[1]))
    return made if out is None else into(out, made, "tensordot")


def _met(left: Any, right: Any, rows: int, met: int, columns: int) -> Any:
    if rows == columns == 1:
        if left.is_contiguous() and right.is_contiguous():
            return dot(flatten(left), flatten(right))
        return (left.squeeze() * right.squeeze()).sum(dtype=left.dtype)
    return mm(reshape(left, (rows, met)), reshape(right, (met, columns)))


def inner(input: Any, other: Any, *, out: Any = None) -> Any:
    """Sums of products over the last axis of both."""
    if input.dim() == 0 or other.dim() == 0:
        made = input * other
        return made if out is None else into(out, made, "inner")
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(input.shape)} and {list(other.shape)}"
        )
    return tensordot(input, other, ([-1], [-1]), out=out)


def _counted_apart(input: Any, size: Sequence[int]) -> Any:
    """The same memory under another shape; later writes to the input are none to what was saved of it."""
    made = unsafe_view(input, size)
    made._own_counter = Counter()
    return made


def kron(input: Any, other: Any, *, out: Any = None) -> Any:
    """Each element of one times all of the other, as blocks."""
    for place, (name, one) in enumerate((("input", input), ("other", other)), 1):
        if not isinstance(one, Tensor):
            raise TypeError(f"kron(): argument '{name}' (position {place}) must be Tensor, not {type(one).__name__}")
    rank = max(input.dim(), other.dim())
    first, second = ((1,) * (rank - one.dim()) + tuple(one.shape) for one in (input, other))
    left = _counted_apart(input, [part for size in first for part in (size, 1)])
    right = _counted_apart(other, [part for size in second for part in (1, size)])
    made = unsafe_view(left * right, [a * b for a, b in zip(first, second, strict=True)])
    return made if out is None else into(out, made, "kron", casts=True)


def _crossed(first: Any, second: Any, dim: int) -> Any:
    return cross_op(first, second, dim)


@op(
    name="cross",
    node="LinalgCrossBackward0",
    input=lambda g, other, dim: _crossed(other, g, dim),
    other=lambda g, input, dim: _crossed(g, input, dim),
)
def cross_op(input: Array, other: Array, dim: int) -> Array:
    """Vectors at right angles to two others along an axis of size 3."""
    if input.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    axis = wrap_dim(dim, input.ndim)
    if input.shape[axis] != 3 or other.shape[axis] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {input.shape[axis]} and {other.shape[axis]}"
        )
    try:
        wide = np.broadcast_arrays(input, other)
    except ValueError as error:
        raise errors.shapes_clash(input.shape, other.shape) from error
    if input.dtype == np.bool_:
        raise NotImplementedError("\"cross\" not implemented for 'Bool'")
    a, b = (np.moveaxis(one, axis, 0) for one in wide)
    made = np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]], axis)
    return np.ascontiguousarray(made)


_WITHOUT_DIM = (
    "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or simply "
    "use torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross in a future "
    "release."
)


def cross(input: Any, other: Any, dim: int | None = None, *, out: Any = None) -> Any:
    """Vectors at right angles to two others, along ``dim`` or the first axis of size 3."""
    if dim is None:
        dim = next((axis for axis, size in enumerate(input.shape) if size == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
        warnings.warn(_WITHOUT_DIM, UserWarning, stacklevel=3)
    return cross_op(input, other, dim, out=out)


def multi_dot(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """A chain of matrix products in the order that costs least; a vector may stand at either end."""
    parts = list(tensors)
    if len(parts) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(parts)}")
    first, last = parts[0], parts[-1]
    _check_chain(parts)
    shape = [one.shape[place] for one, place in ((first, 0), (last, -1)) if one.dim() == 2]
    parts[0] = unsqueeze(first, 0) if first.dim() == 1 else first
    parts[-1] = unsqueeze(last, 1) if last.dim() == 1 else last
    for number, (a, b) in enumerate(pairwise(parts)):
        if a.shape[1] != b.shape[0]:
            said = f"{list(tensors[number].shape)} and {list(tensors[number + 1].shape)}"
            raise RuntimeError(
                f"multi_dot(): tensors {number} and {number + 1} with shapes {said} cannot be multiplied"
            )
    made = view_op(_chain(parts, _cheapest_splits(parts), 0, len(parts) - 1), tuple(shape))
    return made if out is None else into(out, made, "linalg_multi_dot")


def _check_chain(parts: Sequence[Any]) -> None:
    for number, part in enumerate(parts):
        at_end = number in (0, len(parts) - 1)
        if part.dim() != 2 and not (at_end and part.dim() == 1):
            words = {0: "the first tensor must be 1D or 2D", len(parts) - 1: "the last tensor must be 1D or 2D"}
            said = words.get(number, f"tensor {number} must be 2D")
            raise RuntimeError(f"multi_dot(): {said} but got {part.dim()}D")
        if part.dtype is not parts[0].dtype:
            kinds = (dtypes.word(parts[0].dtype), dtypes.word(part.dtype))
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {kinds[0]} and tensor {number} "
                f"{kinds[1]}"
            )


def _cheapest_splits(parts: Sequence[Any]) -> dict[tuple[int, int], int]:
    """Where each stretch of the chain is best cut.

    Source: Cormen et al., "Introduction to Algorithms", section "Matrix-chain multiplication".
    """
    sizes = [parts[0].shape[0], *[part.shape[1] for part in parts]]
    cost = {(place, place): 0 for place in range(len(parts))}
    cuts: dict[tuple[int, int], int] = {}
    for length in range(1, len(parts)):
        for first in range(len(parts) - length):
            last = first + length
            costs = {
                cut: cost[first, cut] + cost[cut + 1, last] + sizes[first] * sizes[cut + 1] * sizes[last + 1]
                for cut in range(first, last)
            }
            cuts[first, last] = best = min(costs, key=costs.__getitem__)
            cost[first, last] = costs[best]
    return cuts


def _chain(parts: Sequence[Any], cuts: dict[tuple[int, int], int], first: int, last: int) -> Any:
    if first == last:
        return parts[first]
    cut = cuts[first, last]
    return mm(_chain(parts, cuts, first, cut), _chain(parts, cuts, cut + 1, last))


def chain_matmul(*matrices: Any, out: Any = None) -> Any:
    """The old name of ``linalg.multi_dot``."""
    warnings.warn(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot "
        "instead, which accepts a list of two or more tensors rather than multiple parameters.",
        UserWarning,
        stacklevel=2,
    )
    parts = matrices[0] if len(matrices) == 1 and isinstance(matrices[0], (tuple, list)) else matrices
    if len(parts) == 1:
        return parts[0]
    return multi_dot(parts, out=out)
