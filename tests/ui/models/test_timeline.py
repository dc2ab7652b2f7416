"""Runs, marks and strides over a recording."""

from itertools import pairwise

import pytest

from tensorlab.events import Kind, Phase
from ui.models.recording import Recording
from ui.models.timeline import (
    Granularity,
    iteration_runs,
    line_runs,
    mark_names,
    next_of_node,
    next_stop,
    phase_runs,
    previous_of_node,
    previous_stop,
    steps_of_node,
)

TRAINING = """
w = torch.tensor(1., requires_grad=True)
for _ in range(3):
    loss = (w * 2 - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
"""


@pytest.fixture
def training(recorded):
    return recorded(TRAINING)


def walk(recording, granularity, start=-1):
    stops = [start]
    while stops[-1] < recording.last_step:
        stops.append(next_stop(recording, stops[-1], granularity))
    return stops[1:]


@pytest.mark.parametrize("runs", [phase_runs, line_runs])
def test_runs_cover_every_step_once(training, runs):
    found = runs(training).between(0, training.last_step, most=10_000)

    assert found[0].first == 0
    assert found[-1].last == training.last_step
    assert all(a.last + 1 == b.first for a, b in pairwise(found))


def test_training_goes_through_its_phases(training):
    every_phase = phase_runs(training).between(0, training.last_step, most=10_000)
    phases = [Phase(run.value) for run in every_phase if run.value != Phase.FREE]
    told = [phase for place, phase in enumerate(phases) if place == 0 or phases[place - 1] is not phase]

    assert told[:4] == [Phase.BUILD, Phase.BACKWARD, Phase.BUILD, Phase.UPDATE]


def test_every_event_has_its_shape(recorded):
    recording = recorded("x = torch.ones(4, requires_grad=True)\nv = x[:2]\ny = v * 2\ny.sum().backward()\ndel y\n1/0")

    marks = mark_names(recording)

    assert len(marks) == recording.last_step + 1
    assert {"create", "view", "op", "backward", "accumulate", "free", "name", "error"} == set(marks)


def test_writing_in_place_and_updating_look_different(training, recorded):
    assert "update" in mark_names(training)
    assert "inplace" in mark_names(recorded("x = torch.ones(2)\nx.add_(1)"))


@pytest.mark.parametrize("granularity", Granularity)
def test_strides_forward_and_back_stop_at_the_same_steps(training, granularity):
    forward = walk(training, granularity)
    back = [training.last_step]
    while back[-1] >= 0:
        back.append(previous_stop(training, back[-1], granularity))

    assert back[::-1] == [-1, *forward]
    assert forward[-1] == training.last_step


def test_a_stride_by_line_ends_where_the_line_does(training):
    lines = training.lines
    stops = walk(training, Granularity.LINE)

    assert all(lines[stop] != lines[stop + 1] for stop in stops[:-1])


def test_a_stride_by_iteration_ends_before_the_next_begins_and_with_the_loop(training):
    starts = training.iterations
    over = int(training.tables["iterations"]["step"][-1])

    assert len(starts) == 3
    stops = walk(training, Granularity.ITERATION)
    assert stops == [start - 1 for start in starts] + [over - 1, training.last_step]


def test_there_is_nowhere_to_go_in_an_empty_recording():
    recording = Recording()

    for granularity in Granularity:
        assert next_stop(recording, -1, granularity) == -1
        assert previous_stop(recording, -1, granularity) == -1
    assert phase_runs(recording).between(0, 0, most=10) == line_runs(recording).between(0, 0, most=10) == []
    assert len(mark_names(recording)) == 0


def test_a_look_at_many_runs_takes_some_of_them_evenly(training):
    every = line_runs(training).between(0, training.last_step, most=10_000)

    some = line_runs(training).between(0, training.last_step, most=len(every) // 3)

    assert some == every[::3]
    assert line_runs(training).between(every[2].first, every[3].last, most=10) == every[2:4]


def test_the_life_of_one_tensor_can_be_walked(recorded, named):
    recording = recorded("x = torch.tensor(2., requires_grad=True)\ny = torch.ones(1)\nz = x * 3\nz.backward()")
    x = named(recording, "x")
    (call,) = recording.calls
    steps = steps_of_node(recording, x).tolist()

    # Born, named, used, its gradient stored.
    assert steps[0] == recording.born[x]
    assert recording.born[recording.users(x)[0]] in steps
    assert call.step < steps[-1] < call.end_step
    assert next_of_node(recording, steps[0], x) == steps[1]
    assert previous_of_node(recording, steps[1], x) == steps[0]
    assert next_of_node(recording, steps[-1], x) == steps[-1]
    assert previous_of_node(recording, steps[0], x) == steps[0]


def words_of(runs):
    return [(int(first), int(last), int(value)) for first, last, value in zip(*runs, strict=True)]


def test_iterations_are_counted_in_each_loop_and_end_with_it(recorded):
    recording = recorded("""import torch
x = torch.zeros(1)
for i in range(3):
    x = x + 1
y = x * 2
for i in range(2):
    y = y + x
z = y.sum()""")

    runs = words_of(iteration_runs(recording))

    assert [value for _, _, value in runs] == [0, 1, 2, 3, 0, 1, 2, 0]
    assert runs[0][0] == 0
    assert runs[-1][1] == recording.last_step
    after = runs[4][0] + 1  # the step before tells that the loop is over
    assert recording.place_of(after).line == 5, "what comes after a loop belongs to none of its iterations"


def test_a_loop_at_the_end_of_a_cell_is_over_with_it(recorded):
    recording = recorded("import torch\nx = torch.zeros(1)\nfor i in range(2):\n    x = x + 1")

    runs = words_of(iteration_runs(recording))
    assert [value for _, _, value in runs] == [0, 1, 2, 0]
    assert recording.kinds[runs[-1][0]] == Kind.ITERATION


def test_the_last_pass_may_take_a_way_that_none_before_it_took(recorded):
    recording = recorded("""import torch
x = torch.zeros(1)
for i in range(3):
    x = x + 1
    if i == 2:
        y = x * 2
z = x.sum()""")

    runs = words_of(iteration_runs(recording))
    lines = [recording.place_of(step).line for step in range(runs[3][0], runs[3][1] + 1)]
    assert runs[3][2] == 3
    assert 6 in lines
    assert 7 not in lines


def test_a_loop_that_runs_only_once_ends_with_it(recorded):
    recording = recorded("import torch\nx = torch.zeros(1)\nfor i in range(1):\n    x = x + 1\ny = x * 2")

    assert [value for _, _, value in words_of(iteration_runs(recording))] == [0, 1, 0]


def test_an_inner_loop_is_a_part_of_the_iteration_around_it(recorded):
    recording = recorded("""import torch
x = torch.zeros(1)
for i in range(2):
    n = 2
    while n:
        n -= 1
        x = x + 1
    x = x * 2""")

    assert [value for _, _, value in words_of(iteration_runs(recording))] == [0, 1, 2, 0]


def test_a_first_iteration_that_still_runs_has_all_its_lines(recorded):
    recording = recorded("import torch\nx = torch.zeros(1)\nfor i in range(1):\n    x = x + 1\n    y = x * 2")

    assert words_of(iteration_runs(recording))[1][1:] == (recording.last_step - 1, 1)
