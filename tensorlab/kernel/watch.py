"""What a statement did: the names it bound, the iteration it began, the memory that numpy changed behind it.

The code that :mod:`tensorlab.kernel.statements` has prepared calls :meth:`Watch.after` at the end of each statement.
Nothing here runs code of the user: attributes are looked up in instance dictionaries, never through properties.
"""

from __future__ import annotations

import builtins
import sys
import zlib
from collections.abc import Iterator, Mapping
from inspect import CO_GENERATOR, CO_NEWLOCALS
from types import FrameType
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.events import NOBODY, Tracer, Turn
from tensorlab.kernel.outbox import LARGEST, Outbox
from tensorlab.kernel.pace import Pace
from tensorlab.kernel.protocol import Standing
from tensorlab.kernel.statements import HOOK, Name, Statement


class Watch:
    """Turns the end of statements into steps of the recording.

    Args:
        tracer: who is told.
        outbox: makes the user's code wait when too much is untold.
    """

    def __init__(self, tracer: Tracer, outbox: Outbox) -> None:
        self.table: list[Statement] = []
        self._tracer = tracer
        self._outbox = outbox
        self._labels: dict[tuple[str, bool], dict[str, int]] = {}
        self._digests: dict[int, tuple[int, int]] = {}
        tracer.on_lend = self._lent
        self._loops = _Loops(tracer, outbox)
        self.pace = Pace(self._stands)

    def begin(self) -> None:
        """A cell starts: its statements report here."""
        setattr(builtins, HOOK, self.after)

    def end(self, namespace: Mapping[str, Any]) -> None:
        """A cell is over: find what no statement told, such as ``globals()["x"] = y``."""
        self._loops.forget()
        for name in [name for name, is_global in self._labels if is_global and name.isidentifier()]:
            if name not in namespace:
                self._unbind(name, True)
        for name, value in list(namespace.items()):
            if not name.startswith("_"):
                self._bind(name, True, value)
        self.compare(small_only=False)

    def after(self, number: int, *values: Any) -> Any:
        """The hook itself."""
        __tracebackhide__ = True
        statement = self.table[number]
        if statement.begins >= 0:
            self._loops.begin(statement.begins, sys._getframe(1))
        elif statement.ends >= 0:
            self._loops.end(statement.ends, sys._getframe(1))
        for name, value in zip(statement.bound, values, strict=True):
            if name.path:
                self._bind_attribute(name, value)
            else:
                self._bind(name.label, name.is_global, value)
        for name in statement.gone:
            self._unbind(name.label, name.is_global)
        tracer = self._tracer
        if tracer.lent:
            self.compare()
        if len(tracer.events) >= LARGEST:
            self._outbox.wait()
        if not self.pace.is_free:
            self.pace.rest()
        return values[0] if statement.gives_back else None

    def _stands(self, stands: bool) -> None:
        place = self._tracer.places[self._tracer.place()]
        self._outbox.notice(Standing(place.source, place.line if stands else 0))

    def failed_in(self, frame: FrameType) -> None:
        """An error went through this frame: tell what its function's names meant, parameters included."""
        if frame.f_code.co_flags & CO_NEWLOCALS:
            for name, value in frame.f_locals.items():
                if name.isidentifier():
                    self._bind(name, False, value)

    # -- names --------------------------------------------------------------------------------------------------------

    def _bind_attribute(self, name: Name, value: Any) -> None:
        for attribute in name.path:
            value = _attribute(value, attribute)
        self._bind(name.label, name.is_global, value)

    def _bind(self, label: str, is_global: bool, value: Any) -> None:
        key = (label, is_global)
        before = self._labels.get(key)
        if value.__class__ is Tensor and (before is None or before.keys() == {label}):
            # As nearly all that is bound, and at every statement.
            number = self._tracer.tensor_id(value)
            if before is None or before[label] != number:
                self._tracer.bound(label, is_global, value)
                self._labels[key] = {label: number}
            return
        if before is None and value.__class__ in _PLAIN:
            return
        found = {name: tensor for name, tensor in _tensors(label, value) if not tensor._is_lazy}
        if not found:
            if before is not None:
                self._unbind(label, is_global)
            return
        tracer = self._tracer
        now: dict[str, int] = {}
        for name, tensor in found.items():
            now[name] = tracer.tensor_id(tensor)
            if before is None or before.get(name) != now[name]:
                tracer.bound(name, is_global, tensor)
        for name in before or ():
            if name not in now:
                tracer.bound(name, is_global, None)
        self._labels[key] = now

    def _unbind(self, label: str, is_global: bool) -> None:
        for name in self._labels.pop((label, is_global), ()):
            self._tracer.bound(name, is_global, None)
        inner = label + "."
        for key in [key for key in self._labels if key[1] == is_global and key[0].startswith(inner)]:
            self._unbind(*key)

    # -- memory that numpy has seen -----------------------------------------------------------------------------------

    def _lent(self, number: int) -> None:
        """numpy may write from now on: what there is now is what changes are told from."""
        tensor = self._tracer.lent[number]()
        if tensor is not None:
            self._digests.setdefault(number, (tensor._version, _digest(tensor._array)))

    def compare(self, small_only: bool = True) -> None:
        """Tell of lent memory that has changed without an operation."""
        tracer = self._tracer
        told: set[int] = set()
        for number, tracked in list(tracer.lent.items()):
            tensor = tracked()
            if tensor is None or (small_only and tensor._array.nbytes > tracer.preview_limit):
                continue
            now = (tensor._version, _digest(tensor._array))
            before = self._digests.get(number)
            self._digests[number] = now
            pointer = tensor._array.__array_interface__["data"][0]
            if before is not None and before[0] == now[0] and before[1] != now[1] and pointer not in told:
                told.add(pointer)
                tracer.changed(tensor)
        if len(self._digests) > len(tracer.lent):
            self._digests = {number: self._digests[number] for number in tracer.lent if number in self._digests}


