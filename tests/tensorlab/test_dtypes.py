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
    with pytest.raises(TypeError, match=r"can't convert np.ndarray of type numpy.object_"):
        dtypes.from_numpy(np.dtype(object))


@pytest.mark.parametrize("kind", [np.complex128, np.uint16])
def test_a_type_that_only_pytorch_has_is_refused_in_a_clear_sentence(kind):
    with pytest.raises(NotImplementedError, match=r"TensorLab has no (complex|uint16) tensors"):
        dtypes.from_numpy(np.dtype(kind))
    with pytest.raises(NotImplementedError, match="TensorLab has no complex tensors"):
        torch.zeros(1, dtype=torch.complex64)


def test_types_know_their_complex_and_real_counterparts():
    assert (torch.float32.to_complex(), torch.complex128.to_real()) == (torch.complex64, torch.float64)
    assert (torch.complex64.is_complex, torch.float32.is_complex, repr(torch.cfloat)) == (
        True,
        False,
        "torch.complex64",
    )


def test_bfloat16_rounds_to_eight_bits_and_ties_to_even():
    rounded = dtypes.round_to_bfloat16(np.array([1.0, 1.00390625, 1.01171875, np.nan], np.float32))

    assert rounded[:3].tolist() == [1.0, 1.0, 1.015625]
    assert np.isnan(rounded[3])


def test_a_size_prints_slices_and_adds_as_pytorchs():
    size = torch.Size([2, 3])

    assert repr(size) == "torch.Size([2, 3])"
    assert repr(size[1:]) == "torch.Size([3])"
    assert repr(size + torch.Size([4])) == "torch.Size([2, 3, 4])"


def test_a_graphics_card_can_be_named_and_no_tensor_stands_there():
    card = torch.device("cuda:0")

    assert (card.type, card.index, repr(card)) == ("cuda", 0, "device(type='cuda', index=0)")
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.ones(1, device=card)
    with pytest.raises(RuntimeError, match="PyTorch is not linked with support for mps devices"):
        torch.ones(1).to("mps")
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"), card:
        torch.ones(1)


def test_tensors_made_under_the_cpu_stand_there():
    with torch.device("cpu") as device:
        assert torch.ones(1).device == device
    assert len({torch.device("cpu"), torch.device("cpu"), torch.device("cpu", 0)}) == 2


@pytest.mark.parametrize(
    ("given", "text"),
    [("foo", "Expected one of cpu, cuda"), ("cpu:x", "Invalid device string"), (0, "Cannot access accelerator")],
)
def test_devices_that_there_are_not_are_refused(given, text):
    with pytest.raises(RuntimeError, match=text):
        torch.device(given)


@pytest.mark.parametrize("one", [torch.float32, torch.Size([2, 3]), torch.device("cpu"), torch.device("cpu", 0)])
def test_types_sizes_and_devices_can_be_pickled(one):
    assert pickle.loads(pickle.dumps(one)) == one


def test_how_far_a_type_counts_without_a_gap():
    assert [d.counts for d in (torch.float16, torch.bfloat16, torch.uint8, torch.bool)] == [2049, 257, 256, 2]


@pytest.mark.oracle
@pytest.mark.parametrize(("one", "other"), list(itertools.product(dtypes.ALL, repeat=2)))
def test_every_pair_of_types_and_ranks_mixes_as_in_pytorch(one, other):
    oracle = pytest.importorskip("torch")
    for a, b in itertools.product([(), (2,)], repeat=2):
        ours = torch.result_type(torch.ones(a, dtype=one), torch.ones(b, dtype=other))
        first = oracle.ones(a, dtype=getattr(oracle, one.name))
        theirs = oracle.result_type(first, oracle.ones(b, dtype=getattr(oracle, other.name)))

        assert repr(ours) == repr(theirs)


def test_a_shape_is_made_once_and_no_more_shapes_are_kept_than_are_met_lately():
    assert dtypes.sizes[(1, 2)] is dtypes.sizes[(1, 2)]
    for size in range(10_000):
        dtypes.sizes[(size, 7)]

    assert len(dtypes.sizes) < 5_000
    assert dtypes.sizes[(1, 2)] == torch.Size([1, 2])
