"""Stochastic gradient descent, with momentum."""

from __future__ import annotations

from typing import Any

from tensorlab.optim.optimizer import Optimizer, checked


class SGD(Optimizer):
    """``p -= lr * grad``; with momentum, along a running sum of the gradients."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": checked("learning rate", lr),
            "momentum": checked("momentum value", momentum),
            "dampening": dampening,
            "weight_decay": checked("weight_decay value", weight_decay),
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def _update(self, group: dict[str, Any]) -> None:
        for parameter in group["params"]:
            grad = getattr(parameter, "_gradient", None)
            if grad is not None:
                self._move(parameter, -grad if group["maximize"] else grad, group)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        if group["weight_decay"]:
            grad = grad.add(parameter, alpha=group["weight_decay"])
        momentum = group["momentum"]
        if momentum:
            state = self.state[parameter]
            velocity = state.get("momentum_buffer")
            if velocity is None:
                velocity = state["momentum_buffer"] = grad.detach().clone()
            else:
                velocity.mul_(momentum).add_(grad, alpha=1 - group["dampening"])
            grad = grad.add(velocity, alpha=momentum) if group["nesterov"] else velocity
        parameter.add_(grad, alpha=-group["lr"])
