"""Types mix by PyTorch's rules, never by numpy's."""

import itertools
import pickle

import numpy as np
import pytest

import tensorlab as torch
from tensorlab import dtypes
from tensorlab.dtypes import Operand, Rank

MIXED = [
    (torch.int32, torch.int64, torch.int64),
    (torch.uint8, torch.int8, torch.int16),
    (torch.int64, torch.float16, torch.float16),
    (torch.float16, torch.bfloat16, torch.float32),
    (torch.bool, torch.uint8, torch.uint8),
]


@pytest.mark.parametrize(("one", "other", "result"), MIXED)
def test_types_of_the_same_rank_mix_to_the_smallest_that_holds_both(one, other, result):
    assert torch.promote_types(one, other) is torch.promote_types(other, one) is result


def test_a_tensor_outranks_a_tensor_without_axes_of_the_same_kind():
    assert (torch.ones(2, dtype=torch.uint8) * torch.tensor(3)).dtype is torch.uint8


def test_a_higher_kind_wins_from_any_rank():
    assert (torch.tensor([1, 2]) * torch.tensor(1.5, dtype=torch.float64)).dtype is torch.float64
    assert (torch.tensor([True]) + 1).dtype is torch.int64
    assert (torch.tensor([1]) + 1.5).dtype is torch.float32


def test_a_promotion_tells_who_decided():
    told = dtypes.promotion([Operand(torch.int64, Rank.TENSOR), Operand(torch.float32, Rank.NUMBER)])

    assert (told.result, told.decided_by) == (torch.float32, Rank.NUMBER)
    assert str(told) == "int64 (tensor) with float32 (Python number) gives float32"


def test_a_type_is_the_same_object_after_pickling():
    assert pickle.loads(pickle.dumps(torch.float32)) is torch.float32


def test_a_numpy_type_without_a_counterpart_is_refused():
    with pytest.raises(TypeError, match=r"can't convert np.ndarray of type complex128"):
        dtypes.from_numpy(np.dtype(np.complex128))


def test_bfloat16_rounds_to_eight_bits_and_ties_to_even():
    rounded = dtypes.round_to_bfloat16(np.array([1.0, 1.00390625, 1.01171875, np.nan], np.float32))

    assert rounded[:3].tolist() == [1.0, 1.0, 1.015625]
    assert np.isnan(rounded[3])


def test_a_size_prints_slices_and_adds_as_pytorchs():
    size = torch.Size([2, 3])

    assert repr(size) == "torch.Size([2, 3])"
    assert repr(size[1:]) == "torch.Size([3])"
    assert repr(size + torch.Size([4])) == "torch.Size([2, 3, 4])"


def test_a_graphics_card_is_refused_in_pytorchs_words():
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.device("cuda:0")


@pytest.mark.oracle
@pytest.mark.parametrize(("one", "other"), list(itertools.product(dtypes.ALL, repeat=2)))
def test_every_pair_of_types_and_ranks_mixes_as_in_pytorch(one, other):
    oracle = pytest.importorskip("torch")
    for a, b in itertools.product([(), (2,)], repeat=2):
        ours = torch.result_type(torch.ones(a, dtype=one), torch.ones(b, dtype=other))
        first = oracle.ones(a, dtype=getattr(oracle, one.name))
        theirs = oracle.result_type(first, oracle.ones(b, dtype=getattr(oracle, other.name)))

        assert repr(ours) == repr(theirs)
