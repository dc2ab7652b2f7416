"""Those who look at each node as it is made: anomaly mode, hooks on saved tensors, inference mode.

They sit where the recorder sits (:data:`tensorlab.events.tracer`), and pass everything on to it. So an operation pays
nothing for them while there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any


class Onlooker:
    """Is told of all that is made."""

    def made(self, outputs: Sequence[Any], node: Any, inputs: Sequence[Any], shares_memory: bool) -> None:
        """An operation or a factory has made these tensors; ``node`` is their ``grad_fn``, None outside a graph."""
        raise NotImplementedError

    def ran(self, op: str, inputs: Sequence[Any]) -> None:
        """An operation or a factory of this name has run; told before what it has made."""


class Relay:
    """The recorder, if there is one, with onlookers beside it."""

    def __init__(self, recorder: Any, onlookers: Sequence[Onlooker]) -> None:
        self._recorder = recorder
        self._onlookers = tuple(onlookers)
        self._muted = 0

    @property
    def muted(self) -> int:
        return self._muted if self._recorder is None else int(self._recorder.muted)

    @muted.setter
    def muted(self, count: int) -> None:
        if self._recorder is None:
            self._muted = count
        else:
            self._recorder.muted = count

    def created(self, tensor: Any, op: str, flags: int = 0) -> None:
        """See :meth:`tensorlab.events.Tracer.created`."""
        if self._recorder is not None:
            self._recorder.created(tensor, op, flags)
        self._tell(op, (tensor,), None, (), False)

    def operated(
        self,
        op: str,
        names: Sequence[str],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        node: Any,
        shares_memory: bool = False,
    ) -> None:
        """See :meth:`tensorlab.events.Tracer.operated`."""
        if self._recorder is not None:
            self._recorder.operated(op, names, inputs, outputs, node, shares_memory)
        self._tell(op, outputs, node, inputs, shares_memory)

    def mutated(self, op: str, target: Any, names: Sequence[str], inputs: Sequence[Any], node: Any) -> None:
        """See :meth:`tensorlab.events.Tracer.mutated`."""
        if self._recorder is not None:
            self._recorder.mutated(op, target, names, inputs, node)
        self._tell(op, (), node, inputs, True, is_made=node is not None)

    def _tell(
        self,
        op: str,
        outputs: Sequence[Any],
        node: Any,
        inputs: Sequence[Any],
        shares_memory: bool,
        is_made: bool = True,
    ) -> None:
        if not self.muted:
            for onlooker in self._onlookers:
                onlooker.ran(op, inputs)
                if is_made:
                    onlooker.made(outputs, node, inputs, shares_memory)

    def __getattr__(self, name: str) -> Any:
        if self._recorder is not None:
            return getattr(self._recorder, name)
        return _no_context if name in ("inside", "quiet", "update") else _no_news


def _no_news(*_: Any, **__: Any) -> int:
    """Nobody records this."""
    return 0


def _no_context(*_: Any) -> Any:
    """Nobody records what happens inside."""
    return nullcontext()
