"""Whole derivatives of functions: ``jacobian``, ``hessian``, and products with a vector from either side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import tensorlab
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.backward import grad
from tensorlab.graph.mode import enable_grad

_STRICT = "The outputs must be computed in a differentiable manner from the input when running in strict mode."
_LINEAR = (
    "This is not allowed in strict mode. You should ensure that your function is twice differentiable and that the "
    "jacobian depends on the inputs (this would be violated by a linear function for example)."
)


def _tuple(value: Any, what: str, name: str) -> tuple[tuple[Any, ...], bool]:
    """One tensor or several as a tuple, and whether there were several."""
    many = isinstance(value, tuple)
    values = value if many else (value,)
    for place, one in enumerate(values):
        if not isinstance(one, Tensor):
            if many:
                raise TypeError(
                    f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the value at index "
                    f"{place} has type {type(one)}."
                )
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the given {what} has "
                f"type {type(one)}."
            )
    return values, many


def _inputs(inputs: Any, name: str, create_graph: bool) -> tuple[tuple[Any, ...], bool]:
    given, many = _tuple(inputs, "inputs", name)
    if create_graph:
        return tuple(one.view_as(one) if one.requires_grad else one.detach().requires_grad_() for one in given), many
    return tuple(one.detach().clone().requires_grad_() for one in given), many


def _outputs(outputs: Any, name: str) -> tuple[tuple[Any, ...], bool]:
    return _tuple(outputs, "outputs of the user-provided function", name)


def _zeros_like(tensor: Any) -> Any:
    return wrap(np.zeros_like(tensor._array), tensor.dtype)


def _ones_like(tensor: Any) -> Any:
    return wrap(np.ones_like(tensor._array), tensor.dtype)


def _require_grad(outputs: tuple[Any, ...], strict: bool) -> None:
    for place, one in enumerate(outputs):
        if strict and not one.requires_grad:
            raise RuntimeError(f"Output {place} of the user-provided function does not require gradients. {_STRICT}")


def _grad(outputs: Any, inputs: Any, gradients: Any, create_graph: bool, independent: str = "") -> tuple[Any, ...]:
    """Gradients, zeros where there are none; with a text for ``independent``, that is an error."""
    pairs = [(o, g) for o, g in zip(outputs, gradients, strict=True) if o.requires_grad]
    if pairs:
        found = grad([o for o, _ in pairs], inputs, [g for _, g in pairs], True, create_graph, allow_unused=True)
    else:
        found = (None,) * len(inputs)
    for place, one in enumerate(found):
        is_constant = create_graph and one is not None and not one.requires_grad
        if independent and (one is None or is_constant):
            raise RuntimeError(independent.format(place))
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

    One backward for each element of the output gives one row, whatever ``vectorize`` and ``strategy`` say.
    """
    _check_strategy(strategy, vectorize, strict)
    with enable_grad():
        given, many_in = _inputs(inputs, "jacobian", create_graph)
        outputs, many_out = _outputs(func(*given), "jacobian")
        _require_grad(outputs, strict)
        rows = tuple(_jacobian_of(i, output, given, create_graph, strict) for i, output in enumerate(outputs))
    if not create_graph:
        rows = tuple(tuple(one.detach() for one in row) for row in rows)
    picked = tuple(row if many_in else row[0] for row in rows)
    return picked if many_out else picked[0]


def _check_strategy(strategy: str, vectorize: bool, strict: bool) -> None:
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs '
            'than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode" and not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
            "`vectorize=True`."
        )
    if strict and vectorize:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. "
            "Please either set `strict=False` or `vectorize=False`."
        )


def _jacobian_of(number: int, output: Any, given: tuple[Any, ...], create_graph: bool, strict: bool) -> tuple[Any, ...]:
    flat = output.reshape(-1)
    columns: list[list[Any]] = [[] for _ in given]
    text = _independent(True, f"Output {number}")
    for place in range(flat.numel()):
        one = wrap(np.ones((), flat._array.dtype), flat.dtype)
        found = _grad([flat[place]], given, [one], False if strict and not create_graph else create_graph)
        if strict:
            _grad([flat[place]], given, [one], False, text)
            _check_depends(found, create_graph)
        for column, gradient in zip(columns, found, strict=True):
            column.append(gradient)
    return tuple(
        tensorlab.stack(column).view(tuple(output.shape) + tuple(one.shape))
        if column
        else wrap(np.zeros(tuple(output.shape) + tuple(one.shape), one._array.dtype), one.dtype)
        for column, one in zip(columns, given, strict=True)
    )


