"""A picture without anything that it would look up when it is asked, so that it can go to another process."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace

from ui.models.picture import Facts, NodeKind, Picture, no_ties

STRIDE = 16
"""Nodes between two chances to do something else."""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of nodes that have been asked before."""

    facts: Mapping[int, Facts]

    def __call__(self, node: int) -> Facts:
        return self.facts.get(node, Facts())


def freezing(picture: Picture, *, with_facts: bool) -> Generator[float, None, Picture]:
    """Look everything up, a little at a time; yields how much is done, from 0 to 1, and returns the frozen picture."""
    moment, kinds = picture.moment, picture.nodes.kinds.tolist()
    visible = picture.visible.tolist()
    titles, subtitles = [""] * len(kinds), [""] * len(kinds)
    facts: dict[int, Facts] = {}
    for node, kind in enumerate(kinds):
        if node % STRIDE == 0:
            yield node / len(kinds)
        if not visible[node]:
            continue
        titles[node], subtitles[node] = moment.titles[node], moment.subtitles[node]
        if with_facts and kind == NodeKind.TENSOR:
            facts[node] = moment.facts(node)
    labels: dict[int, str] = {}
    for number, edge in enumerate(picture.edges.labels):
        if number % STRIDE == 0:
            yield 1.0
        labels[edge] = picture.edges.labels[edge]
    still = replace(moment, titles=titles, subtitles=subtitles, facts=Known(facts), ties=no_ties)
    return replace(picture, edges=replace(picture.edges, labels=labels), moment=still)
