"""Runs and marks along a recording's time."""

from itertools import pairwise

import numpy as np
import pytest

from tensorlab.events import NOBODY, Kind, Phase
from ui.models.course import MARKS, Course, Runs
from ui.models.recording import Recording


def marks_of(recording):
    return [MARKS[number] for number in Course(recording).marks]


@pytest.mark.parametrize("runs", ["phases", "lines"])
def test_runs_cover_every_step_once(training, runs):
    found = getattr(Course(training), runs).between(0, training.last_step, most=10_000)

    assert found[0].first == 0
    assert found[-1].last == training.last_step
    assert all(a.last + 1 == b.first for a, b in pairwise(found))


def test_training_goes_through_its_phases(training):
    every_phase = Course(training).phases.between(0, training.last_step, most=10_000)
    phases = [Phase(run.value) for run in every_phase if run.value != Phase.FREE]
    told = [phase for place, phase in enumerate(phases) if place == 0 or phases[place - 1] is not phase]

    assert told[:4] == [Phase.BUILD, Phase.BACKWARD, Phase.BUILD, Phase.UPDATE]


def test_every_event_has_its_shape(recorded):
    recording = recorded("x = torch.ones(4, requires_grad=True)\nv = x[:2]\ny = v * 2\ny.sum().backward()\ndel y\n1/0")

    marks = marks_of(recording)

    assert len(marks) == recording.last_step + 1
    assert {"create", "view", "op", "backward", "accumulate", "free", "name", "error"} == set(marks)


def test_writing_in_place_and_updating_look_different(training, recorded):
    assert "update" in marks_of(training)
    assert "inplace" in marks_of(recorded("x = torch.ones(2)\nx.add_(1)"))


def test_a_look_at_many_runs_takes_some_of_them_evenly(training):
    every = Course(training).lines.between(0, training.last_step, most=10_000)

    some = Course(training).lines.between(0, training.last_step, most=len(every) // 3)

    assert some == every[::3]
    assert Course(training).lines.between(every[2].first, every[3].last, most=10) == every[2:4]


def iterations_of(recording):
    return Course(recording).iterations.between(0, recording.last_step, most=10_000)


def test_iterations_are_counted_in_each_loop_and_end_with_it(recorded):
    recording = recorded("""import torch
x = torch.zeros(1)
for i in range(3):
    x = x + 1
y = x * 2
for i in range(2):
    y = y + x
z = y.sum()""")

    runs = iterations_of(recording)

    assert [value for _, _, value in runs] == [0, 1, 2, 3, 0, 1, 2, 0]
    assert runs[0][0] == 0
    assert runs[-1][1] == recording.last_step
    after = runs[4][0] + 1  # the step before tells that the loop is over
    assert recording.place_of(after).line == 5, "what comes after a loop belongs to none of its iterations"


def test_a_loop_at_the_end_of_a_cell_is_over_with_it(recorded):
    recording = recorded("import torch\nx = torch.zeros(1)\nfor i in range(2):\n    x = x + 1")

    runs = iterations_of(recording)
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

    runs = iterations_of(recording)
    lines = [recording.place_of(step).line for step in range(runs[3][0], runs[3][1] + 1)]
    assert runs[3][2] == 3
    assert 6 in lines
    assert 7 not in lines


def test_a_loop_that_runs_only_once_ends_with_it(recorded):
    recording = recorded("import torch\nx = torch.zeros(1)\nfor i in range(1):\n    x = x + 1\ny = x * 2")

    assert [value for _, _, value in iterations_of(recording)] == [0, 1, 0]


def test_an_inner_loop_is_a_part_of_the_iteration_around_it(recorded):
    recording = recorded("""import torch
x = torch.zeros(1)
for i in range(2):
    n = 2
    while n:
        n -= 1
        x = x + 1
    x = x * 2""")

    assert [value for _, _, value in iterations_of(recording)] == [0, 1, 2, 0]


def test_a_first_iteration_that_still_runs_has_all_its_lines(recorded):
    recording = recorded("import torch\nx = torch.zeros(1)\nfor i in range(1):\n    x = x + 1\n    y = x * 2")

    assert iterations_of(recording)[1][1:] == (recording.last_step - 1, 1)


def test_there_is_nothing_along_an_empty_recording():
    course = Course(Recording())

    assert course.phases.between(0, 0, most=10) == course.lines.between(0, 0, most=10) == []
    assert len(course.marks) == 0


@pytest.mark.parametrize("cut", range(1, 8))
def test_runs_that_grow_are_those_that_are_found_at_once(cut):
    keys = np.array([4, 4, 1, 1, 1, 4, 2, 2])
    at_once, grown = Runs(), Runs()
    at_once.go_on(0, keys, keys)

    grown.go_on(0, keys[:cut], keys[:cut])
    grown.go_on(cut, keys[cut:cut], keys[cut:cut])
    grown.go_on(cut, keys[cut:], keys[cut:])

    assert grown.between(0, 7, 100) == at_once.between(0, 7, 100)


def test_a_course_follows_a_recording_that_grows(lab, training, monkeypatch):
    monkeypatch.setattr("tensorlab.kernel.outbox.BATCH", 7)
    whole = lab.run("for _ in range(2):\n    y = torch.ones(2)[:1] * 2")
    assert len(lab.batches) > 3
    growing = Recording()
    growing.cells = whole.cells
    course = Course(growing)
    for batch in lab.batches:
        growing.append(batch)
        course.follow()

    at_once = Course(whole)
    for track in ("phases", "lines", "iterations"):
        every = (0, whole.last_step, 10_000)
        assert getattr(course, track).between(*every) == getattr(at_once, track).between(*every)
    assert course.marks.tolist() == at_once.marks.tolist()


def test_the_loop_of_a_generator_counts_where_no_loop_asks_for_more(recorded) -> None:
    recording = recorded(
        """
        import torch
        def training():
            for pass_ in range(3):
                loss = torch.ones(1) * pass_
                for part in range(2):
                    loss = loss + part
                yield loss
        losses = list(training())
        after = torch.ones(1)
        """
    )

    turns = recording.tables["iterations"]["number"].tolist()
    # The first pass is known to have been one when the second starts.
    assert turns == [1, 2, NOBODY]
    assert recording.iteration_at(recording.last_step) == 0


def test_the_loop_of_a_generator_is_part_of_the_loop_that_asks_for_more(recorded) -> None:
    recording = recorded(
        """
        import torch
        def batches():
            for start in range(3):
                yield torch.ones(2) * start
        for batch in batches():
            total = batch.sum()
        """
    )

    assert recording.tables["iterations"]["number"].tolist() == [0, 1, 2, NOBODY]
