"""The process that arranges large graphs: ``python -m ui.models.arranging`` reads orders and answers with arrangements.

On both pipes a message is its length in eight bytes and then a pickled value. An order is answered by any number of
fractions (how much is done) and then by an :class:`Arrangement`, or by the text of what went wrong. Pickles are safe
here: the only writer at either end is this program.
"""

from __future__ import annotations

import pickle
import sys
import traceback
from typing import Any, BinaryIO

from ui.models.arrangement import Arrangement, Order, arrange

HEAD = 8

Answer = float | Arrangement | str


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


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Answer orders until there are no more."""

    def tell(answer: Answer) -> None:
        answers.write(packed(answer))
        answers.flush()

    while head := orders.read(HEAD):
        order: Order = pickle.loads(orders.read(int.from_bytes(head, "little")))
        try:
            tell(arrange(order, tell))
        except Exception:  # whatever went wrong is told, and the next order is served
            tell(traceback.format_exc())


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
