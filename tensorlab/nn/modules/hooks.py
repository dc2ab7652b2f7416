"""What runs around a module's call: the tables of hooks, and those that see gradients on their way through.

A hook on gradients needs a node of its own on either side of the module: an identity in front of ``forward`` that
sees the gradients of the inputs leave, and one behind it that sees those of the outputs arrive.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.autograd.function import Function
from tensorlab.graph.mode import enabled
from tensorlab.graph.node import RemovableHandle, add_hook

_NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require "
    "gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
    "#torch.nn.Module.register_full_backward_hook for more details."
)


class HookTables:
    """The hooks of one module, by kind, in the order they run."""

    def __init__(self) -> None:
        self.forward_pre: OrderedDict[int, Any] = OrderedDict()
        self.forward: OrderedDict[int, Any] = OrderedDict()
        self.backward_pre: OrderedDict[int, Any] = OrderedDict()
        self.backward: OrderedDict[int, Any] = OrderedDict()
        self.state_pre: OrderedDict[int, Any] = OrderedDict()
        self.state_post: OrderedDict[int, Any] = OrderedDict()
        self.load_pre: OrderedDict[int, Any] = OrderedDict()
        self.load_post: OrderedDict[int, Any] = OrderedDict()
        self.with_kwargs: set[int] = set()
        self.always: set[int] = set()

    @property
    def any(self) -> bool:
        """Whether a call has anything to do besides ``forward``."""
        return bool(self.forward_pre or self.forward or self.backward or self.backward_pre)

    def add(
        self, kind: str, hook: Callable[..., Any], prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Put a hook last, or first, among those of its kind."""
        table: OrderedDict[int, Any] = getattr(self, kind)
        handle = add_hook(table, hook)
        if prepend:
            table.move_to_end(handle.id, last=False)
        if with_kwargs:
            self.with_kwargs.add(handle.id)
        return handle

    def after(self, first: HookTables) -> HookTables:
        """The hooks around a call of both, those of the first ahead."""
        both = HookTables()
        for kind in ("forward_pre", "forward", "backward_pre", "backward"):
            getattr(both, kind).update({**getattr(first, kind), **getattr(self, kind)})
        both.with_kwargs = first.with_kwargs | self.with_kwargs
        both.always = first.always | self.always
        return both


class HooksEverywhere(HookTables):
    """The hooks of all modules, and those that are told what modules come to own.

    Attributes:
        used: whether there has ever been a hook.
    """

    def __init__(self) -> None:
        super().__init__()
        self.used = False
        self.parameter_registration: OrderedDict[int, Any] = OrderedDict()
        self.buffer_registration: OrderedDict[int, Any] = OrderedDict()
        self.module_registration: OrderedDict[int, Any] = OrderedDict()

    def add(
        self, kind: str, hook: Callable[..., Any], prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        self.used = True
        return super().add(kind, hook, prepend, with_kwargs)

    def registered(self, kind: str, module: Any, name: str, value: Any) -> Any:
        """What the module shall own under this name, after the hooks have seen it."""
        for hook in getattr(self, f"{kind}_registration").values():
            found = hook(module, name, value)
            if found is not None:
                value = found
        return value


EVERYWHERE = HooksEverywhere()


class BackwardHookFunction(Function):
    """Gives its tensors on as they are, so that gradients pass through a node of their own."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.mark_non_differentiable(*[one for one in tensors if not one.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return gradients


class BackwardHook:
    """One call of a module whose gradients are watched."""

    def __init__(self, module: Any, hooks: HookTables) -> None:
        self._module = module
        self._before = list(hooks.backward_pre.values())
        self._after = list(hooks.backward.values())
        self._inputs = 0
        self._outputs = 0
        self._input_places: list[int] | None = None
        self._output_places: list[int] = []
        self._arrived: tuple[Any, ...] | None = None

    def take_in(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of ``forward``, with a node between them and where they come from."""
        self._inputs = len(args)
        places, made, node = _through_node(args)
        if node is not None:
            self._input_places = places
            node.register_hook(self._leave)
        return made

    def let_out(self, result: Any) -> Any:
        """The result of ``forward``, with a node that its gradients reach first."""
        outputs = result if isinstance(result, tuple) else (result,)
        self._outputs = len(outputs)
        self._output_places, made, node = _through_node(outputs)
        if node is not None:
            node.register_prehook(self._arrive)
        return made if isinstance(result, tuple) else made[0]

    def _arrive(self, gradients: tuple[Any, ...]) -> Any:
        self._arrived = _spread_out(gradients, self._output_places, self._outputs)
        for hook in self._before:
            found = hook(self._module, self._arrived)
            if found is not None:
                self._arrived = self._checked(found, self._outputs)
        if self._input_places is None:
            # No input takes a gradient: nothing will leave, so the hooks run now.
            if self._after:
                warnings.warn(_NO_INPUT, UserWarning, stacklevel=2)
            for hook in self._after:
                if hook(self._module, (None,) * self._inputs, self._arrived) is not None:
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always return None or None "
                        "for all gradients."
                    )
        return tuple(self._arrived[place] for place in self._output_places)

    def _leave(self, gradients: tuple[Any, ...], _: Any) -> Any:
        assert self._input_places is not None, "only a node in front of the module calls this"
        leaving = _spread_out(gradients, self._input_places, self._inputs)
        for hook in self._after:
            found = hook(self._module, leaving, self._arrived)
            if found is not None:
                leaving = self._checked(found, self._inputs)
        self._arrived = None
        return tuple(leaving[place] for place in self._input_places)

    def _checked(self, found: Any, wanted: int) -> tuple[Any, ...]:
        values = found if isinstance(found, tuple) else (found,)
        if len(values) != wanted:
            raise RuntimeError(
                f"Backward hook returned an invalid number of grad_input, got {len(values)}, but expected {wanted}"
            )
        return values


def _spread_out(gradients: tuple[Any, ...], places: list[int], count: int) -> tuple[Any, ...]:
    """The gradients at the places of their tensors, None elsewhere."""
    found: list[Any] = [None] * count
    for place, gradient in zip(places, gradients, strict=True):
        found[place] = gradient
    return tuple(found)


def _through_node(values: tuple[Any, ...]) -> tuple[list[int], tuple[Any, ...], Any]:
    """Where the tensors are among the values, the values with those tensors sent through a node, and that node."""
    places = [place for place, value in enumerate(values) if isinstance(value, Tensor)]
    if not enabled.get() or not any(values[place].requires_grad for place in places):
        return places, values, None
    passed = BackwardHookFunction.apply(*[values[place] for place in places])
    node = next(one.grad_fn for one in passed if one.grad_fn is not None)
    made = list(values)
    for place, one in zip(places, passed, strict=True):
        made[place] = one
    return places, tuple(made), node
