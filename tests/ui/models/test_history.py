"""Versions of a tensor, and how two tensors differ."""

import numpy as np

from ui.models.history import compare, differs, versions
from ui.models.saving import keepers


def test_every_write_makes_a_version_with_its_line_and_what_it_changed(recorded, named):
    recording = recorded("import torch\nw = torch.zeros(3)\nw[1] = 5.\nw += 1\nv = w * 2")

    found = versions(recording, named(recording, "w"))

    assert [(one.number, one.line, one.text, one.changed) for one in found] == [
        (0, 2, "w = torch.zeros(3)", 0),
        (1, 3, "w[1] = 5.", 1),
        (2, 4, "w += 1", 3),
    ]


def test_a_write_through_a_view_is_a_version_of_its_base(recorded, named):
    recording = recorded("import torch\nw = torch.zeros(2, 2)\nw[0].fill_(3)")

    assert [one.changed for one in versions(recording, named(recording, "w"))] == [0, 2]


def test_a_version_that_was_not_kept_has_no_count(recorded, named):
    recording = recorded("import torch\nw = torch.zeros(5000)\nw += 1")

    assert [one.changed for one in versions(recording, named(recording, "w"))] == [-1, -1]


def test_what_is_no_number_is_the_same_as_itself():
    assert differs(np.float32([np.nan, 1]), np.float32([np.nan, 2])).tolist() == [False, True]


def test_the_largest_difference_has_a_place():
    found = compare(np.int64([[1, 2], [3, 4]]), np.int64([[1, 2], [3, -6]]))

    assert (found.changed, found.largest, found.place) == (1, 10, (1, 1))
    assert found.difference.tolist() == [[0, 0], [0, -10]]
    assert compare(np.zeros(()), np.ones(())).place == ()
    assert compare(np.zeros(0), np.zeros(0)).changed == 0


def test_what_backward_still_needs_is_known(recorded, named):
    recording = recorded("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * x\nz = x + 1\nd = x.detach()")
    step = recording.last_step

    assert [(one.name, one.line) for one in keepers(recording, named(recording, "x"), step)] == [("MulBackward0", 3)]
    assert keepers(recording, named(recording, "d"), step), "it looks at the same memory"
    assert not keepers(recording, named(recording, "z"), step)


def test_what_has_been_freed_is_needed_no_more(recorded, named):
    recording = recorded("import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * x).sum()\ny.backward()")

    assert not keepers(recording, named(recording, "x"), recording.last_step)


def test_a_write_that_autograd_is_not_told_of_is_in_the_history_all_the_same(recorded, named):
    recording = recorded("import torch\nw = torch.zeros(2)\nw.data[0] = 7.\nw.data[0] = 7.\nw += 1")

    found = versions(recording, named(recording, "w"))

    assert [(one.number, one.line, one.changed, one.is_silent) for one in found] == [
        (0, 2, 0, False),
        (0, 3, 1, True),
        (1, 5, 2, False),
    ]
