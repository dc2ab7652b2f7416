"""Orders are PyTorch's for a seed; the numbers here are what PyTorch drew."""

import pytest

import tensorlab as torch
from tensorlab.utils import data


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def test_a_random_order_is_pytorchs():
    assert list(data.RandomSampler(range(10))) == [6, 9, 0, 7, 3, 5, 4, 2, 1, 8]
    assert torch.rand(1).item() == pytest.approx(0.0885, abs=1e-4)


def test_more_samples_than_there_are_start_another_order():
    drawn = list(data.RandomSampler(range(10), num_samples=25))

    assert drawn[:10] == [6, 9, 0, 7, 3, 5, 4, 2, 1, 8]
    assert drawn[10:] == [1, 8, 5, 4, 9, 2, 0, 7, 3, 6, 0, 7, 9, 3, 8]


def test_draws_with_replacement_come_32_at_a_time():
    drawn = list(data.RandomSampler(range(10), True, 40))

    assert (drawn[:10], drawn[32:]) == ([6, 0, 4, 3, 9, 5, 7, 8, 9, 1], [4, 6, 8, 8, 8, 7, 3, 9])
    assert len(data.RandomSampler(range(10), True, 40)) == 40


def test_a_sampler_with_a_stream_of_its_own_leaves_the_default_one_alone():
    list(data.RandomSampler(range(10), generator=torch.Generator().manual_seed(1)))

    assert torch.rand(1).item() == pytest.approx(0.4963, abs=1e-4)


def test_a_subset_is_drawn_without_replacement():
    sampler = data.SubsetRandomSampler([3, 4, 5, 6])

    assert (list(sampler), len(sampler)) == ([3, 4, 6, 5], 4)


def test_weights_decide_how_often_a_sample_is_drawn():
    sampler = data.WeightedRandomSampler([0.1, 0.2, 0.7], 8)

    assert (list(sampler), len(sampler)) == ([2, 2, 2, 2, 2, 2, 1, 2], 8)


def test_batches_are_cut_from_any_order():
    order = data.SequentialSampler(range(7))

    whole, cut = data.BatchSampler(order, 3, False), data.BatchSampler(order, 3, True)

    assert (list(whole), len(whole)) == ([[0, 1, 2], [3, 4, 5], [6]], 3)
    assert (list(cut), len(cut)) == ([[0, 1, 2], [3, 4, 5]], 2)


def test_a_sampler_without_an_order_says_so():
    with pytest.raises(NotImplementedError):
        iter(data.Sampler())


@pytest.mark.parametrize(
    ("made", "error", "text"),
    [
        (lambda: data.RandomSampler([]), ValueError, "num_samples should be a positive integer value"),
        (lambda: data.RandomSampler([1], 1), TypeError, "replacement should be a boolean value"),
        (lambda: data.WeightedRandomSampler([1.0], 0), ValueError, "num_samples should be a positive integer"),
        (lambda: data.WeightedRandomSampler([1.0], 1, 3), ValueError, "replacement should be a boolean value"),
        (lambda: data.WeightedRandomSampler([[1.0]], 1), ValueError, r"given weights have shape \(1, 1\)"),
        (lambda: data.BatchSampler([1], 0, False), ValueError, "batch_size should be a positive integer value"),
        (lambda: data.BatchSampler([1], 2, 3), ValueError, "drop_last should be a boolean value"),
    ],
)
def test_settings_without_a_meaning_are_refused(made, error, text):
    with pytest.raises(error, match=text):
        made()
