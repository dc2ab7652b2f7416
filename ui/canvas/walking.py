"""Which node the keys lead to: along edges, sideways, and in topological order. Pure functions of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.models.picture import EdgeKind, Picture


def along(picture: Picture, node: int, downwards: bool) -> int:
    """The nearest node at the other end of an edge that leads this way, or the node itself if there is none."""
    others = _neighbours(picture, node)
    centres = picture.nodes.centres
    ahead = others[(centres[others, 1] > centres[node, 1]) == downwards]
    return _nearest(picture, node, ahead[centres[ahead, 1] != centres[node, 1]])


def beside(picture: Picture, node: int, to_right: bool) -> int:
    """The next node to one side in about the same height, or the node itself if there is none."""
    centres = picture.nodes.centres
    away = centres - centres[node]
    level = picture.visible & (np.abs(away[:, 1]) <= picture.nodes.sizes[node, 1])
    return _nearest(picture, node, np.flatnonzero(level & ((away[:, 0] > 0) if to_right else (away[:, 0] < 0))))


def topological(picture: Picture) -> list[int]:
    """All drawn nodes, each after those that its values come from; rows from the top, left to right within one."""
    shown = np.flatnonzero(picture.visible)
    centres = picture.nodes.centres[shown]
    # The layout leads every edge downwards, so reading order is a topological order.
    order: list[int] = shown[np.lexsort((centres[:, 0], centres[:, 1]))].tolist()
    return order


def following(picture: Picture, node: int, step: int) -> int:
    """The node that is ``step`` places further in topological order; -1 at either end and in an empty picture."""
    order = topological(picture)
    if node not in order:
        return (order[0] if step > 0 else order[-1]) if order else -1
    place = order.index(node) + step
    return order[place] if 0 <= place < len(order) else -1


def _neighbours(picture: Picture, node: int) -> NDArray[np.int64]:
    edges = picture.edges
    walked = picture.visible_edges & (edges.kinds != EdgeKind.SAVED)
    return np.unique(
        np.concatenate(
            [edges.targets[walked & (edges.sources == node)], edges.sources[walked & (edges.targets == node)]]
        )
    )


def _nearest(picture: Picture, node: int, among: NDArray[np.int64]) -> int:
    if not len(among):
        return node
    away = picture.nodes.centres[among] - picture.nodes.centres[node]
    return int(among[np.argmin(np.hypot(*away.T))])
