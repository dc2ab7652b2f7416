"""A picture between two arrangements of its nodes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ui.models.picture import EdgeKind, Picture, Routes


def under_way(picture: Picture, starts: NDArray[np.float64], share: float) -> Picture:
    """The picture with its nodes on the way from their starts, shape (n, 2), to their places.

    Edges are straight meanwhile, and frames are left out: they belong to one arrangement only.
    """
    nodes, edges = picture.nodes, picture.edges
    centres = starts + share * (nodes.centres - starts)
    goes_down = edges.kinds == EdgeKind.DATA
    reach = np.where(goes_down, 1.0, -1.0)
    begin, end = centres[edges.sources].copy(), centres[edges.targets].copy()
    begin[:, 1] += reach * nodes.sizes[edges.sources, 1] / 2
    end[:, 1] -= reach * nodes.sizes[edges.targets, 1] / 2
    points = np.stack([begin, end], axis=1).reshape(-1, 2)
    routes = Routes(points, 2 * np.arange(len(edges) + 1))
    return replace(picture, nodes=replace(nodes, centres=centres), edges=replace(edges, routes=routes), frames=())
