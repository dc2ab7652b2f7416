"""Small graphs to draw, written down the way a program would build them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from ui.models.layout import routed
from ui.models.picture import (
    EdgeKind,
    Edges,
    Facts,
    Flag,
    Flow,
    Life,
    Mark,
    Moment,
    NodeKind,
    Nodes,
    Picture,
    Role,
    size_of,
)


class Sketch:
    """Collects tensors and operations, and draws them up as a picture."""

    def __init__(self):
        self.graph = nx.DiGraph()
        self.nodes = []
        self.flows = {}
        self.flow_labels = {}
        self.cut = set()
        self.facts = {}

    def add(self, kind, title, subtitle="", role=Role.NONE, flags=Flag.NONE, saved=0):
        node = len(self.nodes)
        width, height = size_of(kind, title, saved)
        self.graph.add_node(node, kind=kind.name.lower(), label=title, width=width, height=height)
        about = {"kind": kind, "title": title, "subtitle": subtitle, "role": role, "flags": flags, "saved": saved}
        self.nodes.append({**about, "life": Life.ALIVE, "mark": Mark.NONE})
        return node

    def leaf(self, title, subtitle="(2, 3) f32"):
        return self.add(NodeKind.TENSOR, title, subtitle, Role.LEAF, Flag.REQUIRES_GRAD)

    def data(self, title, subtitle="(2, 3) f32", flags=Flag.NONE):
        return self.add(NodeKind.TENSOR, title, subtitle, Role.DATA, flags)

    def op(self, name, *operands, out="", shape="(2, 3) f32", saved=0):
        function = self.add(NodeKind.FUNCTION, name, saved=saved)
        result = self.add(NodeKind.TENSOR, out, shape, Role.COMPUTED, Flag.REQUIRES_GRAD)
        for operand in operands:
            self.graph.add_edge(operand, function)
        self.graph.add_edge(function, result)
        return result

    def made_by(self, tensor):
        return next(iter(self.graph.pred[tensor]))

    def set(self, node, **state):
        self.nodes[node].update(state)

    def flow(self, source, target, flow=Flow.PASSED, shape=""):
        self.flows[source, target] = flow
        if shape:
            self.flow_labels[source, target] = shape

    def picture(self):
        positions, routes = routed(self.graph)
        pairs = list(self.graph.edges)

        def column(key, dtype):
            return np.array([about[key] for about in self.nodes], dtype)

        nodes = Nodes(
            ids=100 + np.arange(len(self.nodes)),
            kinds=column("kind", np.uint8),
            centres=np.array([positions[n] for n in self.graph], float).reshape(-1, 2),
            sizes=np.array([(d["width"], d["height"]) for _, d in self.graph.nodes(data=True)], float).reshape(-1, 2),
            saved=column("saved", np.uint8),
        )
        edges = Edges(
            sources=np.array([u for u, _ in pairs], np.int64),
            targets=np.array([v for _, v in pairs], np.int64),
            kinds=np.full(len(pairs), EdgeKind.DATA, np.uint8),
            routes=[np.array(routes[pair]) for pair in pairs],
            cut=np.array([pair in self.cut for pair in pairs], bool),
        )
        moment = Moment(
            life=column("life", np.uint8),
            marks=column("mark", np.uint8),
            roles=column("role", np.uint8),
            flags=column("flags", np.uint8),
            titles=[about["title"] for about in self.nodes],
            subtitles=[about["subtitle"] for about in self.nodes],
            flows=np.array([self.flows.get(pair, Flow.NONE) for pair in pairs], np.uint8),
            flow_labels={i: self.flow_labels[pair] for i, pair in enumerate(pairs) if pair in self.flow_labels},
            facts=lambda node: self.facts.get(node, Facts()),
        )
        return Picture(nodes, edges, moment)


def backward_half_done():
    """A step of a training loop in which the gradient has come up to ``linear``."""
    s = Sketch()
    x = s.data("x", "(4, 2) f32", Flag.VIEW)
    weight, bias = s.leaf("W", "(3, 2) f32"), s.leaf("b", "(3,) f32")
    h = s.op("linear", x, weight, bias, out="h", shape="(4, 3) f32", saved=1)
    v = s.leaf("v", "(3, 1) f32")
    predicted = s.op("matmul", h, v, out="pred", shape="(4, 1) f32", saved=2)
    wanted = s.data("t", "(4, 1) f32", Flag.VIEW)
    loss = s.op("mse_loss", predicted, wanted, out="loss", shape="0.459 f32", saved=2)
    square = s.op("pow", weight, out="sq", shape="(3, 2) f32", saved=1)
    s.op("sum", square, out="reg", shape="2.19 f32")
    s.set(square, life=Life.COLLECTED)
    for tensor in (predicted, loss):
        s.set(s.made_by(tensor), life=Life.FREED)
    s.set(s.made_by(h), mark=Mark.RUNNING)
    s.set(v, flags=Flag.REQUIRES_GRAD | Flag.HAS_GRAD)
    s.flow(s.made_by(loss), loss)
    s.flow(predicted, s.made_by(loss))
    s.flow(s.made_by(predicted), predicted)
    s.flow(h, s.made_by(predicted))
    s.flow(v, s.made_by(predicted))
    s.flow(s.made_by(h), h, Flow.FLOWING, "(4, 3)")
    return s


def product():
    """``z = x * y`` after ``z.backward()``, with all that a tensor knows."""
    s = Sketch()
    x, y = s.leaf("x", "(2, 3) f32"), s.leaf("y", "(2, 3) f32")
    z = s.op("MulBackward0", x, y, out="z", saved=2)
    s.set(s.made_by(z), life=Life.FREED)
    grid = np.arange(6.0).reshape(2, 3)
    for node, grad_fn, grad in ((x, "None", grid - 2), (y, "None", 2 - grid), (z, "MulBackward0", None)):
        lines = (("requires_grad", "True"), ("is_leaf", str(node != z)), ("grad_fn", grad_fn))
        s.facts[node] = Facts(lines, data=grid * (1 + node), grad=grad)
        s.flow(*((node, s.made_by(z)) if node != z else (s.made_by(z), z)), shape="(2, 3)")
        if grad is not None:
            s.set(node, flags=Flag.REQUIRES_GRAD | Flag.HAS_GRAD)
    return s


def chain(length):
    """One function after the other."""
    s = Sketch()
    tensor = s.leaf("x")
    for i in range(length):
        tensor = s.op("mul", tensor, s.leaf(f"w{i}"), out=f"h{i}")
    return s


@pytest.fixture(name="sketch")
def _sketch():
    return Sketch


@pytest.fixture(name="backward_half_done")
def _backward_half_done():
    return backward_half_done()


@pytest.fixture(name="product")
def _product():
    return product()


@pytest.fixture(name="chain")
def _chain():
    return chain
