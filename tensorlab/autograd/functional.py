"""Whole derivatives of functions: ``jacobian``, ``hessian``, and products with a vector from either side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.backward import grad
from tensorlab.graph.mode import enable_grad
from tensorlab.ops.joins import stack


def _tuple(value: Any) -> tuple[tuple[Any, ...], bool]:
    return (tuple(value), True) if isinstance(value, (tuple, list)) else ((value,), False)


def _inputs(inputs: Any, create_graph: bool) -> tuple[tuple[Any, ...], bool]:
    given, many = _tuple(inputs)
    for one in given:
        if not isinstance(one, Tensor):
            raise TypeError(f"The inputs given must be either a Tensor or a tuple of Tensors but got {type(one)}.")
    if create_graph:
        return tuple(one.view_as(one) if one.requires_grad else one.detach().requires_grad_() for one in given), many
    return tuple(one.detach().clone().requires_grad_() for one in given), many


def _zeros_like(tensor: Any) -> Any:
    return wrap(np.zeros_like(tensor._array), tensor.dtype)


def _grad(outputs: Any, inputs: Any, gradients: Any, create_graph: bool) -> tuple[Any, ...]:
    if not any(one.requires_grad for one in outputs):
        return tuple(_zeros_like(one) for one in inputs)
    pairs = [(o, g) for o, g in zip(outputs, gradients, strict=True) if o.requires_grad]
    found = grad([o for o, _ in pairs], inputs, [g for _, g in pairs], True, create_graph, allow_unused=True)
    return tuple(_zeros_like(one) if g is None else g for one, g in zip(inputs, found, strict=True))


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All partial derivatives of ``func``: for output y and input x a tensor of shape ``y.shape + x.shape``.

    One backward for each element of the output gives one row.
    """
    with enable_grad():
        given, many_in = _inputs(inputs, create_graph)
        outputs, many_out = _tuple(func(*given))
        rows = tuple(_jacobian_of(output, given, create_graph) for output in outputs)
    if not create_graph:
        rows = tuple(tuple(one.detach() for one in row) for row in rows)
    picked = tuple(row if many_in else row[0] for row in rows)
    return picked if many_out else picked[0]


def _jacobian_of(output: Any, given: tuple[Any, ...], create_graph: bool) -> tuple[Any, ...]:
    flat = output.reshape(-1)
    columns: list[list[Any]] = [[] for _ in given]
    for place in range(flat.numel()):
        found = _grad([flat[place]], given, [wrap(np.ones((), flat._array.dtype), flat.dtype)], create_graph)
        for column, gradient in zip(columns, found, strict=True):
            column.append(gradient)
    return tuple(
        stack(column).reshape(tuple(output.shape) + tuple(one.shape))
        if column
        else wrap(np.zeros(tuple(output.shape) + tuple(one.shape), one._array.dtype), one.dtype)
        for column, one in zip(columns, given, strict=True)
    )


def hessian(
    func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False, **options: Any
) -> Any:
    """All second derivatives of a function with one scalar output."""
    _, many = _tuple(inputs)

    def gradient(*given: Any) -> Any:
        output = func(*given)
        if output.numel() != 1:
            raise RuntimeError("The output of the function given to hessian should contain a single element")
        found = _grad([output.reshape(())], given, [wrap(np.ones((), output._array.dtype), output.dtype)], True)
        return found if many else found[0]

    return jacobian(gradient, inputs, create_graph)


def _vector(v: Any, like: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                "The vector v can only be None if the user-provided function returns a single Tensor with a "
                "single element."
                if name == "vjp"
                else "The vector v can only be None if the input to the user-provided function is a single Tensor "
                "with a "
                "single element."
            )
        return (wrap(np.ones_like(like[0]._array), like[0].dtype),)
    vectors, _ = _tuple(v)
    for place, (one, other) in enumerate(zip(vectors, like, strict=True)):
        if tuple(one.shape) != tuple(other.shape):
            raise RuntimeError(f"Entry {place} in v has invalid size: should be {other.shape!r} but got {one.shape!r}.")
    return vectors


def _packed(values: tuple[Any, ...], many: bool, create_graph: bool) -> Any:
    kept = values if create_graph else tuple(one.detach() for one in values)
    return kept if many else kept[0]


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, vᵀJ): the Jacobian multiplied from the left, which is what one backward computes."""
    with enable_grad():
        given, many_in = _inputs(inputs, create_graph)
        outputs, many_out = _tuple(func(*given))
        found = _grad(outputs, given, _vector(v, outputs, "vjp"), create_graph)
    return _packed(outputs, many_out, create_graph), _packed(found, many_in, create_graph)


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, Jv): the Jacobian multiplied from the right, by running backward twice."""
    with enable_grad():
        given, _ = _inputs(inputs, create_graph)
        vectors = _vector(v, given, "jvp")
        outputs, many_out = _tuple(func(*given))
        dummies = tuple(_zeros_like(one).requires_grad_() for one in outputs)
        first = _grad(outputs, given, dummies, True)
        found = _grad(first, dummies, vectors, create_graph)
    return _packed(outputs, many_out, create_graph), _packed(found, many_out, create_graph)


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, vᵀH): the Hessian multiplied from the left."""
    with enable_grad():
        given, many = _inputs(inputs, create_graph)
        vectors = _vector(v, given, "vhp")
        output = func(*given)
        first = _grad([output], given, [wrap(np.ones_like(output._array), output.dtype)], True)
        found = _grad(first, given, vectors, create_graph)
    return _packed((output,), False, create_graph), _packed(found, many, create_graph)


hvp = vhp
