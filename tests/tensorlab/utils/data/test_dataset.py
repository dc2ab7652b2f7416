"""Datasets side by side, one after another, in parts."""

import pytest

import tensorlab as torch
from tensorlab.utils import data


class Words(data.IterableDataset):
    """A dataset that is read from its beginning."""

    def __init__(self, *words):
        self.words = words

    def __iter__(self):
        return iter(self.words)

    def __len__(self):
        return len(self.words)


def test_a_sample_of_tensors_is_a_row_of_each():
    dataset = data.TensorDataset(torch.arange(4), torch.arange(4) * 2.0)

    number, double = dataset[2]

    assert (number.item(), double.item(), len(dataset)) == (2, 4.0, 4)
    assert [part.tolist() for part in dataset[1:3]] == [[1, 2], [2.0, 4.0]]


def test_tensors_of_different_lengths_are_refused():
    with pytest.raises(AssertionError, match="Size mismatch between tensors"):
        data.TensorDataset(torch.ones(2), torch.ones(3))


def test_datasets_side_by_side_give_tuples_or_dictionaries():
    assert data.StackDataset("ab", "xy")[1] == ("b", "y")
    assert data.StackDataset(first="ab", second="xy")[0] == {"first": "a", "second": "x"}
    assert len(data.StackDataset("abc")) == 3


@pytest.mark.parametrize(
    ("args", "kwargs", "text"),
    [
        ((), {}, "At least one dataset should be passed"),
        (("ab",), {"x": "ab"}, "Supported either ``tuple``- "),
        (("ab", "abc"), {}, "Size mismatch between datasets"),
    ],
)
def test_what_cannot_stand_side_by_side_is_refused(args, kwargs, text):
    with pytest.raises(ValueError, match=text):
        data.StackDataset(*args, **kwargs)


def test_datasets_one_after_another_count_on():
    both = data.TensorDataset(torch.arange(3)) + data.TensorDataset(torch.arange(10, 12))

    assert [both[i][0].item() for i in (0, 2, 3, -1)] == [0, 2, 10, 11]
    assert (len(both), both.cumulative_sizes) == (5, [3, 5])
    with pytest.raises(ValueError, match="absolute value of index should not exceed dataset length"):
        both[-6]
    with pytest.raises(AssertionError, match="datasets should not be an empty iterable"):
        data.ConcatDataset([])
    with pytest.raises(AssertionError, match="ConcatDataset does not support IterableDataset"):
        data.ConcatDataset([Words()])


def test_iterable_datasets_one_after_another_are_read_through():
    both = Words("a", "b") + Words("c")

    assert (list(both), len(both)) == (["a", "b", "c"], 3)
    with pytest.raises(AssertionError, match="ChainDataset only supports IterableDataset"):
        list(data.ChainDataset(["abc"]))


def test_a_dataset_without_samples_says_what_to_write():
    with pytest.raises(NotImplementedError, match="Subclasses of Dataset should implement __getitem__"):
        data.Dataset()[0]


def test_an_iterable_dataset_without_a_beginning_cannot_be_made():
    with pytest.raises(TypeError, match="abstract method"):
        data.IterableDataset()


def test_a_subset_knows_its_numbers():
    rows = data.TensorDataset(torch.arange(5))
    subset = data.Subset(rows, [4, 2])

    assert (subset[0][0].item(), subset[[0, 1]][0].tolist(), len(subset)) == (4, [4, 2], 2)
    assert [row.item() for (row,) in subset.__getitems__([1, 0])] == [2, 4]
    assert data.Subset(subset, [1]).__getitems__([0])[0][0].item() == 2


def test_random_parts_hold_every_sample_once():
    torch.manual_seed(0)
    parts = data.random_split(range(10), [7, 3])

    # As PyTorch splits with this seed.
    assert [part.indices for part in parts] == [[4, 1, 7, 5, 3, 9, 0], [8, 6, 2]]


def test_fractions_are_rounded_down_and_the_rest_goes_to_the_first():
    parts = data.random_split(range(11), [0.5, 0.3, 0.2], torch.Generator().manual_seed(42))

    assert [len(part) for part in parts] == [6, 3, 2]


def test_an_empty_part_is_warned_about():
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        data.random_split(range(10), [0.99, 0.01])


@pytest.mark.parametrize(
    ("lengths", "text"), [([7, 2], "Sum of input lengths does not equal"), ([1.5, -0.5], "Fraction at index 0 is not")]
)
def test_parts_that_do_not_add_up_are_refused(lengths, text):
    with pytest.raises(ValueError, match=text):
        data.random_split(range(10), lengths)