def _check_depends(found: tuple[Any, ...], create_graph: bool) -> None:
    for place, gradient in enumerate(found):
        if create_graph and not gradient.requires_grad:
            raise RuntimeError(
                f"The jacobian of the user-provided function is independent of input {place}. This is not allowed in "
                "strict mode when create_graph=True."
            )


def _scalar(output: Any, name: str) -> Any:
    """The one number that the function given to ``hessian``, ``vhp`` or ``hvp`` must return."""
    if isinstance(output, tuple):
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    outputs, _ = _outputs(output, name)
    if outputs[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return outputs[0].reshape(()) if outputs[0].shape else outputs[0]


def _first_gradient(output: Any, given: tuple[Any, ...], strict: bool) -> tuple[Any, ...]:
    _require_grad((output,), strict)
    found = _grad([output], given, [_ones_like(output)], True)
    for place, one in enumerate(found):
        if strict and not one.requires_grad:
            raise RuntimeError(
                "While computing the hessian, found that the jacobian of the user-provided function with respect to "
                f"input {place} is independent of the input. {_LINEAR}"
            )
    return found


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """All second derivatives of a function with one scalar output."""
    _, many = _tuple(inputs, "inputs", "hessian")

    def gradient(*given: Any) -> Any:
        found = _first_gradient(_scalar(func(*given), "hessian"), given, strict)
        return found if many else found[0]

    return jacobian(gradient, inputs, create_graph, False, vectorize, outer_jacobian_strategy)


def _vector(v: Any, like: tuple[Any, ...], is_many: bool, of_output: bool) -> tuple[Any, ...]:
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            whose = (
                "the user-provided function returns a single Tensor with a single element."
                if of_output
                else "the input to the user-provided function is a single Tensor with a single element."
            )
            raise RuntimeError(f"The vector v can only be None if {whose}")
        return (_ones_like(like[0]),)
    vectors = v if isinstance(v, tuple) else (v,)
    if len(vectors) != len(like):
        if is_many:
            raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(vectors)}.")
        raise RuntimeError("The given v should contain a single Tensor.")
    for place, (one, other) in enumerate(zip(vectors, like, strict=True)):
        if one.shape != other.shape:
            which = f"Entry {place} in v" if is_many else "v"
            raise RuntimeError(f"{which} has invalid size: should be {other.shape} but got {one.shape}.")
    return vectors


def _packed(values: tuple[Any, ...], many: bool, create_graph: bool) -> Any:
    kept = values if create_graph else tuple(one.detach() for one in values)
    return kept if many else kept[0]


def _independent(strict: bool, what: str) -> str:
    if not strict:
        return ""
    return f"{what} of the user-provided function is independent of input {{}}. This is not allowed in strict mode."


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, vᵀJ): the Jacobian multiplied from the left, which is what one backward computes."""
    with enable_grad():
        given, many_in = _inputs(inputs, "vjp", create_graph)
        outputs, many_out = _outputs(func(*given), "vjp")
        _require_grad(outputs, strict)
        vectors = _vector(v, outputs, many_out, True)
        found = _grad(outputs, given, vectors, create_graph, _independent(strict, "The output"))
    return _packed(outputs, many_out, create_graph), _packed(found, many_in, create_graph)


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, Jv): the Jacobian multiplied from the right, by running backward twice."""
    with enable_grad():
        given, many_in = _inputs(inputs, "jvp", create_graph)
        vectors = _vector(v, given, many_in, False)
        outputs, many_out = _outputs(func(*given), "jvp")
        _require_grad(outputs, strict)
        dummies = tuple(_zeros_like(one).requires_grad_() for one in outputs)
        first = _grad(outputs, given, dummies, True, _independent(strict, "The output"))
        found = _grad(first, dummies, vectors, create_graph)
    return _packed(outputs, many_out, create_graph), _packed(found, many_out, create_graph)


def _product_with_hessian(
    name: str, func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool
) -> Any:
    with enable_grad():
        given, many = _inputs(inputs, name, create_graph)
        vectors = _vector(v, given, many, False)
        output = func(*given)
        scalar = _scalar(output, name)
        first = _first_gradient(scalar, given, strict)
        found = _grad(first, given, vectors, create_graph)
    return _packed((output,), False, create_graph), _packed(found, many, create_graph)


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, vᵀH): the Hessian multiplied from the left."""
    return _product_with_hessian("vhp", func, inputs, v, create_graph, strict)


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, Hv): the Hessian multiplied from the right, which is the same, as it is symmetric."""
    return _product_with_hessian("hvp", func, inputs, v, create_graph, strict)


__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]
