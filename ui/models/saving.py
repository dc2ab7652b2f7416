"""Which tensors backward still needs as they are: what a change by hand would break."""

from __future__ import annotations

from dataclasses import dataclass

from ui.models.recording import NodeKind, Recording


@dataclass(frozen=True)
class Keeper:
    """A function that has saved a tensor for backward, and has not been freed."""

    node: int
    name: str
    line: int


def keepers(recording: Recording, tensor: int, step: int) -> list[Keeper]:
    """The functions that would refuse to run backward if the memory of ``tensor`` changed."""
    memory, version = recording.storage(tensor, step), recording.version(tensor, step)
    alive = recording.alive(step) & ~recording.released_by(step) & (recording.kind == NodeKind.FUNCTION)
    found = []
    for node in alive.nonzero()[0].tolist():
        kept = [item.tensor for item in recording.saved(node)]
        used = {one.tensor: one.version for one in recording.inputs(node)}
        for other in kept:
            if other < 0 or recording.storage(other, step) != memory:
                continue
            if used.get(other, version) == version:
                found.append(Keeper(node, recording.grad_fn_name(node), recording.place(node).line))
                break
    return found
