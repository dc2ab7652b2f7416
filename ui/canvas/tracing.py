"""What lies between a node and the results that are made from it: pure functions of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.models.picture import EdgeKind, Picture

Bools = NDArray[np.bool_]


def path_down(picture: Picture, node: int) -> tuple[Bools, Bools]:
    """The nodes and the edges on the ways from a node down to the results, shape (n,) and (m,).

    Values are followed the way they flow, a backward chain against its edges: both lead to the output.
    """
    edges = picture.edges
    down = edges.kinds == EdgeKind.DATA
    leads = picture.visible_edges & (down | (edges.kinds == EdgeKind.BACKWARD))
    upper, lower = np.where(down, edges.sources, edges.targets), np.where(down, edges.targets, edges.sources)
    reached = np.zeros(len(picture.nodes), np.bool_)
    reached[node] = True
    # Chips stand for their leaf.
    reached[picture.nodes.ids == picture.nodes.ids[node]] = True
    while True:
        fresh = leads & reached[upper] & ~reached[lower]
        if not fresh.any():
            break
        reached[lower[fresh]] = True
    return reached, leads & reached[upper]
