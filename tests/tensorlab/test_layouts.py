"""In which order the elements of a result stand in memory."""

from __future__ import annotations

import pytest

import tensorlab as torch
from tensorlab.layouts import common_strides

x = torch.ones(2, 3)
square = torch.ones(2, 2)


def test_the_first_operand_that_can_tell_decides():
    assert (square.T * square).stride() == (1, 2)
    assert (square * square.T).stride() == (2, 1)
    assert torch.maximum(x.T, torch.ones(3, 2)).stride() == (1, 3)
    assert (x.T < 1).stride() == (1, 3)


def test_a_stretched_operand_leaves_it_to_the_next():
    assert (torch.ones(3, 1) + x.T).stride() == (1, 3)
    assert (torch.ones(2).expand(3, 2) + x.T).stride() == (1, 3)


def test_what_is_stretched_alone_stands_row_by_row():
    assert torch.ones(3).expand(2, 3).double().stride() == (3, 1)
    assert torch.ones(3).expand(2, 3).clone().stride() == (3, 1)
    assert torch.ones(3).long().expand(2, 3).tanh().stride() == (3, 1)
    assert torch.ones(3).expand(2, 3).sort(0)[0].stride() == (3, 1)


@pytest.mark.parametrize("made", [torch.clone, torch.ones_like, torch.Tensor.double, torch.exp, lambda t: t * 2])
def test_a_copy_stands_as_its_model_does_without_its_gaps(made):
    assert made(torch.ones(4, 5)[:, ::2].T).stride() == (1, 3)


def test_chosen_elements_stand_as_the_axes_that_nothing_was_chosen_from():
    rows = torch.ones(2, 3, 4).transpose(1, 2)

    assert rows[torch.tensor([0, 1])].stride() == (12, 1, 4)


def test_the_axis_of_the_smallest_step_comes_last_and_the_shorter_of_two_equal_ones():
    assert common_strides((2, 3), [(1, 2)]) == (1, 2)
    assert common_strides((2, 3), [(0, 0), (1, 2)]) == (1, 2)
    assert common_strides((2, 3), [(0, 1), (1, 0)]) == (3, 1)
    assert common_strides((1, 3), [(1, 1)]) == (1, 1)
