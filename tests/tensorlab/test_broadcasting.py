"""Shapes that meet: numpy's own broadcasting is the witness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorlab as torch

shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)


def counted(shape):
    return torch.from_numpy(np.arange(1.0, 1.0 + np.prod(shape, dtype=int)).reshape(shape)).requires_grad_()


@given(shapes, shapes)
def test_a_product_has_numpys_shape_and_values_or_pytorchs_error(first, second):
    a, b = counted(first), counted(second)
    try:
        expected = a.detach().numpy() * b.detach().numpy()
    except ValueError:
        with pytest.raises(RuntimeError, match=r"The size of tensor a \(\d\) must match the size of tensor b \(\d\)"):
            a * b
        return

    made = a * b
    assert tuple(made.shape) == expected.shape
    assert made.tolist() == expected.tolist()


@given(shapes, shapes)
def test_a_gradient_comes_home_in_its_operands_shape(first, second):
    a, b = counted(first), counted(second)
    try:
        stretched = np.broadcast_shapes(first, second)
    except ValueError:
        return
    (a * b).sum().backward()

    # ∂(Σ a·b)/∂a is b where both have the same shape, and b summed over the stretched axes elsewhere.
    whole = np.broadcast_to(b.detach().numpy(), stretched)
    extra = len(stretched) - len(first)
    axes = (*range(extra), *[i + extra for i, n in enumerate(first) if n == 1 and stretched[i + extra] != 1])
    assert tuple(a.grad.shape) == first
    assert np.allclose(a.grad.numpy(), whole.sum(axes, keepdims=True).reshape(first))


@given(st.data())
def test_views_share_memory_and_see_what_numpy_sees(data):
    array = np.arange(24.0).reshape(2, 3, 4)
    x = torch.from_numpy(array.copy())
    kind = data.draw(st.sampled_from(["transpose", "slice", "select", "permute", "view", "unsqueeze"]))
    axis = data.draw(st.integers(0, 2))
    start = data.draw(st.integers(0, array.shape[axis] - 1))
    key = (slice(None),) * axis
    expected, view = {
        "transpose": lambda: (array.swapaxes(0, axis), x.transpose(0, axis)),
        "slice": lambda: (array[(*key, slice(start, None, 2))], x[(*key, slice(start, None, 2))]),
        "select": lambda: (array[(*key, start)], x[(*key, start)]),
        "permute": lambda: (array.transpose(2, 0, 1), x.permute(2, 0, 1)),
        "view": lambda: (array.reshape(4, 6), x.view(4, -1)),
        "unsqueeze": lambda: (np.expand_dims(array, axis), x.unsqueeze(axis)),
    }[kind]()

    assert view.tolist() == expected.tolist()
    assert view.stride() == tuple(step // 8 for step in expected.strides)
    assert view._base is x
    view.zero_()
    assert x.sum().item() == array.sum() - expected.sum()
    assert x._version == view._version == 1


def test_an_expanded_tensor_costs_no_memory_and_may_not_be_written_to():
    x = torch.ones(1, 3).expand(4, 3)

    assert x.stride() == (0, 1)
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor refers to a single memory"):
        x.add_(1)
