"""Adam and its kin: steps along a running mean of the gradients, each number's step scaled by its own size.

Numbers are computed in the order that PyTorch computes them in, so that they agree to the last printed digit.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.optim.optimizer import Optimizer, checked, checked_betas, decayed


def _means(state: dict[str, Any], grad: Any, betas: tuple[float, float]) -> tuple[Any, Any]:
    """The running means of the gradient and of its square, after this gradient."""
    beta1, beta2 = betas
    mean = state["exp_avg"].lerp_(grad, 1 - beta1)
    square = state["exp_avg_sq"].mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
    return mean, square


def _shrunk(parameter: Any, grad: Any, group: dict[str, Any]) -> Any:
    """Weight decay, on the parameter itself where it is decoupled, else as a part of the gradient."""
    if not group["decoupled_weight_decay"]:
        return decayed(parameter, grad, group)
    if group["weight_decay"]:
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
    return grad


class Adam(Optimizer):
    """Steps of about ``lr`` along the mean gradient, divided by the root of the mean square.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2014), algorithm 1; ``amsgrad``: Reddi et al.,
    "On the convergence of Adam and beyond" (2018).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and foreach and not capturable:
            raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")
        defaults = {
            "lr": checked("learning rate", lr),
            "betas": betas,
            "eps": checked("epsilon value", eps),
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        checked_betas(betas)
        checked("weight_decay value", weight_decay)
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        names = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
        state = self._state_of(parameter, *names[: 3 if group["amsgrad"] else 2])
        step = state["step"].item()
        grad = _shrunk(parameter, grad, group)
        mean, square = _means(state, grad, group["betas"])
        beta1, beta2 = group["betas"]
        if group["amsgrad"]:
            square = state["max_exp_avg_sq"].copy_(state["max_exp_avg_sq"].maximum(square))
        root = square.sqrt() / (1 - beta2**step) ** 0.5
        parameter.addcdiv_(mean, root.add_(group["eps"]), value=-(group["lr"] / (1 - beta1**step)))


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameters themselves, apart from the gradient.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2017).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )


class Adamax(Optimizer):
    """Adam with the largest recent gradient in place of the root of the mean square.

    Source: Kingma and Ba (2014), section 7.1.
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "betas": betas,
            "eps": checked("epsilon value", eps),
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        checked_betas(betas)
        checked("weight_decay value", weight_decay)
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        state = self._state_of(parameter, "exp_avg", "exp_inf")
        beta1, beta2 = group["betas"]
        grad = decayed(parameter, grad, group)
        mean = state["exp_avg"].lerp_(grad, 1 - beta1)
        largest = state["exp_inf"].mul_(beta2)
        largest.copy_(largest.maximum(grad.abs().add_(group["eps"])))
        parameter.addcdiv_(mean, largest, value=-(group["lr"] / (1 - beta1 ** state["step"].item())))


class NAdam(Optimizer):
    """Adam that looks ahead along its momentum, as Nesterov's does.

    Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016).
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "betas": betas,
            "eps": checked("epsilon value", eps),
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        checked_betas(betas)
        checked("weight_decay value", weight_decay)
        checked("momentum_decay value", momentum_decay)
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        if not self.state[parameter]:
            self._state_of(parameter)
            state = self.state[parameter]
            state["mu_product"] = state["step"].new_ones(())
            state["exp_avg"] = parameter.detach().new_zeros(parameter.shape)
            state["exp_avg_sq"] = parameter.detach().new_zeros(parameter.shape)
        else:
            state = self._state_of(parameter)
        step, (beta1, beta2) = state["step"].item(), group["betas"]
        grad = _shrunk(parameter, grad, group)
        decay = group["momentum_decay"]
        now = beta1 * (1.0 - 0.5 * 0.96 ** (step * decay))
        ahead = beta1 * (1.0 - 0.5 * 0.96 ** ((step + 1) * decay))
        state["mu_product"] *= now
        product = state["mu_product"].item()
        mean, square = _means(state, grad, group["betas"])
        root = square.div(1 - beta2**step).sqrt().add_(group["eps"])
        parameter.addcdiv_(grad, root, value=-group["lr"] * (1.0 - now) / (1.0 - product))
        parameter.addcdiv_(mean, root, value=(-group["lr"] * ahead) / (1.0 - product * ahead))


class RAdam(Optimizer):
    """Adam that scales single numbers only once their mean squares are trustworthy.

    Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (2019), algorithm 2.
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "betas": betas,
            "eps": checked("epsilon value", eps),
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        checked_betas(betas)
        checked("weight_decay value", weight_decay)
        super().__init__(params, defaults)

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        state = self._state_of(parameter, "exp_avg", "exp_avg_sq")
        step, (beta1, beta2) = state["step"].item(), group["betas"]
        grad = _shrunk(parameter, grad, group)
        mean, square = _means(state, grad, group["betas"])
        correction = 1 - beta2**step
        direction = mean / (1 - beta1**step) * group["lr"]
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * step * beta2**step / correction
        if length > 5.0:
            scale = correction**0.5 / square.sqrt().add_(group["eps"])
            direction = direction * scale * _rectification(length, longest)
        parameter.add_(direction, alpha=-1.0)


def _rectification(length: float, longest: float) -> float:
    """How far the variance of the scale is from its limit, as a factor."""
    reached = (length - 4) * (length - 2) * longest
    return sqrt(reached / ((longest - 4) * (longest - 2) * length))
