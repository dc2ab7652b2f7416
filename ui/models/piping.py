"""How the window and a process that works for it talk: orders go in, answers come out, one after the other.

On both pipes a message is its length in eight bytes and then a pickled value. An order is answered by any number of
fractions (how much is done) and then by what came of it; where that is an exception, by a :class:`Failure`. Pickles are
safe here: the only writer at either end is this program.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

HEAD = 8

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An order could not be carried out; why, as a programmer would read it."""

    why: str


def packed(value: object) -> bytes:
    """A value as it goes through a pipe."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(HEAD, "little") + data


def unpacked(data: bytearray) -> list[Any]:
    """The whole messages at the beginning of what has arrived; they are taken out of it."""
    found = []
    while len(data) >= HEAD:
        end = HEAD + int.from_bytes(data[:HEAD], "little")
        if len(data) < end:
            break
        found.append(pickle.loads(data[HEAD:end]))
        del data[:end]
    return found


def serve(work: Callable[[Any, Progress], object], orders: BinaryIO, answers: BinaryIO) -> None:
    """Carry out orders until there are no more."""

    def tell(answer: object) -> None:
        answers.write(packed(answer))
        answers.flush()

    while head := orders.read(HEAD):
        order = pickle.loads(orders.read(int.from_bytes(head, "little")))
        try:
            tell(work(order, tell))
        except Exception:  # whatever went wrong is told, and the next order is served
            tell(Failure(traceback.format_exc()))
