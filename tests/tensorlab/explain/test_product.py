"""The shapes of matrix products: numpy's ``matmul`` is the witness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.explain import matmul

shapes = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple)


@settings(max_examples=500, deadline=None)
@given(shapes, shapes)
def test_shapes_multiply_exactly_where_numpys_do(left, right):
    try:
        expected = (np.ones(left) @ np.ones(right)).shape
    except ValueError:
        expected = None

    assert matmul(left, right).result == expected


def test_inner_sizes_that_differ_are_told_with_what_would_turn_them():
    product = matmul((2, 3), (2, 3))

    assert not product.meets
    assert [(fix.operand, fix.code, fix.result) for fix in product.fixes()] == [
        (1, "{x}.T", (2, 2)),
        (0, "{x}.T", (3, 3)),
    ]
    assert "3 ≠ 2: the left has 3 columns, the right 2 rows" in str(product)
    assert "try b.T: the result is (2, 2)" in str(product)


def test_a_batch_of_matrices_is_turned_in_its_last_two_axes():
    assert [fix.code for fix in matmul((5, 2, 3), (5, 2, 3)).fixes()] == ["{x}.mT", "{x}.mT"]


def test_a_vector_cannot_be_turned():
    assert matmul((2,), (3,)).fixes() == ()


def test_a_product_that_exists_needs_no_fix():
    assert matmul((2, 3), (3, 2)).fixes() == ()


def test_batch_axes_that_clash_are_said_to():
    assert "clash" in str(matmul((2, 1, 3), (3, 3, 1)))


def test_the_same_as_aligned_shapes_has_the_products_shape():
    assert matmul((5, 2, 3), (3, 4)).alignment.result == (5, 2, 4)
    assert matmul((2, 3), (4, 3)).alignment.clash is not None


def test_a_number_is_no_matrix():
    with pytest.raises(RuntimeError, match="both arguments to matmul need to be at least 1D, but they are 0D and 2D"):
        matmul((), (2, 2))
