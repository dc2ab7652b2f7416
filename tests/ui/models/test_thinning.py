"""A long loop keeps to its memory: its oldest iterations go, and all else is as true as before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tensorlab.events import NEVER, NOBODY
from ui.models.graph import GraphModel
from ui.models.recording import Recording
from ui.models.recording_file import Document, load, save
from ui.models.thinning import LEAST_KEPT, Gap, joined

ITERATIONS = 240

LOOP = f"""import torch
x = torch.arange(6.).view(2, 3)
w = torch.zeros(3, requires_grad=True)
kept = []
opt = torch.optim.SGD([w], lr=0.01)
for i in range({ITERATIONS}):
    loss = ((x * w).sum(1) - 1).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 100 == 0:
        kept.append(loss.detach())
final = w.detach().clone()
"""


class Pair:
    """One program recorded twice: with enough memory, and with too little."""

    def __init__(self, lab, text: str, **attributes: object) -> None:
        self.whole: Recording = lab.run(text)
        self.thin = Recording(memory_limit=1)
        for name, value in attributes.items():
            setattr(self.thin, name, value)
        self.thin.memory_limit = 2**40
        for cell in self.whole.cells:
            self.thin.cells.append(cell)
        for batch in lab.batches:
            self.thin.append(batch)
        self.thin.memory_limit = 1

    def cut(self) -> bool:
        """Let the oldest iterations go; whether there were any."""
        cuts = [cut for some in self.thin.thinning() for cut in some]
        for cut in cuts:
            self.thin = self.thin.without(cut)
        return bool(cuts)

    def kept_steps(self) -> list[int]:
        return [step for step in range(self.whole.last_step + 1) if self.thin.gap_at(step) is None]


@pytest.fixture
def pair(lab) -> Pair:
    pair = Pair(lab, LOOP)
    assert pair.cut()
    return pair


def seen(recording: Recording, step: int) -> dict[str, object]:
    """All that is so at a step of everything that is alive then."""
    alive = np.flatnonzero(recording.alive(step)).tolist()
    tensors = [node for node in alive if recording.is_tensor(node)]
    values = {node: recording.value(node, step) for node in tensors}
    return {
        "alive": alive,
        "names": recording.names_at(step),
        "labels": [recording.label(node, step) for node in alive],
        "shapes": [recording.shape(node, step) for node in tensors],
        "asks": [recording.requires_grad(node, step) for node in tensors],
        "grads": [recording.grad(node, step) for node in tensors],
        "versions": [recording.version(node, step) for node in tensors],
        "values": {node: None if value is None else value.tobytes() for node, value in values.items()},
        "inputs": [recording.inputs(node) for node in alive],
        "released": np.flatnonzero(recording.released_by(step) & recording.alive(step)).tolist(),
    }


def test_the_older_half_of_the_iterations_goes(pair):
    (gap,) = pair.thin.gaps

    assert pair.thin.iteration_at(gap.first) == 1
    assert pair.thin.iteration_at(gap.last) == ITERATIONS // 2
    assert pair.thin.nbytes < 0.75 * pair.whole.nbytes


def test_every_step_that_is_kept_is_as_true_as_it_was(pair):
    steps = pair.kept_steps()
    chosen = [*steps[:40], *steps[40:90], *steps[90::101], steps[-1]]

    for step in chosen:
        assert seen(pair.thin, step) == seen(pair.whole, step), step


def test_step_numbers_stay_and_gone_nodes_are_nowhere(pair):
    assert pair.thin.last_step == pair.whole.last_step
    gone = np.flatnonzero((pair.whole.born < NEVER) & (pair.thin.born == NEVER))
    assert len(gone) > 500
    assert not np.isin(pair.thin.tables["tensors"]["producer"], gone).any()
    assert not np.isin(pair.thin.tables["inputs"]["tensor"], gone).any()
    model = GraphModel(pair.thin)
    model.settle()
    assert not np.isin(model.ids, gone).any()


def test_what_outlives_its_iteration_stays(pair):
    recording, last = pair.whole, pair.whole.last_step
    alive = [node for node in np.flatnonzero(recording.alive(last)).tolist() if recording.is_tensor(node)]
    (kept,) = [node for node in alive if pair.thin.gap_at(int(recording.born[node]))][:1]

    assert pair.thin.value(kept, last).tolist() == recording.value(kept, last).tolist()


def test_it_goes_on_after_more_has_happened(pair):
    assert pair.cut()
    (gap,) = pair.thin.gaps
    left = ITERATIONS - pair.thin.iteration_at(gap.last)
    assert left == LEAST_KEPT or left == ITERATIONS // 4
    while pair.cut():
        pass
    assert ITERATIONS - pair.thin.iteration_at(pair.thin.gaps[0].last) == LEAST_KEPT
    steps = pair.kept_steps()
    assert seen(pair.thin, steps[-1]) == seen(pair.whole, steps[-1])


def test_an_iteration_with_a_marked_step_stays(lab):
    marked = lab.run(LOOP).iterations[7] + 3

    pair = Pair(lab, "y = x + 1", bookmarks={int(marked): "look"})
    assert pair.cut()

    assert pair.thin.gap_at(int(marked)) is None
    assert len(pair.thin.gaps) == 2


def test_what_is_held_stays(lab):
    recording = lab.run(LOOP)
    product = recording.outputs(next(n for n in range(recording.n_nodes) if recording.op(n) == "mul"))[0]

    pair = Pair(lab, "y = x + 1", held={product})
    assert pair.cut()

    assert pair.thin.is_tensor(product)


def test_without_a_loop_there_is_nothing_to_let_go(lab):
    pair = Pair(lab, "import torch\nx = torch.ones(2)\ny = x * 2")

    assert not pair.cut()
    assert pair.thin.gaps == []


def test_a_thinned_recording_is_saved_and_opened_as_it_is(pair, tmp_path):
    save(tmp_path / "thin.tlab", Document(pair.thin))

    opened = load(tmp_path / "thin.tlab").recording

    assert opened.gaps == pair.thin.gaps
    step = pair.kept_steps()[-1]
    assert seen(opened, step) == seen(pair.thin, step)


def test_who_still_looks_at_the_recording_before_finds_it_whole(pair):
    whole = pair.whole
    step = int(whole.iterations[3]) + 4
    known = seen(whole, step)

    for cuts in whole.thinning():
        assert whole.without(*cuts).gaps

    assert seen(whole, step) == known


@pytest.mark.parametrize(
    ("gaps", "whole"),
    [
        ([], []),
        ([Gap(5, 9), Gap(0, 4)], [Gap(0, 9)]),
        ([Gap(0, 4), Gap(6, 9)], [Gap(0, 4), Gap(6, 9)]),
        ([Gap(0, 9), Gap(2, 3)], [Gap(0, 9)]),
    ],
)
def test_gaps_that_touch_are_one(gaps, whole):
    assert joined(gaps) == whole


def test_a_thinned_run_is_compared_where_both_are_kept(pair):
    from ui.models.comparison import Comparison, Side

    comparison = Comparison(Side.whole(pair.thin), Side.whole(pair.whole))

    assert [one for some in comparison.differences() for one in some] == []
    assert comparison.compared > 100


@pytest.fixture
def scrubbed(session, qtbot) -> Callable[[int], int]:
    """A session whose recording has a gap; shows a step and gives the one that is shown."""
    session.run_cell(LOOP)
    session.recording.memory_limit = 1
    with qtbot.waitSignal(session.recording_thinned):
        session.run_cell("y = x + 1")
    assert session.recording.names_at(session.recording.last_step)["y"] != NOBODY

    def show(step: int) -> int:
        session.show_step(step)
        return session.step

    return show


def test_a_gap_is_stepped_over_in_both_directions(session, scrubbed):
    (gap,) = session.recording.gaps

    assert scrubbed(gap.first - 1) == gap.first - 1
    assert scrubbed(gap.first) == gap.last + 1
    assert scrubbed(gap.last) == gap.first - 1
    session.playback.forward()
    assert session.step == gap.last + 1


def test_who_jumps_into_a_gap_is_shown_its_nearer_edge(session, scrubbed):
    (gap,) = session.recording.gaps
    session.return_to_live()

    assert scrubbed(gap.first + 2) == gap.first - 1
    session.return_to_live()
    assert scrubbed(gap.last - 2) == gap.last + 1


def test_what_is_recorded_meanwhile_is_there_afterwards(lab):
    recording = lab.run(LOOP)
    cuts = list(recording.thinning())
    lab.run("late = x * 5")

    for some in cuts:
        recording = recording.without(*some)

    late = recording.names_at(recording.last_step)["late"]
    assert recording.value(late, recording.last_step).tolist() == [[0.0, 5.0, 10.0], [15.0, 20.0, 25.0]]
    assert recording.op(recording.producer(late)) == "mul"
