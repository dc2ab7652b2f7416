"""A written call does what the operation itself would do, and leaves to it what is not plain."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType

import numpy as np
import pytest

import tensorlab as torch
from tensorlab.graph.mode import quietly
from tensorlab.ops import linalg, pointwise, reduce, shape


def leaf(*shape):
    return torch.arange(float(np.prod(shape))).reshape(shape).requires_grad_()


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.transpose(0, 1),
        lambda x: x.transpose(0, dim1=1),
        lambda x: torch.transpose(dim1=1, dim0=0, input=x),
        lambda x: shape.transpose(x, 0, 1),
    ],
)
def test_arguments_may_be_given_by_place_or_by_name(call):
    x = leaf(2, 3)
    assert call(x).shape == (3, 2)
    assert call(x).grad_fn.next_functions[0][0].variable is x


def test_names_of_numpy_are_understood():
    assert torch.sum(leaf(2, 3), axis=0, keepdims=True).tolist() == [[3.0, 5.0, 7.0]]


@pytest.mark.parametrize(
    ("arguments", "names", "said"),
    [
        ((1, 2), {}, "takes 2 positional arguments but 3 were given"),
        ((), {}, "missing 1 required positional arguments"),
        ((), {"mat3": 1}, "unexpected keyword argument 'mat3'"),
        ((1,), {"mat2": 1}, "got multiple values for argument 'mat2'"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, names, said):
    with pytest.raises(TypeError, match=said):
        linalg.mm(leaf(2, 2), *arguments, **names)


def test_a_method_is_a_plain_function_once_it_was_called():
    leaf(2, 3).unsqueeze(0)
    assert isinstance(vars(torch.Tensor)["unsqueeze"], FunctionType)


@pytest.mark.parametrize("operation", [pointwise.mul, shape.transpose, reduce.sum_all, linalg.mm])
def test_what_is_written_is_not_taken_for_code_of_the_user(operation):
    assert Path(operation.call.__code__.co_filename).is_relative_to(Path(torch.__file__).parent)


def test_operands_of_several_shapes_get_gradients_of_their_own_shape():
    x, row, number = leaf(2, 3), leaf(3), torch.tensor(2.0, requires_grad=True)
    (x * row * number).sum().backward()
    assert x.grad.tolist() == [[0.0, 2.0, 4.0]] * 2
    assert row.grad.tolist() == [6.0, 10.0, 14.0]
    assert number.grad.item() == 19.0


def test_a_leaf_that_is_both_operands_has_one_end_in_the_graph():
    x = leaf(2)
    (first, _), (second, _) = (x * x).grad_fn.next_functions
    assert first is second


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_a_number_keeps_its_sign_though_it_is_nothing(zero):
    made = torch.ones(2) * zero
    assert np.signbit(made.numpy()).tolist() == [np.signbit(zero)] * 2


def test_only_what_the_chosen_operands_need_is_saved():
    x, constant = leaf(2), torch.ones(2)
    node = (x * constant).grad_fn
    assert node._saved_other is constant
    assert node._saved_self is None


def test_several_floats_of_other_types_are_promoted():
    assert (torch.ones(2) + torch.ones(2, dtype=torch.float64)).dtype is torch.float64
    assert (torch.ones(2, dtype=torch.int64) * 2.5).dtype is torch.float32


def test_a_call_inside_of_a_computation_computes_and_is_not_recorded():
    made = quietly(lambda: leaf(2) / torch.zeros(2))
    assert made.isnan().tolist() == [True, False]
    assert made.grad_fn is None


def test_a_result_can_be_put_where_the_caller_says():
    out = torch.empty(3)
    assert torch.exp(torch.zeros(3), out=out) is out
    assert out.tolist() == [1.0, 1.0, 1.0]


def test_an_operand_that_is_left_out_has_no_edge():
    chances = leaf(2, 3).log_softmax(1)
    node = torch.nn.functional.nll_loss(chances, torch.tensor([0, 2])).grad_fn
    assert [type(after).__name__ for after, _ in node.next_functions] == ["LogSoftmaxBackward0"]
