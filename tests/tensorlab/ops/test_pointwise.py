"""Arithmetic element by element: values as numpy's, types, limits and refusals as PyTorch's."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch
from tensorlab.ops.plans import TABLE

INF, NAN = math.inf, math.nan


def numbers(*values, dtype=torch.float64, requires_grad=False):
    return torch.tensor(values, dtype=dtype, requires_grad=requires_grad)


def slopes(function, *operands):
    """The gradients of the sum of the results."""
    return [found.tolist() for found in torch.autograd.grad(function(*operands).sum(), operands)]


ONE_OPERAND = {
    "abs": np.abs,
    "ceil": np.ceil,
    "cos": np.cos,
    "exp": np.exp,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "floor": np.floor,
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "log2": np.log2,
    "neg": np.negative,
    "reciprocal": np.reciprocal,
    "sin": np.sin,
    "sqrt": np.sqrt,
    "square": np.square,
    "tan": np.tan,
    "tanh": np.tanh,
    "trunc": np.trunc,
}
TWO_OPERANDS = {
    "add": np.add,
    "atan2": np.arctan2,
    "copysign": np.copysign,
    "fmax": np.fmax,
    "fmin": np.fmin,
    "fmod": np.fmod,
    "hypot": np.hypot,
    "logaddexp": np.logaddexp,
    "logaddexp2": np.logaddexp2,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mul": np.multiply,
    "pow": np.power,
    "remainder": np.remainder,
    "sub": np.subtract,
    "true_divide": np.true_divide,
}


@pytest.mark.parametrize("name", ONE_OPERAND)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_function_of_one_operand_gives_what_numpy_gives(name, dtype):
    values = torch.tensor([0.3, 1.0, 2.7], dtype=dtype)

    made = getattr(torch, name)(values)

    assert made.dtype is dtype
    np.testing.assert_allclose(made.numpy(), ONE_OPERAND[name](values.numpy()), rtol=1e-6)
    assert torch.equal(getattr(values, name)(), made)
    assert torch.equal(getattr(values.clone(), name + "_")(), made)


@pytest.mark.parametrize("name", TWO_OPERANDS)
def test_a_function_of_two_operands_broadcasts_as_numpy_does(name):
    column, row = torch.tensor([[0.3], [2.7]]), torch.tensor([0.5, 1.0, 2.0])

    made = getattr(torch, name)(column, row)

    np.testing.assert_allclose(made.numpy(), TWO_OPERANDS[name](column.numpy(), row.numpy()), rtol=1e-6)


@pytest.mark.parametrize("name", ["sqrt", "exp", "sin", "sigmoid", "erf", "reciprocal", "deg2rad", "log1p"])
@pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.bool])
def test_whole_numbers_become_floats_where_the_result_is_no_whole_number(name, dtype):
    values = torch.tensor([0, 1], dtype=dtype)

    made = getattr(torch, name)(values)

    assert made.dtype is torch.float32
    assert torch.equal(made, getattr(torch, name)(values.float()))


def test_subtraction_knows_no_truth_values():
    truth = torch.tensor([True])

    for wrong, what in ((lambda: truth - truth, "two bool tensors"), (lambda: truth - 1, "a bool tensor")):
        with pytest.raises(RuntimeError, match=f"with {what} is not supported"):
            wrong()


@pytest.mark.parametrize(("rounding_mode", "expected"), [("floor", [-4, -4, 3]), ("trunc", [-3, -3, 3])])
def test_whole_numbers_are_divided_downwards_or_towards_zero(rounding_mode, expected):
    left, right = torch.tensor([-7, 7, -7]), torch.tensor([2, -2, -2])

    assert torch.div(left, right, rounding_mode=rounding_mode).tolist() == expected
    assert torch.div(left.double(), right, rounding_mode=rounding_mode).tolist() == expected


def test_a_negative_power_of_a_whole_number_is_what_is_left_of_the_fraction():
    assert torch.pow(torch.tensor([2, 3]), torch.tensor([3, 2])).tolist() == [8, 9]
    assert torch.pow(torch.tensor([2, 1, -1, -1]), torch.tensor([-1, -2, -3, -2])).tolist() == [0, 1, -1, 1]
    with pytest.raises(RuntimeError, match="Integers to negative integer powers are not allowed"):
        torch.tensor([2]) ** -1


def test_lerp_meets_both_ends_exactly():
    start, end = torch.tensor([0.1, 1e8]), torch.tensor([0.7, 1.0])

    assert torch.equal(torch.lerp(start, end, 0.0), start)
    assert torch.equal(torch.lerp(start, end, 1.0), end)


@pytest.mark.parametrize(
    ("low", "high", "expected", "passed"),
    [(-1.0, 1.0, [-1.0, 0.5, 1.0], [0.0, 1.0, 0.0]), (0.0, None, [0.0, 0.5, 3.0], [0.0, 1.0, 1.0])],
)
def test_clamp_cuts_off_and_passes_on_only_what_it_left(low, high, expected, passed):
    x = numbers(-2.0, 0.5, 3.0, requires_grad=True)

    assert torch.clamp(x, low, high).tolist() == expected
    assert slopes(lambda x: torch.clamp(x, low, high), x) == [passed]


@pytest.mark.parametrize(
    ("operation", "kernel"),
    [
        (lambda x: x.clamp(False, True), "clamp_scalar_cpu"),
        (lambda x: x.clamp(min=True), "clamp_min_scalar_cpu"),
        (lambda x: x.clamp(max=True), "clamp_max_scalar_cpu"),
        (lambda x: x.clamp_min(True), "clamp_min_scalar_cpu"),
        (lambda x: x.clamp_max(True), "clamp_max_scalar_cpu"),
    ],
)
def test_truth_has_no_bounds(operation, kernel):
    with pytest.raises(NotImplementedError, match=f"\"{kernel}\" not implemented for 'Bool'"):
        operation(torch.tensor([True]))


def test_a_square_root_in_half_precision_is_a_power():
    # Of minus infinity the two differ.
    assert (torch.tensor([-INF], dtype=torch.float16) ** 0.5).item() == INF
    assert (torch.tensor([-INF]) ** 0.5).isnan()


def test_clamp_passes_the_gradient_on_to_the_bound_that_was_met():
    x = numbers(-2.0, 0.5, 3.0, requires_grad=True)
    low, high = numbers(-1.0, -1.0, -1.0, requires_grad=True), numbers(1.0, 1.0, 1.0, requires_grad=True)

    assert slopes(torch.clamp, x, low, high) == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert slopes(torch.clamp_min, x, low) == [[0, 1, 1], [1, 0, 0]]
    assert slopes(torch.clamp_max, x, high) == [[1, 1, 0], [0, 0, 1]]


def test_where_both_are_equal_the_gradient_is_shared_or_goes_to_the_first():
    a, b = numbers(1.0, 2.0, requires_grad=True), numbers(1.0, 3.0, requires_grad=True)

    assert slopes(torch.maximum, a, b) == [[0.5, 0.0], [0.5, 1.0]]
    assert slopes(torch.minimum, a, b) == [[0.5, 1.0], [0.5, 0.0]]
    assert slopes(torch.fmax, a, b) == [[1.0, 0.0], [0.0, 1.0]]
    assert slopes(torch.fmin, a, b) == [[1.0, 1.0], [0.0, 0.0]]


def test_fmax_prefers_a_number_to_none():
    a, b = numbers(NAN, 1.0, requires_grad=True), numbers(2.0, NAN, requires_grad=True)

    assert torch.fmax(a, b).tolist() == [2.0, 1.0]
    assert slopes(torch.fmax, a, b) == [[0.0, 1.0], [1.0, 0.0]]
    assert torch.maximum(a, b).isnan().all()


@pytest.mark.parametrize(("power", "slope"), [(0, [0.0, 0.0]), (2, [0.0, 4.0]), (3, [0.0, 12.0]), (-1, [-INF, -0.25])])
def test_the_slope_of_a_power_is_known_at_zero_too(power, slope):
    x = numbers(0.0, 2.0, requires_grad=True)

    assert slopes(lambda x: x**power, x) == [slope]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_the_largest_number_of_the_type_stands_for_the_infinite(dtype):
    x = torch.tensor([NAN, INF, -INF, 1.0], dtype=dtype)
    largest = torch.finfo(dtype).max

    assert torch.nan_to_num(x).tolist() == [0.0, largest, -largest, 1.0]
    assert torch.nan_to_num(x, 5.0, 6.0, 7.0).tolist() == [5.0, 6.0, 7.0, 1.0]
    assert x.nan_to_num_(neginf=-2.0).tolist() == [0.0, largest, -2.0, 1.0]
    assert torch.nan_to_num(torch.tensor([3])).tolist() == [3]


def test_zero_to_the_power_of_zero_is_flat_in_its_exponent():
    base, power = numbers(0.0, requires_grad=True), numbers(0.0, requires_grad=True)

    assert slopes(torch.pow, base, power) == [[0.0], [0.0]]
    assert slopes(lambda power: 0**power, power) == [[0.0]]
    assert slopes(lambda power: 0**power, numbers(-1.0, requires_grad=True)) == [[-INF]]


def test_masked_fill_takes_a_tensor_of_one_element_and_passes_on_to_it():
    x, value = numbers(1.0, 2.0, 3.0, requires_grad=True), torch.tensor(9.0, dtype=torch.float64, requires_grad=True)
    mask = torch.tensor([True, False, True])

    assert x.masked_fill(mask, value).tolist() == [9.0, 2.0, 9.0]
    assert slopes(lambda x, value: x.masked_fill(mask, value), x, value) == [[0.0, 1.0, 0.0], 2.0]


@pytest.mark.parametrize("name", ["float_power_", "div_", "pow_", "square_", "masked_fill_"])
def test_a_form_in_place_writes_and_keeps_its_place_in_the_graph(name):
    arguments = {
        "div_": (2.0,),
        "float_power_": (2.0,),
        "masked_fill_": (torch.tensor([True, False]), 5.0),
        "pow_": (2.0,),
        "square_": (),
    }[name]
    x = numbers(3.0, 4.0, requires_grad=True)
    y = x * 1
    expected = getattr(y, name.rstrip("_"))(*arguments)

    assert getattr(y, name)(*arguments) is y
    assert y.tolist() == expected.tolist()
    assert y._version == 1
    assert y.grad_fn.name() == expected.grad_fn.name()


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: torch.add(torch.tensor([1]), 1, alpha=0.5), "argument alpha must not be a floating point number"),
        (lambda: torch.add(torch.tensor([1]), 1, alpha=True), "Boolean alpha only supported for Boolean results"),
        (lambda: torch.tensor([1]) % 0, "ZeroDivisionError"),
        (lambda: torch.relu(torch.tensor([True])), "Boolean inputs not supported for relu"),
        (lambda: torch.clamp(torch.ones(1)), "At least one of 'min' or 'max' must not be None"),
        (lambda: torch.ones(2).masked_fill(torch.ones(2), 1), "only supports boolean masks"),
        (lambda: torch.ones(2).masked_fill(torch.ones(3).bool(), 1), r"tensor a \(3\) must match .* tensor b \(2\)"),
        (lambda: torch.ones(2).masked_fill_(torch.ones(3).bool(), 1), r"tensor a \(2\) must match .* tensor b \(3\)"),
    ],
)
def test_what_has_no_meaning_is_refused(operation, text):
    with pytest.raises(RuntimeError, match=text):
        operation()


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: torch.ones(2) & torch.ones(3), "must match the size of tensor b"),
        (lambda: torch.ones(2).bitwise_and_(torch.ones(2, 2)), "doesn't match the broadcast shape"),
        (lambda: torch.tensor([1]).bitwise_and_(0.5), "can't be cast to the desired output type Long"),
    ],
)
def test_that_there_is_no_kernel_is_found_out_last(operation, text):
    with pytest.raises(RuntimeError, match=text) as caught:
        operation()
    assert caught.type is RuntimeError


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (
            lambda: torch.maximum(torch.ones(1), 1),
            r"maximum\(\): argument 'other' \(position 2\) must be Tensor, not int",
        ),
        (lambda: torch.sin(1.0), r"sin\(\): argument 'input' \(position 1\) must be Tensor, not float"),
        (lambda: torch.fmod(2, torch.ones(1)), r"fmod\(\) received an invalid combination of arguments"),
        (lambda: torch.remainder(2, 3), r"remainder\(\) received an invalid combination of arguments"),
    ],
)
def test_a_number_in_the_place_of_a_tensor_is_refused(operation, text):
    with pytest.raises(TypeError, match=text):
        operation()


def test_a_method_does_not_count_its_tensor_among_the_arguments():
    x = torch.ones(1)

    for name in ("maximum", "atan2_", "arctan2"):
        with pytest.raises(TypeError) as told:
            getattr(x, name)(1)
        assert str(told.value) == f"{name}(): argument 'other' (position 1) must be Tensor, not int"
    with pytest.raises(TypeError, match="argument 'other' \\(position 1\\) must be Tensor, not str"):
        x.add("x")
    with pytest.raises(TypeError, match="invalid combination of arguments"):
        x.clamp(torch.ones(1), 2)


def test_plain_arithmetic_takes_numbers_alone():
    assert torch.mul(2, 3).item() == 6
    assert torch.div(3, 2).item() == 1.5


@pytest.mark.parametrize(
    "operation", [one for one in TABLE.values() if getattr(one, "ufunc", None)], ids=lambda one: one.name
)
def test_what_runs_on_floats_gives_what_the_declaration_says(operation):
    values = [np.array([0.25, 0.5, 0.75]), np.array([0.5, 0.25, 0.75])][: len(operation.operands)]

    assert np.array_equal(operation.function(*values), operation.ufunc(*values))
