"""Where elements stand in memory, and which shapes the same memory can be seen under."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensorlab.explain import storage


def test_an_element_stands_at_its_offset_plus_a_stride_for_every_step():
    assert storage.address((1, 2), stride=(4, 1), offset=3) == 9


def test_an_index_has_a_position_for_every_axis():
    with pytest.raises(IndexError, match="an index of 1 positions for 2 axes"):
        storage.address((1,), stride=(4, 1))


def test_axes_whose_memory_is_not_in_one_run_are_named():
    transposed = storage.view((3, 2), (1, 3), (6,))

    assert transposed.stride is None
    assert transposed.blocked == (0, 1)
    assert str(transposed) == "copy needed: axes 0 and 1 cannot merge"


def test_a_minus_one_is_what_the_other_sizes_leave():
    assert storage.view((2, 3), (3, 1), (3, -1)).shape == (3, 2)


def test_a_shape_that_cannot_hold_the_elements_is_impossible():
    assert str(storage.view((2, 3), (3, 1), (4, -1))) == "impossible: the number of elements does not fit"


@given(
    st.permutations([2, 3, 4]), st.permutations([0, 1, 2]), st.sampled_from([(24,), (6, 4), (4, 6), (2, 12), (1, 24)])
)
def test_a_view_shows_the_elements_in_their_order_and_is_refused_only_where_none_can(shape, order, wanted):
    """numpy is the witness: it copies exactly where no view exists."""
    array = np.arange(24).reshape(shape).transpose(order)
    expected = array.reshape(wanted)
    found = storage.view(array.shape, tuple(step // 8 for step in array.strides), wanted)

    assert (found.stride is not None) == np.shares_memory(expected, array)
    if found.stride is not None:
        seen = np.lib.stride_tricks.as_strided(array, wanted, [step * 8 for step in found.stride])
        assert np.array_equal(seen, expected)
