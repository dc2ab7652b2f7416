"""Optimisers that give each number a step size of its own, from the sizes or the signs of its gradients."""

from __future__ import annotations

from typing import Any

from tensorlab.optim.optimizer import Optimizer, checked, decayed


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of the squared gradients.

    Source: Hinton, "Neural networks for machine learning", lecture 6e; ``centered``: Graves (2013), equations 38-45.
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "momentum": momentum,
            "alpha": alpha,
            "eps": checked("epsilon value", eps),
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        checked("momentum value", momentum)
        checked("weight_decay value", weight_decay)
        checked("alpha value", alpha)
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        names = ["square_avg"] + ["momentum_buffer"] * (group["momentum"] > 0) + ["grad_avg"] * group["centered"]
        state = self._state_of(parameter, *names)
        grad = decayed(parameter, grad, group)
        alpha, square = group["alpha"], state["square_avg"]
        square.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
        if group["centered"]:
            mean = state["grad_avg"].lerp_(grad, 1 - alpha)
            root = square.addcmul(mean, mean, value=-1).sqrt_()
        else:
            root = square.sqrt()
        root = root.add_(group["eps"])
        if group["momentum"] > 0:
            velocity = state["momentum_buffer"].mul_(group["momentum"]).addcdiv_(grad, root)
            parameter.add_(velocity, alpha=-group["lr"])
        else:
            parameter.addcdiv_(grad, root, value=-group["lr"])


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients so far.

    Source: Duchi et al., "Adaptive subgradient methods for online learning and stochastic optimization" (2011).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "lr_decay": checked("lr_decay value", lr_decay),
            "eps": eps,
            "weight_decay": checked("weight_decay value", weight_decay),
            "initial_accumulator_value": checked("initial_accumulator_value value", initial_accumulator_value),
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        checked("epsilon value", eps)
        super().__init__(params, defaults)
        # Its state is there from the beginning, so that it can be shared before the first step.
        for parameter in self._parameters():
            self._state_of(parameter, "sum")["step"].zero_()
            self.state[parameter]["sum"].fill_(initial_accumulator_value)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        state = self._state_of(parameter, "sum")
        grad = decayed(parameter, grad, group)
        rate = group["lr"] / (1 + (state["step"].item() - 1) * group["lr_decay"])
        state["sum"].addcmul_(grad, grad, value=1)
        parameter.addcdiv_(grad, state["sum"].sqrt().add_(group["eps"]), value=-rate)


class Adadelta(Optimizer):
    """Steps in the unit of the parameters: the root mean square of past steps over that of the gradients.

    Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1.
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        checked("epsilon value", eps)
        checked("weight_decay value", weight_decay)
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        state = self._state_of(parameter, "square_avg", "acc_delta")
        grad = decayed(parameter, grad, group)
        rho, eps, steps = group["rho"], group["eps"], state["acc_delta"]
        square = state["square_avg"].mul_(rho).addcmul_(grad, grad, value=1 - rho)
        delta = steps.add(eps).sqrt_().div_(square.add(eps).sqrt_()).mul_(grad)
        steps.mul_(rho).addcmul_(delta, delta, value=1 - rho)
        parameter.add_(delta, alpha=-group["lr"])


class Rprop(Optimizer):
    """Steps by sign alone: longer while a gradient keeps its sign, shorter when it changes.

    Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning" (1993).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        is_first = not self.state[parameter]
        state = self._state_of(parameter, "prev", "step_size")
        if is_first:
            state["step_size"].fill_(group["lr"])
        shorter, longer = group["etas"]
        turned = grad.mul(state["prev"]).sign()
        factor = turned.clone()
        factor[turned.gt(0)] = longer
        factor[turned.lt(0)] = shorter
        factor[turned.eq(0)] = 1
        state["step_size"].mul_(factor).clamp_(*group["step_sizes"])
        grad = grad.clone()
        grad[turned.lt(0)] = 0
        parameter.addcmul_(grad.sign(), state["step_size"], value=-1)
        state["prev"].copy_(grad)
