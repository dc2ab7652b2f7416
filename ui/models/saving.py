"""Which tensors backward still needs as they are: what a change by hand would break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.models.recording import NodeKind, Recording

MOST = 8
"""Functions that are named; the first says all that has to be said."""


@dataclass(frozen=True)
class Keeper:
    """A function that has saved a tensor for backward, and has not been freed."""

    node: int
    name: str
    line: int


def keepers(recording: Recording, tensor: int, step: int) -> list[Keeper]:
    """The functions that would refuse to run backward if the memory of ``tensor`` changed."""
    memory, version = recording.storage(tensor, step), recording.version(tensor, step)
    layouts, saved = recording.tables["layouts"], recording.tables["saved"]
    latest = layouts.latest("tensor", recording.n_nodes, step)
    storages = np.where(latest >= 0, layouts["storage"][latest], -1)
    alive = recording.alive(step) & ~recording.released_by(step) & (recording.kind == NodeKind.FUNCTION)
    functions, tensors = saved["function"], saved["tensor"]
    # All at once: a long program saves tens of thousands, and somebody waits for the cell to change.
    hits = (tensors >= 0) & (storages[tensors] == memory) & alive[functions]
    found: dict[int, Keeper] = {}
    for node, other in zip(functions[hits].tolist(), tensors[hits].tolist(), strict=True):
        used = next((one.version for one in recording.inputs(node) if one.tensor == other), version)
        if used == version:
            found.setdefault(node, Keeper(node, recording.grad_fn_name(node), recording.place(node).line))
        if len(found) == MOST:
            break
    return list(found.values())
