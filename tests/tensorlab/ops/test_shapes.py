"""Views share memory, copies do not; and both give what numpy gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorlab as torch

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)


def counted(*shape):
    """0, 1, 2 … in this shape."""
    return torch.tensor(np.arange(np.prod(shape)).reshape(shape))


def share(first, second):
    return np.shares_memory(first.numpy(), second.numpy())


VIEWS = {
    "view": lambda x: x.view(4, 6),
    "reshape": lambda x: x.reshape(6, 4),
    "reshape of a gap": lambda x: x[:, :2].reshape(2, 2, 2, 2),
    "flatten": lambda x: x.flatten(1),
    "ravel": lambda x: x.ravel(),
    "unflatten": lambda x: x.unflatten(2, (2, 2)),
    "transpose": lambda x: x.transpose(0, 2),
    "permute": lambda x: x.permute(2, 0, 1),
    "movedim": lambda x: x.movedim((0, 1), (2, 0)),
    "T": lambda x: x.mT,
    "mT": lambda x: x.mT,
    "mH": lambda x: x.mH,
    "adjoint": lambda x: x.adjoint(),
    "H": lambda x: x[0].H,
    "squeeze": lambda x: x[:, :1].squeeze(),
    "squeeze of an axis that is larger": lambda x: x.squeeze(0),
    "unsqueeze": lambda x: x.unsqueeze(-1),
    "expand": lambda x: x[:1].expand(5, -1, -1),
    "broadcast_to": lambda x: torch.broadcast_to(x, (2, 2, 3, 4)),
    "diagonal": lambda x: x.diagonal(1, 1, 2),
    "unfold": lambda x: x.unfold(2, 2, 1),
    "as_strided": lambda x: x.as_strided((2, 2), (1, 2), 3),
    "narrow": lambda x: x.narrow(1, -2, 2),
    "select": lambda x: x.select(1, 2),
    "split": lambda x: x.split(2, 2)[1],
    "split_with_sizes": lambda x: x.split([1, 3], 2)[1],
    "chunk": lambda x: x.chunk(2, 2)[0],
    "tensor_split": lambda x: x.tensor_split(3, 2)[2],
    "unbind": lambda x: x.unbind(1)[2],
    "meshgrid": lambda x: torch.meshgrid(x[0, 0], x[1, 1], indexing="ij")[0],
    "index by slices": lambda x: x[..., 1:3, None, ::2],
    "index by nothing": lambda x: x[...],
    "atleast_3d": lambda x: torch.atleast_3d(x[0]),
    "linalg.diagonal": lambda x: torch.linalg.diagonal(x),
}

COPIES = {
    "reshape across a gap": lambda x: x.mT.reshape(24),
    "flatten of a transpose": lambda x: x.mT.flatten(),
    "contiguous of a transpose": lambda x: x.mT.contiguous(),
    "clone": lambda x: x.clone(),
    "repeat": lambda x: x.repeat(1, 1, 1),
    "tile": lambda x: x.tile(2),
    "repeat_interleave": lambda x: x.repeat_interleave(2, 0),
    "flip": lambda x: x.flip(0),
    "roll": lambda x: x.roll(1, 0),
    "rot90": lambda x: x.rot90(0),
    "tril": lambda x: x.tril(),
    "cat": lambda x: torch.cat([x]),
    "stack": lambda x: torch.stack([x]),
    "diag": lambda x: torch.diag(x[0]),
    "diagonal_copy": lambda x: torch.diagonal_copy(x),
    "index by a list": lambda x: x[[0, 1]],
    "index by a mask": lambda x: x[x >= 0],
    "index by True": lambda x: x[True],
    "select_scatter": lambda x: torch.select_scatter(x, x[0], 0, 1),
    "view_copy as another type": lambda x: torch.view_copy(x, torch.float64),
    "detach_copy": lambda x: torch.detach_copy(x),
}


def test_the_same_memory_as_another_type_is_no_view_but_counts_the_same_writes():
    x = counted(2, 3, 4)
    other = x.view(torch.int64)

    assert share(other, x)
    assert other._base is None
    x.add_(1)
    assert other._version == 1


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shares_the_memory_of_its_base(name):
    x = counted(2, 3, 4)
    view = VIEWS[name](x)

    assert share(view, x)
    assert view._base is x
    assert view.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


def test_the_same_memory_read_as_another_type_is_no_view_of_it():
    x = counted(2, 3, 4)
    other = x.view(torch.float64)

    assert share(other, x)
    assert other._base is None and not other._is_view()


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_has_memory_of_its_own(name):
    x = counted(2, 3, 4)
    copy = COPIES[name](x)

    assert not share(copy, x)


def test_what_changes_nothing_is_the_tensor_itself():
    x = counted(2, 3)

    assert x.flatten(1) is x
    assert x.contiguous() is x
    assert torch.atleast_2d(x) is x
    assert torch.tensor(1).H is not None


def test_a_piece_that_may_be_written_to_shares_memory_and_has_no_base():
    x = counted(4)
    piece = torch.unsafe_split(x, 2)[0]

    assert share(piece, x)
    assert piece._base is None
    assert torch.unsafe_chunk(x, 2)[1].tolist() == [2, 3]


@given(shapes, st.data())
def test_axes_in_any_order_are_numpys(shape, data):
    x = np.arange(np.prod(shape)).reshape(shape)
    order = data.draw(st.permutations(range(len(shape))))
    source = data.draw(st.integers(-len(shape), len(shape) - 1))
    place = data.draw(st.integers(-len(shape), len(shape) - 1))

    assert torch.tensor(x).permute(order).tolist() == x.transpose(order).tolist()
    assert torch.tensor(x).movedim(source, place).tolist() == np.moveaxis(x, source, place).tolist()


@given(shapes, st.data())
def test_turned_and_rolled_tensors_are_numpys(shape, data):
    x = np.arange(np.prod(shape)).reshape(shape)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    steps = data.draw(st.integers(-7, 7))

    assert torch.tensor(x).flip(axis).tolist() == np.flip(x, axis).tolist()
    assert torch.tensor(x).roll(steps, axis).tolist() == np.roll(x, steps, axis).tolist()
    assert torch.tensor(x).roll(steps).tolist() == np.roll(x, steps).tolist()
    assert torch.tensor(x).repeat_interleave(3, axis).tolist() == np.repeat(x, 3, axis).tolist()
    if len(shape) > 1:
        assert torch.tensor(x).rot90(steps, (0, -1)).tolist() == np.rot90(x, steps, (0, -1)).tolist()


@given(st.lists(shapes, min_size=1, max_size=3), st.integers(-4, 3))
def test_joining_agrees_with_numpy_or_fails_as_it_does(parts, axis):
    arrays = [np.zeros(shape) + number for number, shape in enumerate(parts)]
    tensors = [torch.tensor(array) for array in arrays]
    for ours, numpys in ((torch.cat, np.concatenate), (torch.stack, np.stack)):
        try:
            expected = numpys(arrays, axis).tolist()
        except ValueError:
            with pytest.raises((RuntimeError, IndexError)):
                ours(tensors, axis)
        else:
            assert ours(tensors, axis).tolist() == expected


def test_pieces_put_together_again_are_the_whole():
    x = counted(3, 7)

    for pieces in (x.split(3, 1), x.split([1, 6], 1), x.chunk(4, 1), x.tensor_split(3, 1), x.tensor_split((2, 9), 1)):
        assert torch.equal(torch.cat(pieces, 1), x)
    assert torch.equal(torch.stack(x.unbind(1), 1), x)


def test_sizes_are_whole_numbers():
    with pytest.raises(TypeError, match="must be tuple of ints, but found element of type float at pos 1"):
        counted(6).reshape(2, 3.0)


def test_a_vector_fits_no_larger_shape_of_another_size_even_when_it_is_empty():
    assert torch.zeros(0, 3).as_strided((0, 2), (1, 1)).shape == (0, 2)
    assert torch.zeros(0, 4).view(4, 0).shape == (4, 0)


def test_conversion_takes_the_type_of_another_tensor_or_nothing_at_all():
    x = torch.ones(2)

    assert x.to(torch.ones(1, dtype=torch.int32)).dtype is torch.int32
    assert x.to("cpu") is x
    assert x.to(None) is x


def test_a_tensor_may_change_its_own_shape():
    x = torch.arange(6.0, requires_grad=True)
    y = (x * 2).view(2, 3)
    same = y.t_().unsqueeze_(0).squeeze_()

    assert same is y
    assert y.shape == (3, 2)
    assert y.grad_fn.name() == "SqueezeBackward3"
    y.sum().backward()
    assert x.grad.tolist() == [2.0] * 6


def test_a_change_of_shape_in_place_counts_as_a_write_even_outside_autograd():
    x = torch.zeros(2, 3)
    data = x.data
    data.unsqueeze_(0)

    assert data.shape == (1, 2, 3)
    assert (data._version, x._version) == (1, 0)


@pytest.mark.parametrize("name", ["transpose_", "swapaxes_", "swapdims_"])
def test_axes_change_places_in_place_under_three_names(name):
    x = counted(2, 3)
    expected = x.clone().T

    assert torch.equal(getattr(x, name)(0, 1), expected)


def test_a_result_is_not_written_where_one_element_stands_for_many():
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        torch.cat([torch.ones(1), torch.ones(1)], out=torch.zeros(1).expand(2))


def test_resizing_keeps_the_memory_where_it_is_large_enough():
    x = torch.arange(6.0)
    start = x.data_ptr()

    assert x.resize_(2, 2).tolist() == [[0, 1], [2, 3]]
    assert x.data_ptr() == start
    assert x.resize_(8)[:6].tolist() == [0, 1, 2, 3, 4, 5]
    assert x.resize_as_(torch.zeros(2)).tolist() == [0, 1]


def test_a_copy_in_place_of_the_view_has_the_gradient_of_the_view():
    x = torch.arange(4.0, requires_grad=True)

    torch.view_copy(x, (2, 2))[0].sum().backward()
    assert x.grad.tolist() == [1, 1, 0, 0]
    assert torch.slice_copy(x, 0, 1, None, 2).grad_fn.name() == "SliceBackward0_copy"


def test_a_grid_of_three_axes_says_which_tensor_is_no_vector():
    with pytest.raises(RuntimeError, match="Expected 0D or 1D tensor in the tensor list but got: tensor"):
        torch.meshgrid(torch.zeros(1, 1, 1))
