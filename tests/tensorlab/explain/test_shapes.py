"""How shapes line up: numpy's own rule is the witness, and what forward stretched, backward sums."""

from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.explain import broadcast
from tensorlab.explain.shapes import Fit

shapes = st.lists(st.sampled_from([0, 1, 1, 2, 3]), max_size=4).map(tuple)


@settings(max_examples=1000, deadline=None)
@given(st.lists(shapes, min_size=1, max_size=4))
def test_shapes_broadcast_exactly_where_numpys_do(some):
    try:
        expected = np.broadcast_shapes(*some)
    except ValueError:
        expected = None

    assert broadcast(*some).result == expected


@settings(max_examples=1000, deadline=None)
@given(shapes, shapes)
def test_a_gradient_summed_back_has_its_operands_shape(first, second):
    alignment = broadcast(first, second)
    if alignment.result is None:
        return
    gradient = np.ones(alignment.result)

    for operand, shape in enumerate((first, second)):
        summed = gradient.sum(alignment.summed(operand), keepdims=True)
        assert summed.reshape(shape).shape == shape, "what is left are ones in front"
        assert summed.size == prod(shape)


@given(shapes, shapes)
def test_a_cell_is_computed_from_what_the_stretched_operand_shows_there(first, second):
    alignment = broadcast(first, second)
    if alignment.result is None:
        return
    for operand, shape in enumerate((first, second)):
        numbers = np.arange(prod(shape)).reshape(shape)
        shown = np.broadcast_to(numbers, alignment.result)
        steps = tuple(step // numbers.itemsize for step in shown.strides)
        for index in np.ndindex(*alignment.result):
            assert numbers[alignment.source(operand, index)] == shown[index]
        if shown.size > 1:
            counted = [i for i, size in enumerate(alignment.result) if size > 1]
            assert [alignment.stride(operand)[i] for i in counted] == [steps[i] for i in counted]


@given(shapes, shapes)
def test_every_fix_gives_the_shapes_that_it_promises(first, second):
    for fix in broadcast(first, second).fixes():
        x = np.zeros((first, second)[fix.operand])
        done = eval(fix.code.format(x="x"), {"x": _Like(x)})  # the code is ours
        other = (second, first)[fix.operand]
        assert done.shape == fix.shape
        assert np.broadcast_shapes(done.shape, other) == fix.result


class _Like(np.ndarray):
    """numpy with PyTorch's words."""

    def __new__(cls, array):
        return array.view(cls)

    def unsqueeze(self, dim):
        return np.expand_dims(self, dim)

    def view(self, *shape):
        return super().view(*shape) if isinstance(shape[0], type) else self.reshape(shape)


def test_a_row_and_a_column_make_a_table_and_it_is_said_to_be_larger_than_both():
    alignment = broadcast((3,), (3, 1))

    assert alignment.result == (3, 3)
    assert alignment.outgrows
    assert [fix.code for fix in alignment.fixes()] == ["{x}.view(-1)", "{x}.unsqueeze(1)"]


@pytest.mark.parametrize(
    ("some", "fits"),
    [
        (((3,), (3, 1)), [(Fit.PADDED, Fit.EQUAL), (Fit.EQUAL, Fit.STRETCHED)]),
        (((2, 3), (2, 4)), [(Fit.EQUAL, Fit.EQUAL), (Fit.CLASH, Fit.CLASH)]),
        (((), (2,)), [(Fit.PADDED, Fit.EQUAL)]),
    ],
)
def test_each_axis_says_what_happens_to_each_operand(some, fits):
    assert [axis.fits for axis in broadcast(*some).axes] == fits


def test_a_clash_is_printed_with_its_sizes_and_what_would_help():
    text = str(broadcast((3,), (4,)))

    assert "axis -1 has 3 and 4: they must be equal, or one of them 1" in text
    assert "try b.unsqueeze(1), of shape (4, 1): the result is (4, 3)" in text


def test_shapes_that_fit_need_no_fix():
    assert broadcast((2, 3), (2, 3)).fixes() == ()
    assert broadcast((2, 3), (3,)).fixes() == ()


def test_an_axis_says_whether_anything_is_stretched_along_it():
    assert [axis.stretches for axis in broadcast((1, 3), (1, 1)).axes] == [False, True]


def test_only_what_is_stretched_is_said_to_be_read_again():
    text = str(broadcast((2, 3), (3,)))

    assert "(3,) is read again along axis -2" in text
    assert "(2, 3) is read again" not in text
