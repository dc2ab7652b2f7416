"""Which nodes a graph has and what links them, taken from a recording a few at a time; not where they stand.

Nodes are numbered in the order in which they come in (their *rows*), links likewise. Nothing that has come in changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, NOBODY, Flag
from ui.models import graph_state
from ui.models import networks as nx
from ui.models.columns import Column, Ints
from ui.models.folding import Subject, Whereabouts
from ui.models.picture import DISC, LETTER, EdgeKind, NodeKind, card_widths, size_of
from ui.models.recording import Recording


class Mode(Enum):
    """Which graph is shown."""

    FORWARD = "forward"
    """Tensors and the operations between them."""
    BACKWARD = "backward"
    """The chain that a gradient follows: ``grad_fn``, ``next_functions``, AccumulateGrad and its leaf."""
    BOTH = "both"
    """Tensors and operations, and over them the gradients as they go back."""


@dataclass(frozen=True, slots=True)
class Link:
    """One drawn line. ``upper`` and ``lower`` are the ids of its ends in the layout, where values flow down."""

    upper: int
    lower: int
    kind: EdgeKind
    is_cut: bool = False

    @property
    def ends(self) -> tuple[int, int]:
        """Where it comes from and where it goes: gradients and writes go up."""
        return (self.upper, self.lower) if self.kind is EdgeKind.DATA else (self.lower, self.upper)


class Content:
    """The nodes and links of one recording in one mode.

    Attributes:
        links: all of them, by ids.
        above: for each node the rows that its links come from.
    """

    def __init__(self, recording: Recording, mode: Mode) -> None:
        self.recording = recording
        self.mode = mode
        self.links: list[Link] = []
        self.above: list[list[int]] = []
        self._seen = 0
        self._rows: dict[int, int] = {}
        self._ids = Column()
        self._shown_from = Column()
        self._sizes = (Column(0, np.float64), Column(0, np.float64))
        self._saved = Column(0, np.uint8)
        self._link_rows: dict[tuple[int, int], int] = {}
        self._ends = (Column(), Column())
        self._kinds = Column(0, np.uint8)
        self._cuts = Column(0, np.bool_)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def ids(self) -> Ints:
        """The recording's id of each node, shape (n,)."""
        return self._ids.values

    @property
    def shown_from(self) -> Ints:
        """The step from which each node is drawn: its birth; of a gradient, its first use."""
        return self._shown_from.values

    @property
    def sizes(self) -> NDArray[np.float64]:
        """Width and height of each node, shape (n, 2)."""
        return self.sizes_of(range(len(self)))

    def fitting_sizes(self) -> NDArray[np.float64]:
        """The same, with cards as wide as what they are called by now needs."""
        sizes = self.sizes
        tensors = np.flatnonzero(self.node_kinds == NodeKind.TENSOR)
        sizes[tensors, 0] = card_widths(graph_state.label_lengths(self.recording, self.ids[tensors]))
        return sizes

    def sizes_of(self, rows: range) -> NDArray[np.float64]:
        """Those of some rows that follow each other."""
        return np.column_stack([column.values[rows.start : rows.stop] for column in self._sizes])

    @property
    def saved(self) -> NDArray[np.uint8]:
        """How many tensors each operation has saved for backward."""
        return self._saved.values

    @property
    def node_kinds(self) -> NDArray[np.uint8]:
        """A :class:`NodeKind` each."""
        return self.recording.kind[self.ids]

    @property
    def ends(self) -> tuple[Ints, Ints]:
        """The rows of the upper and of the lower end of each link, shape (m,)."""
        upper, lower = self._ends
        return upper.values, lower.values

    @property
    def link_kinds(self) -> NDArray[np.uint8]:
        return self._kinds.values

    @property
    def cuts(self) -> NDArray[np.bool_]:
        """The links over which no gradient comes back."""
        return self._cuts.values

    def row_of(self, node: int) -> int:
        """The row of a node, -1 when it is not in the graph."""
        return self._rows.get(node, -1)

    def link_of(self, source: int, target: int) -> int:
        """The row of the link between two ids, -1 for none."""
        return self._link_rows.get((source, target), -1)

    def is_joined(self, upper: int, lower: int) -> bool:
        """Whether a value goes from one id to the other."""
        return (upper, lower) in self._link_rows

    def title(self, node: int) -> str:
        """What an operation is called in this mode; of a tensor, what it is called at last."""
        recording = self.recording
        if self.mode is Mode.BACKWARD and not recording.is_tensor(node):
            return recording.grad_fn_name(node)
        return recording.label(node, recording.last_step)

    def networkx(self) -> nx.DiGraph:
        """All of it as a graph by ids; edges follow the values, downwards."""
        graph = nx.DiGraph()
        recording, kinds = self.recording, self.node_kinds.tolist()
        for node, kind, (width, height) in zip(self.ids.tolist(), kinds, self.sizes.tolist(), strict=True):
            is_leaf = recording.is_tensor(node) and recording.producer(node) == NOBODY
            name = NodeKind(kind).name.lower()
            graph.add_node(node, kind=name, label=self.title(node), leaf=is_leaf, width=width, height=height)
        for link in self.links:
            if link.kind is not EdgeKind.WRITES or not graph.has_edge(link.upper, link.lower):
                graph.add_edge(link.upper, link.lower, kind=link.kind)
        return graph

    # -- growing ------------------------------------------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """Whether the recording has nodes that have not been looked at."""
        return self._seen < self.recording.n_nodes

    @property
    def to_come(self) -> int:
        """How many nodes of the recording have not been looked at."""
        return self.recording.n_nodes - self._seen

    def take_in(self, most: int) -> int:
        """Look at up to ``most`` further ids of the recording; the row of the first new node."""
        recording = self.recording
        first = len(self)
        seen, self._seen = self._seen, min(recording.n_nodes, self._seen + most)
        born = np.flatnonzero(recording.born[seen : self._seen] < NEVER) + seen
        fresh = [node for node in born.tolist() if self._belongs(node)]
        for node in fresh:
            self._add(node, int(recording.born[node]))
        for node in fresh:
            self._connect(node)
        return first

    def _belongs(self, node: int) -> bool:
        recording = self.recording
        if self.mode is Mode.BACKWARD:
            return bool(recording.grad_fn_name(node))
        if recording.is_tensor(node):
            return not (recording.flags(node) & Flag.GRADIENT or self._only_makes_parameter(node + 1))
        return bool(recording.kind[node] == NodeKind.FUNCTION) and not self._belongs_to_parameter(node)

    def _only_makes_parameter(self, node: int) -> bool:
        """Whether a node makes a parameter of what came just before it and has no other use: one leaf tells it all."""
        recording, source = self.recording, node - 1
        return (
            node < recording.n_nodes
            and recording.op(node) == "Parameter"
            and [used.tensor for used in recording.inputs(node)] == [source]
            and source not in self._rows
            and recording.producer(source) == NOBODY
            and not recording.name(source, int(recording.born[node]))
        )

    def _belongs_to_parameter(self, function: int) -> bool:
        """Whether an operation makes a parameter or, in the same call, gives it its first values."""
        recording = self.recording
        if self._only_makes_parameter(function):
            return True
        target = recording.target(function)
        maker = recording.producer(target) if target != NOBODY else NOBODY
        return (
            maker != NOBODY
            and recording.op(maker) == "Parameter"
            and maker not in self._rows
            and recording.place(maker) == recording.place(function)
        )

    def _add(self, node: int, shown_from: int) -> None:
        if node in self._rows:
            return
        recording = self.recording
        kind = NodeKind(int(recording.kind[node]))
        saved = 0 if kind is NodeKind.TENSOR else len(recording.saved(node))
        title = self.title(node)
        width, height = size_of(kind, title, saved)
        self._rows[node] = len(self._rows)
        self.above.append([])
        _put(self._ids, node)
        _put(self._shown_from, shown_from)
        _put(self._sizes[0], width)
        _put(self._sizes[1], height)
        _put(self._saved, min(saved, 255))

    def _connect(self, node: int) -> None:
        """The edges of a new node to those that were there before it."""
        if self.mode is Mode.BACKWARD:
            self._connect_backward(node)
        elif self.recording.is_tensor(node):
            producer = self.recording.producer(node)
            if producer in self._rows:
                self._link(Link(producer, node, EdgeKind.DATA))
        else:
            self._connect_inputs(node)
            self._connect_target(node)

    def _connect_inputs(self, function: int) -> None:
        recording = self.recording
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
        target = self.recording.target(function)
        if target != NOBODY and self.recording.is_tensor(target):
            self._add(target, int(self.recording.born[function]))
            self._link(Link(target, function, EdgeKind.WRITES))

    def _connect_backward(self, node: int) -> None:
        recording = self.recording
        leaf = recording.leaf(node)
        if leaf != NOBODY:
            self._add(leaf, int(recording.born[node]))
            self._link(Link(leaf, node, EdgeKind.WRITES))
        for after, _ in recording.next_functions(node):
            # Only a damaged recording has an edge that could close a circle: a leaf that comes from its own consumer.
            if after in self._rows and recording.leaf(after) < node:
                self._link(Link(after, node, EdgeKind.BACKWARD))

    def _link(self, link: Link) -> None:
        if link.ends in self._link_rows:
            return
        self._link_rows[link.ends] = len(self.links)
        self.links.append(link)
        self.above[self._rows[link.lower]].append(self._rows[link.upper])
        _put(self._ends[0], self._rows[link.upper])
        _put(self._ends[1], self._rows[link.lower])
        _put(self._kinds, int(link.kind))
        _put(self._cuts, link.is_cut)

    # -- for folding --------------------------------------------------------------------------------------------------

    def subject(self) -> Subject:
        """The graph as plain arrays, with what belongs together told of each operation."""
        recording, ids, kinds = self.recording, self.ids, self.node_kinds
        is_tensor = kinds == NodeKind.TENSOR
        last = recording.last_step
        parameters = is_tensor & recording.is_leaf_at(last)[ids] & recording.requires_grad_at(last)[ids]
        named = np.zeros(len(self), np.bool_)
        named[is_tensor] = recording.name_texts_at(last)[ids[is_tensor]] >= 0
        row = np.full(recording.n_nodes + 1, -1, np.int64)
        row[ids] = np.arange(len(self))
        producers = row[graph_state.fixed_column(recording, "tensors", "producer", ids, NOBODY)]
        operations = np.flatnonzero(kinds == NodeKind.FUNCTION)
        operations = operations[np.argsort(ids[operations], kind="stable")]
        upper, lower = (ends.copy() for ends in self.ends)
        makers = np.full_like(producers, -1) if self.mode is Mode.BACKWARD else producers
        where, rooms = self._whereabouts(ids[operations]), self._rooms(operations)
        targets = np.full(len(self), -1, np.int64)
        if self.mode is not Mode.BACKWARD:
            writes = np.flatnonzero(self.link_kinds == EdgeKind.WRITES)
            targets[lower[writes]] = upper[writes]
        return Subject(kinds, parameters, named, upper, lower, makers, targets, operations, where, rooms)

    def _rooms(self, operations: Ints) -> NDArray[np.float64]:
        """The width that the name and the discs of each operation need."""
        column = "grad_fn" if self.mode is Mode.BACKWARD else "op"
        texts = graph_state.fixed_column(self.recording, "functions", column, self.ids[operations], -1)
        letters = np.array([*map(len, self.recording.texts), 0], np.int64)[texts]
        return LETTER * letters + DISC * self.saved[operations]

    def _whereabouts(self, ids: Ints) -> Whereabouts:
        """Where operations ran: loop and iteration, modules or else the function of the code, and the line."""
        recording = self.recording
        iterations = recording.tables["iterations"]
        born = recording.born[ids]
        places = recording.tables["steps"]["place"][born]
        ops, scopes = (graph_state.fixed_column(recording, "functions", name, ids, -1) for name in ("op", "scope"))
        scopes = np.where(self._is_blank(scopes), recording.tables["places"]["scope"][places], scopes)
        used, scope = np.unique(np.where(self._is_blank(scopes), -1, scopes), return_inverse=True)
        names = tuple(recording.texts[text] if text >= 0 else "" for text in used.tolist())
        rows = recording.iteration_rows(born)
        loops, numbers = (np.append(iterations[column], -1)[rows] for column in ("loop", "number"))
        return Whereabouts(loops, numbers, scope, names, places * len(recording.texts) + ops)

    def _is_blank(self, texts: Ints) -> NDArray[np.bool_]:
        """Which of these numbers of texts mean no text."""
        blank = [number for number, text in enumerate(self.recording.texts) if not text]
        return (texts < 0) | np.isin(texts, blank)


def _put(column: Column, value: float) -> None:
    column.append(np.array([value]))
