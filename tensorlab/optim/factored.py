"""Optimisers that see a parameter as a matrix: by what its rows and columns have in common, or by its directions."""

from __future__ import annotations

from math import sqrt
from typing import Any

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops.linalg import addmm
from tensorlab.optim.optimizer import Optimizer


def _checked(name: str, value: Any, least: float = 0) -> Any:
    if value < least:
        raise ValueError(f"{name} should be >= {least} but is: {value}")
    return value


def _check_single(lr: Any) -> None:
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")


class Adafactor(Optimizer):
    """Adam whose mean squares of a matrix are kept as those of its rows and of its columns.

    Source: N. Shazeer and M. Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        _check_single(lr)
        _checked("Learning rate", lr)
        if beta2_decay > 0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        if eps[0] is not None:
            _checked("epsilon1", eps[0])
        _checked("epsilon2", eps[1])
        _checked("Clipping threshold d", d, 1)
        _checked("weight_decay", weight_decay)
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        state = self._started(parameter)
        state["step"] += 1
        step = state["step"].item()
        least, smallest = group["eps"]
        least = dtypes.finfo(parameter.dtype).eps if least is None else least
        size = parameter.norm(2).item() / parameter.numel() ** 0.5
        rate = max(smallest, size) * min(group["lr"], 1 / step**0.5)
        if group["weight_decay"]:
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
        share = step ** group["beta2_decay"]
        if grad.dim() > 1:
            rows = state["row_var"].lerp_(_mean_square(grad, -1), share)
            columns = state["col_var"].lerp_(_mean_square(grad, -2), share)
            squares = (rows @ columns).div_(rows.mean(-2, keepdim=True).clamp_(min=least))
        else:
            squares = state["variance"].lerp_(grad * grad, share).clone()
        update = squares.clamp_(min=least * least).rsqrt_().mul_(grad)
        too_long = max(1.0, update.norm(2).item() / (update.numel() ** 0.5 * group["d"]))
        parameter.add_(update, alpha=-rate / too_long)

    def _started(self, parameter: Any) -> dict[str, Any]:
        state = self.state[parameter]
        if not state:
            state["step"] = parameter.new_zeros((), dtype=dtypes.float32)
            shape = list(parameter.shape)
            if parameter.dim() > 1:
                state["row_var"] = parameter.new_zeros([*shape[:-1], 1])
                state["col_var"] = parameter.new_zeros([*shape[:-2], 1, shape[-1]])
            else:
                state["variance"] = parameter.detach().new_zeros(shape)
        return state


def _mean_square(grad: Any, dim: int) -> Any:
    return grad.norm(dim=dim, keepdim=True).square_().div_(grad.shape[dim])


class Muon(Optimizer):
    """Steps along the mean gradient of a matrix with all its directions made about equally long.

    Source: K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024).
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        _check_single(lr)
        _checked("Learning rate", lr)
        _checked("momentum", momentum)
        _checked("weight decay", weight_decay)
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)
        for parameter in self._parameters():
            if parameter.dim() != 2:
                raise ValueError(
                    f"Muon only supports 2D parameters whereas we found a parameter with size: {parameter.shape}"
                )

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if not state:
            state["momentum_buffer"] = parameter.detach().new_zeros(parameter.shape)
        mean = state["momentum_buffer"].lerp_(grad, 1 - group["momentum"])
        update = grad.lerp(mean, group["momentum"]) if group["nesterov"] else mean
        update = _evened(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
        rows, columns = parameter.shape
        if group["adjust_lr_fn"] == "match_rms_adamw":
            ratio = 0.2 * sqrt(max(rows, columns))
        else:
            ratio = sqrt(max(1, rows / columns))
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        parameter.add_(update, alpha=-group["lr"] * ratio)


def _evened(matrix: Any, coefficients: tuple[float, float, float], steps: int, eps: float) -> Any:
    """The matrix with singular values near 1, by a few steps of a polynomial of fifth order.

    Source: the iteration of G. Schulz (1933), with coefficients that are steep at zero.
    """
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    first, third, fifth = coefficients
    is_tall = matrix.shape[0] > matrix.shape[1]
    made = matrix.bfloat16()
    made = made.T if is_tall else made
    made.div_(made.norm().clamp(min=eps))
    for _ in range(steps):
        square = made @ made.T
        made = addmm(made, addmm(square, square, square, beta=third, alpha=fifth), made, beta=first)
    return made.T if is_tall else made
