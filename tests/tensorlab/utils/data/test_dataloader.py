"""Batches of a dataset, in order or shuffled as PyTorch shuffles."""

from collections import namedtuple

import numpy as np
import pytest

import tensorlab as torch
from tensorlab.utils import data

Point = namedtuple("Point", "x y")


class Counting(data.IterableDataset):
    """0, 1, 2 … up to a limit."""

    def __init__(self, limit):
        self.limit = limit

    def __iter__(self):
        return iter(range(self.limit))

    def __len__(self):
        return self.limit


def listed(batches):
    return [batch.tolist() for batch in batches]


def test_batches_follow_one_another_and_the_last_may_be_short():
    loader = data.DataLoader(range(5), batch_size=2)

    assert (listed(loader), len(loader)) == ([[0, 1], [2, 3], [4]], 3)
    assert listed(data.DataLoader(range(5), batch_size=2, drop_last=True)) == [[0, 1], [2, 3]]


def test_a_shuffled_loader_reads_in_pytorchs_order():
    torch.manual_seed(0)

    assert listed(data.DataLoader(range(10), shuffle=True, batch_size=10)) == [[6, 7, 1, 4, 2, 0, 9, 8, 3, 5]]
    assert torch.rand(1).item() == pytest.approx(0.3074, abs=1e-4)


def test_a_stream_of_its_own_decides_the_order():
    stream = torch.Generator().manual_seed(1)

    loader = data.DataLoader(range(10), shuffle=True, batch_size=10, generator=stream)

    assert listed(loader) == [[4, 6, 9, 2, 3, 1, 0, 7, 8, 5]]


def test_without_a_batch_size_samples_come_one_by_one():
    loader = data.DataLoader([np.zeros(2), "a"], batch_size=None)

    first, second = loader

    assert (first.tolist(), second, len(loader)) == ([0.0, 0.0], "a", 2)


def test_an_order_or_batches_of_ones_own_are_followed():
    assert listed(data.DataLoader("abc", sampler=[2, 0], collate_fn=np.array)) == [["c"], ["a"]]
    loader = data.DataLoader(range(9), batch_sampler=[[8], [1, 2]])
    assert (listed(loader), len(loader)) == ([[8], [1, 2]], 2)


def test_a_dataset_that_fetches_many_at_once_is_asked_once():
    class Together(data.Dataset):
        def __len__(self):
            return 4

        def __getitems__(self, numbers):
            return [10 * number for number in numbers]

    assert listed(data.DataLoader(Together(), batch_size=2)) == [[0, 10], [20, 30]]


def test_an_iterable_dataset_is_cut_as_it_is_read():
    assert listed(data.DataLoader(Counting(5), batch_size=2)) == [[0, 1], [2, 3], [4]]
    assert listed(data.DataLoader(Counting(5), batch_size=2, drop_last=True)) == [[0, 1], [2, 3]]
    assert list(data.DataLoader(Counting(2), batch_size=None)) == [0, 1]


def test_the_length_of_an_iterable_dataset_counts_in_batches():
    sizes = [data.DataLoader(Counting(5), **options) for options in ({"batch_size": 2}, {"batch_size": None})]
    cut = data.DataLoader(Counting(5), batch_size=2, drop_last=True)

    assert [len(loader) for loader in (*sizes, cut)] == [3, 5, 2]


def test_a_walk_over_a_loader_knows_its_length():
    assert len(iter(data.DataLoader(range(4), batch_size=2))) == 2


def test_workers_are_accepted_and_the_batches_are_the_same():
    loader = data.DataLoader(range(3), batch_size=3, num_workers=2, prefetch_factor=2, persistent_workers=True)
    loader.check_worker_number_rationality()

    assert listed(loader) == [[0, 1, 2]]
    assert data.get_worker_info() is None


def test_what_decides_the_batches_stays_as_it_was_made():
    loader = data.DataLoader(range(3))

    loader.timeout = 3
    with pytest.raises(ValueError, match="batch_size attribute should not be set after DataLoader is initialized"):
        loader.batch_size = 2


@pytest.mark.parametrize(
    ("dataset", "options", "text"),
    [
        (Counting(1), {"shuffle": True}, "expected unspecified shuffle option, but got shuffle=True"),
        (Counting(1), {"sampler": [1]}, "expected unspecified sampler option"),
        (Counting(1), {"batch_sampler": [[1]]}, "expected unspecified batch_sampler option"),
        ("abc", {"shuffle": True, "sampler": [1]}, "sampler option is mutually exclusive with shuffle"),
        ("abc", {"batch_size": 2, "batch_sampler": [[1]]}, "batch_sampler option is mutually exclusive"),
        ("abc", {"batch_size": None, "drop_last": True}, "disables auto-batching"),
        ("abc", {"batch_size": 0}, "batch_size should be a positive integer value, but got batch_size=0"),
        ("abc", {"num_workers": -1}, "num_workers option should be non-negative"),
        ("abc", {"timeout": -1}, "timeout option should be non-negative"),
        ("abc", {"prefetch_factor": 2}, "prefetch_factor option could only be specified in multiprocessing"),
        ("abc", {"persistent_workers": True}, "persistent_workers option needs num_workers > 0"),
    ],
)
def test_options_that_exclude_each_other_are_refused(dataset, options, text):
    with pytest.raises(ValueError, match=text):
        data.DataLoader(dataset, **options)


@pytest.mark.parametrize(
    ("batch", "printed"),
    [
        ([1, 2], "tensor([1, 2])"),
        ([1.0, 2.0], "tensor([1., 2.], dtype=torch.float64)"),
        ([True, False], "tensor([ True, False])"),
        (["a", "b"], "['a', 'b']"),
        ([{"a": 1}, {"a": 2}], "{'a': tensor([1, 2])}"),
        ([(1, 2.0), (3, 4.0)], "[tensor([1, 3]), tensor([2., 4.], dtype=torch.float64)]"),
        ([Point(1, 2), Point(3, 4)], "Point(x=tensor([1, 3]), y=tensor([2, 4]))"),
        ([np.float32(2), np.float32(1)], "tensor([2., 1.])"),
        ([np.ones(1), np.zeros(1)], "tensor([[1.],\n        [0.]], dtype=torch.float64)"),
        ([torch.ones(1), torch.zeros(1)], "tensor([[1.],\n        [0.]])"),
    ],
)
def test_samples_are_stacked_within_their_containers(batch, printed):
    assert repr(data.default_collate(batch)) == printed


@pytest.mark.parametrize(
    ("batch", "error", "text"),
    [
        ([[1], [2, 3]], RuntimeError, "each element in list of batch should be of equal size"),
        ([None], TypeError, "found <class 'NoneType'>"),
        ([np.array(["a"])], TypeError, "found <U1"),
    ],
)
def test_what_cannot_be_stacked_is_refused(batch, error, text):
    with pytest.raises(error, match=text):
        data.default_collate(batch)


def test_arrays_become_tensors_wherever_they_stand():
    given = [np.ones(1), {"a": np.ones(1)}, (2,), Point(1, np.ones(1)), "text", np.array(["a"])]

    printed = repr(data.default_convert(given))

    assert printed == (
        "[tensor([1.], dtype=torch.float64), {'a': tensor([1.], dtype=torch.float64)}, [2], "
        "Point(x=1, y=tensor([1.], dtype=torch.float64)), 'text', array(['a'], dtype='<U1')]"
    )
