"""Is a derivative right? Compare it with small differences, number by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.backward import grad


class GradcheckError(RuntimeError):
    """A derivative differs from what small differences say."""


def _tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _checked(inputs: tuple[Any, ...]) -> list[Any]:
    return [one for one in inputs if isinstance(one, Tensor) and one.requires_grad]


def _numeric(func: Callable[..., Any], inputs: tuple[Any, ...], at: Any, output: int, eps: float) -> NDArray[Any]:
    """The Jacobian by central differences, shape (inputs, outputs)."""
    flat = at._array.reshape(-1)
    rows = []
    for place in range(flat.size):
        kept = flat[place]
        flat[place] = kept + eps
        ahead = _tuple(func(*inputs))[output]._array.copy()
        flat[place] = kept - eps
        behind = _tuple(func(*inputs))[output]._array.copy()
        flat[place] = kept
        rows.append(((ahead - behind) / (2 * eps)).reshape(-1))
    return np.array(rows).reshape(flat.size, -1)


def _analytic(output: Any, at: Any) -> NDArray[Any]:
    """The Jacobian by one backward for each element of the output, shape (inputs, outputs)."""
    columns = []
    for place in range(output.numel()):
        one_hot = np.zeros(output.numel(), output._array.dtype)
        one_hot[place] = 1
        gradient = wrap(one_hot.reshape(tuple(output.shape)), output.dtype)
        (found,) = grad(output, at, gradient, retain_graph=True, allow_unused=True)
        columns.append(np.zeros(at.numel()) if found is None else found._array.reshape(-1).copy())
    return np.array(columns).reshape(output.numel(), -1).T


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **_: Any,
) -> bool:
    """Whether the gradients of ``func`` at these inputs (float64) agree with central differences.

    Raises:
        GradcheckError: they do not, unless ``raise_exception`` is False.
    """
    given = _tuple(inputs)
    checked = _checked(given)
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have "
            "requires_grad=True."
        )
    outputs = _tuple(func(*given))
    for number, output in enumerate(outputs):
        if not output.requires_grad:
            continue
        for place, at in enumerate(checked):
            numeric = _numeric(func, given, at, number, eps)
            analytic = _analytic(output, at)
            if not np.allclose(analytic, numeric, rtol, atol, equal_nan=True):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {place},\n"
                    f"numerical:{numeric}\nanalytical:{analytic}\n"
                )
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **_: Any,
) -> bool:
    """Whether the gradients of the gradients agree with central differences, too."""
    given = _tuple(inputs)
    checked = _checked(given)
    outputs = [one for one in _tuple(func(*given)) if one.requires_grad]
    source = np.random.default_rng(0)
    gradients = (
        [wrap(np.asarray(source.standard_normal(tuple(o.shape))), o.dtype).requires_grad_() for o in outputs]
        if grad_outputs is None
        else list(_tuple(grad_outputs))
    )

    def first(*values: Any) -> Any:
        made = [one for one in _tuple(func(*values[: len(given)])) if one.requires_grad]
        wanted = _checked(values[: len(given)])
        found = grad(made, wanted, list(values[len(given) :]), create_graph=True, allow_unused=True)
        return tuple(one for one in found if one is not None and one.requires_grad)

    assert checked, "gradcheck has made sure of that"
    return gradcheck(first, (*given, *gradients), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception)
