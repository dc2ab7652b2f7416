"""All that happened, a column per fact: no display, no kernel; append a batch and look at any step.

Every question has the form *what was so at step k*. What never changes is a column over all nodes, and the lives of the
nodes are three more (``born``, ``released``, ``collected``); the state at k is a comparison of columns with k. What can
change is a table of (step, subject, value) in the order of steps, and the last row at or before k holds.

Each subject has a file, and knows those before it: how the recording grows, its nodes, steps, facts, names, values and
gradients. :class:`Recording` is all of them.
"""

from __future__ import annotations

from tensorlab.events import NEVER, NOBODY
from ui.models.picture import NodeKind
from ui.models.recording.gradients import Gradients
from ui.models.recording.growth import MEMORY_LIMIT
from ui.models.recording.records import Call, Cell, ErrorStep, Input, PrintStep, Saved, Step

__all__ = [
    "MEMORY_LIMIT",
    "NEVER",
    "NOBODY",
    "Call",
    "Cell",
    "ErrorStep",
    "Input",
    "NodeKind",
    "PrintStep",
    "Recording",
    "Saved",
    "Step",
]


class Recording(Gradients):
    """The sum of its batches.

    Args:
        memory_limit: bytes; above it the oldest kept values are let go, see :attr:`values_kept_from`.
        memory: the values to begin with, for a recording that had let some go before it was saved.
    """
