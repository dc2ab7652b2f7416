"""Which element goes where: numpy is the witness, and view, permute and transpose are told apart."""

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensorlab.explain import permute, reshape, transpose


@given(st.data())
def test_permute_takes_elements_and_strides_where_numpys_transpose_does(data):
    shape = tuple(data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)))
    dims = data.draw(st.permutations(range(len(shape))))
    numbers = np.arange(prod(shape)).reshape(shape)
    expected = numbers.transpose(dims)

    order = permute(shape, dims)

    assert order.result == expected.shape
    assert list(order.flat) == expected.ravel().tolist()
    assert order.stride == tuple(step // 8 for step in expected.strides)


def test_reshape_keeps_the_order_and_permute_does_not():
    assert reshape((2, 3), (3, 2)).keeps_order
    assert not permute((2, 3), (1, 0)).keeps_order


def test_reshape_copies_what_has_been_turned():
    assert reshape((2, 3), (6,)).shares_memory
    assert not reshape((3, 2), (6,), stride=(1, 3)).shares_memory
    assert "copied" in str(reshape((3, 2), (6,), stride=(1, 3)))


def test_transpose_changes_two_axes_and_leaves_the_others():
    assert transpose((2, 3, 4), 0, -1).result == (4, 3, 2)
    assert transpose((), 0, 0).result == ()


def test_slabs_are_parted_by_an_empty_line():
    assert str(reshape((8,), (2, 2, 2))).splitlines()[1:] == ["0  1", "2  3", "", "4  5", "6  7"]


def test_a_large_tensor_is_not_written_out():
    assert len(str(reshape((1000,), (10, 100))).splitlines()) == 1


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: reshape((2, 3), (4, -1)), RuntimeError, r"shape '\[4, -1\]' is invalid for input of size 6"),
        (lambda: permute((2, 3), (0,)), RuntimeError, "number of dimensions in the tensor input does not match"),
        (lambda: permute((2, 3), (0, 0)), RuntimeError, r"permute\(\): duplicate dims are not allowed."),
        (lambda: transpose((2, 3), 0, 2), IndexError, r"expected to be in range of \[-2, 1\], but got 2"),
    ],
)
def test_what_cannot_be_is_refused_in_pytorchs_words(ask, error, words):
    with pytest.raises(error, match=words):
        ask()
