"""The graph as it is drawn at one step: where the nodes are, what they say, and what has become of them.

A picture has three parts that change at different speeds. :class:`Nodes` and :class:`Edges` grow with the recording and
never change what they already hold; a :class:`Moment` is everything that depends on the shown step. Scrubbing therefore
makes a new moment over the same nodes and edges (:meth:`Picture.at`), and the canvas keeps all geometry.

Lengths are pixels at 100 %, y grows downwards. Nodes are named by their index in these arrays wherever two parts meet;
``Nodes.ids`` translates to the recording's ids. No part of this needs a display.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, IntFlag
from functools import cached_property
from math import ceil
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

CARD = (132.0, 42.0)
"""Width and height of a tensor's card; a long name makes it wider."""
WIDEST_CARD, CARD_STEP = 232.0, 10.0
CARD_LETTER = 7.6
"""The room in a card for a letter of its name."""
CARD_SIDES = 48.0
"""What a card has beside its name: the stripe and the sign of the gradient."""
PILL = (92.0, 28.0)
"""Width and height of a function's pill; a long name or saved tensors make it wider."""
LETTER, DISC = 7.6, 9.0
"""The room in an operation for a letter of its name and for a tensor that it has saved."""
CHIP = (64.0, 18.0)
"""Width and height of the chip that stands for a leaf at a further use."""


class NodeKind(IntEnum):
    """The shape of a node: a card, a pill, a pill with a double border; and two that only pictures have."""

    TENSOR = 0
    FUNCTION = 1
    ACCUMULATE = 2
    GROUP = 3
    """Stands for several nodes: a closed module, or the iterations before and after the one that is shown."""
    CHIP = 4
    """Stands for a leaf at one of its further uses; has the id of the leaf."""


class EdgeKind(IntEnum):
    """What an edge says. A route runs from its source to its target, whatever the kind."""

    DATA = 0
    """Values flow from source to target."""
    BACKWARD = 1
    """From a ``grad_fn`` to one of its ``next_functions``: where the gradient goes."""
    WRITES = 2
    """The source writes into the target (``AccumulateGrad`` into its leaf, an in-place operation into its operand)."""
    VIEW = 3
    """From a view to its base."""
    SAVED = 4
    """From a saved tensor to the function that saved it."""


class Life(IntEnum):
    """How much of a node exists."""

    HIDDEN = 0
    """Not drawn: not born yet at this step, or taken away by the reader."""
    ALIVE = 1
    FREED = 2
    """Exists, but backward has released what it had saved."""
    COLLECTED = 3
    """Nobody refers to it any more; a ghost keeps its place."""


class Mark(IntEnum):
    """What is happening at a node right now."""

    NONE = 0
    RUNNING = 1
    ERROR = 2


class Role(IntEnum):
    """What a tensor is to autograd; the colour of its stripe. Functions have none."""

    NONE = 0
    LEAF = 1
    """A leaf that requires a gradient."""
    DATA = 2
    """Requires no gradient."""
    COMPUTED = 3
    """Has a ``grad_fn``."""


class Flag(IntFlag):
    """Further claims about a node."""

    NONE = 0
    REQUIRES_GRAD = 1
    HAS_GRAD = 2
    """``.grad`` is not None."""
    VIEW = 4
    """Shares the storage of its base."""
    UNTRACKED = 8
    """An operation that autograd does not record: ``no_grad``, or no operand requires a gradient."""
    INVALID = 16
    """Has NaN or infinity in it."""
    INVALID_BORN = 32
    """The first to have NaN or infinity: nothing that it was made from had."""


