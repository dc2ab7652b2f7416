"""Tensors counted, filled and laid out: against PyTorch's own answers, written down here."""

import numpy as np
import pytest

import tensorlab as torch


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: torch.arange(0.0, -8.000001, -4.0, dtype=torch.int64), [0, -4]),
        (lambda: torch.arange(0.5, 3.7, 0.7, dtype=torch.int32), [0, 0, 0, 0, 0]),
        (lambda: torch.arange(1, 2.5, 0.5), [1.0, 1.5, 2.0]),
        (lambda: torch.arange(torch.tensor(3)), [0, 1, 2]),
        (lambda: torch.logspace(0, 2.5, 4, dtype=torch.int64), [1, 4, 21, 100]),
        (lambda: torch.linspace(-2.5, 3.5, 4, dtype=torch.int64), [-2, 0, 1, 3]),
        (lambda: torch.linspace(0, 10, 1), [0.0]),
        (lambda: torch.linspace(2, 10, 1, dtype=torch.int64), [2]),
        (lambda: torch.logspace(0, -3, 0), []),
        (lambda: torch.scalar_tensor(3), 3.0),
        (lambda: torch.zeros(2, dtype=torch.float64).new_full((2,), 7), [7.0, 7.0]),
        (lambda: torch.arange(3, out=torch.empty(0, dtype=torch.int64)), [0, 1, 2]),
    ],
)
def test_numbers_are_counted_as_pytorch_counts(made, expected):
    assert made().tolist() == expected


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda: torch.arange(0, 1, 0), "step must be nonzero"),
        (lambda: torch.arange(3, 1), "upper bound and lower bound inconsistent with step sign"),
        (lambda: torch.linspace(0, 3, -1), "number of steps must be non-negative"),
        (lambda: torch.logspace(0, 3, -1), "number of steps must be non-negative"),
        (lambda: torch.eye(-1), "n must be greater or equal to 0, got -1"),
        (lambda: torch.eye(2, -3), "m must be greater or equal to 0, got -3"),
        (
            lambda: torch.empty_strided((2, 3), (1,)),
            "dimensionality of sizes (2) must match dimensionality of strides (1)",
        ),
        (lambda: torch.multinomial(torch.ones(1, 2, 3), 2), "prob_dist must be 1 or 2 dim"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_pytorchs_words(made, text):
    with pytest.raises(RuntimeError) as caught:
        made()
    assert str(caught.value) == text


def test_memory_is_laid_out_as_asked():
    assert torch.empty_strided((2, 3), (1, 2)).stride() == (1, 2)
    assert torch.empty_strided((0, 3), (3, 1)).shape == (0, 3)
    assert torch.empty_permuted((2, 3, 5), (0, 2, 1)).stride() == (15, 1, 3)


def test_a_drawn_tensor_takes_type_and_flag():
    made = torch.normal(1.6, 0.3, (2, 3), dtype=torch.float64, requires_grad=True)

    assert (made.dtype, made.requires_grad, made.is_leaf) == (torch.float64, True, True)
    assert torch.randint_like(torch.zeros(4), 3, device="cpu").dtype is torch.float32


@pytest.mark.parametrize(
    "made",
    [
        lambda dtype: torch.zeros(2, dtype=dtype),
        lambda dtype: torch.tensor([1, 0], dtype=dtype),
        lambda dtype: torch.as_tensor(np.ones(2, np.float32), dtype=dtype),
        lambda dtype: torch.full((2,), 1, dtype=dtype),
        lambda dtype: torch.arange(2, dtype=dtype),
        lambda dtype: torch.zeros_like(torch.ones(2, dtype=torch.int8), dtype=dtype),
        lambda dtype: torch.ones(2).to(dtype),
        lambda dtype: torch.ones(2).to(dtype=dtype),
        lambda dtype: torch.ones(2).sum(dtype=dtype),
        lambda dtype: torch.ones(2).cumsum(0, dtype=dtype),
        lambda dtype: torch.ones(2, dtype=torch.float64).view(dtype),
    ],
)
def test_python_types_stand_for_their_widest_counterparts(made):
    assert made(float).dtype is torch.float64
    assert made(int).dtype is torch.int64


def test_a_layer_takes_python_types_too():
    assert torch.nn.Linear(2, 2, dtype=float).weight.dtype is torch.float64
    assert torch.nn.Linear(2, 2).to(float).weight.dtype is torch.float64
    assert torch.finfo(float).bits == torch.iinfo(int).bits == 64


def test_what_is_no_type_is_refused():
    with pytest.raises(TypeError, match=r"zeros\(\): argument 'dtype' must be torch.dtype, not str"):
        torch.zeros(2, dtype="float32")
    with pytest.raises(TypeError, match=r"zeros\(\): argument 'dtype' must be torch.dtype, not type"):
        torch.zeros(2, dtype=np.float32)
    with pytest.raises(TypeError, match=r"cumsum\(\): argument 'dtype' must be torch.dtype, not str"):
        torch.ones(2).cumsum(0, dtype="float32")
    with pytest.raises(NotImplementedError, match="TensorLab has no complex tensors"):
        torch.zeros(2, dtype=complex)


@pytest.mark.parametrize(
    ("made", "kind", "text"),
    [
        (lambda: torch.zeros(2, -1), RuntimeError, "zeros: Dimension size must be non-negative."),
        (lambda: torch.ones(2, -3), RuntimeError, "Trying to create tensor with negative dimension -3: [2, -3]"),
        (lambda: torch.full((-1,), 2.0), RuntimeError, "Trying to create tensor with negative dimension -1: [-1]"),
        (
            lambda: torch.randint(3, (2, -1)),
            RuntimeError,
            "Trying to create tensor with negative dimension -1: [2, -1]",
        ),
        (lambda: torch.Tensor(-1), RuntimeError, "Trying to create tensor with negative dimension -1: [-1]"),
        (
            lambda: torch.rand(2, dtype=torch.int64),
            NotImplementedError,
            "\"check_uniform_bounds\" not implemented for 'Long'",
        ),
        (
            lambda: torch.randn(2, dtype=torch.int32),
            NotImplementedError,
            "\"normal_kernel_cpu\" not implemented for 'Int'",
        ),
        (
            lambda: torch.randint(3, 3, (2,)),
            RuntimeError,
            "random_ expects 'from' to be less than 'to', but got from=3 >= to=3",
        ),
        (
            lambda: torch.multinomial(torch.ones(2), 3),
            RuntimeError,
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
        ),
        (lambda: torch.arange(1, 2.5, 0.5, dtype=torch.int64), ValueError, "step must be nonzero"),
        (lambda: torch.from_numpy([1]), TypeError, "expected np.ndarray (got list)"),
        (lambda: torch.Tensor(3.5), TypeError, "new(): data must be a sequence (got float)"),
        (lambda: torch.Tensor(True), TypeError, "new(): data must be a sequence (got bool)"),
        (lambda: torch.FloatTensor("a"), TypeError, "new(): invalid data type 'str'"),
    ],
)
def test_what_cannot_be_made_is_refused_in_pytorchs_words(made, kind, text):
    with pytest.raises(kind) as caught:
        made()
    assert str(caught.value) == text


def test_numpy_memory_that_runs_backwards_cannot_be_shared():
    with pytest.raises(ValueError, match="At least one stride in the given numpy array is negative"):
        torch.from_numpy(np.arange(3)[::-1])


def test_a_tensor_of_a_tensor_is_a_copy_and_warns_of_it():
    x = torch.ones(2)
    with pytest.warns(UserWarning, match=r"To copy construct from a tensor, it is recommended to use sourceTensor"):
        y = torch.tensor(x, dtype=torch.int64)
    y[0] = 5

    assert (x.tolist(), y.tolist()) == ([1.0, 1.0], [5, 1])


def test_out_is_resized_and_its_type_decides():
    out = torch.empty(4)
    whole = torch.empty(2, dtype=torch.int32)

    assert torch.ones(2, 3, out=out) is out
    assert out.tolist() == [[1.0] * 3] * 2
    assert torch.full((2,), 3.0, out=whole).tolist() == [3, 3]
    with pytest.raises(RuntimeError, match=r"dtype Float does not match dtype of out parameter \(Int\)"):
        torch.zeros(2, dtype=torch.float32, out=whole)
    with pytest.raises(NotImplementedError, match="not implemented for 'Int'"):
        torch.rand(2, out=whole)
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        torch.ones(2, out=torch.empty(2, requires_grad=True))


def test_bfloat16_numbers_are_rounded_when_they_are_made():
    assert torch.full((1,), 1.01, dtype=torch.bfloat16).item() == 1.0078125  # 1 + 2⁻⁷: eight bits for the fraction
    assert torch.linspace(0, 1.01, 2, dtype=torch.bfloat16)[1].item() == 1.0078125


def test_the_old_constructors_take_a_size_or_numbers():
    x = torch.ones(2)
    twin = torch.Tensor(x)
    twin[0] = 5

    assert x.tolist() == [5.0, 1.0]
    assert torch.Tensor().shape == torch.FloatTensor().shape == (0,)
    assert (
        torch.Tensor(2, 3).shape == torch.Tensor(torch.Size([2, 3])).shape == torch.Tensor(size=(2, 3)).shape == (2, 3)
    )
    assert torch.Tensor(range(3)).tolist() == [0.0, 1.0, 2.0]
    assert torch.LongTensor([1.7, 2]).tolist() == [1, 2]
    assert torch.LongTensor(torch.arange(2)).tolist() == [0, 1]
    with pytest.raises(
        TypeError, match=r"expected TensorOptions\(dtype=long int, .*\) \(got TensorOptions\(dtype=float,"
    ):
        torch.LongTensor(x)
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.Tensor([1]).dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
