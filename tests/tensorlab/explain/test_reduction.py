"""Which axes fold: numpy's ``sum`` is the witness."""

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensorlab.explain import reduce


@given(st.data())
def test_the_result_has_numpys_shape_and_its_elements_come_from_what_numpy_adds(data):
    shape = tuple(data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)))
    dims = data.draw(st.lists(st.integers(0, len(shape) - 1), min_size=1, unique=True))
    numbers = np.arange(prod(shape)).reshape(shape)

    reduction = reduce(shape, dims)

    expected = numbers.sum(tuple(dims))
    assert reduction.result == expected.shape
    assert reduce(shape, dims, keepdim=True).result == numbers.sum(tuple(dims), keepdims=True).shape
    for index in np.ndindex(*expected.shape):
        sources = list(reduction.sources(index))
        assert sum(numbers[place] for place in sources) == expected[index]
        assert len(sources) == reduction.count
        assert all(reduction.folded(place) == index for place in sources)


def test_without_an_axis_all_of_them_fold():
    assert reduce((2, 3)).result == ()
    assert reduce((2, 3), ()).result == ()
    assert reduce((), 0).result == ()


def test_the_axis_that_is_kept_is_written_as_a_one():
    assert "result     2  1" in str(reduce((2, 3), -1, keepdim=True))


def test_what_cannot_be_is_refused_in_pytorchs_words():
    with pytest.raises(IndexError, match=r"expected to be in range of \[-2, 1\], but got 2"):
        reduce((2, 3), 2)
    with pytest.raises(RuntimeError, match="dim 1 appears multiple times in the list of dims"):
        reduce((2, 3), (1, -1))
