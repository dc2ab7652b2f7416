"""Stochastic gradient descent, with momentum, and its average ASGD."""

from __future__ import annotations

from typing import Any

from tensorlab.optim.optimizer import Optimizer, checked, decayed


class SGD(Optimizer):
    """``p -= lr * grad``; with momentum, along a running sum of the gradients.

    Source: Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
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
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        grad = decayed(parameter, grad, group)
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


class ASGD(Optimizer):
    """Gradient descent that also keeps the mean of all places it has been to, in ``state[p]["ax"]``.

    Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": checked("weight_decay value", weight_decay),
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        lr, decay = group["lr"], group["lambd"]
        is_first = not self.state[parameter]
        state = self._state_of(parameter)
        if is_first:
            state["eta"] = state["step"].new_full((), lr)
            state["mu"] = state["step"].new_ones(())
            state["ax"] = parameter.detach().new_zeros(parameter.shape)
        step, eta, mu = state["step"].item(), state["eta"].item(), state["mu"].item()
        grad = decayed(parameter, grad, group)
        parameter.mul_(1 - decay * eta)
        parameter.add_(grad, alpha=-eta)
        if mu == 1:
            state["ax"].copy_(parameter.detach())
        else:
            state["ax"].add_(parameter.detach().sub(state["ax"]).mul_(mu))
        state["eta"].fill_(lr / (1 + decay * lr * step) ** group["alpha"])
        state["mu"].fill_(1 / max(1, step - group["t0"]))
