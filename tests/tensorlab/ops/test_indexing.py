"""Elements chosen, put and ordered, with numpy as the witness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import tensorlab as torch

ROWS, COLUMNS = 3, 4
GRID = np.arange(ROWS * COLUMNS, dtype=np.float64).reshape(ROWS, COLUMNS)

slices = st.builds(slice, *[st.none() | st.integers(-5, 5)] * 2, st.none() | st.integers(1, 3))
rows, columns = st.integers(-ROWS, ROWS - 1), st.integers(-COLUMNS, COLUMNS - 1)
masks = st.lists(st.booleans(), min_size=ROWS, max_size=ROWS).map(lambda mask: np.array(mask))
first = rows | slices | st.lists(rows, min_size=1, max_size=3) | masks | st.none() | st.just(...)
second = columns | slices | st.lists(columns, min_size=2, max_size=2)


def ours(index):
    """The index with tensors for arrays."""
    if isinstance(index, tuple):
        return tuple(ours(part) for part in index)
    return torch.tensor(index) if isinstance(index, np.ndarray) else index


def names_behind(tensor):
    """The names of the nodes that lead from a tensor to its leaf."""
    node, names = tensor.grad_fn, []
    while node.next_functions:
        names.append(node.name())
        node = node.next_functions[0][0]
    return names


@pytest.mark.parametrize(
    ("index", "names"),
    [
        ((1, 2), ["SelectBackward0", "SelectBackward0"]),
        ((slice(None), 0), ["SelectBackward0"]),
        ((1, slice(1, 3)), ["SliceBackward0", "SelectBackward0"]),
        ((slice(0, 2), slice(None, None, 2)), ["SliceBackward0", "SliceBackward0"]),
        ((slice(0, 2), 3), ["SelectBackward0", "SliceBackward0"]),
    ],
)
def test_each_part_of_an_index_has_a_node_of_its_own(index, names):
    x = torch.tensor(GRID, requires_grad=True)
    expected = np.zeros_like(GRID)
    expected[index] = 2 * GRID[index]

    part = x[index]
    part.square().sum().backward()

    assert names_behind(part) == names
    np.testing.assert_array_equal(x.grad.numpy(), expected)


def test_a_view_by_several_parts_follows_what_is_written_into_its_base():
    x = torch.tensor(GRID, requires_grad=True)
    whole = x * 1
    part = whole[1:, 2]
    whole.mul_(3)

    assert part.grad_fn.name() == "AsStridedBackward0"
    part.sum().backward()
    assert x.grad[1:, 2].tolist() == [3.0, 3.0]


@given(st.tuples(first) | st.tuples(first, second) | st.tuples(st.none(), first, second))
def test_reading_an_index_gives_what_numpy_gives(index):
    try:
        expected = GRID[index]
    except IndexError:
        with pytest.raises((IndexError, RuntimeError)):
            torch.tensor(GRID)[ours(index)]
    else:
        # numpy lets a position count as a list where it meets one; PyTorch takes it first.
        assume(not (isinstance(index[-1], list) and any(isinstance(part, int) for part in index)))
        assert torch.tensor(GRID)[ours(index)].tolist() == expected.tolist()


@given(st.tuples(first) | st.tuples(first, second), st.floats(-9, 9))
def test_writing_to_an_index_gives_what_numpy_gives(index, value):
    expected, x = GRID.copy(), torch.tensor(GRID)
    try:
        expected[index] = value
    except IndexError:
        with pytest.raises((IndexError, RuntimeError)):
            x[ours(index)] = value
    else:
        x[ours(index)] = value
        assert x.tolist() == expected.tolist()


def test_every_kind_of_whole_number_is_a_position():
    x = torch.arange(5)

    for position in (3, np.int64(3), np.uint8(3), torch.tensor(3), torch.tensor(3, dtype=torch.int32)):
        assert x[position].item() == 3


def test_bytes_are_a_mask_and_other_small_whole_numbers_no_index():
    x = torch.arange(3)

    assert x[torch.tensor([1, 0, 1], dtype=torch.uint8)].tolist() == [0, 2]
    assert x[torch.tensor(0, dtype=torch.uint8)].shape == (0, 3)
    with pytest.raises(IndexError, match="tensors used as indices must be long, int, byte or bool tensors"):
        x[torch.tensor([0], dtype=torch.int8)]


def test_a_list_on_a_number_is_one_index_too_many():
    with pytest.raises(IndexError, match="too many indices for tensor of dimension 0"):
        torch.tensor(1)[[0]]


def test_positions_are_not_looked_at_where_nothing_is_chosen():
    nothing = torch.zeros(0, 2)

    assert nothing[:, [5]].shape == (0, 1)
    assert nothing[0:0, [7, -9]].shape == (0, 2)
    with pytest.raises(IndexError, match="index is out of bounds for dimension with size 0"):
        nothing[[0]]


def test_a_false_index_writes_nothing():
    x = torch.zeros(2)
    x[False] = torch.ones(7, dtype=torch.float64)

    assert x.tolist() == [0, 0]
    assert x._version == 0


def test_a_write_through_a_view_is_in_the_history_of_its_base():
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    y[0:2][[0]] = torch.tensor([5.0])

    assert y.tolist() == [5, 2, 2]
    y.sum().backward()
    assert x.grad.tolist() == [0, 2, 2]


def test_repeated_positions_add_up_going_back():
    x = torch.ones(3, requires_grad=True)
    x[[0, 0, 2]].sum().backward()

    assert x.grad.tolist() == [2, 0, 1]


def test_the_last_of_several_values_for_one_position_stays():
    assert torch.zeros(2).index_put((torch.tensor([0, 0]),), torch.tensor([1.0, 2.0])).tolist() == [2, 0]
    assert torch.zeros(2).index_put_((torch.tensor([0, 0]),), torch.tensor([1.0, 2.0]), True).tolist() == [3, 0]


@given(st.integers(0, 1), st.data())
def test_gathering_is_numpys_take_along_axis_and_scattering_its_inverse(axis, data):
    size = GRID.shape[axis]
    order = np.stack([data.draw(st.permutations(range(size))) for _ in range(GRID.shape[1 - axis])], 1 - axis)
    x, places = torch.tensor(GRID), torch.tensor(order)
    gathered = x.gather(axis, places)

    assert gathered.tolist() == np.take_along_axis(GRID, order, axis).tolist()
    assert torch.equal(torch.zeros_like(x).scatter_(axis, places, gathered), x)
    assert torch.equal(torch.take_along_dim(x, places, axis), gathered)


@pytest.mark.parametrize("name", ["index_add", "index_copy", "index_reduce", "masked_scatter", "put", "scatter_reduce"])
def test_what_writes_into_a_copy_also_writes_in_place(name):
    arguments = {
        "index_add": (0, torch.tensor([1, 1]), torch.ones(2)),
        "index_copy": (0, torch.tensor([2, 0]), torch.tensor([7.0, 8.0])),
        "index_reduce": (0, torch.tensor([1, 1]), torch.tensor([3.0, 4.0]), "prod"),
        "masked_scatter": (torch.tensor([True, False, True]), torch.tensor([7.0, 8.0])),
        "put": (torch.tensor([2]), torch.tensor([9.0])),
        "scatter_reduce": (0, torch.tensor([1, 1]), torch.tensor([3.0, 4.0]), "amax"),
    }[name]
    x = torch.tensor([1.0, 2.0, 3.0])
    expected = getattr(torch, name)(x, *arguments)

    assert x.tolist() == [1, 2, 3]
    assert getattr(x, name + "_")(*arguments) is x
    assert torch.equal(x, expected)


def test_what_is_reduced_into_a_number_has_a_gradient():
    x, factor = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    x.index_reduce(0, torch.tensor([0]), factor, "prod").backward()

    assert (x.grad.item(), factor.grad.item()) == (3, 2)


def test_a_condition_is_true_or_false():
    with pytest.raises(RuntimeError, match="where expected condition to be a boolean tensor, but got a tensor with"):
        torch.where(torch.tensor([1, 0]), torch.ones(2), torch.zeros(2))


@given(st.lists(st.floats(allow_infinity=True, width=32), max_size=8), st.booleans())
def test_sorting_puts_nan_above_all_numbers_and_keeps_the_order_of_equals(values, descending):
    array = np.array(values, np.float32)
    found, places = torch.tensor(array).sort(descending=descending, stable=True)
    rank = np.where(np.isnan(array), 1, 0)
    order = sorted(
        range(len(values)),
        key=lambda place: (rank[place], 0 if rank[place] else array[place]),
        reverse=descending,
    )
    expected = order if not descending else sorted(order, key=lambda p: (-rank[p], 0 if rank[p] else -array[p], p))

    np.testing.assert_array_equal(found.numpy(), array[expected])
    assert places.tolist() == expected


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_distinct_elements_with_places_and_counts_rebuild_the_whole(values):
    array = np.array(values, np.int64)
    x = torch.tensor(array)
    distinct, inverse, counts = torch.unique(x, return_inverse=True, return_counts=True)

    assert distinct.tolist() == sorted(set(values))
    assert torch.equal(distinct[inverse], x)
    assert counts.tolist() == [values.count(value) for value in sorted(set(values))]
    runs, lengths = torch.unique_consecutive(x, return_counts=True)
    assert torch.equal(runs.repeat_interleave(lengths), x)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.booleans())
def test_a_place_among_sorted_values_is_numpys(values, right):
    edges = np.array([2, 4, 4, 7])
    expected = np.searchsorted(edges, values, "right" if right else "left").tolist()

    assert torch.searchsorted(torch.tensor(edges), torch.tensor(values), right=right).tolist() == expected
    assert torch.bucketize(torch.tensor(values), torch.tensor(edges), right=right).tolist() == expected


def test_counts_are_numpys():
    values = np.array([0, 3, 1, 3, 3])
    floats = torch.tensor(values).double()

    assert torch.bincount(torch.tensor(values)).tolist() == np.bincount(values).tolist()
    assert torch.histc(floats, 3, 0, 3).tolist() == np.histogram(values, 3, (0, 3))[0].tolist()
    hist, edges = torch.histogram(floats, 3, range=(0.0, 3.0), density=True)
    expected, places = np.histogram(values, 3, (0, 3), density=True)
    np.testing.assert_allclose(hist.numpy(), expected)
    np.testing.assert_allclose(edges.numpy(), places)


def test_membership_needs_a_tensor_on_one_side():
    assert torch.isin(torch.tensor([1, 2]), 2).tolist() == [False, True]
    with pytest.raises(TypeError, match=r"isin\(\) received an invalid combination of arguments - got \(int, int\)"):
        torch.isin(1, 2)


def test_distinct_elements_have_a_node_and_no_derivative():
    x = torch.ones(2, requires_grad=True)
    distinct = torch.unique(x)

    assert distinct.grad_fn.name() == "Unique2Backward0"
    with pytest.raises(RuntimeError, match="derivative for aten::_unique2 is not implemented"):
        distinct.sum().backward()


def test_results_go_where_out_says():
    values, places = torch.zeros(2), torch.zeros(2, dtype=torch.int64)
    found = torch.sort(torch.tensor([2.0, 1.0]), out=(values, places))

    assert found.values is values
    assert places.tolist() == [1, 0]
    assert torch.msort(torch.tensor([2.0, 1.0]), out=values) is values
    for function, out in (
        (lambda out: torch.nonzero(torch.tensor([0, 2]), out=out), torch.zeros(0, dtype=torch.int64)),
        (lambda out: torch.isin(torch.tensor([0, 2]), 2, out=out), torch.zeros(2, dtype=torch.bool)),
        (lambda out: torch.searchsorted(torch.tensor([0, 2]), torch.tensor([1]), out=out), places[:1]),
        (lambda out: torch.nonzero_static(torch.tensor([0, 2]), size=2, out=out), torch.zeros(0, dtype=torch.int64)),
    ):
        assert function(out) is out
    hist, edges = torch.zeros(1), torch.zeros(2)
    assert torch.histogram(torch.ones(1), 1, out=(hist, edges)).hist is hist
