"""The histories of tensors that share memory: a view is behind what was last written into its base."""

from __future__ import annotations

import weakref

from tensorlab import events
from tensorlab._tensor import Tensor, address
from tensorlab.dtypes import Size
from tensorlab.graph.mode import enabled
from tensorlab.graph.node import Edge, Regenerated, edge_of, new_leaf
from tensorlab.ops.plans import FLOATS, TABLE, Array


def remember(base: Tensor, view: Tensor) -> None:
    """Note a view made outside any graph: a tracked write into the base will bring both into one."""
    try:
        views = base._views
    except AttributeError:
        views = base._views = []
    views.append(weakref.ref(view))
    if len(views) % 256 == 0:
        base._views = [one for one in views if one() is not None]


def stand_by(base: Tensor, view: Tensor) -> None:
    """A view that no node has made may still come into a graph: by its base, now or later."""
    if base._edge is None:
        if view.dtype in FLOATS:
            remember(base, view)
    elif not enabled.get() and view.dtype.is_floating_point:
        # Not recorded, and yet it asks for gradients, as what it looks at does.
        view._edge = new_leaf()
        view.__dict__["_unrecorded"] = True


def bring_in(base: Tensor) -> None:
    """The base has just got its first history: so have the views that were made before."""
    views, base._views = getattr(base, "_views", ()), []
    for reference in views:
        view = reference()
        edge = None if view is None or view._edge is not None else as_strided_edge(base, view._array)
        if edge is not None:
            view._edge = Regenerated(edge, base, view._array)
            if events.tracer is not None:
                events.tracer.joined(view)


def as_strided_edge(base: Tensor, array: Array) -> Edge | None:
    """The edge of a fresh ``AsStridedBackward0`` from this memory back to ``base``."""
    return None if base._edge is None else _remade(base, array)


def _remade(base: Tensor, array: Array) -> Edge:
    """The same, of a base that takes no gradient, too: it then leads nowhere."""
    edge = edge_of(base)
    op = TABLE["AsStridedBackward0"]
    strides = tuple([step // array.itemsize for step in array.strides])
    offset = (address(array) - address(base._array)) // array.itemsize + base.storage_offset()
    context = {"size": Size(array.shape), "stride": strides, "storage_offset": offset}
    return op.make_node([base], [edge], context, ())


Regenerated.remake = staticmethod(_remade)
