"""A drawing that grows: what stands does not move, and what is new costs the same however much there is."""

import time

import numpy as np
import pytest

from ui.models.folding import Wishes
from ui.models.graph import GraphModel
from ui.models.layout.stretches import Stretches
from ui.models.layout.ways import Bands, ways

CHAIN = "x = torch.ones(2, requires_grad=True)\nfor _ in range({count}):\n    x = x * 1.01"
FAN = "x = torch.ones(2, requires_grad=True)\nkept = [x + 1 for _ in range({count})]"


def grown(recording):
    """A model that has followed a recording look by look, and the seconds of each look."""
    model = GraphModel(recording)
    model.wish(Wishes(fold=False))
    taken = []
    while model.is_behind:
        began = time.thread_time()
        model.update(lambda: True)
        taken.append(time.thread_time() - began)
    return model, taken


@pytest.mark.parametrize("program", [CHAIN, FAN], ids=["chain", "fan"])
def test_looking_at_what_is_new_takes_no_longer_in_a_large_graph(lab, program):
    _, taken = grown(lab.run(program.format(count=1500)))

    tenth = len(taken) // 10
    assert np.median(taken[-tenth:]) < 3 * np.median(taken[tenth : 2 * tenth])


@pytest.mark.parametrize("program", [CHAIN, FAN], ids=["chain", "fan"])
def test_a_drawing_that_has_grown_look_by_look_has_all_nodes_apart_and_all_edges(lab, program):
    recording = lab.run(program.format(count=60))

    model, _ = grown(recording)

    picture = model.picture(recording.last_step)
    centres, sizes = picture.nodes.centres, picture.nodes.sizes
    away = np.abs(centres[:, None] - centres[None]) - (sizes[:, None] + sizes[None]) / 2
    overlaps = (away < 0).all(axis=2)
    np.fill_diagonal(overlaps, False)
    assert not overlaps.any()
    assert len(picture.edges.routes) == len(model.graph.edges)


def test_what_was_arranged_is_learnt_before_anything_is_set_down_beside_it(lab):
    recording = lab.run(FAN.format(count=40))
    model = GraphModel(recording)
    model.update()
    model.settle()
    before = model.positions
    lab.run("y = kept[3] * 2\nz = y.sum()")

    looks = 0
    while model.is_behind:
        model.update(lambda: True)
        looks += 1

    assert looks > len(before) / 8, "a few nodes are learnt at each look"
    assert {node: model.positions[node] for node in before} == before
    assert len(model.positions) == len(before) + 4


def test_bands_that_grow_are_those_of_the_whole_drawing():
    random = np.random.default_rng(0)
    centres = np.round(random.uniform(0, 900, (60, 2)))
    sizes = random.choice([28.0, 42.0, 92.0], (60, 2))
    edges = [(int(a), int(b)) for a, b in random.integers(0, 60, (80, 2)) if a != b]
    growing = Bands()
    for centre, size in zip(centres.tolist(), sizes.tolist(), strict=True):
        growing.add(tuple(centre), tuple(size))

    whole = Bands.of(centres, sizes)

    assert (growing.tops, growing.bottoms) == (whole.tops, whole.bottoms)
    assert ways(edges, growing) == ways(edges, whole)


def test_a_place_is_found_beside_what_is_taken():
    line = Stretches()
    for begin in (0, 20, 45):
        line.take(begin, begin + 10)

    assert line.to_the_right(5, 15) == 30, "the first gap is too narrow"
    assert line.to_the_left(25, 15) == -15
    assert line.to_the_left(25, 10) == 10
    assert [line.nearest(wish) for wish in (-3, 4, 6, 15)] == [-3, 0, 10, 15]
