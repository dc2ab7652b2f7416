"""The graph of a recording as the canvas draws it: it grows, and what stands stays where it is until it is settled.

What is in the graph is :mod:`ui.models.graph_content`. Where it stands is an
:class:`ui.models.arrangement.Arrangement`: :meth:`GraphModel.settle` makes the best one, or one made elsewhere is
adopted; in between it grows (:mod:`ui.models.growing`). What depends on the step is arrays beside them, made by
:mod:`ui.models.graph_state`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from ui.models import graph_state
from ui.models import networks as nx
from ui.models.arrangement import Arrangement, Order, arrange, chain_title
from ui.models.columns import Ints
from ui.models.folding import Card, Wishes, is_to_fold
from ui.models.gathering import Gather
from ui.models.graph_content import Content, Link, Mode
from ui.models.graph_flows import Flows
from ui.models.graph_state import Words
from ui.models.grouping import Key
from ui.models.growing import Growing
from ui.models.invalid import Invalid
from ui.models.layout.ways import Bands, ways
from ui.models.picture import EdgeKind, Edges, Flag, Frame, Mark, Moment, NodeKind, Nodes, Picture, Role, Routes
from ui.models.recording import Recording
from ui.models.whole_graph import WholeGraph

__all__ = ["GraphModel", "Link", "Mode"]

Position = tuple[float, float]
Bytes = NDArray[np.uint8]

FIRST_GROUP = -2
"""Cards and frames have the ids below -1; -1 is no node."""
A_FEW = 8
"""Ids of the recording that are taken in between two looks at the clock."""


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
        self._drawn = Arrangement.of_nothing()
        self._growing = self._growing_from_here()
        self._wishes = Wishes()
        self._flows = Flows(self._content)
        self._invalid = Invalid(recording)
        self._renew()

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
        """Whether the recording has more than has come in, or more has come in than stands."""
        is_to_come = self._content.is_behind or self._invalid.is_behind or self._flows.is_behind
        return is_to_come or (self._may_grow and self._growing.is_behind)

    @property
    def to_come(self) -> int:
        """How many nodes of the recording have not come in."""
        return self._content.to_come

    @property
    def is_outgrown(self) -> bool:
        """Whether more has come in than is drawn and the graph is too large to grow: it wants arranging."""
        return not self._may_grow and len(self._drawn.places) < len(self._content)

    @property
    def shown_from(self) -> Ints:
        """The step from which each node of the recording that is in the graph is drawn."""
        return self._content.shown_from

    @property
    def ids(self) -> Ints:
        """The recording's ids of all nodes that have come in."""
        return self._content.ids

    def whole(self, step: int) -> WholeGraph:
        """Every node and edge at ``step``, folded or not, as plain values."""
        return WholeGraph(self._content, self._flows.at(step).labels, self.positions, step)

    def invalid(self, step: int) -> NDArray[np.bool_]:
        """Which of these have NaN or infinity in them at ``step``."""
        return self._invalid.at(step)[self.ids]

    def shown_for(self, ids: Ints) -> list[int]:
        """The ids of what is drawn for these nodes, each once, from the top."""
        places = sorted({place for place in map(self.row_of, ids.tolist()) if place >= 0})
        places.sort(key=lambda place: self._nodes.centres[place, 1])
        return [int(self._nodes.ids[place]) for place in places]

    def frames_around(self, node: int) -> list[int]:
        """The ids of the frames that what stands for a node stands in, from the outside in."""
        place = self.row_of(node)
        if place < 0:
            return []
        x, y = self._nodes.centres[place].tolist()
        return [f.id for f in self._frames if f.box[0] < x < f.box[2] and f.box[1] < y < f.box[3]]

    def row_of(self, node: int) -> int:
        """The place in the picture of what stands for a node, -1 when there is none."""
        row = self._content.row_of(node)
        return int(self._drawn.places[row]) if 0 <= row < len(self._drawn.places) else -1

    # -- growing ------------------------------------------------------------------------------------------------------

    def update(self, is_over: Callable[[], bool] | None = None) -> bool:
        """Take in what the recording has got since, until time is said to be over; whether there was anything."""
        most = self._recording.n_nodes + len(self._drawn.centres) if is_over is None else A_FEW
        rows, links = len(self._content), len(self._content.links)
        while self.is_behind:
            self._take_in(most)
            if self._may_grow and self._growing.is_behind:
                self._growing.follow(most)
            if is_over is not None and is_over():
                break
        if self._may_grow:
            self._draw(self._growing.drawn())
        return len(self._content) > rows or len(self._content.links) > links

    def _take_in(self, most: int) -> None:
        self._content.take_in(most)
        self._invalid.follow(most)
        if not self._content.is_behind:
            self._flows.follow(most)

    @property
    def _may_grow(self) -> bool:
        """Whether what is new can be drawn by itself, as it does not belong into something that is folded."""
        repeats = bool((self._recording.tables["iterations"]["number"] > 0).any())
        is_folded = is_to_fold(len(self._content), repeats, self._wishes) or self._drawn.is_folded
        return not (is_folded or self._wishes.compact)

    def _draw(self, arrangement: Arrangement) -> None:
        if arrangement is not self._drawn:
            self._drawn = arrangement
            self._renew()

    # -- arranging ----------------------------------------------------------------------------------------------------

    @property
    def wishes(self) -> Wishes:
        return self._wishes

    def wish(self, wishes: Wishes) -> None:
        """Have it folded like this from the next arranging on."""
        self._wishes = wishes

    def order(self, wishes: Wishes | None = None, *, stays: bool = False) -> Order:
        """What is to be arranged, as plain data.

        Args:
            wishes: others than those that hold.
            stays: whether what is drawn of a folded graph stays where it is.
        """
        content = self._content
        before = self._drawn if stays and self._drawn.is_folded else None
        return Order(
            content.subject(), content.fitting_sizes(), content.link_kinds.copy(), wishes or self._wishes, before
        )

    def iterations_at(self, step: int) -> dict[Key, int]:
        """For each folded loop that is drawn, which of its iterations ``step`` lies in, from 0."""
        born = self._recording.born[self._content.ids]
        return {
            pane.key: max(int(np.searchsorted(born[np.array(pane.begins)], step, side="right")) - 1, 0)
            for pane in self._drawn.panes
            if pane.begins
        }

    @property
    def iterations_shown(self) -> dict[Key, int]:
        """For each folded loop, which of its iterations is drawn, from 0."""
        return {pane.key: pane.shown for pane in self._drawn.panes if pane.begins}

    def settle(self) -> None:
        """Lay the whole graph out anew, as well as can be."""
        self._take_in(self._recording.n_nodes)
        self.adopt(arrange(self.order()))

    def adopt(self, arrangement: Arrangement) -> None:
        """Draw the graph as it was arranged; what has come in since is set down beside it with the next update."""
        self._draw(arrangement)
        self._growing = self._growing_from_here()

    def arranged(self, arrangement: Arrangement) -> GraphModel:
        """The same graph in another arrangement, beside this one, which stays as it is."""
        other = copy(self)
        other.adopt(arrangement)
        return other

    def _growing_from_here(self) -> Growing:
        return Growing(self._content, self._drawn, self._given)

    def move(self, node: int, to: Position) -> Position | None:
        """Have what stands for a node stand elsewhere, its edges with it; the place where it stood."""
        place = self.row_of(node)
        if place < 0:
            return None
        drawn = self._drawn
        before = drawn.centres[place].tolist()
        centres = drawn.centres.copy()
        centres[place] = to
        down = self._edges.kinds == EdgeKind.DATA
        own = np.flatnonzero((drawn.sources == place) | (drawn.targets == place))
        upper = np.where(down, drawn.sources, drawn.targets)[own]
        lower = np.where(down, drawn.targets, drawn.sources)[own]
        led = ways(list(zip(upper.tolist(), lower.tolist(), strict=True)), Bands.of(centres, drawn.sizes))
        lines: list[NDArray[np.float64]] = list(drawn.routes)
        for edge, way in zip(own.tolist(), led, strict=True):
            lines[edge] = np.array(way if down[edge] else way[::-1])
        self.adopt(replace(drawn, centres=centres, routes=Routes.of(lines)))
        return before[0], before[1]

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

    def _renew(self) -> None:
        """Make the parts of the picture that do not depend on the step."""
        content, drawn = self._content, self._drawn
        is_card, is_chip = drawn.nodes < 0, np.arange(len(drawn.nodes)) >= drawn.first_chip
        kinds, saved = content.node_kinds[drawn.nodes], content.saved[drawn.nodes]
        self._nodes = Nodes(
            ids=np.where(is_card, FIRST_GROUP + 1 + drawn.nodes, content.ids[drawn.nodes]),
            kinds=np.where(is_card, NodeKind.GROUP, np.where(is_chip, NodeKind.CHIP, kinds)).astype(np.uint8),
            centres=drawn.centres,
            sizes=drawn.sizes,
            saved=np.where(is_card | is_chip, 0, saved).astype(np.uint8),
            counts=np.bincount(drawn.places, minlength=len(drawn.nodes)),
        )
        kinds_of_edges, cuts = content.link_kinds[drawn.links], content.cuts[drawn.links]
        labels = graph_state.Labels(self._recording, self._folded_tensors())
        self._edges = Edges(drawn.sources, drawn.targets, kinds_of_edges, drawn.routes, labels, cuts)
        first = FIRST_GROUP - len(drawn.cards)
        depths: list[int] = []
        for pane in drawn.panes:
            depths.append(depths[pane.parent] + 1 if pane.parent >= 0 else 0)
        self._frames = tuple(
            Frame(first - number, tuple(box), self._frame_title(number), pane.shown, pane.count, depths[number])
            for number, (pane, box) in enumerate(zip(drawn.panes, drawn.boxes.tolist(), strict=True))
        )

    def _folded_tensors(self) -> dict[int, int]:
        """For the edges that stand for an unnamed tensor, too, the id of that."""
        drawn, content = self._drawn, self._content
        upper = content.ends[0][drawn.links]
        shown_by = drawn.places[upper]
        inside = (drawn.nodes[shown_by] != upper) & (shown_by < drawn.first_card)
        inside &= content.node_kinds[upper] == NodeKind.TENSOR
        edges = np.flatnonzero(inside)
        return dict(zip(edges.tolist(), content.ids[upper[edges]].tolist(), strict=True))

    def _frame_title(self, number: int) -> str:
        pane = self._drawn.panes[number]
        if pane.title:
            return pane.title
        first, around = int(self._content.ids[pane.key[1]]), pane.parent
        while around >= 0 and not self._drawn.panes[around].begins:
            around = self._drawn.panes[around].parent
        text = graph_state.loop_text(self._recording, first, is_inner=around >= 0)
        # What repeats within a line, as in an optimizer's step, is no loop of the code around it.
        is_within_line = around >= 0 and text == self._frame_title(around)
        return graph_state.line_text(self._recording, first) if is_within_line else text

    def picture(self, step: int) -> Picture:
        """The graph as it was at ``step``."""
        return Picture(self._nodes, self._edges, self.moment(step), self._frames)

    def moment(self, step: int) -> Moment:
        """Everything about the nodes and edges that depends on the step."""
        recording, drawn, ids = self._recording, self._drawn, self._content.ids[: len(self._drawn.places)]
        # What is asked later is told of this drawing, whatever has come in since.
        here = copy(self)
        gather = Gather(drawn)
        life = gather.lives(graph_state.lives(recording, ids, self._content.shown_from[: len(ids)], step))
        flow = self._flows.at(step)
        roles = graph_state.roles(recording, ids, step)
        flags = graph_state.flags(recording, ids, step) | self._invalid_flags(ids, step, flow.spoiler)
        return Moment(
            life=life,
            marks=self._marks(step),
            roles=gather.own(roles, Role.NONE),
            flags=gather.own(flags, 0),
            titles=Words(len(drawn.nodes), lambda place: here._title(place, step)),
            subtitles=Words(len(drawn.nodes), lambda place: here._subtitle(place, step)),
            flows=gather.edges(flow.flows),
            flow_labels={int(drawn.edges[link]): text for link, text in flow.labels.items() if self._is_drawn(link)},
            facts=cache(lambda place: graph_state.facts(recording, int(here._nodes.ids[place]), step)),
            ties=cache(lambda place: here._ties(place, step)),
            strengths=graph_state.strengths(gather.edges(flow.largest)),
            invalid=gather.edges(flow.invalid),
        )

    def _invalid_flags(self, ids: Ints, step: int, spoiler: int) -> NDArray[np.uint8]:
        """Which nodes have NaN or infinity, and where these were born; an operation where a gradient went bad."""
        born = np.zeros(self._recording.n_nodes, np.bool_)
        born[self._invalid.born(step)] = True
        if spoiler != NOBODY:
            born[spoiler] = True
        is_bad = self._invalid.at(step)[ids]
        return np.asarray(is_bad * np.uint8(Flag.INVALID) + born[ids] * np.uint8(Flag.INVALID_BORN), np.uint8)

    def _ties(self, place: int, step: int) -> tuple[int, ...]:
        """Where what a node is bound to is drawn: saved tensors and their owners, views and their base."""
        if int(self._drawn.nodes[place]) < 0:
            return ()
        bound = graph_state.ties(self._recording, int(self._nodes.ids[place]), step)
        found = dict.fromkeys(other for other in map(self.row_of, bound) if other not in (place, -1))
        return tuple(found)

    def _is_drawn(self, link: int) -> bool:
        return link < len(self._drawn.edges) and bool(self._drawn.edges[link] >= 0)

    def _title(self, place: int, step: int) -> str:
        row = int(self._drawn.nodes[place])
        if row < 0:
            card = self._drawn.cards[-1 - row]
            return card.title or f"× {card.last - card.first + 1}"
        node = int(self._content.ids[row])
        if self._recording.is_tensor(node):
            name = self._recording.label(node, step)
            return name.rpartition(".")[2] if place >= self._drawn.first_chip else name
        return self._chain_title(place) or self._content.title(node)

    def _chain_title(self, place: int) -> str:
        """Of several operations in a row that are one pill: what they are and how many."""
        if self._nodes.counts is None or self._nodes.counts[place] < 2:
            return ""
        members = np.flatnonzero(self._drawn.places == place)
        operations = members[self._content.node_kinds[members] == NodeKind.FUNCTION]
        if len(operations) < 2:
            return ""
        first, last = (self._content.title(int(self._content.ids[row])) for row in operations[[0, -1]])
        return chain_title(first, last, len(operations))

    def _subtitle(self, place: int, step: int) -> str:
        row = int(self._drawn.nodes[place])
        if row >= 0:
            return graph_state.subtitle(self._recording, int(self._content.ids[row]), step)
        card = self._drawn.cards[-1 - row]
        return f"{card.operations} ƒ" if not card.last else f"{card.first} … {card.last}"

    def _marks(self, step: int) -> NDArray[np.uint8]:
        marks = np.zeros(len(self._nodes), np.uint8)
        for node, mark in (
            (self._recording.running(step), Mark.RUNNING),
            (self._recording.failed_node(step), Mark.ERROR),
        ):
            place = self.row_of(self._shown(node))
            if place >= 0:
                marks[place] = mark
        return marks

    def _shown(self, node: int) -> int:
        """The node that stands for it: among values a leaf stands for its AccumulateGrad."""
        if node == NOBODY or self._mode is Mode.BACKWARD:
            return node
        leaf = self._recording.leaf(node)
        return node if leaf == NOBODY else leaf
