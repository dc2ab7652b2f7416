"""Is a derivative right? Compare it with small differences, number by number."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.backward import grad

_NONE = "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."


class GradcheckError(RuntimeError):
    """A derivative differs from what small differences say."""

    __module__ = "torch.autograd.gradcheck"


def _tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _checked(inputs: Sequence[Any]) -> list[Any]:
    return [one for one in inputs if isinstance(one, Tensor) and one.requires_grad]


@dataclass
class _Check:
    """One function at one place, with what counts as equal."""

    function: Callable[..., Any]
    inputs: tuple[Any, ...]
    eps: float
    atol: float
    rtol: float
    nondet_tol: float
    checked: list[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.checked = _checked(self.inputs)

    def outputs(self) -> tuple[Any, ...]:
        """What the function gives."""
        return _tuple(self.function(*self.inputs))

    def numeric(self, at: Any, output: int) -> NDArray[Any]:
        """The Jacobian by central differences, shape (inputs, outputs)."""
        flat = at._array.reshape(-1)
        rows = []
        for place in range(flat.size):
            kept = flat[place]
            flat[place] = kept + self.eps
            ahead = self.outputs()[output]._array.copy()
            flat[place] = kept - self.eps
            behind = self.outputs()[output]._array.copy()
            flat[place] = kept
            rows.append(((ahead - behind) / (2 * self.eps)).reshape(-1))
        return np.array(rows).reshape(flat.size, -1)

    def analytic(self, output: Any, at: Any) -> NDArray[Any]:
        """The Jacobian by one backward for each element of the output, shape (inputs, outputs)."""
        columns = []
        for place in range(output.numel()):
            one_hot = np.zeros(output.numel(), output._array.dtype)
            one_hot[place] = 1
            gradient = wrap(one_hot.reshape(tuple(output.shape)), output.dtype)
            (found,) = grad(output, at, gradient, retain_graph=True, allow_unused=True)
            empty = np.zeros(at.numel(), at._array.dtype)
            columns.append(empty if found is None else found._array.reshape(-1).copy())
        return np.array(columns, at._array.dtype).reshape(output.numel(), -1).T

    def run(self) -> None:
        """Raise :class:`GradcheckError` at the first difference."""
        for number, output in enumerate(self.outputs()):
            for place, at in enumerate(self.checked):
                numeric = self.numeric(at, number)
                if not output.requires_grad:
                    if np.abs(numeric).max(initial=0) > self.atol:
                        raise GradcheckError("Numerical gradient for function expected to be zero")
                    continue
                self._compare(numeric, output, at, number, place)

    def _compare(self, numeric: NDArray[Any], output: Any, at: Any, number: int, place: int) -> None:
        analytic = self.analytic(output, at)
        again = self.analytic(output, at)
        if np.abs(analytic - again).max(initial=0) > self.nondet_tol:
            raise GradcheckError(
                f"Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                "gives different values, although analytical gradient matches numerical gradient.The tolerance for "
                f"nondeterminism was {self.nondet_tol}."
            )
        if not np.allclose(analytic, numeric, self.rtol, self.atol, equal_nan=True):
            raise GradcheckError(
                f"Jacobian mismatch for output {number} with respect to input {place},\n"
                f"numerical:{_shown(numeric)}\nanalytical:{_shown(analytic)}\n"
            )


def _shown(array: NDArray[Any]) -> Tensor:
    return wrap(np.ascontiguousarray(array), dtypes.from_numpy(array.dtype))


def _warn_of_precision(checked: Sequence[Any], inputs: tuple[Any, ...]) -> None:
    for place, one in enumerate(inputs):
        if any(one is other for other in checked) and one.dtype is not dtypes.float64:
            warnings.warn(
                f"Input #{place} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=4,
            )


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the gradients of ``func`` at these inputs (float64) agree with central differences.

    Every number is checked, in ``fast_mode``, too; what concerns batches and sparse tensors has nothing to check here.

    Raises:
        GradcheckError: they do not, unless ``raise_exception`` is False.
    """
    if not (check_backward_ad or check_forward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    check = _Check(func, _tuple(inputs), eps, atol, rtol, nondet_tol)
    if not check.checked:
        raise ValueError(_NONE)
    _warn_of_precision(check.checked, check.inputs)
    try:
        if check_backward_ad:
            check.run()
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether the gradients of the gradients agree with central differences, too."""
    given = _tuple(inputs)
    outputs = [one for one in _tuple(func(*given)) if one.requires_grad]
    source = np.random.default_rng(0)
    gradients = (
        [
            wrap(np.asarray(source.standard_normal(tuple(o.shape))).astype(o._array.dtype), o.dtype).requires_grad_()
            for o in outputs
        ]
        if grad_outputs is None
        else list(_tuple(grad_outputs))
    )

    def first(*values: Any) -> Any:
        made = [one for one in _tuple(func(*values[: len(given)])) if one.requires_grad]
        wanted = _checked(values[: len(given)])
        found = grad(made, wanted, list(values[len(given) :]), create_graph=True, allow_unused=True)
        return tuple(one for one in found if one is not None and one.requires_grad)

    return gradcheck(
        first,
        (*given, *gradients),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
    )
