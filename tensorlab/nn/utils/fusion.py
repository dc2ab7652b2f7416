"""A batch norm in evaluation is a scale and a shift: the layer in front of it can take both on."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tensorlab.nn.parameter import Parameter
from tensorlab.ops.creation import ones_like, zeros_like


def _scale(running_var: Any, eps: float, weight: Any) -> Any:
    return (running_var + eps).rsqrt() * weight


def fuse_conv_bn_weights(
    conv_w: Any,
    conv_b: Any,
    bn_rm: Any,
    bn_rv: Any,
    bn_eps: float,
    bn_w: Any,
    bn_b: Any,
    transpose: bool = False,
) -> tuple[Any, Any]:
    """Weight and bias of the convolution that does what a convolution and a batch norm do after it."""
    shift = zeros_like(bn_rm) if conv_b is None else conv_b
    weight = ones_like(bn_rm) if bn_w is None else bn_w
    bias = zeros_like(bn_rm) if bn_b is None else bn_b
    scale = _scale(bn_rv, bn_eps, weight)
    lead = [1, -1] if transpose else [-1, 1]
    fused = conv_w * scale.reshape(lead + [1] * (conv_w.dim() - 2))
    return (
        Parameter(fused.to(conv_w.dtype), conv_w.requires_grad),
        Parameter(((shift - bn_rm) * scale + bias).to(conv_w.dtype), shift.requires_grad),
    )


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """The convolution that does what both do in evaluation."""
    _check_eval(conv, bn)
    fused = deepcopy(conv)
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def _check_eval(layer: Any, bn: Any) -> None:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")


def fuse_linear_bn_weights(
    linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any
) -> tuple[Any, Any]:
    """Weight and bias of the linear layer that does what a linear layer and a batch norm do after it."""
    shift = zeros_like(bn_rm) if linear_b is None else linear_b
    scale = _scale(bn_rv, bn_eps, bn_w)
    return (
        Parameter((linear_w * scale.unsqueeze(-1)).to(linear_w.dtype), linear_w.requires_grad),
        Parameter(((shift - bn_rm) * scale + bn_b).to(linear_w.dtype), shift.requires_grad),
    )


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """The linear layer that does what both do in evaluation."""
    _check_eval(linear, bn)
    fused = deepcopy(linear)
    if linear.out_features != bn.num_features and bn.num_features != 1:
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
            f"linear.out_features={linear.out_features} and bn.num_features={bn.num_features}"
        )
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused


__all__ = ["fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights"]
