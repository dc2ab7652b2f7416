"""Tensors whose elements become one value."""

from __future__ import annotations

import pytest

import tensorlab as torch


@pytest.mark.parametrize("dtype", [torch.float32, torch.int64, torch.uint8, torch.bool, torch.bfloat16])
def test_filling_keeps_shape_and_type(dtype):
    x = torch.zeros(2, 3, dtype=dtype)

    assert torch.equal(torch.fill(x, 1), torch.ones(2, 3, dtype=dtype))
    assert torch.equal(torch.fill(x, torch.tensor(1.0)), torch.ones(2, 3, dtype=dtype))
    assert not x.any()
    assert x.fill_(True) is x
    assert x.all()


def test_a_number_loses_its_fraction_in_a_whole_type():
    assert torch.zeros(2, dtype=torch.int64).fill_(2.7).tolist() == [2, 2]
    assert torch.zeros(1, dtype=torch.uint8).fill_(-1).tolist() == [255]


def test_the_gradient_goes_to_the_value_and_not_to_what_was_there():
    x = torch.ones(3, requires_grad=True)
    value = torch.tensor(2.0, requires_grad=True)

    for filled in (torch.fill(x, value), (x * 1).fill_(value), torch.ones(3).fill_(value)):
        of_x, of_value = torch.autograd.grad(filled.sum(), (x, value), allow_unused=True)
        assert of_x is None or of_x.tolist() == [0, 0, 0]
        assert of_value.item() == 3


def test_the_four_forms_have_nodes_of_their_own():
    x = torch.ones(2, requires_grad=True)
    value = torch.tensor(2.0)
    made = [torch.fill(x, 2.0), torch.fill(x, value), (x * 1).fill_(2.0), (x * 1).fill_(value)]

    assert [one.grad_fn.name() for one in made] == [f"FillBackward{number}" for number in range(4)]


def test_a_mask_chooses_what_is_filled():
    x = torch.zeros(2, 2)
    mask = torch.tensor([True, False])

    assert x.masked_fill(mask, 5.0).tolist() == [[5.0, 0.0], [5.0, 0.0]]
    assert x.masked_fill_(mask.view(2, 1), torch.tensor(7.0)).tolist() == [[7.0, 7.0], [0.0, 0.0]]


@pytest.mark.parametrize(
    ("value", "dtype", "word"),
    [
        (300, torch.uint8, "uint8_t"),
        (-129, torch.int8, "int8_t"),
        (1e6, torch.int16, "int16_t"),
        (2**40, torch.int32, "int"),
        (float("nan"), torch.int64, "int64_t"),
        (1e300, torch.float32, "float"),
        (1j, torch.float32, "float"),
    ],
)
def test_what_a_type_cannot_hold_is_refused(value, dtype, word):
    x = torch.zeros(1, dtype=dtype)

    for operation in (lambda: x.fill_(value), lambda: x.masked_fill(torch.tensor([True]), value)):
        with pytest.raises(RuntimeError, match=f"value cannot be converted to type {word} without overflow"):
            operation()


def test_what_is_neither_number_nor_element_is_refused():
    with pytest.raises(RuntimeError, match="fill_ only supports 0-dimension value tensor but got tensor with 1 dim"):
        torch.ones(2).fill_(torch.ones(2))
    with pytest.raises(RuntimeError, match="0-dimensional value tensor, but got tensor with 1 dimension"):
        torch.ones(2).masked_fill(torch.tensor([True, False]), torch.ones(1))
    with pytest.raises(TypeError, match=r"fill_\(\) received an invalid combination of arguments - got \(str\)"):
        torch.ones(2).fill_("a")
