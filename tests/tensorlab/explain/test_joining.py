"""Tensors one behind another: numpy's ``concatenate`` is the witness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensorlab.explain import concatenate


@given(st.data())
def test_shapes_join_exactly_where_numpys_do(data):
    shape = st.lists(st.integers(1, 2), min_size=2, max_size=3).map(tuple)
    shapes = data.draw(st.lists(shape, min_size=1, max_size=3))
    dim = data.draw(st.integers(0, len(shapes[0]) - 1))
    try:
        expected = np.concatenate([np.ones(shape) for shape in shapes], dim).shape
    except ValueError:
        expected = None

    assert concatenate(shapes, dim).result == expected


def test_a_place_along_the_axis_leads_back_to_its_tensor():
    joining = concatenate([(2, 3), (4, 3)], -2)

    assert joining.starts == (0, 2)
    assert joining.source(1) == (0, 1)
    assert joining.source(3) == (1, 1)


def test_an_empty_vector_fits_anywhere():
    assert concatenate([(0,), (2, 3)], 1).result == (2, 3)
    assert concatenate([(0,), (0,)], 0).result == (0,)


def test_a_clash_names_the_tensor_and_its_axis():
    assert "axis 1 of tensor 1 differs; only axis 0 may" in str(concatenate([(2, 3), (2, 4)]))
    assert "tensor 1 has another number of axes" in str(concatenate([(2, 3), (2,)]))


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: concatenate([]), RuntimeError, "expected a non-empty list of Tensors"),
        (lambda: concatenate([()]), RuntimeError, "zero-dimensional tensor"),
        (lambda: concatenate([(2, 3)], 2), IndexError, r"expected to be in range of \[-2, 1\], but got 2"),
    ],
)
def test_what_cannot_be_is_refused_in_pytorchs_words(ask, error, words):
    with pytest.raises(error, match=words):
        ask()
