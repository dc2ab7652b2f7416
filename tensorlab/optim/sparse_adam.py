"""Adam for sparse gradients, of which there are none here."""

from __future__ import annotations

from typing import Any

from tensorlab.optim.optimizer import Optimizer, checked_betas


class SparseAdam(Optimizer):
    """Can be made, and refuses the gradients that there are, as PyTorch's does.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2014).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        if lr <= 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if eps <= 0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        super().__init__(params, {"lr": lr, "betas": checked_betas(betas), "eps": eps, "maximize": maximize})

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        raise RuntimeError("SparseAdam does not support dense gradients, please consider Adam instead")
