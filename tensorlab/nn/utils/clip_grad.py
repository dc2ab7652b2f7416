"""Gradients made no larger than a bound."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.graph.mode import no_grad
from tensorlab.ops.creation import tensor
from tensorlab.ops.joins import stack


def _gradients(parameters: Any) -> list[Any]:
    many = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [one.grad for one in many if one.grad is not None]


def get_total_norm(
    tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Any:
    """The length of all tensors as one vector."""
    many = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not many:
        return tensor(0.0)
    order = float(norm_type)
    with no_grad():
        total = stack([one.norm(order) for one in many]).norm(order)
    if error_if_nonfinite and not bool(total.isfinite()):
        raise RuntimeError(
            f"The total norm of order {order} for gradients from `parameters` is non-finite, so it cannot be clipped. "
            "To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(parameters: Any, max_norm: float, total_norm: Any, foreach: bool | None = None) -> None:
    """Scale all gradients by what makes ``total_norm`` at most ``max_norm``."""
    with no_grad():
        scale = (max_norm / (total_norm + 1e-6)).clamp(max=1.0)
        for gradient in _gradients(parameters):
            gradient.mul_(scale)


def clip_grad_norm_(
    parameters: Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:
    """Scale all gradients so that their length as one vector is at most ``max_norm``; returns the length before."""
    many = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    total = get_total_norm(_gradients(many), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(many, float(max_norm), total)
    return total


def clip_grad_norm(
    parameters: Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:
    """The old name of :func:`clip_grad_norm_`."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)


def clip_grad_value_(parameters: Tensor | Iterable[Any], clip_value: float, foreach: bool | None = None) -> None:
    """Cut every element of the gradients off at ``clip_value``, above and below."""
    bound = float(clip_value)
    with no_grad():
        for gradient in _gradients(parameters):
            gradient.clamp_(min=-bound, max=bound)
