"""The histories of tensors that share memory: a view is behind what was last written into its base."""

from __future__ import annotations

import weakref

from tensorlab import events
from tensorlab._tensor import Tensor, address, wrap
from tensorlab.dtypes import Size
from tensorlab.graph import node as graph
from tensorlab.graph.mode import enabled, is_inference_mode_enabled
from tensorlab.graph.node import RECORDED, Edge, Node, Origin, ViewEdge, edge_of
from tensorlab.ops.plans import TABLE, Array


def stand_by(base: Tensor, view: Tensor, source: Tensor) -> None:
    """A view that no node has made, of a tensor that may be a view itself, may still come into a graph by its base."""
    origin = source._origin if enabled.get() else unrecorded_origin()
    if origin is not RECORDED:
        view._unusual_origin = origin
    if view.dtype.is_floating_point:
        remember(base, view, origin)


def view_of(source: Tensor, array: Array, node: Node | None, origin: Origin) -> Tensor:
    """A tensor that looks at memory of the source's; ``node`` has made it, None outside a graph."""
    made = wrap(array, source.dtype)
    made._base_tensor = base = source if source._base_tensor is None else source._base_tensor
    made._edge = node
    if node is None:
        stand_by(base, made, source)
    elif origin is not RECORDED:
        made._edge = ViewEdge(node, base, array, origin, node.moment)
    if source._own_counter is not None:
        made._own_counter = source._own_counter
    return made


def unrecorded_origin() -> Origin:
    """How a view is made where operations are not recorded."""
    return Origin.INFERENCE if is_inference_mode_enabled() else Origin.NO_GRAD


def remember(base: Tensor, view: Tensor, origin: Origin) -> None:
    """Note a view that no operation in a graph has made: it asks for gradients whenever its base does."""
    try:
        views = base._views
    except AttributeError:
        views = base._views = []
    views.append((weakref.ref(view), graph.last_write))
    if len(views) % 256 == 0:
        base._views = [one for one in views if one[0]() is not None]
    if base._edge is not None:
        view._edge = ViewEdge(None, base, view._array, origin, graph.last_write)


def bring_in(base: Tensor) -> None:
    """The base has got a history: so have the views that were made outside of it, when they are next looked at."""
    for reference, moment in getattr(base, "_views", ()):
        view = reference()
        if view is not None and view._edge is None:
            origin = view._origin
            view._edge = ViewEdge(None, base, view._array, origin, moment)
            if events.tracer is not None and origin is RECORDED:
                events.tracer.joined(view)


def remade(base: Tensor, array: Array) -> Edge:
    """The edge of a fresh ``AsStridedBackward0`` from this memory back to ``base``."""
    edge = edge_of(base)
    op = TABLE["AsStridedBackward0"]
    strides = tuple([step // array.itemsize for step in array.strides])
    offset = (address(array) - address(base._array)) // array.itemsize + base.storage_offset()
    context = {"size": Size(array.shape), "stride": strides, "storage_offset": offset}
    return op.make_node([base], [edge], context, ())


ViewEdge.remake = staticmethod(remade)
