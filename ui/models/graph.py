"""The graph of a recording, as the canvas draws it: one ``networkx.DiGraph`` for each mode, which only grows.

Nodes and edges are added once, when their batch comes; their places depend on the recording, never on the shown step.
What does depend on the step is made anew for each by :meth:`GraphModel.moment`.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, NOBODY, Flag
from tensorlab.kernel.protocol import FLOW_ARRIVED
from ui.models import layout, picture
from ui.models.picture import EdgeKind, Edges, Facts, Flow, Life, Mark, Moment, Nodes, Picture, Role
from ui.models.recording import NodeKind, Recording
from ui.models.words import number_text, shape_text, short_dtype


class Mode(Enum):
    """Which graph is shown."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


class GraphModel:
    """Follows one recording in one mode."""

    def __init__(self, recording: Recording, mode: Mode = Mode.BOTH) -> None:
        self._recording = recording
        self._mode = mode
        self._graph = nx.DiGraph()
        self._seen = 0
        self._positions: dict[Any, tuple[float, float]] = {}
        self._routes: dict[layout.Edge, list[tuple[float, float]]] = {}
        self._others: list[tuple[int, int, EdgeKind]] = []
        self._rows: dict[int, int] = {}
        self._edge_rows: dict[tuple[int, int], int] = {}
        self._nodes = Picture.empty().nodes
        self._edges = Picture.empty().edges
        self._titles: dict[int, str] = {}

    @property
    def graph(self) -> nx.DiGraph:
        """All nodes ever born, whatever has become of them."""
        return self._graph

    def update(self) -> bool:
        """Take in what the recording has got since; whether there was anything."""
        fresh = self._grow()
        if not fresh:
            return False
        self._positions = layout.append(self._graph, self._positions, fresh)
        self._lead()
        return True

    def settle(self) -> None:
        """Lay the whole graph out anew, as well as can be."""
        self._grow()
        if len(self._graph):
            self._positions, self._routes = layout.routed(self._graph)
            self._freeze()

    # -- growing ------------------------------------------------------------------------------------------------------

    def _grow(self) -> list[int]:
        recording = self._recording
        fresh: list[int] = []
        for node in range(self._seen, recording.n_nodes):
            if recording.born[node] < NEVER and self._belongs(node):
                self._add(node)
                fresh.append(node)
        self._seen = recording.n_nodes
        for node in list(fresh):
            fresh += self._connect(node)
        return list(dict.fromkeys(fresh))

    def _belongs(self, node: int) -> bool:
        recording = self._recording
        if _is_tensor(recording, node):
            return self._mode is not Mode.BACKWARD and not recording.flags(node) & Flag.GRADIENT
        if self._mode is Mode.BACKWARD:
            return bool(recording.grad_fn_name(node))
        return bool(recording.kind[node] == NodeKind.FUNCTION)

    def _add(self, node: int) -> None:
        recording = self._recording
        kind = picture.NodeKind(int(recording.kind[node]))
        title = self._name_of(node)
        saved = len(recording.saved(node)) if kind is picture.NodeKind.FUNCTION else 0
        width, height = picture.size_of(kind, title, saved)
        leaf = _is_tensor(recording, node) and recording.producer(node) == NOBODY
        self._graph.add_node(node, kind=kind.name.lower(), label=title, leaf=leaf, width=width, height=height)

    def _name_of(self, node: int) -> str:
        recording = self._recording
        if _is_tensor(recording, node):
            return recording.label(node, recording.last_step)
        return recording.grad_fn_name(node) if self._mode is Mode.BACKWARD else recording.op(node)

    def _connect(self, node: int) -> list[int]:
        """The edges of a fresh node; gradients that it uses come in now."""
        if _is_tensor(self._recording, node):
            return self._connect_tensor(node)
        if self._mode is Mode.BACKWARD:
            for after, _ in self._recording.next_functions(node):
                if after in self._graph:
                    self._graph.add_edge(after, node, kind=EdgeKind.BACKWARD)
            return []
        return self._connect_function(node)

    def _connect_tensor(self, node: int) -> list[int]:
        recording = self._recording
        producer = recording.producer(node)
        if producer in self._graph:
            self._graph.add_edge(producer, node, kind=EdgeKind.DATA)
        return []

    def _connect_function(self, node: int) -> list[int]:
        recording = self._recording
        late = []
        for used in recording.inputs(node):
            if used.tensor not in self._graph:
                self._add(used.tensor)
                late.append(used.tensor)
            self._graph.add_edge(used.tensor, node, kind=EdgeKind.DATA)
        target = recording.target(node)
        if target != NOBODY and target in self._graph:
            self._others.append((node, target, EdgeKind.WRITES))
        return late

    # -- geometry -----------------------------------------------------------------------------------------------------

    def _lead(self) -> None:
        missing = [edge for edge in self._graph.edges if edge not in self._routes]
        self._routes.update(layout.routes(self._graph, self._positions, missing))
        self._freeze()

    def _freeze(self) -> None:
        """The geometry as arrays."""
        graph, recording = self._graph, self._recording
        ids = [node for node in graph if node in self._positions]
        self._rows = {node: row for row, node in enumerate(ids)}
        self._nodes = Nodes(
            np.array(ids, np.int64),
            np.array([recording.kind[node] for node in ids], np.uint8),
            np.array([self._positions[node] for node in ids], np.float64).reshape(-1, 2),
            np.array([(graph.nodes[n]["width"], graph.nodes[n]["height"]) for n in ids], np.float64).reshape(-1, 2),
            np.array([0 if _is_tensor(recording, n) else len(recording.saved(n)) for n in ids], np.uint8),
        )
        edges = [(u, v, data["kind"]) for u, v, data in graph.edges(data=True) if (u, v) in self._routes]
        routes = [np.array(self._routes[u, v], np.float64) for u, v, _ in edges]
        if self._mode is Mode.BACKWARD:
            # Laid out with the values' flow, drawn the way the gradient goes.
            edges = [(v, u, kind) for u, v, kind in edges]
            routes = [route[::-1] for route in routes]
        self._edge_rows = {(u, v): row for row, (u, v, _) in enumerate(edges)}
        self._edges = Edges(
            np.array([self._rows[u] for u, _, _ in edges], np.int64),
            np.array([self._rows[v] for _, v, _ in edges], np.int64),
            np.array([kind for _, _, kind in edges], np.uint8),
            routes,
        )

    # -- a step -------------------------------------------------------------------------------------------------------

    def picture(self, step: int) -> Picture:
        """The graph as it was at ``step``."""
        return Picture(self._nodes, self._edges, self.moment(step))

    def moment(self, step: int) -> Moment:
        """Everything about the nodes that depends on the step."""
        recording, ids = self._recording, self._nodes.ids
        born, collected, released = recording.born[ids], recording.collected[ids], recording.released[ids]
        life = np.full(len(ids), Life.ALIVE, np.uint8)
        life[released <= step] = Life.FREED
        life[collected <= step] = Life.COLLECTED
        life[born > step] = Life.HIDDEN
        marks = np.zeros(len(ids), np.uint8)
        running = self._rows.get(self._shown(recording.running(step)), -1) if step >= 0 else -1
        if running >= 0:
            marks[running] = Mark.RUNNING
        failed = self._rows.get(recording.failed_node(step), -1)
        if failed >= 0:
            marks[failed] = Mark.ERROR
        roles = np.zeros(len(ids), np.uint8)
        flags = np.zeros(len(ids), np.uint8)
        titles, subtitles = [""] * len(ids), [""] * len(ids)
        for row, node in enumerate(ids.tolist()):
            if life[row] != Life.HIDDEN:
                titles[row] = self._title(node, step)
                roles[row], flags[row], subtitles[row] = self._facts_of(node, step)
        flows, labels = self._flows(step)
        return Moment(
            life, marks, roles, flags, titles, subtitles, flows, labels, facts=lambda row: self._details(row, step)
        )

    def _shown(self, node: int) -> int:
        """The node that stands for it here: outside of the backward chain a leaf stands for its AccumulateGrad."""
        if node == NOBODY or self._mode is Mode.BACKWARD or self._recording.kind[node] != NodeKind.ACCUMULATE:
            return node
        return self._recording.leaf(node)

    def _title(self, node: int, step: int) -> str:
        recording = self._recording
        if not _is_tensor(recording, node):
            if node not in self._titles:
                self._titles[node] = self._name_of(node)
            return self._titles[node]
        return recording.label(node, step)

    def _facts_of(self, node: int, step: int) -> tuple[int, int, str]:
        recording = self._recording
        if not _is_tensor(recording, node):
            tracked = bool(recording.grad_fn_name(node))
            return Role.NONE, picture.Flag.NONE if tracked else picture.Flag.UNTRACKED, ""
        requires = recording.requires_grad(node, step)
        leaf = recording.is_leaf(node, step)
        role = (Role.LEAF if requires else Role.DATA) if leaf else Role.COMPUTED
        flags = picture.Flag.REQUIRES_GRAD if requires else picture.Flag.NONE
        if recording.grad(node, step) != NOBODY:
            flags |= picture.Flag.HAS_GRAD
        if recording.is_view(node):
            flags |= picture.Flag.VIEW
        return role, flags, self._subtitle(node, step)

    def _subtitle(self, node: int, step: int) -> str:
        recording = self._recording
        shape = recording.shape(node, step)
        dtype = short_dtype(recording.dtype(node))
        if not shape:
            value = recording.value(node, step)
            if value is not None:
                return f"{number_text(value.item())} {dtype}"
        return f"{shape_text(shape)} {dtype}"

    # -- gradients ----------------------------------------------------------------------------------------------------

    def _flows(self, step: int) -> tuple[NDArray[np.uint8], dict[int, str]]:
        flows = np.zeros(len(self._edges), np.uint8)
        labels: dict[int, str] = {}
        if self._mode is Mode.FORWARD or step < 0:
            return flows, labels
        call = next((call for call in reversed(self._recording.calls) if call.step <= step), None)
        if call is None or self._is_over(call.end_step, step):
            return flows, labels
        table = self._recording.tables["flows"]
        rows = self._recording.flows_of(call.number)
        rows = rows[(table["step"][rows] <= step) & (table["kind"][rows] == FLOW_ARRIVED)]
        sources = table["source"][rows].tolist()
        for row, source in zip(rows.tolist(), sources, strict=True):
            state = Flow.FLOWING if source == sources[-1] and call.end_step > step else Flow.PASSED
            for edge in self._edges_of_flow(table.cell(row, "node"), table.cell(row, "input"), source):
                place = self._edge_rows.get(edge)
                if place is not None:
                    flows[place] = state
                    if edge[1] == source or self._mode is Mode.BACKWARD or source == NOBODY:
                        labels[place] = shape_text(self._recording.gradient_shape(row))
        return flows, labels

    def _is_over(self, end: int, step: int) -> bool:
        """Whether something was built after the backward ended, so that its gradients are no news any more."""
        recording = self._recording
        built = (recording.born > end) & (recording.born <= step) & (recording.kind == NodeKind.FUNCTION)
        return bool(built.any())

    def _edges_of_flow(self, node: int, index: int, source: int) -> list[tuple[int, int]]:
        """The edges that a gradient goes along, against the values, on its way from ``source`` to ``node``."""
        recording = self._recording
        if self._mode is Mode.BACKWARD:
            return [(source, node)] if source != NOBODY else []
        if source == NOBODY:
            made = recording.outputs(node)
            return [(node, made[index])] if index < len(made) else []
        for used in recording.inputs(source):
            tensor = used.tensor
            leads = recording.grad_fn(tensor, int(recording.born[source])) == node
            if recording.kind[node] == NodeKind.ACCUMULATE and recording.leaf(node) == tensor:
                return [(tensor, source)]
            if leads:
                return [(tensor, source), (node, tensor)]
        return []

    def _details(self, row: int, step: int) -> Facts:
        recording, node = self._recording, int(self._nodes.ids[row])
        if not _is_tensor(recording, node):
            return Facts(lines=(("grad_fn", recording.grad_fn_name(node) or "None"),))
        grad_fn = recording.grad_fn(node, step)
        grad = recording.grad(node, step)
        lines = (
            ("requires_grad", str(recording.requires_grad(node, step))),
            ("is_leaf", str(recording.is_leaf(node, step))),
            ("grad_fn", "None" if grad_fn == NOBODY else recording.grad_fn_name(grad_fn)),
        )
        value = _plane(recording.value(node, step))
        return Facts(lines, value, None if grad == NOBODY else _plane(recording.value(grad, step)))


def _is_tensor(recording: Recording, node: int) -> bool:
    return bool(recording.kind[node] == NodeKind.TENSOR)


def _plane(value: Any) -> Any:
    """At most two axes of a value: the first position of the others."""
    while value is not None and value.ndim > 2:
        value = value[0]
    return value
