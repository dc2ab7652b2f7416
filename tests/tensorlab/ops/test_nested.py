"""Nested lists as tensors: their shape, their type, and what PyTorch says where they are none."""

import array
import collections

import numpy as np
import pytest

import tensorlab as torch

pytestmark = pytest.mark.filterwarnings("ignore:Creating a tensor from a list of numpy:UserWarning")


class Index:
    """A whole number by its own account."""

    def __index__(self):
        return 2


class Fraction:
    """A fraction by its own account."""

    def __float__(self):
        return 2.5


class Foreign:
    """A list by its own account."""

    def __len__(self):
        return 2

    def __getitem__(self, place):
        return (1, 2)[place]


@pytest.mark.parametrize(
    ("data", "numbers", "dtype"),
    [
        ([1, 2.5, True], [1.0, 2.5, 1.0], torch.float32),
        ([True, 2], [1, 2], torch.int64),
        ([True, False], [True, False], torch.bool),
        ([(1, 2), [3, 4]], [[1, 2], [3, 4]], torch.int64),
        (range(3), [0, 1, 2], torch.int64),
        (collections.deque([1, 2]), [1, 2], torch.int64),
        (array.array("d", [1, 2]), [1.0, 2.0], torch.float32),
        (bytearray(b"ab"), [97, 98], torch.int64),
        (Foreign(), [1, 2], torch.int64),
        ([], [], torch.float32),
        ([[], 3], [[], []], torch.float32),
        ([[], [1]], [[], []], torch.float32),
        ([2**62, 2.5], [2.0**62, 2.5], torch.float32),
        ([1.0, 2**70], [1.0, 2.0**70], torch.float32),
    ],
)
def test_the_first_elements_tell_the_shape_and_all_of_them_the_type(data, numbers, dtype):
    made = torch.tensor(data)

    assert made.dtype is dtype
    assert made.tolist() == numbers


@pytest.mark.parametrize(
    ("data", "numbers", "dtype"),
    [
        ([np.float64(1), 2], [1.0, 2.0], torch.float64),
        ([np.float32(1), 2], [1.0, 2.0], torch.float32),
        ([np.int32(1)], [1], torch.int32),
        ([np.int32(1), 1], [1, 1], torch.int64),
        ([1.0, np.bool_(True)], [1.0, 1.0], torch.float32),
        ([[1.0, 2.0], np.array([3.0, 4.0])], [[1.0, 2.0], [3.0, 4.0]], torch.float64),
        ([np.array([1, 2], np.int32)] * 2, [[1, 2], [1, 2]], torch.int32),
        ([1, np.array(2)], [1, 2], torch.int64),
        ([torch.tensor(1.0, dtype=torch.float64), 1], [1.0, 1.0], torch.float64),
        ([torch.tensor(1), torch.tensor(2.5)], [1.0, 2.5], torch.float32),
        ([torch.ones(1, 1), 2.0], [1.0, 2.0], torch.float32),
        ([[1, 2], torch.tensor([3, 4.5])], [[1.0, 2.0], [3.0, 4.5]], torch.float32),
        ([torch.ones((), dtype=torch.bfloat16)], [1.0], torch.bfloat16),
    ],
)
def test_numbers_of_numpy_and_of_tensors_bring_their_own_type(data, numbers, dtype):
    made = torch.tensor(data)

    assert made.dtype is dtype
    assert made.tolist() == numbers


@pytest.mark.parametrize(
    ("data", "dtype", "numbers"),
    [
        ([2.7, 1], torch.int64, [2, 1]),
        (2.7, torch.bool, True),
        (-1, torch.uint8, 255),
        (2**70, torch.float32, 2.0**70),
        (1e300, torch.float32, float("inf")),
        (70000, torch.float16, float("inf")),
        (1.01, torch.bfloat16, 1.0078125),
        (np.array([1.01]), torch.bfloat16, [1.0078125]),
        ([Index(), 2], torch.int64, [2, 2]),
        ([Fraction(), 2], torch.float32, [2.5, 2.0]),
        ([torch.tensor(2)], torch.float32, [2.0]),
        ([torch.tensor(2)], torch.int64, [2]),
        ([np.float64(2.5), 2], torch.int64, [2, 2]),
        ([1, 2], float, [1.0, 2.0]),
        ([0, 2], bool, [False, True]),
        ([1.5], int, [1]),
    ],
)
def test_a_type_that_is_asked_for_takes_what_it_can_hold(data, dtype, numbers):
    assert torch.tensor(data, dtype=dtype).tolist() == numbers


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        ([[1, 2], [3]], ValueError, r"expected sequence of length 2 at dim 1 \(got 1\)"),
        ([[1.0], []], ValueError, r"expected sequence of length 1 at dim 1 \(got 0\)"),
        ([[1, 2], torch.tensor([3])], ValueError, r"expected sequence of length 2 at dim 1 \(got 1\)"),
        ([[1, 2], 3], TypeError, "not a sequence"),
        ([[1, 2], torch.tensor(3)], TypeError, "not a sequence"),
        ([1, [2, 3]], TypeError, "'list' object cannot be interpreted as an integer"),
        ([1.0, [2]], TypeError, "must be real number, not list"),
        ([1, 2, []], TypeError, "must be real number, not list"),
        (None, RuntimeError, "Could not infer dtype of NoneType"),
        ([1, None], RuntimeError, "Could not infer dtype of NoneType"),
        ([[1, 2], {1: 2}], RuntimeError, "Could not infer dtype of dict"),
        ("3.5", TypeError, "new\\(\\): invalid data type 'str'"),
        (b"a", TypeError, "new\\(\\): invalid data type 'bytes'"),
        ([1, "a"], TypeError, "new\\(\\): invalid data type 'str'"),
        (["a"], ValueError, "too many dimensions 'str'"),
        ([2**63], ValueError, "Overflow when unpacking long long"),
        ([1j], NotImplementedError, "TensorLab has no complex tensors"),
        ([torch.ones(2), 2.0], ValueError, "only one element tensors can be converted to Python scalars"),
        ([torch.ones(2).long()], TypeError, "only integer tensors of a single element can be converted to an index"),
        ([np.array(1.0)], TypeError, "len\\(\\) of unsized object"),
    ],
)
def test_what_is_no_block_of_numbers_is_refused_with_pytorchs_words(data, kind, message):
    with pytest.raises(kind, match=message):
        torch.tensor(data)


def test_a_list_inside_itself_is_refused():
    first, later = [], [1]
    first.append(first)
    later.append(later)

    with pytest.raises(ValueError, match="too many dimensions 'list'"):
        torch.tensor(first)
    with pytest.raises(TypeError, match="self-referential lists are incompatible"):
        torch.tensor(later)


@pytest.mark.parametrize(
    ("data", "dtype", "kind", "message"),
    [
        (300, torch.uint8, RuntimeError, "value cannot be converted to type uint8 without overflow"),
        ([-129], torch.int8, RuntimeError, "value cannot be converted to type int8 without overflow"),
        (2**40, torch.int32, RuntimeError, "value cannot be converted to type int32 without overflow"),
        (float("nan"), torch.int64, RuntimeError, "value cannot be converted to type int64 without overflow"),
        (["a", 1], torch.float32, ValueError, "too many dimensions 'str'"),
        ([1, "a"], torch.float32, TypeError, "must be real number, not str"),
        ([torch.tensor(2.5)], torch.int64, TypeError, "only integer tensors of a single element"),
    ],
)
def test_a_type_that_is_asked_for_refuses_what_it_cannot_hold(data, dtype, kind, message):
    with pytest.raises(kind, match=message):
        torch.tensor(data, dtype=dtype)
