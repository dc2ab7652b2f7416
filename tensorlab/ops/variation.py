"""How much rows of observations vary, each and together."""

from __future__ import annotations

from typing import Any

from tensorlab import dtypes
from tensorlab.ops.shape import reshape


def _check_weights(name: str, weights: Any, count: int, whole: bool) -> None:
    if weights.dim() > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.dim()} dimensions"
        )
    if weights.dtype.is_floating_point is whole:
        wanted = "integral" if whole else "floating point"
        raise RuntimeError(
            f"cov(): expected {name} to have {wanted} dtype but got {name} with {weights.dtype.type_name} dtype"
        )
    if weights.numel() != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got "
            f"{weights.numel()} != {count}"
        )
    if weights.numel() and float(weights.min()) < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


def cov(input: Any, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """How the rows vary together, their columns being observations.

    Args:
        correction: what is taken from the number of observations.
        fweights: how often each observation counts, whole numbers.
        aweights: how much each observation counts.
    """
    if input.dim() > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with {input.dim()} dimensions"
        )
    if input.dtype is dtypes.bool:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = input if input.dim() == 2 else reshape(input, (1, -1))
    count = rows.shape[1]
    weights = _weights(fweights, aweights, count)
    total: Any = count
    if weights is None:
        mean = rows.sum(1) / count
    else:
        total = weights.sum()
        mean = (rows * weights).sum(1) / total
    norm = _norm_factor(total, weights, aweights, correction)
    centred = rows - mean.unsqueeze(1)
    weighted = centred if weights is None else centred * weights
    return ((centred @ weighted.t()) / norm).squeeze()


def _weights(fweights: Any, aweights: Any, count: int) -> Any:
    if fweights is not None:
        _check_weights("fweights", fweights, count, True)
    if aweights is not None:
        _check_weights("aweights", aweights, count, False)
    if fweights is None or aweights is None:
        return aweights if fweights is None else fweights
    return fweights * aweights


def _norm_factor(total: Any, weights: Any, aweights: Any, correction: int) -> Any:
    """What the products are divided by."""
    if correction == 0:
        norm = total
    elif aweights is None:
        norm = total - correction
    else:
        norm = total - correction * (weights * aweights).sum() / total
    return max(norm, 0) if isinstance(norm, int) else norm


def corrcoef(input: Any) -> Any:
    """How the rows vary together, on a scale from -1 to 1."""
    if input.dim() > 2:
        raise RuntimeError(
            f"corrcoef(): expected input to have two or fewer dimensions but got an input with {input.dim()} dimensions"
        )
    together: Any = cov(input)
    if together.dim() == 0:
        return together / together
    deviation = together.diagonal().sqrt()
    scaled = together / deviation.unsqueeze(1) / deviation.unsqueeze(0)
    return scaled.clamp(-1, 1)
