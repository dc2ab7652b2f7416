"""A graph at one step as plain values, every node of it, also those that are drawn folded into a card.

For programs: what a node says of itself here is what it says in an exported file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ui.models import graph_state
from ui.models.graph_content import Content
from ui.models.picture import EdgeKind, Life, NodeKind, Role

Node = tuple[int, dict[str, Any]]
Edge = tuple[int, int, dict[str, Any]]


def attributes(label: str, about: str, kind: int, role: int, life: int) -> dict[str, Any]:
    """What is seen of a node."""
    return {
        "label": label,
        "about": about,
        "kind": NodeKind(kind).name.lower(),
        "role": Role(role).name.lower(),
        "state": Life(life).name.lower(),
    }


class WholeGraph:
    """All of a graph at one step.

    Args:
        labels: what is told of links, by their row.
        positions: the middle of each node that is drawn as itself, by its id.
    """

    def __init__(
        self, content: Content, labels: Mapping[int, str], positions: Mapping[int, tuple[float, float]], step: int
    ) -> None:
        self.step = step
        self._content = content
        self._labels = labels
        self._positions = positions
        self._ids = ids = content.ids
        self._links = content.links[:]
        self._life = graph_state.lives(content.recording, ids, content.shown_from, step).tolist()

    def nodes(self) -> Iterator[Node]:
        """Each node that has been born, and what is seen of it."""
        content, recording, ids = self._content, self._content.recording, self._ids
        kinds, roles = recording.kind[ids].tolist(), graph_state.roles(recording, ids, self.step).tolist()
        for row, node in enumerate(ids.tolist()):
            if self._life[row] == Life.HIDDEN:
                continue
            is_tensor = kinds[row] == NodeKind.TENSOR
            label = recording.label(node, self.step) if is_tensor else content.title(node)
            subtitle = graph_state.subtitle(recording, node, self.step)
            about = attributes(label, subtitle, kinds[row], roles[row], self._life[row])
            if node in self._positions:
                about["x"], about["y"] = self._positions[node]
            yield node, about

    def edges(self) -> Iterator[Edge]:
        """Each link whose two ends have been born: where it comes from, where it goes, and what is seen of it."""
        row_of = self._content.row_of
        for row, link in enumerate(self._links):
            ends = link.ends
            if all(self._life[row_of(end)] != Life.HIDDEN for end in ends):
                yield *ends, {"kind": EdgeKind(link.kind).name.lower(), "label": self._labels.get(row, "")}
