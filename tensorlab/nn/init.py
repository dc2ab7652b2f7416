"""How parameters begin: fixed values, and random numbers whose spread keeps signals at their size."""

from __future__ import annotations

import math
import warnings
from typing import Any

from tensorlab import dtypes
from tensorlab.graph.mode import no_grad
from tensorlab.ops.creation import empty_like, ones_like, randperm, zeros
from tensorlab.ops.decompositions import qr


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much a nonlinearity shrinks what goes through it, as a factor to make up for."""
    plain = ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    if nonlinearity in plain or nonlinearity == "sigmoid":
        return 1
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ValueError(f"negative_slope {param} not a valid number")
        slope = 0.01 if param is None else param
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in gains:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gains[nonlinearity]


def fans(tensor: Any) -> tuple[int, int]:
    """(inputs, outputs) of a unit of this weight."""
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    rest = math.prod(tensor.shape[2:])
    return tensor.shape[1] * rest, tensor.shape[0] * rest


_calculate_fan_in_and_fan_out = fans


def _chosen_fan(tensor: Any, mode: str) -> int:
    word = mode.lower()
    if word not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {word} not supported, please use one of ['fan_in', 'fan_out']")
    return fans(tensor)[0 if word == "fan_in" else 1]


def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Any:
    """Uniform on [a, b)."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Any:
    """Normal with this mean and deviation."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Any:
    """Normal, drawn again and again until it is between ``a`` and ``b``."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be "
            "incorrect.",
            UserWarning,
            stacklevel=2,
        )
    with no_grad():
        if _share_within(a, b, mean, std) > 0.3:
            tensor.copy_(_redrawn(tensor.normal_(mean, std, generator=generator), mean, std, a, b, generator))
        else:
            tensor.copy_(_rejected(tensor, mean, std, a, b, generator))
    return tensor


def _share_within(a: float, b: float, mean: float, std: float) -> float:
    """How much of a normal distribution lies between two bounds."""
    below = [(1.0 + math.erf((bound - mean) / std / math.sqrt(2.0))) / 2.0 for bound in (a, b)]
    return below[1] - below[0]


def _redrawn(drawn: Any, mean: float, std: float, a: float, b: float, generator: Any) -> Any:
    """Normal numbers, those outside drawn again until none is."""
    while True:
        outside = (drawn < a) | (drawn > b)
        if not outside.any():
            return drawn
        drawn = empty_like(drawn).normal_(mean, std, generator=generator).where(outside, drawn)


def _rejected(tensor: Any, mean: float, std: float, a: float, b: float, generator: Any) -> Any:
    """Uniform numbers, each kept with the density of the normal distribution there, the others drawn again."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    drawn = tensor.clone()
    pending = ones_like(tensor, dtype=dtypes.bool)
    while pending.any():
        fresh = empty_like(tensor).uniform_(a, b, generator=generator)
        drawn = fresh.where(pending, drawn)
        density = -0.5 * ((fresh - mean) / std) ** 2 - peak
        pending = pending & (empty_like(tensor).uniform_(generator=generator).log() > density)
    return drawn


def constant_(tensor: Any, val: float) -> Any:
    """The same number everywhere."""
    with no_grad():
        return tensor.fill_(val)


def zeros_(tensor: Any) -> Any:
    """Zero everywhere."""
    return constant_(tensor, 0.0)


def ones_(tensor: Any) -> Any:
    """One everywhere."""
    return constant_(tensor, 1.0)


def eye_(tensor: Any) -> Any:
    """The unit matrix: a linear map that changes nothing."""
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with no_grad():
        tensor.zero_()
        tensor.diagonal().fill_(1)
    return tensor


def dirac_(tensor: Any, groups: int = 1) -> Any:
    """A convolution that gives on as many channels as it can."""
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    sizes = tensor.shape
    if sizes[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    per_group = sizes[0] // groups
    centre = tuple(size // 2 for size in sizes[2:])
    with no_grad():
        tensor.zero_()
        for group in range(groups):
            for channel in range(min(per_group, sizes[1])):
                tensor[(group * per_group + channel, channel, *centre)] = 1
    return tensor


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Uniform, with the spread that keeps signals both ways at their size.

    Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
    """
    std = gain * math.sqrt(2.0 / float(sum(fans(tensor))))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Normal, with the spread that keeps signals both ways at their size."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(sum(fans(tensor)))), generator)


def _is_empty(tensor: Any) -> bool:
    if 0 not in tensor.shape:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", UserWarning, stacklevel=3)
    return True


def kaiming_uniform_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Any:
    """Uniform, with the spread that keeps signals through relu units at their size.

    Source: K. He et al., "Delving deep into rectifiers" (2015).
    """
    if _is_empty(tensor):
        return tensor
    fan = _chosen_fan(tensor, mode)
    bound = math.sqrt(3.0) * (calculate_gain(nonlinearity, a) / math.sqrt(fan))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Any:
    """Normal, with the spread that keeps signals through relu units at their size."""
    if _is_empty(tensor):
        return tensor
    fan = _chosen_fan(tensor, mode)
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


def orthogonal_(tensor: Any, gain: float = 1, generator: Any = None) -> Any:
    """Rows (or columns, where there are fewer) of length 1 that stand at right angles to each other.

    Source: A. Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear networks" (2013).
    """
    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    with no_grad():
        flat = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator)
        if rows < columns:
            flat.t_()
        q, r = qr(flat)
        # The signs of r's diagonal make the draw even over all such matrices.
        q *= r.diagonal().sign()
        if rows < columns:
            q.t_()
        tensor.view_as(q).copy_(q)
        tensor.mul_(gain)
    return tensor


def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Any = None) -> Any:
    """Normal numbers, of which a share in each column is zero."""
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            places = randperm(rows)[: math.ceil(sparsity * rows)]
            tensor[places, column] = zeros(len(places), dtype=tensor.dtype)
    return tensor


def _old_name(function: Any) -> Any:
    """A function under its name without the underscore, which PyTorch warns about."""
    old = function.__name__[:-1]

    def deprecated(*args: Any, **kwargs: Any) -> Any:
        warnings.warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{old}_`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    deprecated.__name__ = old
    deprecated.__doc__ = f"The old name of :func:`{old}_`."
    return deprecated


uniform, normal, constant, eye, dirac = map(_old_name, (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal = map(_old_name, (xavier_uniform_, xavier_normal_))
kaiming_uniform, kaiming_normal = map(_old_name, (kaiming_uniform_, kaiming_normal_))
orthogonal, sparse = map(_old_name, (orthogonal_, sparse_))
