"""Tensors counted, filled and laid out: against PyTorch's own answers, written down here."""

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
        (lambda: torch.arange(1, 2.5, 0.5, dtype=torch.int64), "step must be nonzero"),
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
