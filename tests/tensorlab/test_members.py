"""Members of tensors that compute nothing: flags, old spellings, and loops that call a Python function."""

import pytest

import tensorlab as torch


def test_a_python_function_makes_each_element():
    x = torch.arange(3)
    assert x.apply_(lambda v: v * 2) is x
    assert x.map_(torch.ones(3, dtype=torch.int64), lambda a, b: a + b).tolist() == [1, 3, 5]
    assert x.map2_(x, x, lambda a, b, c: a + b + c).tolist() == [3, 9, 15]
    assert x._version == 3


def test_a_recorded_loop_is_one_write():
    from tensorlab import events

    with events.listen() as heard:
        torch.arange(3).apply_(lambda v: v)

    assert [event[0] for event in heard.events][:2] == [events.Kind.CREATED, events.Kind.MUTATED]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: torch.ones(1, requires_grad=True).apply_(abs), RuntimeError, r"Can't call apply_\(\) on Variable"),
        (lambda: torch.ones(1).map_(abs), TypeError, r"map_\(\) takes 2 arguments, but got 1"),
        (lambda: torch.ones(1).map_(torch.tensor([1]), max), TypeError, r"expected torch.FloatTensor for 'other'"),
        (lambda: torch.ones(1).map2_(torch.ones(1), torch.tensor([1]), max), TypeError, "for 'y'"),
        (lambda: torch.ones(2).set_(torch.tensor([1])), RuntimeError, "Could not set tensor of type long int"),
        (lambda: torch.ones(2, 3).sum_to_size(4), RuntimeError, "is not expandable to size"),
    ],
)
def test_what_cannot_be_is_refused(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_a_tensor_of_the_same_type_from_a_size_or_from_numbers():
    x = torch.ones(1, dtype=torch.int32)

    assert (x.new(2, 3).shape, x.new().shape, x.new(torch.Size([2])).shape) == ((2, 3), (0,), (2,))
    assert x.new([1, 2]).dtype is torch.int32
    assert x.new(torch.tensor([1.5])).tolist() == [1]


def test_a_tensor_can_look_at_the_memory_of_another():
    from tensorlab import events

    x, y = torch.ones(2), torch.zeros(3)
    with events.listen() as heard:
        x.set_(y)
    y[0] = 7

    assert x.tolist() == [7.0, 0.0, 0.0]
    assert x.set_().shape == (0,)
    assert events.Kind.LAYOUT in {event[0] for event in heard.events}


def test_flags_of_a_tensor_on_the_cpu():
    x = torch.ones(2)

    assert x.is_cpu
    assert not any([x.is_mps, x.is_xla, x.is_nested, x.is_shared(), x.is_pinned(), x.is_coalesced()])
    assert x.share_memory_() is x.to_dense() is x
    with pytest.raises(RuntimeError, match="Cannot access accelerator device when none is available"):
        x.pin_memory()
    assert (x.name, x.grad_dtype, x.ndimension(), x.storage_type()) == (None, torch.float32, 1, "torch.FloatStorage")
    with pytest.warns(UserWarning, match="volatile was removed"):
        assert x.volatile is False


def test_real_numbers_are_their_own_real_part_and_have_no_imaginary_one():
    x = torch.ones(2)

    assert x.real is x.conj() is torch.real(x) is x.conj_physical() is x.resolve_conj() is x.resolve_neg() is x
    assert not any([x.is_complex(), x.is_conj(), x.is_neg(), x.is_distributed()])
    with pytest.raises(RuntimeError, match="imag is not implemented"):
        x.imag  # noqa: B018
    assert complex(torch.tensor(1.5)) == 1.5


def test_what_can_be_asked_of_a_tensor():
    x = torch.ones(2)

    assert (x.is_signed(), x.is_same_size(torch.ones(3)), x.get_device()) == (True, False, -1)
    assert torch.is_nonzero(torch.tensor([2.0]))
    with pytest.raises(RuntimeError, match="Boolean value of Tensor with more than one value is ambiguous"):
        x.is_nonzero()


def test_axes_and_rows_can_be_read_backwards():
    assert torch.ones(2, 3).t().dim_order() == (1, 0)
    assert reversed(torch.arange(3)).tolist() == [2, 1, 0]
    assert reversed(torch.tensor(3)).item() == 3


def test_an_old_variable_is_any_tensor():
    made = torch.Variable(torch.ones(1), requires_grad=True)

    assert made.requires_grad
    assert isinstance(torch.ones(1), torch.Variable)
    assert not isinstance(3, torch.Variable)
    assert not torch.Variable(torch.ones(1)).requires_grad


def test_channels_last_is_another_order_of_the_same_axes():
    x = torch.ones(2, 3, 4, 5)

    assert x.is_contiguous(memory_format=torch.contiguous_format)
    assert not x.is_contiguous(memory_format=torch.channels_last)
    assert x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).is_contiguous(memory_format=torch.channels_last)


def test_a_type_by_a_name_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="invalid type: 'foo'"):
        torch.ones(1).type("foo")
