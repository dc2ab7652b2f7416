"""A storage is one row of memory that tensors share, byte by byte or element by element."""

import pytest

import tensorlab as torch
from tensorlab.storage import TypedStorage


@pytest.fixture(autouse=True)
def told(monkeypatch):
    monkeypatch.setattr(TypedStorage, "has_warned", True)


def typed(tensor):
    return tensor.storage()


def test_the_first_typed_storage_says_that_it_is_old(monkeypatch):
    monkeypatch.setattr(TypedStorage, "has_warned", False)

    with pytest.warns(UserWarning, match="TypedStorage is deprecated"):
        torch.ones(1).storage()
    torch.ones(1).storage()


def test_a_storage_shows_its_elements_whatever_the_tensor_looks_like():
    storage = typed(torch.arange(4.0).reshape(2, 2).t())

    assert repr(storage) == (
        " 0.0\n 1.0\n 2.0\n 3.0\n[torch.storage.TypedStorage(dtype=torch.float32, device=cpu) of size 4]"
    )
    assert (storage.tolist(), list(storage), len(storage), storage.size()) == ([0, 1, 2, 3], [0, 1, 2, 3], 4, 4)
    assert (storage.nbytes(), storage.element_size(), storage.dtype) == (16, 4, torch.float32)


def test_what_is_written_into_a_storage_all_its_tensors_see():
    x = torch.zeros(2, 2)
    storage = typed(x[1])

    storage[-1] = 5
    storage[0] = 2

    assert (x.tolist(), storage[3], x._version) == ([[2.0, 0.0], [0.0, 5.0]], 5.0, 2)
    assert storage.fill_(1) is storage
    assert x.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_an_untyped_storage_shows_bytes():
    storage = torch.ones(1).untyped_storage()

    assert repr(storage) == " 0\n 0\n 128\n 63\n[torch.storage.UntypedStorage(device=cpu) of size 4]"
    assert (storage[3], storage[-1], storage[1:3], storage.element_size()) == (63, 63, [0, 128], 1)
    assert (len(storage), storage.nbytes()) == (4, 4)


def test_bfloat16_takes_two_bytes_there():
    assert torch.ones(1, dtype=torch.bfloat16).untyped_storage().tolist() == [128, 63]


def test_places_outside_are_refused():
    with pytest.raises(IndexError, match="index 5 out of range for storage of size 2"):
        typed(torch.ones(2))[5]
    with pytest.raises(RuntimeError, match="slices are only supported in UntypedStorage"):
        typed(torch.ones(2))[:1]


def test_tensors_over_one_memory_have_equal_storages():
    x = torch.ones(2, 2)
    storage = x.untyped_storage()

    assert storage == x[1].untyped_storage()
    assert storage != torch.ones(2, 2).untyped_storage()
    assert len({storage, x.t().untyped_storage()}) == 1
    assert storage.data_ptr() == x.data_ptr() == typed(x).untyped().data_ptr()
    assert (storage.device, storage.is_shared(), storage.is_pinned()) == (torch.device("cpu"), False, False)


def test_the_common_base_holds_no_numbers():
    from tensorlab.storage import _Storage

    nothing = _Storage(torch.ones(1)._array, torch.float32)
    with pytest.raises(NotImplementedError):
        nothing.tolist()
    with pytest.raises(NotImplementedError):
        nothing._title()
