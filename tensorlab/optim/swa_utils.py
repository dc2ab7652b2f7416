"""The mean of a model along its training, which is often better than where it ends.

Source: P. Izmailov et al., "Averaging weights leads to wider optima and better generalization" (2018).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

from tensorlab.graph.mode import no_grad
from tensorlab.nn.modules.batchnorm import _BatchNorm
from tensorlab.nn.modules.module import Module
from tensorlab.ops.creation import tensor
from tensorlab.optim.lr_scheduler import LRScheduler
from tensorlab.optim.optimizer import Optimizer

Mean = Callable[[Any, Any, Any], Any]
Means = Callable[[list[Any], list[Any], Any], None]


def _check_decay(decay: float) -> None:
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def get_ema_avg_fn(decay: float = 0.999) -> Mean:
    """A mean that forgets: the old one and the new value, by ``decay``."""
    _check_decay(decay)

    @no_grad()
    def ema_update(ema_param: Any, current_param: Any, num_averaged: Any) -> Any:
        return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_avg_fn() -> Mean:
    """The mean of all values so far."""

    @no_grad()
    def swa_update(averaged_param: Any, current_param: Any, num_averaged: Any) -> Any:
        return averaged_param + (current_param - averaged_param) / (num_averaged + 1)

    return swa_update


def _moved(weight: Callable[[Any], float]) -> Means:
    """Every mean moves a share of the way to its new value; whole numbers by way of their exact mean."""

    @no_grad()
    def update(averaged: list[Any], current: list[Any], num_averaged: Any) -> None:
        share = weight(num_averaged)
        for old, new in zip(averaged, current, strict=True):
            if old.dtype.is_floating_point:
                old.lerp_(new, share)
            else:
                old.copy_(old + (new - old) * share)

    return update


def get_ema_multi_avg_fn(decay: float = 0.999) -> Means:
    """:func:`get_ema_avg_fn` for all parameters at once."""
    _check_decay(decay)
    return _moved(lambda _: 1 - decay)


def get_swa_multi_avg_fn() -> Means:
    """:func:`get_swa_avg_fn` for all parameters at once."""
    return _moved(lambda count: 1 / (int(count) + 1))


class AveragedModel(Module):
    """A copy of a model that holds the means of its parameters.

    Attributes:
        n_averaged: how many states of the model are in the means.
    """

    n_averaged: Any

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Mean | None = None,
        multi_avg_fn: Means | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        self.register_buffer("n_averaged", tensor(0))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Take the model as it is now into the means; its buffers are copied, unless they count as parameters."""
        mine, theirs = (
            [one.detach() for one in (chain(m.parameters(), m.buffers()) if self.use_buffers else m.parameters())]
            for m in (self.module, model)
        )
        if self.n_averaged == 0:
            for old, new in zip(mine, theirs, strict=True):
                old.copy_(new)
        elif self.avg_fn is not None:
            for old, new in zip(mine, theirs, strict=True):
                old.copy_(self.avg_fn(old, new, self.n_averaged))
        else:
            (self.multi_avg_fn or get_swa_multi_avg_fn())(mine, theirs, self.n_averaged)
        if not self.use_buffers:
            for old, new in zip(self.module.buffers(), model.buffers(), strict=True):
                old.detach().copy_(new.detach())
        self.n_averaged += 1


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Measure the running statistics of batch norms anew over all batches; of a list the first part is the input."""
    norms = [one for one in model.modules() if isinstance(one, _BatchNorm)]
    if not norms:
        return
    momenta = [one.momentum for one in norms]
    was_training = model.training
    model.train()
    for one in norms:
        one.reset_running_stats()
        one.momentum = None
    for batch in loader:
        model(batch[0] if isinstance(batch, (list, tuple)) else batch)
    for one, momentum in zip(norms, momenta, strict=True):
        one.momentum = momentum
    model.train(was_training)


def _straight(share: float) -> float:
    return share


def _curved(share: float) -> float:
    return (1 - math.cos(math.pi * share)) / 2


_WAYS = {"cos": _curved, "linear": _straight}


class SWALR(LRScheduler):
    """Rates that go to ``swa_lr`` in ``anneal_epochs`` steps, and stay there."""

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: Any,
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        rates = list(swa_lr) if isinstance(swa_lr, (list, tuple)) else [swa_lr] * len(optimizer.param_groups)
        if len(rates) != len(optimizer.param_groups):
            raise ValueError(
                f"swa_lr must have the same length as optimizer.param_groups. swa_lr has {len(rates)} values, "
                f"param_groups has {len(optimizer.param_groups)}."
            )
        for rate, group in zip(rates, optimizer.param_groups, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in _WAYS:
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self._anneal_strategy = anneal_strategy
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._asked()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = (self._share(place) for place in (step - 1, step))
        return [
            group["swa_lr"] * now + _undone(group["lr"], group["swa_lr"], before) * (1 - now)
            for group in self.optimizer.param_groups
        ]

    def _share(self, step: int) -> float:
        return _WAYS[self._anneal_strategy](max(0, min(1, step / max(1, self.anneal_epochs))))


def _undone(rate: Any, swa_rate: Any, share: float) -> Any:
    """The rate that would have become ``rate`` by going this share of the way to ``swa_rate``."""
    return swa_rate if share == 1 else (rate - share * swa_rate) / (1 - share)


__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]
