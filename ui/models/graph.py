"""The graph of a recording as the canvas draws it: it only grows, and what stands stays where it is until it is settled.

What is in the graph is :mod:`ui.models.graph_content`; where it stands is an :class:`ui.models.arrangement.Arrangement`,
made as well as can be by :meth:`GraphModel.settle` or elsewhere and adopted, and grown node by node in between. What
depends on the step is arrays beside them, made by :mod:`ui.models.graph_state`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from tensorlab.kernel.protocol import FLOW_ARRIVED
from ui.models import graph_state
from ui.models.arrangement import Arrangement, Order, arrange
from ui.models.columns import Ints
from ui.models.folding import MOST_UNFOLDED, Card, Wishes
from ui.models.graph_content import Content, Link, Mode
from ui.models.graph_state import Words
from ui.models.grouping import Key
from ui.models.layout.growth import Ground
from ui.models.layout.ways import PORT_GAP, Point, ways
from ui.models.picture import EdgeKind, Edges, Flow, Frame, Life, Mark, Moment, NodeKind, Nodes, Picture, Routes
from ui.models.recording import Call, Recording
from ui.models.words import shape_text

__all__ = ["GraphModel", "Link", "Mode"]

Position = tuple[float, float]
Bytes = NDArray[np.uint8]

FIRST_GROUP = -2
"""Cards and frames have the ids below -1; -1 is no node."""


@dataclass
class FlowLinks:
    """Which links each movement of a gradient goes along.

    Attributes:
        rows: rows of the recording's ``flows``, ascending, one for each pair.
        links: the link of each pair.
        is_tip: whether the link is the last on the way, where the gradient's shape is written.
    """

    rows: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    is_tip: list[bool] = field(default_factory=list)

    def until(self, row: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """The pairs of all rows before this one."""
        rows = np.array(self.rows, np.int64)
        end = int(np.searchsorted(rows, row))
        return rows[:end], np.array(self.links[:end], np.int64), np.array(self.is_tip[:end], np.bool_)


class GraphModel:
    """Follows one recording in one mode.

    Args:
        positions: node id → x and y, of a drawing that had been arranged before.
    """

    def __init__(
        self, recording: Recording, mode: Mode = Mode.BOTH, positions: Mapping[int, Position] | None = None
    ) -> None:
        self._recording = recording
        self._mode = mode
        self._content = Content(recording, mode)
        self._given = dict(positions or {})
        self._drawn = _nothing()
        self._ground = Ground()
        self._wishes = Wishes()
        self._flows_seen = 0
        self._flow_links = FlowLinks()
        self._grown_links = 0
        self._picture_parts()

    @property
    def recording(self) -> Recording:
        return self._recording

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def graph(self) -> nx.DiGraph:
        """All nodes ever born, whatever has become of them; edges follow the values, downwards."""
        return self._content.networkx()

    @property
    def positions(self) -> dict[int, Position]:
        """Node id → the middle of the node, of all that are drawn as themselves."""
        ids = self._nodes.ids[: self._drawn.first_card].tolist()
        return {node: (x, y) for node, (x, y) in zip(ids, self._drawn.centres.tolist(), strict=False)}

    @property
    def count(self) -> int:
        """How many nodes have come in."""
        return len(self._content)

    @property
    def count_drawn(self) -> int:
        """How many nodes the picture has, chips apart."""
        return self._drawn.first_chip

    @property
    def is_folded(self) -> bool:
        """Whether some nodes of the graph are not drawn as themselves."""
        return self._drawn.is_folded

    @property
    def is_behind(self) -> bool:
        """Whether the recording has more than has come in."""
        return self._content.is_behind

    @property
    def is_outgrown(self) -> bool:
        """Whether more has come in than is drawn: the graph is too large to grow node by node and wants arranging."""
        return len(self._drawn.places) < len(self._content)

    @property
    def flow_links(self) -> FlowLinks:
        return self._flow_links

    @property
    def shown_from(self) -> Ints:
        """The step from which each node of the recording that is in the graph is drawn."""
        return self._content.shown_from

    def row_of(self, node: int) -> int:
        """The place in the picture of what stands for a node, -1 when there is none."""
        row = self._content.row_of(node)
        return int(self._drawn.places[row]) if 0 <= row < len(self._drawn.places) else -1

    # -- growing ------------------------------------------------------------------------------------------------------

    def update(self, most: int | None = None) -> bool:
        """Take in what the recording has got since, or up to so many ids of it; whether there was anything to draw."""
        links = len(self._content.links)
        first = self._content.take_in(self._recording.n_nodes if most is None else most)
        changed = len(self._content) > first or len(self._content.links) > links
        if changed and not self._is_left_to_arranging():
            self._grow()
        if not self._content.is_behind:
            self._follow_flows()
        return changed

    def _is_left_to_arranging(self) -> bool:
        """Whether new nodes may belong into something that is folded."""
        large = len(self._content) > MOST_UNFOLDED and not self._wishes.unfold
        return large or self._drawn.is_folded or bool(self._wishes.compact)

    def _grow(self) -> None:
        """Draw what is not drawn yet beside what is, which stays."""
        content, drawn = self._content, self._drawn
        count = len(content)
        fresh = list(range(len(drawn.places), count))
        ids, sizes = content.ids, content.sizes
        given = {row: self._given[int(ids[row])] for row in fresh if int(ids[row]) in self._given}
        upper, lower = content.ends
        links = np.arange(self._grown_links, len(content.links))
        self._ground.grow(sizes, np.column_stack([upper, lower]), given, count)
        centres = self._ground.centres(fresh)
        ways = self._routes(links, sizes)
        self._drawn = _grown(drawn, centres, sizes[fresh], content, links, ways)
        self._grown_links = len(content.links)
        self._picture_parts()

    def _routes(self, links: Ints, sizes: NDArray[np.float64]) -> list[list[Point]]:
        """The ways of new links in a drawing that has grown, from source to target."""
        upper, lower = (ends[links] for ends in self._content.ends)
        pairs = list(dict.fromkeys(zip(upper.tolist(), lower.tolist(), strict=True)))
        centres = self._ground.centres(range(len(self._content)))
        led = dict(zip(pairs, ways(pairs, centres, sizes), strict=True))
        kinds = self._content.link_kinds[links].tolist()
        found = []
        for above, below, kind in zip(upper.tolist(), lower.tolist(), kinds, strict=True):
            way = led[above, below]
            if kind != EdgeKind.DATA:
                ids = self._content.ids
                read = kind == EdgeKind.WRITES and self._content.is_joined(int(ids[above]), int(ids[below]))
                way = [(x + (PORT_GAP if read else 0.0), y) for x, y in reversed(way)]
            found.append(way)
        return found

    # -- arranging ----------------------------------------------------------------------------------------------------

    @property
    def wishes(self) -> Wishes:
        return self._wishes

    def wish(self, wishes: Wishes) -> None:
        """Have it folded like this from the next arranging on."""
        self._wishes = wishes

    def order(self) -> Order:
        """What is to be arranged, as plain data."""
        content = self._content
        return Order(content.subject(), content.sizes, content.link_kinds.copy(), self._wishes)

    def settle(self) -> None:
        """Lay the whole graph out anew, as well as can be."""
        self.update()
        self.adopt(arrange(self.order()))

    def adopt(self, arrangement: Arrangement) -> None:
        """Draw the graph as it was arranged; what has come in since is drawn beside it."""
        self._drawn = arrangement
        self._ground = Ground()
        rows = arrangement.nodes[: arrangement.first_card].tolist()
        self._ground.put(rows, arrangement.centres[: arrangement.first_card], arrangement.sizes)
        self._ground.block(arrangement.centres[arrangement.first_card :], arrangement.sizes[arrangement.first_card :])
        self._ground.block_boxes(arrangement.boxes)
        self._grown_links = len(arrangement.edges)
        if len(self._content) > len(arrangement.places) and not self._is_left_to_arranging():
            self._grow()
        else:
            self._picture_parts()

    def move(self, node: int, to: Position) -> None:
        """Have a node stand elsewhere; its edges follow."""
        row = self.row_of(node)
        if row < 0:
            return
        drawn = self._drawn
        centres = drawn.centres.copy()
        centres[row] = to
        own = np.flatnonzero((drawn.sources == row) | (drawn.targets == row))
        upper = np.where(self._edges.kinds[own] == EdgeKind.DATA, drawn.sources[own], drawn.targets[own])
        lower = np.where(self._edges.kinds[own] == EdgeKind.DATA, drawn.targets[own], drawn.sources[own])
        led = ways(list(zip(upper.tolist(), lower.tolist(), strict=True)), centres, drawn.sizes)
        lines: list[list[Point] | NDArray[np.float64]] = list(drawn.routes)
        for edge, way in zip(own.tolist(), led, strict=True):
            lines[edge] = way if self._edges.kinds[edge] == EdgeKind.DATA else way[::-1]
        self._drawn = replace(drawn, centres=centres, routes=Routes.of(lines))
        if row < drawn.first_card:
            self._ground.put([int(drawn.nodes[row])], centres[row : row + 1], drawn.sizes[row : row + 1])
        self._picture_parts()

    def key_of(self, group: int) -> Key | None:
        """What a card or a frame stands for, by its id."""
        number = FIRST_GROUP - group
        cards, panes = self._drawn.cards, self._drawn.panes
        if 0 <= number < len(cards):
            return cards[number].key
        number -= len(cards)
        return panes[number].key if 0 <= number < len(panes) else None

    def card_of(self, group: int) -> Card | None:
        """The card with this id."""
        number = FIRST_GROUP - group
        return self._drawn.cards[number] if 0 <= number < len(self._drawn.cards) else None

    # -- the picture --------------------------------------------------------------------------------------------------

    def _picture_parts(self) -> None:
        """Nodes, edges and frames of the picture, from what is drawn."""
        content, drawn = self._content, self._drawn
        is_card = drawn.nodes < 0
        shows = np.where(is_card, 0, drawn.nodes)
        is_chip = np.arange(len(drawn.nodes)) >= drawn.first_chip
        ids = np.where(is_card, FIRST_GROUP + 1 + drawn.nodes, content.ids[shows] if len(content) else -1)
        kinds = content.node_kinds[shows] if len(content) else np.zeros(0, np.uint8)
        kinds = np.where(is_card, NodeKind.GROUP, np.where(is_chip, NodeKind.CHIP, kinds)).astype(np.uint8)
        counts = np.bincount(drawn.places, minlength=len(drawn.nodes))
        saved = np.where(is_card | is_chip, 0, content.saved[shows] if len(content) else 0).astype(np.uint8)
        self._nodes = Nodes(ids, kinds, drawn.centres, drawn.sizes, saved, np.where(is_chip, 0, counts))
        self._edges = Edges(
            drawn.sources,
            drawn.targets,
            content.link_kinds[drawn.links],
            drawn.routes,
            cut=content.cuts[drawn.links],
        )
        first = FIRST_GROUP - len(drawn.cards)
        self._frames = tuple(
            Frame(first - number, (box[0], box[1], box[2], box[3]), self._frame_title(number), pane.shown, pane.count)
            for number, (pane, box) in enumerate(zip(drawn.panes, drawn.boxes.tolist(), strict=True))
        )
        self._hidden_tensors = np.flatnonzero(
            (drawn.places != _own_places(drawn)) & (drawn.places < drawn.first_card) & (content.node_kinds[: len(drawn.places)] == NodeKind.TENSOR)
        )

    def _frame_title(self, number: int) -> str:
        pane = self._drawn.panes[number]
        if pane.title:
            return pane.title
        operation = int(self._content.ids[pane.key[1]])
        return self._recording.loop_text(operation)
