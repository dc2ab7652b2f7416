"""Inference mode: what is made inside can never take part in a graph, and says so.

Marks are set by an onlooker, which is there from the first use of the mode until the last tensor so made is gone.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from tensorlab import events
from tensorlab._tensor import Tensor
from tensorlab.events.onlooking import Onlooker
from tensorlab.graph import mode
from tensorlab.graph.node import memory_of


class _Guard(Onlooker):
    """Marks what is made in inference mode, and keeps it out of graphs afterwards."""

    def __init__(self) -> None:
        self._is_seated = False

    def enter(self) -> None:
        """Look on, from now until nothing is left to look at."""
        if not self._is_seated:
            self._is_seated = True
            events.look_on(self)

    def made(self, outputs: Sequence[Any], node: Any, inputs: Sequence[Any], shares_memory: bool) -> None:
        source = next((one for one in inputs if isinstance(one, Tensor)), None) if shares_memory else None
        if mode.is_inference(source) if source is not None else mode.is_inference_mode_enabled():
            for output in outputs:
                if source is not None or not _looks_at_others(output, inputs):
                    self._mark(output)
        elif node is not None and mode.inference_tensors:
            _refuse(node)
            for output in outputs:
                if any(mode.is_inference(one) and one._array is output._array for one in _tensors(inputs)):
                    self._mark(output)
        elif not mode.inference_tensors and not mode.is_inference_mode_enabled():
            self._is_seated = False
            events.look_away(self)

    def _mark(self, tensor: Any) -> None:
        number = id(tensor)
        tensor.__dict__["_inference"] = True
        mode.inference_tensors[number] = weakref.ref(tensor, lambda _: mode.inference_tensors.pop(number, None))


def _looks_at_others(output: Tensor, inputs: Sequence[Any]) -> bool:
    """Whether a function of the user's has given back memory of a tensor from outside."""
    memory = memory_of(output._array)
    return any(memory_of(one._array) is memory and not mode.is_inference(one) for one in _tensors(inputs))


def _tensors(operands: Sequence[Any]) -> list[Tensor]:
    return [one for one in operands if isinstance(one, Tensor)]


def _refuse(node: Any) -> None:
    """Raise if a node has saved a tensor that can be in no graph."""
    saved = node.saved if isinstance(node.saved, tuple) else (node.saved,)
    if any(isinstance(one, Tensor) and mode.is_inference(one) for one in saved):
        raise _cannot_be_saved()


def refuse_inferred(savable: Sequence[Any]) -> None:
    """Raise where an operation in a graph, which has failed, would have saved a tensor that can be in none."""
    if mode.inference_tensors and any(map(mode.is_inference, _tensors(savable))):
        raise _cannot_be_saved()


def _cannot_be_saved() -> Exception:
    return RuntimeError(
        "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
        "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use "
        "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
    )


_guard = _Guard()
mode.on_inference.append(_guard.enter)
