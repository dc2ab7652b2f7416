"""The graph of a recording as the canvas draws it: one ``networkx.DiGraph`` that only grows.

Nodes and edges are added once, when their batch comes; their places depend on the recording and never on the shown
step. What does depend on the step is arrays beside them, made by :mod:`ui.models.graph_state`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, NOBODY, Flag
from tensorlab.kernel.protocol import FLOW_ARRIVED
from ui.models import graph_state, layout
from ui.models.columns import Ints
from ui.models.layout.ways import PORT_GAP
from ui.models.picture import EdgeKind, Edges, Flow, Mark, Moment, NodeKind, Nodes, Picture, size_of
from ui.models.recording import Call, Recording
from ui.models.words import shape_text

Position = tuple[float, float]
Line = list[Position]


class Mode(Enum):
    """Which graph is shown."""

    FORWARD = "forward"
    """Tensors and the operations between them."""
    BACKWARD = "backward"
    """The chain that a gradient follows: ``grad_fn``, ``next_functions``, AccumulateGrad and its leaf."""
    BOTH = "both"
    """Tensors and operations, and over them the gradients as they go back."""


@dataclass(frozen=True)
class Link:
    """One drawn line. ``upper`` and ``lower`` are its ends in the layout, where values flow down."""

    upper: int
    lower: int
    kind: EdgeKind
    is_cut: bool = False

    @property
    def ends(self) -> tuple[int, int]:
        """Where it comes from and where it goes: gradients and writes go up."""
        return (self.upper, self.lower) if self.kind is EdgeKind.DATA else (self.lower, self.upper)


@dataclass
class FlowEdges:
    """Which edges each movement of a gradient goes along.

    Attributes:
        rows: rows of the recording's ``flows``, ascending, one for each pair.
        edges: the edge of each pair.
        is_tip: whether the edge is the last on the way, where the gradient's shape is written.
    """

    rows: list[int] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    is_tip: list[bool] = field(default_factory=list)

    def until(self, row: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """The pairs of all rows before this one."""
        rows = np.array(self.rows, np.int64)
        end = int(np.searchsorted(rows, row))
        return rows[:end], np.array(self.edges[:end], np.int64), np.array(self.is_tip[:end], np.bool_)


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
        self._arranged = dict(positions or {})
        self._graph = nx.DiGraph()
        self._seen = 0
        self._flows_seen = 0
        self._positions: dict[Hashable, Position] = {}
        self._links: list[Link] = []
        self._lines: list[Line] = []
        self._shown_from: list[int] = []
        self._rows: dict[int, int] = {}
        self._link_rows: dict[tuple[int, int], int] = {}
        self._flow_edges = FlowEdges()
        self._nodes = Picture.empty().nodes
        self._edges = Picture.empty().edges

    @property
    def recording(self) -> Recording:
        return self._recording

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def graph(self) -> nx.DiGraph:
        """All nodes ever born, whatever has become of them; edges follow the values, downwards."""
        return self._graph

    @property
    def positions(self) -> dict[int, Position]:
        """Node id → the middle of the node."""
        return {node: self._positions[node] for node in self._rows}

    @property
    def flow_edges(self) -> FlowEdges:
        return self._flow_edges

    @property
    def shown_from(self) -> Ints:
        """The step from which each node is drawn: its birth; of a gradient, its first use."""
        return np.array(self._shown_from, np.int64)

    def row_of(self, node: int) -> int:
        """The place of a node in the picture, -1 when it has none."""
        return self._rows.get(node, -1)

    def update(self) -> bool:
        """Take in what the recording has got since; whether there was anything to draw."""
        first_link = len(self._links)
        fresh = self._grow()
        self._positions |= {node: self._arranged[node] for node in fresh if node in self._arranged}
        new = [node for node in fresh if node not in self._positions]
        if new:
            self._positions = layout.append(self._graph, self._positions, new)
        self._draw(fresh, first_link)
        self._follow_flows()
        return bool(fresh) or len(self._links) > first_link

    def settle(self) -> None:
        """Lay the whole graph out anew, as well as can be."""
        self.update()
        if not len(self._graph):
            return
        places, led = layout.routed(self._graph)
        self._positions = {node: places[node] for node in self._rows}
        self._lines = []
        self._nodes = Picture.empty().nodes
        self._draw(list(self._rows), 0, led)

    # -- growing ------------------------------------------------------------------------------------------------------

    def _grow(self) -> list[int]:
        """Add what was born since; the new nodes in order."""
        recording = self._recording
        first = len(self._graph)
        born = np.flatnonzero(recording.born[self._seen :] < NEVER) + self._seen
        self._seen = recording.n_nodes
        fresh = [node for node in born.tolist() if self._belongs(node)]
        for node in fresh:
            self._add(node, int(recording.born[node]))
        for node in fresh:
            self._connect(node)
        return list(self._graph)[first:]

    def _belongs(self, node: int) -> bool:
        recording = self._recording
        if self._mode is Mode.BACKWARD:
            return bool(recording.grad_fn_name(node))
        if recording.is_tensor(node):
            return not recording.flags(node) & Flag.GRADIENT
        return bool(recording.kind[node] == NodeKind.FUNCTION)

    def _add(self, node: int, shown_from: int) -> None:
        if node in self._graph:
            return
        recording = self._recording
        kind = NodeKind(int(recording.kind[node]))
        title = self.title(node)
        width, height = size_of(kind, title, 0 if kind is NodeKind.TENSOR else len(recording.saved(node)))
        is_leaf = recording.is_tensor(node) and recording.producer(node) == NOBODY
        self._graph.add_node(node, kind=kind.name.lower(), label=title, leaf=is_leaf, width=width, height=height)
        self._rows[node] = len(self._rows)
        self._shown_from.append(shown_from)

    def title(self, node: int) -> str:
        """What an operation is called in this mode; of a tensor, what it is called at last."""
        recording = self._recording
        if self._mode is Mode.BACKWARD and not recording.is_tensor(node):
            return recording.grad_fn_name(node)
        return recording.label(node, recording.last_step)

    def _connect(self, node: int) -> None:
        """The edges of a new node to those that were there before it."""
        if self._mode is Mode.BACKWARD:
            self._connect_backward(node)
        elif self._recording.is_tensor(node):
            producer = self._recording.producer(node)
            if producer in self._graph:
                self._link(Link(producer, node, EdgeKind.DATA))
        else:
            self._connect_inputs(node)
            self._connect_target(node)

    def _connect_inputs(self, function: int) -> None:
        recording = self._recording
        born = int(recording.born[function])
        is_tracked = bool(recording.grad_fn_name(function))
        for tensor in dict.fromkeys(used.tensor for used in recording.inputs(function)):
            if tensor != NOBODY and recording.is_tensor(tensor):
                # A gradient comes in when something is made from it.
                self._add(tensor, born)
                is_cut = not is_tracked and recording.requires_grad(tensor, born - 1)
                self._link(Link(tensor, function, EdgeKind.DATA, is_cut))

    def _connect_target(self, function: int) -> None:
        """An in-place operation writes back into what it stands below."""
        target = self._recording.target(function)
        if target != NOBODY and self._recording.is_tensor(target):
            self._add(target, int(self._recording.born[function]))
            self._link(Link(target, function, EdgeKind.WRITES))

    def _connect_backward(self, node: int) -> None:
        recording = self._recording
        leaf = recording.leaf(node)
        if leaf != NOBODY:
            self._add(leaf, int(recording.born[node]))
            self._link(Link(leaf, node, EdgeKind.WRITES))
        for after, _ in recording.next_functions(node):
            # Only a damaged recording has an edge that could close a circle: a leaf that comes from its own consumer.
            if after in self._graph and recording.leaf(after) < node:
                self._link(Link(after, node, EdgeKind.BACKWARD))

    def _link(self, link: Link) -> None:
        if link.kind is not EdgeKind.WRITES or not self._graph.has_edge(link.upper, link.lower):
            self._graph.add_edge(link.upper, link.lower, kind=link.kind)
        if link.ends not in self._link_rows:
            self._link_rows[link.ends] = len(self._links)
            self._links.append(link)

    # -- geometry -----------------------------------------------------------------------------------------------------

    def _draw(
        self, fresh: list[int], first_link: int, led: Mapping[tuple[Hashable, Hashable], Line] | None = None
    ) -> None:
        """Add new nodes and links to the arrays."""
        links = self._links[first_link:]
        if fresh:
            self._nodes = self._nodes_of(fresh)
        if not links:
            return
        pairs = list(dict.fromkeys((link.upper, link.lower) for link in links))
        ways = led if led is not None else layout.routes(self._graph, self._positions, pairs)
        self._lines += [self._line(link, ways[link.upper, link.lower]) for link in links]
        ends = [link.ends for link in self._links]
        self._edges = Edges(
            sources=np.array([self._rows[source] for source, _ in ends], np.int64),
            targets=np.array([self._rows[target] for _, target in ends], np.int64),
            kinds=np.array([link.kind for link in self._links], np.uint8),
            routes=[np.array(line, np.float64) for line in self._lines],
            cut=np.array([link.is_cut for link in self._links], np.bool_),
        )

    def _line(self, link: Link, way: Line) -> Line:
        """From the source's border to the target's; a write runs beside the value it writes over."""
        if link.kind is EdgeKind.DATA:
            return way
        aside = PORT_GAP if link.kind is EdgeKind.WRITES and self._is_read(link) else 0.0
        return [(x + aside, y) for x, y in reversed(way)]

    def _is_read(self, link: Link) -> bool:
        """Whether the value that is written over also goes in."""
        return (link.upper, link.lower) in self._link_rows

    def _nodes_of(self, fresh: list[int]) -> Nodes:
        """The nodes so far and these; none of those before moves."""
        recording, known = self._recording, self._nodes
        about = [self._graph.nodes[node] for node in fresh]
        saved = [0 if recording.is_tensor(node) else min(255, len(recording.saved(node))) for node in fresh]
        return Nodes(
            ids=np.append(known.ids, np.array(fresh, np.int64)),
            kinds=np.append(known.kinds, recording.kind[fresh]),
            centres=np.vstack([known.centres, np.reshape([self._positions[node] for node in fresh], (-1, 2))]),
            sizes=np.vstack([known.sizes, np.reshape([(one["width"], one["height"]) for one in about], (-1, 2))]),
            saved=np.append(known.saved, np.array(saved, np.uint8)),
        )

    # -- gradients ----------------------------------------------------------------------------------------------------

    def _follow_flows(self) -> None:
        """Find the edges of the gradients that have moved since."""
        flows = self._recording.tables["flows"]
        first, self._flows_seen = self._flows_seen, len(flows)
        if self._mode is Mode.FORWARD:
            return
        for row in (np.flatnonzero(flows["kind"][first:] == FLOW_ARRIVED) + first).tolist():
            node, index, source = (flows.cell(row, column) for column in ("node", "input", "source"))
            edges = self._way_of_gradient(node, index, source)
            self._flow_edges.rows += [row] * len(edges)
            self._flow_edges.edges += edges
            self._flow_edges.is_tip += [place == len(edges) - 1 for place in range(len(edges))]

    def _way_of_gradient(self, node: int, index: int, source: int) -> list[int]:
        """The edges from ``source`` to input ``index`` of ``node``, against the values where values are drawn."""
        if self._mode is Mode.BACKWARD:
            ends = [(source, node)]
        else:
            between = self._tensor_between(node, index, source)
            ends = [(between, source), (node, between)]
        return [self._link_rows[pair] for pair in ends if pair in self._link_rows]

    def _tensor_between(self, node: int, index: int, source: int) -> int:
        """The tensor whose gradient this is: the operand of ``source`` that came out of ``node``, or is its leaf."""
        recording = self._recording
        leaf = recording.leaf(node)
        if leaf != NOBODY:
            return leaf
        if source != NOBODY:
            # As it was when it went in: an in-place operation becomes the ``grad_fn`` of its own operand.
            before = int(recording.born[source]) - 1
            for used in recording.inputs(source):
                if used.tensor != NOBODY and recording.gradient_edge(used.tensor, before) == (node, index):
                    return used.tensor
        outputs = recording.outputs(node)
        return outputs[index] if index < len(outputs) else NOBODY

    # -- a step -------------------------------------------------------------------------------------------------------

    def picture(self, step: int) -> Picture:
        """The graph as it was at ``step``."""
        return Picture(self._nodes, self._edges, self.moment(step))

    def moment(self, step: int) -> Moment:
        """Everything about the nodes and edges that depends on the step."""
        recording, ids = self._recording, self._nodes.ids
        flows, labels = self._flows(step)
        return Moment(
            life=graph_state.lives(recording, ids, self.shown_from, step),
            marks=self._marks(step),
            roles=graph_state.roles(recording, ids, step),
            flags=graph_state.flags(recording, ids, step),
            titles=graph_state.Words(len(ids), lambda row: self._title_at(int(ids[row]), step)),
            subtitles=graph_state.Words(len(ids), lambda row: graph_state.subtitle(recording, int(ids[row]), step)),
            flows=flows,
            flow_labels=labels,
            facts=lambda row: graph_state.facts(recording, int(ids[row]), step),
        )

    def _title_at(self, node: int, step: int) -> str:
        if self._recording.is_tensor(node):
            return self._recording.label(node, step)
        return str(self._graph.nodes[node]["label"])

    def _marks(self, step: int) -> NDArray[np.uint8]:
        marks = np.zeros(len(self._nodes), np.uint8)
        for node, mark in (
            (self._recording.running(step), Mark.RUNNING),
            (self._recording.failed_node(step), Mark.ERROR),
        ):
            row = self.row_of(self._shown(node))
            if row >= 0:
                marks[row] = mark
        return marks

    def _shown(self, node: int) -> int:
        """The node that stands for it: among values a leaf stands for its AccumulateGrad."""
        if node == NOBODY or self._mode is Mode.BACKWARD:
            return node
        leaf = self._recording.leaf(node)
        return node if leaf == NOBODY else leaf

    def _flows(self, step: int) -> tuple[NDArray[np.uint8], dict[int, str]]:
        """A :class:`ui.models.picture.Flow` for each edge, and the shapes of the gradients on their way."""
        found = np.zeros(len(self._edges), np.uint8)
        call = self._call_shown(step)
        if call is None:
            return found, {}
        recording = self._recording
        flows = recording.tables["flows"]
        rows, edges, is_tip = self._flow_edges.until(recording.flows_until(step))
        own = flows["call"][rows] == call.number
        rows, edges, is_tip = rows[own], edges[own], is_tip[own]
        found[edges] = Flow.PASSED
        if not len(rows):
            return found, {}
        flowing = np.full(len(rows), step < call.end_step) & (flows["source"][rows] == flows["source"][rows[-1]])
        found[edges[flowing]] = Flow.FLOWING
        labelled = is_tip & (flowing | (self._mode is Mode.BACKWARD))
        told = zip(edges[labelled].tolist(), rows[labelled].tolist(), strict=True)
        return found, {edge: shape_text(recording.gradient_shape(row)) for edge, row in told}

    def _call_shown(self, step: int) -> Call | None:
        """The backward that runs or ran last, until something is built after it."""
        recording = self._recording
        count = recording.tables["calls"].until(step)
        if self._mode is Mode.FORWARD or not count:
            return None
        call = recording.call(recording.tables["calls"].cell(count - 1, "call"))
        if call is None:
            return None
        functions = recording.tables["functions"]
        built = functions.until(step) > functions.until(call.end_step)
        return None if built else call
