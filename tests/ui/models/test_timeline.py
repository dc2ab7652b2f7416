"""Marks of a node and strides over a recording."""

import pytest

from ui.models.recording import Recording
from ui.models.timeline import (
    Granularity,
    next_of_node,
    next_stop,
    previous_of_node,
    previous_stop,
    steps_of_node,
)


def walk(recording, granularity, start=-1):
    stops = [start]
    while stops[-1] < recording.last_step:
        stops.append(next_stop(recording, stops[-1], granularity))
    return stops[1:]


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
