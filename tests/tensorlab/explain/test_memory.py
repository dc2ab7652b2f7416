"""Where elements stand in memory, and which shapes the same memory can be seen under."""

from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab
from tensorlab.explain import memory


def test_an_element_stands_at_its_offset_plus_a_stride_for_every_step():
    assert memory.address((1, 2), stride=(4, 1), offset=3) == 9


def test_an_index_has_a_position_for_every_axis():
    with pytest.raises(IndexError, match="an index of 1 positions for 2 axes"):
        memory.address((1,), stride=(4, 1))


def test_axes_whose_memory_is_not_in_one_run_are_named():
    transposed = memory.view((3, 2), (1, 3), (6,))

    assert transposed.stride is None
    assert transposed.blocked == (0, 1)
    assert str(transposed) == "copy needed: axes 0 and 1 cannot merge, 1 ≠ 2·3"


def test_a_minus_one_is_what_the_other_sizes_leave():
    assert memory.view((2, 3), (3, 1), (3, -1)).shape == (3, 2)


def test_a_shape_that_cannot_hold_the_elements_is_impossible():
    assert str(memory.view((2, 3), (3, 1), (4, -1))) == "impossible: 6 elements into 4×?"


@given(
    st.permutations([2, 3, 4]), st.permutations([0, 1, 2]), st.sampled_from([(24,), (6, 4), (4, 6), (2, 12), (1, 24)])
)
def test_a_view_shows_the_elements_in_their_order_and_is_refused_only_where_none_can(shape, order, wanted):
    """numpy is the witness: it copies exactly where no view exists."""
    array = np.arange(24).reshape(shape).transpose(order)
    expected = array.reshape(wanted)
    found = memory.view(array.shape, tuple(step // 8 for step in array.strides), wanted)

    assert (found.stride is not None) == np.shares_memory(expected, array)
    if found.stride is not None:
        seen = np.lib.stride_tricks.as_strided(array, wanted, [step * 8 for step in found.stride])
        assert np.array_equal(seen, expected)


@st.composite
def strided(draw):
    """The layout of a tensor that has been sliced, turned and expanded."""
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    array = np.arange(prod(shape)).reshape(shape)
    array = array[tuple(slice(draw(st.integers(0, size - 1)), None, draw(st.integers(1, 2))) for size in shape)]
    array = array.transpose(draw(st.permutations(range(array.ndim))))
    if draw(st.booleans()):
        array = np.broadcast_to(array, (draw(st.integers(1, 3)), *array.shape))
    return array


@st.composite
def another_shape(draw, count):
    """A shape of as many elements."""
    shape = []
    while count > 1:
        size = draw(st.sampled_from([n for n in range(1, count + 1) if count % n == 0]))
        shape.append(size)
        count //= size
    return tuple(shape)


@settings(max_examples=1000, deadline=None)
@given(st.data())
def test_a_thousand_strided_tensors_are_viewed_exactly_where_no_copy_is_needed(data):
    """Where a view is possible it reads the same elements; where none is said to be, numpy has to copy, too."""
    array = data.draw(strided())
    wanted = data.draw(another_shape(array.size))
    stride = tuple(step // array.itemsize for step in array.strides)

    found = memory.view(array.shape, stride, wanted)

    expected = array.reshape(wanted)
    if found.stride is None:
        assert not np.shares_memory(expected, array)
        outer, size, inner = found.merging
        assert outer != size * inner, "the axes that are blamed do not follow one from the other"
    else:
        seen = np.lib.stride_tricks.as_strided(array, wanted, [step * array.itemsize for step in found.stride])
        assert np.array_equal(seen, expected)


@pytest.mark.oracle
@settings(max_examples=1000, deadline=None)
@given(st.data())
def test_the_verdict_on_a_view_is_pytorchs(data):
    torch = pytest.importorskip("torch")
    if torch is tensorlab:
        pytest.skip("another test has given our library PyTorch's name")
    array = data.draw(strided())
    wanted = data.draw(another_shape(array.size))
    stride = tuple(step // array.itemsize for step in array.strides)
    room = torch.arange(1 + sum((n - 1) * s for n, s in zip(array.shape, stride, strict=True)))
    tensor = room.as_strided(array.shape, stride)
    try:
        expected = tensor.view(wanted).stride()
    except RuntimeError:
        expected = None

    assert memory.view(array.shape, stride, wanted).stride == expected


def test_a_layout_tells_where_each_element_stands():
    turned = memory.storage((3, 2), (1, 3), 4)

    assert turned.positions() == [4, 7, 5, 8, 6, 9]
    assert turned.at((2, 1)) == 9
    assert turned.extent == (4, 10)
    assert not turned.is_contiguous
    assert memory.storage((0, 3), (3, 1), 2).extent == (2, 2)


def test_an_axis_of_one_element_may_have_any_stride():
    assert memory.storage((2, 1), (1, 77)).is_contiguous


def test_what_is_read_again_is_said_to():
    expanded = memory.storage((2, 3), (0, 1))

    assert expanded.repeats
    assert "stride 0: several indices read one element" in str(expanded)
    assert "contiguous: read in the order in which it stands" in str(memory.storage((2, 3)))


def test_a_layout_has_a_stride_for_every_axis():
    with pytest.raises(IndexError, match="a stride of 1 steps for 2 axes"):
        memory.storage((2, 3), (1,))


def test_a_large_layout_is_not_written_out():
    assert "positions" not in str(memory.storage((100,)))


def test_only_one_size_may_be_left_open():
    assert memory.infer((-1, -1), 6) is None
    assert memory.infer((-2, 3), 6) is None
    assert memory.infer((0, -1), 0) is None


def test_a_view_is_printed_with_its_stride():
    found = memory.view((2, 3), (3, 1), (3, 2))

    assert str(found) == "a view with stride (2, 1)"
    assert found.merging is None


def test_a_single_element_can_be_seen_with_any_number_of_ones():
    assert memory.view((), (), (1, 1)).stride == (1, 1)


def test_an_empty_tensor_keeps_its_strides_only_under_its_own_shape():
    """As ``torch.empty(2, 0).t().view(...)`` prints them."""
    assert memory.view((0, 2), (1, 7), (0, 2)).stride == (1, 7)
    assert memory.view((0, 2), (1, 7), (2, 0)).stride == (1, 1)