class Flow(IntEnum):
    """The gradient on an edge, always against a data edge and along a backward edge."""

    NONE = 0
    FLOWING = 1
    PASSED = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card shows when there is room: the five facts of a tensor, or those of a function.

    Attributes:
        lines: name and value, in the order they are shown: ``("requires_grad", "True")``.
        data: the value or a sample of it, up to two axes, for a small heat map.
        grad: the gradient likewise.
    """

    lines: tuple[tuple[str, str], ...] = ()
    data: NDArray[Any] | None = None
    grad: NDArray[Any] | None = None


def no_facts(node: int) -> Facts:
    """For pictures that know no more than names and shapes."""
    return Facts()


def no_ties(node: int) -> tuple[int, ...]:
    """For pictures that know of no memory."""
    return ()


@dataclass(frozen=True, slots=True)
class Nodes:
    """What never changes about n nodes.

    Attributes:
        ids: the recording's ids, shape (n,).
        kinds: a :class:`NodeKind` each, shape (n,).
        centres: x and y of each middle, shape (n, 2).
        sizes: width and height, shape (n, 2); :func:`size_of` gives them.
        saved: how many tensors each function saved for backward, shape (n,).
        counts: how many nodes of the recording each stands for, shape (n,); 0 for a chip.
    """

    ids: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    centres: NDArray[np.float64]
    sizes: NDArray[np.float64]
    saved: NDArray[np.uint8]
    counts: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.ids)


class Routes(Sequence[NDArray[np.float64]]):
    """Many polylines in one array: each is the points from one start to the next."""

    def __init__(self, points: NDArray[np.float64], starts: NDArray[np.int64]) -> None:
        self.points = points
        self.starts = starts

    @classmethod
    def of(cls, lines: Sequence[Sequence[tuple[float, float]] | NDArray[np.float64]]) -> Routes:
        counts = [len(line) for line in lines]
        points = np.array([point for line in lines for point in line], np.float64).reshape(-1, 2)
        return cls(points, np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> NDArray[np.float64]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NDArray[np.float64]]: ...
    def __getitem__(self, place: int | slice) -> NDArray[np.float64] | Sequence[NDArray[np.float64]]:
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        return self.points[self.starts[place] : self.starts[place + 1]]

    def and_more(self, lines: Sequence[Sequence[tuple[float, float]]]) -> Routes:
        """These and further ones."""
        more = Routes.of(lines)
        return Routes(
            np.vstack([self.points, more.points]), np.concatenate([self.starts, self.starts[-1] + more.starts[1:]])
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle round what belongs together: an open module, or one iteration of a loop.

    Attributes:
        id: what a click on it tells; below -1.
        box: left, top, right and bottom.
        title: its name; of a loop, the text of its line.
        shown, count: of a loop, which of how many iterations is inside; ``count`` is 0 for a module.
        depth: how many frames are around it.
    """

    id: int
    box: tuple[float, float, float, float]
    title: str
    shown: int = 0
    count: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Edges:
    """What never changes about m edges.

    Attributes:
        sources, targets: indices into the nodes, shape (m,).
        kinds: an :class:`EdgeKind` each, shape (m,).
        routes: for each edge the points it passes, shape (k, 2), from the border of the source to that of the target;
            it is drawn as a smooth line that is vertical at every point.
        labels: words beside an edge, usually none.
        cut: edges over which no gradient will come back (``detach``, ``no_grad``), shape (m,).
    """

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    routes: Sequence[NDArray[np.float64]]
    labels: Mapping[int, str] = field(default_factory=dict)
    cut: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.sources)


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything about the nodes and edges that depends on the shown step; :meth:`Moment.plain` is one to start from.

    Attributes:
        life: a :class:`Life` for each node, shape (n,).
        marks: a :class:`Mark` for each node, shape (n,).
        roles: a :class:`Role` for each node, shape (n,).
        flags: the :class:`Flag` bits of each node, shape (n,).
        titles: the name of each node, first line.
        subtitles: shape and type, or a scalar's value, second line of a card.
        notes: words to stand beside a node instead of those its state has by itself.
        flows: a :class:`Flow` for each edge, shape (m,).
        flow_labels: the shape of the gradient on an edge, ``"(4, 3)"``, for edges that have a flow.
        facts: the facts of the node with this index; asked only for nodes that are large enough to show them.
        ties: the nodes that this one is bound to without an edge: what it has saved for backward and what has saved it,
            its base and its views.
        strengths: for each edge, how large the gradient on it is, by its logarithm, from 0 to 1, shape (m,).
        invalid: the edges whose gradient has NaN or infinity in it, shape (m,).
    """

    life: NDArray[np.uint8]
    marks: NDArray[np.uint8]
    roles: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    titles: Sequence[str]
    subtitles: Sequence[str]
    flows: NDArray[np.uint8]
    flow_labels: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    facts: Callable[[int], Facts] = no_facts
    ties: Callable[[int], tuple[int, ...]] = no_ties
    strengths: NDArray[np.float64] | None = None
    invalid: NDArray[np.bool_] | None = None

    @classmethod
    def plain(cls, titles: Sequence[str], subtitles: Sequence[str], edges: int) -> Moment:
        """All nodes alive, nothing running, no gradient anywhere."""
        nodes = len(titles)
        return cls(
            life=np.full(nodes, Life.ALIVE, np.uint8),
            marks=np.zeros(nodes, np.uint8),
            roles=np.zeros(nodes, np.uint8),
            flags=np.zeros(nodes, np.uint8),
            titles=titles,
            subtitles=subtitles,
            flows=np.zeros(edges, np.uint8),
        )


@dataclass(frozen=True)
class Picture:
    """Nodes, edges and a moment of theirs: all that the canvas needs to draw. Frames are drawn under everything."""

    nodes: Nodes
    edges: Edges
    moment: Moment
    frames: tuple[Frame, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.moment.life) == len(self.nodes), "a moment describes every node"
        assert len(self.moment.flows) == len(self.edges), "a moment describes every edge"

    @classmethod
    def empty(cls) -> Picture:
        nothing = np.zeros(0, np.int64)
        bytes_ = np.zeros(0, np.uint8)
        pairs = np.zeros((0, 2))
        return cls(
            Nodes(nothing, bytes_, pairs, pairs, bytes_),
            Edges(nothing, nothing, bytes_, Routes.of(())),
            Moment.plain((), (), 0),
        )

    def at(self, moment: Moment) -> Picture:
        """The same graph at another moment."""
        return replace(self, moment=moment)

    @cached_property
    def visible(self) -> NDArray[np.bool_]:
        """Which nodes are drawn, shape (n,)."""
        visible: NDArray[np.bool_] = self.moment.life != Life.HIDDEN
        return visible

    @cached_property
    def visible_edges(self) -> NDArray[np.bool_]:
        """Which edges are drawn: those between two drawn nodes, shape (m,)."""
        visible = self.visible
        return visible[self.edges.sources] & visible[self.edges.targets]

    @cached_property
    def touched_by_gradient(self) -> NDArray[np.bool_]:
        """Which nodes a gradient has reached or is reaching, shape (n,)."""
        flowing = self.moment.flows != Flow.NONE
        touched = np.zeros(len(self.nodes), np.bool_)
        touched[self.edges.sources[flowing]] = True
        touched[self.edges.targets[flowing]] = True
        return touched

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all drawn nodes and frames; zeros when there are none."""
        return self._bounds

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        shown = self.visible
        if not shown.any():
            return 0.0, 0.0, 0.0, 0.0
        half = self.nodes.sizes[shown] / 2
        frames = np.array([frame.box for frame in self.frames], np.float64).reshape(-1, 4)
        left, top = np.vstack([self.nodes.centres[shown] - half, frames[:, :2]]).min(axis=0)
        right, bottom = np.vstack([self.nodes.centres[shown] + half, frames[:, 2:]]).max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def size_of(kind: NodeKind, title: str = "", saved: int = 0) -> tuple[float, float]:
    """Width and height of a node, the same with every font so that a layout is the same everywhere.

    >>> size_of(NodeKind.FUNCTION, "mul", saved=2), size_of(NodeKind.TENSOR, "encoder.layer.weight")
    ((92.0, 28.0), (202.0, 42.0))
    """
    if kind is NodeKind.TENSOR:
        return float(card_widths(np.array([len(title)]))[0]), CARD[1]
    if kind is NodeKind.GROUP:
        return CARD
    if kind is NodeKind.CHIP:
        return CHIP
    return pill(LETTER * len(title) + DISC * saved)


def card_widths(letters: NDArray[np.int64]) -> NDArray[np.float64]:
    """How wide cards are whose names have so many letters: in few steps, so that many look alike."""
    steps = np.ceil((CARD_LETTER * letters + CARD_SIDES - CARD[0]) / CARD_STEP)
    return np.asarray(np.clip(CARD[0] + CARD_STEP * steps, CARD[0], WIDEST_CARD))


def pill(room: float) -> tuple[float, float]:
    """Width and height of an operation whose words and discs need so much room."""
    return max(PILL[0], 2.0 * ceil(room / 2 + 14.0)), PILL[1]