_PLAIN = frozenset({int, float, bool, str, type(None)})
"""Types of values that are no tensors and hold none."""


class _Loops:
    """Which loop is the outermost that runs: its iterations are those of the recording."""

    def __init__(self, tracer: Tracer, outbox: Outbox) -> None:
        self._tracer = tracer
        self._outbox = outbox
        self._runs = -1
        self._outermost = -1
        self._frame = 0
        self._inner: set[int] = set()
        self._asked = (-1, 0)
        """The loop of a generator, and its frame, whose body has started once with no loop around it."""
        self._passes = 0
        self._told = Turn(NOBODY, NOBODY, 0)
        self._told_at = -1

    def begin(self, loop: int, frame: FrameType) -> None:
        """The body of a loop starts in this frame."""
        if loop in self._inner:
            return
        if loop == self._outermost and id(frame) == self._frame:
            self._passes += 1
            self._tell(self._passes)
        elif self._is_around(frame):
            if loop != self._outermost:
                self._inner.add(loop)
        elif not frame.f_code.co_flags & CO_GENERATOR:
            self._take(loop, frame, 0)
        elif (loop, id(frame)) == self._asked:
            self._take(loop, frame, 1)
        elif self._asked[1] != id(frame):
            # What a generator does belongs to the loop that asks it for more, and that may begin after it. Started
            # again with no loop around it, as in ``list(generator())``, it is itself the outermost.
            self._asked = (loop, id(frame))

    def _take(self, loop: int, frame: FrameType, passes: int) -> None:
        """A loop is the outermost from now on."""
        self.forget()
        self._outermost, self._frame = loop, id(frame)
        self._runs += 1
        self._passes = passes
        self._tell(passes)

    def end(self, loop: int, frame: FrameType) -> None:
        """A loop of this frame is over."""
        if (loop, id(frame)) == self._asked:
            self._asked = (-1, 0)
        if loop == self._outermost and id(frame) == self._frame:
            self.forget()

    def forget(self) -> None:
        """No loop runs any more."""
        self._asked = (-1, 0)
        if self._outermost >= 0:
            self._outermost = -1
            self._inner.clear()
            self._tell(NOBODY)

    def _tell(self, number: int) -> None:
        """Tell of a turn; one after which nothing has happened is told again as this one.

        So a loop of a million passes without a tensor is one step, and passes that have steps keep their numbers.
        """
        told = self._told
        if self._outbox.steps == self._told_at and self._is_here(told):
            told.loop, told.number = self._runs, number
            if not told.is_sent:
                return
        self._told = self._tracer.iterated(self._runs, number)
        self._told_at = self._outbox.steps

    def _is_here(self, told: Turn) -> bool:
        return told.loop == self._runs or told.place == self._tracer.place()

    def _is_around(self, frame: FrameType | None) -> bool:
        """Whether this frame runs inside the outermost loop."""
        while self._outermost >= 0 and frame is not None:
            if id(frame) == self._frame:
                return True
            frame = frame.f_back
        return False


def _attribute(value: Any, name: str) -> Any:
    """What an instance holds under a name, found without running any code of its class."""
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    if name in held:
        return held[name]
    for table in ("_parameters", "_modules", "_buffers"):
        entries = held.get(table)
        if isinstance(entries, dict) and name in entries:
            return entries[name]
    return None


def _tensors(label: str, value: Any) -> Iterator[tuple[str, Tensor]]:
    """The tensor itself, or a module's parameters as ``net.fc.weight``."""
    if isinstance(value, Tensor):
        yield label, value
    elif hasattr(type(value), "named_parameters"):
        held = _attribute_table(value)
        for name, parameter in (held.get("_parameters") or {}).items():
            if isinstance(parameter, Tensor):
                yield f"{label}.{name}", parameter
        for name, module in (held.get("_modules") or {}).items():
            yield from _tensors(f"{label}.{name}", module)


def _attribute_table(value: Any) -> dict[str, Any]:
    found = getattr(value, "__dict__", None)
    return found if isinstance(found, dict) else {}


def _digest(array: Any, most: int = 65_536) -> int:
    """A checksum of all elements, of an even sample of a large array."""
    flat = array.reshape(-1) if array.flags.c_contiguous else array.ravel()
    return zlib.crc32(flat[:: max(1, flat.size // most)].tobytes())
