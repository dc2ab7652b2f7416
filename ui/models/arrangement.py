"""A graph as it is to be drawn: what is folded, where everything stands, which way each edge takes.

:func:`arrange` is a pure function of plain data, so that it can run in another process (:mod:`ui.models.arranging`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models.folding import Card, Fold, Pane, Subject, Wishes, folded
from ui.models.layout.compound import framed
from ui.models.layout.staying import Known, stayed
from ui.models.layout.ways import PORT_GAP, Point
from ui.models.picture import CARD, CHIP, LETTER, EdgeKind, Routes, pill
from ui.models.slots import Slot, Slots, Standing

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]


MOST_USES = 24
"""What has more uses, or results, than this has chips as leaves have: its lines would cross the whole drawing."""


LOOP_HEAD = 300.0
"""The width of the head of a loop: the text of its line, the number of the iteration and the slider."""
SCOPE_HEAD = 48.0
"""What the head of a module needs beside its name."""


@dataclass(frozen=True)
class Order:
    """What is to be arranged.

    Attributes:
        subject: the graph.
        sizes: width and height of each node, shape (n, 2).
        kinds: an :class:`EdgeKind` for each link, shape (m,).
        wishes: what the reader wants folded.
        before: a folded drawing of it, before it had grown, that what it shows is to stay in.
    """

    subject: Subject
    sizes: Reals
    kinds: NDArray[np.uint8]
    wishes: Wishes = field(default_factory=Wishes)
    before: Arrangement | None = None


@dataclass(frozen=True)
class Arrangement:
    """What is drawn where. The drawn nodes are first those that stand for themselves, then cards, then chips.

    Attributes:
        nodes: for each drawn node the row it shows, of a chip that of its leaf, of a card -1 - its number.
        places: for each row of the graph the drawn node that stands for it.
        centres, sizes: of the drawn nodes.
        first_card, first_chip: where these begin.
        chip_users: for each chip the drawn node that it leads to.
        cards, panes, boxes: what the cards and the frames are, and where the frames are: left, top, right, bottom.
        sources, targets: the ends of each drawn edge, as drawn nodes.
        links: a link of the graph that each drawn edge shows.
        edges: for each link the drawn edge that shows it, -1 for none.
        routes: the way of each drawn edge, from its source to its target.
        standing: where what is folded now has stood, for when it is shown again.
    """

    nodes: Ints
    places: Ints
    centres: Reals
    sizes: Reals
    first_card: int
    first_chip: int
    chip_users: Ints
    cards: tuple[Card, ...]
    panes: tuple[Pane, ...]
    boxes: Reals
    sources: Ints
    targets: Ints
    links: Ints
    edges: Ints
    routes: Routes
    standing: Standing = field(default_factory=Standing)

    @classmethod
    def of_nothing(cls) -> Arrangement:
        none, pairs = np.zeros(0, np.int64), np.zeros((0, 2))
        boxes = np.zeros((0, 4))
        return cls(none, none, pairs, pairs, 0, 0, none, (), (), boxes, none, none, none, none, Routes.of(()))

    def grown(
        self, centres: Reals, sizes: Reals, upper: Ints, lower: Ints, kinds: NDArray[np.uint8], lines: list[list[Point]]
    ) -> Arrangement:
        """With further nodes and links, drawn as themselves after all that is there but the chips."""
        assert not self.cards, "a folded graph is arranged anew, it does not grow"
        count, more = self.first_card, len(centres)
        rows = len(self.places) + np.arange(more)
        places = np.concatenate([self.places, count + np.arange(more)])

        def shifted(nodes: Ints) -> Ints:
            return np.where(nodes >= count, nodes + more, nodes)

        goes_down = kinds == EdgeKind.DATA
        ends = places[upper], places[lower]
        edges = len(self.links) + np.arange(len(upper))
        return replace(
            self,
            nodes=np.insert(self.nodes, count, rows),
            places=places,
            centres=np.insert(self.centres, count, centres, axis=0),
            sizes=np.insert(self.sizes, count, sizes, axis=0),
            first_card=count + more,
            first_chip=count + more,
            chip_users=shifted(self.chip_users),
            sources=np.concatenate([shifted(self.sources), np.where(goes_down, *ends)]),
            targets=np.concatenate([shifted(self.targets), np.where(goes_down, *ends[::-1])]),
            links=np.concatenate([self.links, len(self.edges) + np.arange(len(upper))]),
            edges=np.concatenate([self.edges, edges]),
            routes=self.routes.and_more(lines),
        )

    @property
    def is_folded(self) -> bool:
        """Whether some nodes are not drawn as themselves."""
        return self.first_card < len(self.places)


def arrange(order: Order, progress: Callable[[float], None] | None = None) -> Arrangement:
    """The best drawing of a graph, as far as it is to be seen."""
    subject = order.subject
    fold = folded(subject, order.wishes)
    drawn, cards = fold.drawn, len(fold.cards)
    place = np.full(len(fold.owner) + cards, -1, np.int64)
    place[drawn] = np.arange(len(drawn))
    place[len(fold.owner) :] = len(drawn) + np.arange(cards)
    places = place[fold.owner]
    sizes = np.vstack([_with_chains(order, fold)[drawn], np.broadcast_to(CARD, (cards, 2))])
    panes = np.concatenate([fold.pane[drawn], np.array(fold.card_panes, np.int64)])
    edges = DrawnEdges.of(places[subject.upper], places[subject.lower], order.kinds)
    shared = np.concatenate([subject.parameters[drawn], np.zeros(cards, np.bool_)])
    crowded = np.bincount(edges.ways[:, 0], minlength=len(sizes)) > MOST_USES
    shared[: len(drawn)] |= crowded[: len(drawn)]
    parents = [pane.parent for pane in fold.panes]
    heads = [LOOP_HEAD if pane.begins else LETTER * len(pane.title) + SCOPE_HEAD for pane in fold.panes]
    standing, known = _known(order, fold, edges.ways)
    if known is None:
        drawing = framed(sizes, edges.ways, panes, parents, progress, shared, heads)
    else:
        drawing = stayed(sizes, edges.ways, panes, parents, heads, known)
    chips = len(drawing.chip_owners)
    first_chip = len(sizes)
    nodes = np.concatenate([drawn, -1 - np.arange(cards)])
    begins_at = edges.ways[:, 0].copy()
    begins_at[drawing.chip_edges] = first_chip + np.arange(chips)
    return Arrangement(
        nodes=np.concatenate([nodes, nodes[drawing.chip_owners]]),
        places=places,
        centres=np.vstack([drawing.centres, drawing.chip_centres]),
        sizes=np.vstack([sizes, np.broadcast_to(CHIP, (chips, 2))]),
        first_card=len(drawn),
        first_chip=first_chip,
        chip_users=edges.ways[drawing.chip_edges, 1],
        cards=tuple(fold.cards),
        panes=tuple(fold.panes),
        boxes=drawing.boxes,
        links=edges.links,
        edges=edges.shown,
        standing=standing,
        **edges.led(begins_at, order.kinds, drawing.ways),
    )


def _with_chains(order: Order, fold: Fold) -> Reals:
    """The sizes of all nodes; a pill that stands for several operations has room for the names of two of them."""
    sizes, subject = order.sizes.copy(), order.subject
    owners = fold.owner[subject.operations]
    members: dict[int, list[int]] = {}
    for place, owner in enumerate(owners.tolist()):
        if owner < len(sizes):
            members.setdefault(owner, []).append(place)
    for owner, places in members.items():
        if len(places) > 1:
            words = chain_title("", "", len(places))
            sizes[owner] = pill(float(subject.rooms[[places[0], places[-1]]].sum()) + LETTER * len(words))
    return sizes


def chain_title(first: str, last: str, count: int) -> str:
    """What a pill is called that stands for several operations in a row."""
    return f"{first} … {last} × {count}" if count > 2 else f"{first} → {last}"


def _known(order: Order, fold: Fold, ways: Ints) -> tuple[Standing, Known | None]:
    """What stands already, and what of a fold that is; nothing where so little is that all is to be arranged anew."""
    if order.before is None:
        return Standing(), None
    slots = Slots(order.subject, fold.whole, fold)
    standing = order.before.standing.and_now(_standing(order.before, slots, order.kinds))
    items = [*map(slots.of_row, fold.drawn.tolist()), *map(slots.of_card, fold.cards)]
    if not standing.knows_enough_of(items):
        return Standing(), None
    panes = [slots.of_pane(pane) for pane in fold.panes]
    ends = [(items[upper], items[lower]) for upper, lower in ways.tolist()]
    return standing, Known(
        places={item: standing.items[slot] for item, slot in enumerate(items) if slot in standing.items},
        boxes={number: standing.panes[slot] for number, slot in enumerate(panes) if slot in standing.panes},
        chips={way: standing.chips[pair] for way, pair in enumerate(ends) if pair in standing.chips},
        ways={way: standing.ways[pair] for way, pair in enumerate(ends) if pair in standing.ways},
        kept_free=[standing.items[slot] for slot in standing.items.keys() - set(items)],
    )


def _standing(drawn: Arrangement, slots: Slots, kinds: NDArray[np.uint8]) -> Standing:
    """What stands where in a drawing, by slots."""
    items = [*map(slots.of_row, drawn.nodes[: drawn.first_card].tolist()), *map(slots.of_card, drawn.cards)]
    cards = items[drawn.first_card :]
    leaves = [slots.of_row(row) if row >= 0 else cards[-1 - row] for row in drawn.nodes[drawn.first_chip :].tolist()]
    centres = [(x, y) for x, y in drawn.centres.tolist()]
    ways: dict[tuple[Slot, Slot], list[Point]] = {}
    ends = [*items, *leaves]
    for edge, (source, target) in enumerate(zip(drawn.sources.tolist(), drawn.targets.tolist(), strict=True)):
        way = [(x, y) for x, y in drawn.routes[edge].tolist()]
        if kinds[drawn.links[edge]] == EdgeKind.DATA:
            ways[ends[source], ends[target]] = way
        else:
            # What goes up beside a value is led a little aside of it.
            ways.setdefault((ends[target], ends[source]), way[::-1])
    return Standing(
        items=dict(zip(items, centres, strict=False)),
        panes={slots.of_pane(pane): tuple(box) for pane, box in zip(drawn.panes, drawn.boxes.tolist(), strict=True)},
        chips={
            (leaf, items[user]): centre
            for leaf, user, centre in zip(leaves, drawn.chip_users.tolist(), centres[drawn.first_chip :], strict=True)
        },
        ways=ways,
    )


@dataclass(frozen=True)
class DrawnEdges:
    """The links of a graph as they are drawn: links with the same ends are one edge, writing apart from the rest.

    Attributes:
        links: the first link that each drawn edge shows.
        shown: for each link the drawn edge that shows it, -1 for those within one drawn node.
        ways: upper and lower end of each way; a write takes the same way as the value it writes over.
        way: the way that each drawn edge takes.
    """

    links: Ints
    shown: Ints
    ways: Ints
    way: Ints

    @classmethod
    def of(cls, upper: Ints, lower: Ints, kinds: NDArray[np.uint8]) -> DrawnEdges:
        apart = np.flatnonzero(upper != lower)
        ends = upper[apart] * (int(max(upper.max(initial=0), lower.max(initial=0))) + 1) + lower[apart]
        is_write = kinds[apart] == EdgeKind.WRITES
        first, which = _by_age(2 * ends + is_write)
        shown = np.full(len(upper), -1, np.int64)
        shown[apart] = which
        links = apart[first]
        first_way, way = _by_age(ends[first])
        return cls(links, shown, np.column_stack([upper, lower])[links[first_way]], way)

    def led(self, begins_at: Ints, kinds: NDArray[np.uint8], ways: list[list[Point]]) -> dict[str, Any]:
        """Sources, targets and routes of the drawn edges; gradients and writes go up."""
        own = kinds[self.links]
        goes_down = own == EdgeKind.DATA
        upper, lower = begins_at[self.way], self.ways[self.way, 1]
        uses = np.bincount(self.way, minlength=len(ways))
        aside = (own == EdgeKind.WRITES) & (uses[self.way] > 1)
        lines = [
            ways[way] if down else [(x + (PORT_GAP if shifted else 0.0), y) for x, y in reversed(ways[way])]
            for way, down, shifted in zip(self.way.tolist(), goes_down.tolist(), aside.tolist(), strict=True)
        ]
        return {
            "sources": np.where(goes_down, upper, lower),
            "targets": np.where(goes_down, lower, upper),
            "routes": Routes.of(lines),
        }


def _by_age(keys: Ints) -> tuple[Ints, Ints]:
    """The first place of each distinct key, in order; and for each place the number of its key in that order."""
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    by_age = np.argsort(first, kind="stable")
    rank = np.empty(len(by_age), np.int64)
    rank[by_age] = np.arange(len(by_age))
    return first[by_age], rank[which]
