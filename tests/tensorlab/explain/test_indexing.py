"""What an index picks, and whether it is a view: numpy is the witness for both."""

from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.explain import Pick, index


@st.composite
def keys(draw, shape):
    """An index for a tensor of this shape: numbers, slices, new axes, dots, at most two lists."""
    parts = []
    lists = 0
    length = draw(st.integers(1, 3))
    for size in shape:
        kind = draw(st.sampled_from(["position", "slice", "slice", "list"]))
        if kind == "list" and lists < 2:
            lists += 1
            place = st.integers(-size, size - 1)
            parts.append(draw(st.lists(place, min_size=length, max_size=length)))
        elif kind == "position":
            parts.append(draw(st.integers(-size, size - 1)))
        else:
            ends = st.one_of(st.none(), st.integers(-size, size))
            parts.append(slice(draw(ends), draw(ends), draw(st.sampled_from([None, 1, 2]))))
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), None)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(parts)))
        if all(part is not None for part in parts[at:]):
            parts[at:] = [Ellipsis]
    return tuple(parts)


@settings(max_examples=1000, deadline=None)
@given(st.data())
def test_it_picks_what_numpy_picks_and_is_a_view_where_numpys_is(data):
    shape = tuple(data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    key = data.draw(keys(shape))
    numbers = np.arange(prod(shape)).reshape(shape)
    expected = np.asarray(numbers[key])

    found = index(shape, key)

    assert found.result == expected.shape
    assert list(found.flat) == expected.ravel().tolist()
    lists = any(isinstance(part, list) for part in key)
    assert found.is_view == (not lists)
    if found.is_view and expected.size:
        view = np.lib.stride_tricks.as_strided(
            numbers.ravel()[found.offset :], found.result, [step * 8 for step in found.stride]
        )
        assert view.ravel().tolist() == expected.ravel().tolist()


def test_a_mask_gathers_from_as_many_axes_as_it_has():
    found = index((2, 3), [[True, False, True], [False, True, False]])

    assert found.result == (3,)
    assert found.flat == (0, 2, 4)
    assert found.entries[0].pick is Pick.MASK
    assert "mask: gathers 3 from axis 0 and 1, which copies" in str(found)


def test_an_array_is_read_as_the_list_that_it_is():
    assert index((4,), np.array([0, 2])).flat == (0, 2)


def test_each_entry_says_what_it_does():
    text = str(index((4, 3), (None, 1, [0, 2])))

    assert "None: a new axis of 1" in text
    assert "position: axis 0 goes" in text
    assert "list: gathers 2 from axis 1, which copies" in text


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        ((0, 0, 0), IndexError, "too many indices for tensor of dimension 2"),
        (5, IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
        (slice(None, None, -1), ValueError, "step must be greater than zero"),
        ([True, False, True], IndexError, r"The shape of the mask \[3\] at index 0 does not match"),
        (([0, 1], [0, 1, 2]), IndexError, "could not be broadcast together with shapes"),
    ],
)
def test_what_cannot_be_is_refused_in_pytorchs_words(key, error, words):
    with pytest.raises(error, match=words):
        index((2, 3), key)
