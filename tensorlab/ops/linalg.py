"""Products of vectors and matrices; types are never mixed, and the node names tell which product it was."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor
from tensorlab.ops.shape import expand_op, reshape, unsafe_view, unsqueeze, view_op
from tensorlab.ops.table import Array, on_both, op


def _check_types(left: Array, right: Array) -> None:
    if left.dtype != right.dtype:
        names = [dtypes.word(dtypes.from_numpy(array.dtype)) for array in (left, right)]
        raise errors.different_dtypes(*names)


@op(input=lambda g, mat2: g @ mat2.T, mat2=lambda g, input: input.T @ g)
def mm(input: Array, mat2: Array) -> Array:
    """Matrix product."""
    if input.ndim != 2 or mat2.ndim != 2:
        which = "self" if input.ndim != 2 else "mat2"
        raise RuntimeError(f"{which} must be a matrix")
    if input.shape[1] != mat2.shape[0]:
        raise errors.matmul_shapes(input.shape, mat2.shape)
    _check_types(input, mat2)
    return np.matmul(input, mat2)


@op(input=lambda g, vec: g.unsqueeze(1) * vec, vec=lambda g, input: input.T @ g)
def mv(input: Array, vec: Array) -> Array:
    """Matrix times vector."""
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({input.shape[0]}), mat ({input.shape[0]}x{input.shape[1]}), vec "
            f"({vec.shape[0]})"
        )
    _check_types(input, vec)
    return np.matmul(input, vec)


@op(input=lambda g, tensor: g * tensor, tensor=lambda g, input: g * input)
def dot(input: Array, tensor: Array) -> Array:
    """Sum of products of two vectors."""
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    if input.shape != tensor.shape:
        a, b = input.shape[0], tensor.shape[0]
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a}] and src [{b}] to have the same number of "
            "elements, but got "
            f"{a} and {b} elements respectively"
        )
    if input.dtype != tensor.dtype:
        names = [dtypes.from_numpy(array.dtype).type_name for array in (input, tensor)]
        raise RuntimeError(f"dot : expected both vectors to have same dtype, but found {names[0]} and {names[1]}")
    return np.dot(input, tensor)


@op(
    input=lambda g, mat2: g.bmm(mat2.transpose(1, 2)),
    mat2=lambda g, input: input.transpose(1, 2).bmm(g),
)
def bmm(input: Array, mat2: Array) -> Array:
    """Matrix products, one for each position of the first axis."""
    if input.ndim != 3 or mat2.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor" if input.ndim != 3 else "batch2 must be a 3D tensor")
    if input.shape[0] != mat2.shape[0] or input.shape[2] != mat2.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{input.shape[0]}, "
            f"{input.shape[2]}] but got: "
            f"[{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    _check_types(input, mat2)
    return np.matmul(input, mat2)


@on_both
def _by_scale(value: Any, scale: float) -> Any:
    return value if scale == 1 else value * scale


@op(
    input=lambda g, beta: _by_scale(g, beta),
    mat1=lambda g, mat2, alpha: _by_scale(g @ mat2.T, alpha),
    mat2=lambda g, mat1, alpha: _by_scale(mat1.T @ g, alpha),
)
def addmm(input: Array, mat1: Array, mat2: Array, beta: float = 1, alpha: float = 1) -> Array:
    """``beta * input + alpha * (mat1 @ mat2)``."""
    if mat1.shape[1] != mat2.shape[0]:
        raise errors.matmul_shapes(mat1.shape, mat2.shape)
    _check_types(mat1, mat2)
    product = np.matmul(mat1, mat2)
    if alpha != 1:
        product *= product.dtype.type(alpha)
    return product + (input if beta == 1 else input * input.dtype.type(beta))


def matmul(input: Any, other: Any, *, out: Any = None) -> Any:
    """The product that the shapes ask for: of vectors, of matrices, or of stacks of matrices."""
    if not isinstance(input, Tensor) or not isinstance(other, Tensor):
        wrong = other if isinstance(input, Tensor) else input
        raise TypeError(f"matmul(): argument 'other' must be Tensor, not {type(wrong).__name__}")
    ranks = (input.dim(), other.dim())
    if 0 in ranks:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {ranks[0]}D and {ranks[1]}D")
    if ranks == (1, 1):
        return dot(input, other, out=out)
    if ranks == (2, 2):
        return mm(input, other, out=out)
    if ranks == (2, 1):
        return mv(input, other, out=out)
    if ranks == (1, 2):
        return mm(unsqueeze(input, 0), other).squeeze(0)
    return _batched(input, other)


def _batched(input: Any, other: Any) -> Any:
    """Stacks of matrices: broadcast the stack axes, fold them into one, multiply, unfold."""
    if other.dim() == 1:
        return unsafe_view(mv(reshape(input, (-1, input.shape[-1])), other), tuple(input.shape[:-1]))
    left = unsqueeze(input, 0) if input.dim() == 1 else input
    if left.shape[-1] != other.shape[-2]:
        if other.dim() == 2:
            rows = left.numel() // left.shape[-1] if left.shape[-1] else 0
            raise errors.matmul_shapes((rows, left.shape[-1]), tuple(other.shape))
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{left.shape[0]}, "
            f"{left.shape[-1]}] but got: "
            f"[{other.shape[0]}, {other.shape[-2]}]."
        )
    if other.dim() == 2:
        # One matrix for the whole stack: fold the stack into rows.
        product = mm(reshape(left, (-1, left.shape[-1])), other)
        made = unsafe_view(product, (*left.shape[:-1], other.shape[-1]))
    else:
        batch = tuple(np.broadcast_shapes(tuple(left.shape[:-2]), tuple(other.shape[:-2])))
        a = reshape(expand_op(left, (*batch, *left.shape[-2:])), (-1, *left.shape[-2:]))
        b = reshape(expand_op(other, (*batch, *other.shape[-2:])), (-1, *other.shape[-2:]))
        made = unsafe_view(bmm(a, b), (*batch, left.shape[-2], other.shape[-1]))
    return made.squeeze(-2) if input.dim() == 1 else made


def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """``input @ weight.T + bias``."""
    if bias is not None and input.dim() == 2:
        return addmm(bias, input, weight.t())
    made = matmul(input, weight.t())
    return made if bias is None else made + bias


def outer(input: Any, vec2: Any) -> Any:
    """All products of the elements of two vectors."""
    return view_op(input, (input.shape[0], 1)) * vec2


def einsum(equation: str, *operands: Any) -> Any:
    """Products summed over the axes that the equation names."""
    tensors = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    return _Einsum(equation, list(tensors)).result()


class _Einsum:
    """One einsum, done as products of tensors whose axes are lined up by letter."""

    def __init__(self, equation: str, operands: list[Any]) -> None:
        left, arrow, right = equation.replace(" ", "").partition("->")
        self._terms = left.split(",")
        if len(self._terms) != len(operands):
            raise RuntimeError("einsum(): the number of subscripts does not match the number of operands")
        letters = [letter for term in self._terms for letter in term]
        once = sorted(letter for letter in set(letters) if letters.count(letter) == 1)
        self._output = right if arrow else "".join(once)
        self._order = [*self._output, *[letter for letter in dict.fromkeys(letters) if letter not in self._output]]
        self._operands = operands

    def _lined_up(self, term: str, operand: Any) -> Any:
        for letter in [one for one in term if term.count(one) > 1]:
            while term.count(letter) > 1:
                first, second = term.index(letter), term.rindex(letter)
                operand = operand.diagonal(0, first, second)
                term = term[:first] + term[first + 1 : second] + term[second + 1 :] + letter
        present = [letter for letter in self._order if letter in term]
        operand = operand.permute([term.index(letter) for letter in present])
        shape = [operand.shape[present.index(letter)] if letter in term else 1 for letter in self._order]
        return operand.reshape(shape)

    def result(self) -> Any:
        product = None
        for term, operand in zip(self._terms, self._operands, strict=True):
            part = self._lined_up(term, operand)
            product = part if product is None else product * part
        summed = list(range(len(self._output), len(self._order)))
        assert product is not None, "an equation has at least one term"
        return product.sum(summed) if summed else product


def _inverse(g: Any, result: Any) -> Any:
    turned = result.transpose(-2, -1)
    return -(turned @ g @ turned)


@op(name="inv", node="LinalgInvExBackward0", input=_inverse)
def inverse(input: Array) -> Array:
    """The matrix that undoes this one."""
    try:
        return np.linalg.inv(input)
    except np.linalg.LinAlgError as error:
        raise RuntimeError(
            "linalg.inv: The diagonal element 1 is zero, the inversion could not be completed because the "
            "input matrix is "
            "singular."
        ) from error


@op(
    name="det",
    node="LinalgDetBackward0",
    input=lambda g, input, result: (g * result).unsqueeze(-1).unsqueeze(-1) * inverse(input).transpose(-2, -1),
)
def det(input: Array) -> Array:
    """The determinant of square matrices."""
    return np.linalg.det(input)
