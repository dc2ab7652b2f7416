"""Files keep tensors as they are, PyTorch understands them, and no file makes anything run."""

import io
import os
import pickle
import struct
import zipfile
from collections import Counter, OrderedDict
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorlab as torch
from tensorlab import nn
from tensorlab.serialization.reading import Memories, read
from tensorlab.serialization.writing import write

BY_PYTORCH = Path(__file__).with_name("written_by_pytorch.pt")


def through_a_file(obj):
    file = io.BytesIO()
    torch.save(obj, file)
    file.seek(0)
    return torch.load(file)


def archive_of(description, **members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", description)
        for name, content in members.items():
            archive.writestr(f"archive/{name}", content)
    file.seek(0)
    return file


# -- what is written is read again ------------------------------------------------------------------------------------

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary()
    | st.sets(st.integers()),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=12,
)


@given(plain)
def test_plain_data_comes_back_as_it_was(obj):
    assert through_a_file(obj) == obj


def test_a_number_of_any_length_comes_back():
    assert through_a_file(2**5000) == 2**5000


def test_containers_with_names_of_their_own_come_back():
    ordered = OrderedDict(b=1, a=2)
    ordered.version = 3
    found = through_a_file({"ordered": ordered, "counts": Counter("aab"), "array": bytearray(b"x")})

    assert found == {"ordered": ordered, "counts": Counter("aab"), "array": bytearray(b"x")}
    assert list(found["ordered"]) == ["b", "a"]
    assert found["ordered"].version == 3


def test_a_list_that_holds_itself_comes_back_so():
    ring = [1]
    ring.append(ring)

    found = through_a_file(ring)

    assert found[0] == 1
    assert found[1] is found


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.bool]
)
def test_a_tensor_keeps_its_type_and_its_numbers(dtype):
    x = torch.tensor([[0, 1], [2, -3]]).to(dtype)

    found = through_a_file(x)

    assert found.dtype is dtype
    assert torch.equal(found, x)


def test_views_share_one_memory_again():
    base = torch.arange(6.0).reshape(2, 3)

    found = through_a_file([base, base.t(), base[1]])

    found[0][1, 0] = 10.0
    assert (found[1].stride(), found[2].storage_offset()) == ((1, 3), 3)
    assert (found[1][0, 1].item(), found[2][0].item()) == (10.0, 10.0)


def test_an_expanded_tensor_keeps_its_strides():
    assert through_a_file(torch.ones(1, 3).expand(2, 3)).stride() == (0, 1)


def test_memory_with_gaps_that_numpy_lent_is_written_as_it_is_seen():
    import numpy as np

    lent = np.lib.stride_tricks.as_strided(np.arange(6.0), (2,), (16,))
    gaps = np.frombuffer(np.arange(6.0)).reshape(2, 3)[:, :2]

    assert through_a_file(torch.from_numpy(lent)).tolist() == [0.0, 2.0]
    assert through_a_file(torch.from_numpy(gaps)).tolist() == [[0.0, 1.0], [3.0, 4.0]]


def test_leaves_and_parameters_ask_for_gradients_again():
    found = through_a_file([torch.ones(1, requires_grad=True), nn.Parameter(torch.ones(1))])

    assert [one.requires_grad for one in found] == [True, True]
    assert isinstance(found[1], nn.Parameter)


def test_sizes_types_and_devices_come_back():
    given = [torch.Size([2, 3]), torch.float16, torch.device("cpu"), torch.device("cpu", 0)]

    assert through_a_file(given) == given


def test_a_model_and_its_optimiser_go_on_from_a_file(tmp_path):
    path = tmp_path / "checkpoint.pt"
    model = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()

    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)
    found = torch.load(str(path), weights_only=True)
    twin = nn.Linear(2, 1)
    twin.load_state_dict(found["model"])

    assert torch.equal(twin.weight, model.weight)
    assert repr(found["optimizer"]) == repr(optimizer.state_dict())


def test_equal_data_give_equal_files():
    first, second = io.BytesIO(), io.BytesIO()
    torch.save([torch.ones(2)], first)
    torch.save([torch.ones(2)], second)

    assert first.getvalue() == second.getvalue()


def test_a_file_written_by_pytorch_is_read():
    found = torch.load(BY_PYTORCH)

    assert found["base"].tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert found["row"].data_ptr() == found["base"].data_ptr() + 4 * 4
    assert (found["columns"].stride(), found["empty"].shape) == ((1, 3), (0, 3))
    assert (found["leaf"].requires_grad, found["weight"].requires_grad) == (True, True)
    assert found["numbers"] == (1, 2.5, True, -5, 10**12, 10**30)
    assert (found["octets"], found["set"], found["complex"]) == (b"ab\xff", {1}, 1j)
    assert (found["array"], found["counts"]) == (bytearray(b"q"), Counter("aab"))
    assert (found["brain"].dtype, found["brain"].tolist()) == (torch.bfloat16, [1.5, -2.0])
    assert (found["half"].tolist(), found["whole"].tolist()) == ([1.0], [1, -2])
    assert found["model"]._metadata[""] == {"version": 1}
    nn.Linear(2, 1).load_state_dict(found["model"])


@pytest.mark.oracle
def test_pytorch_reads_what_is_written_here():
    real = pytest.importorskip("torch", reason="PyTorch is not installed")
    base = torch.arange(6.0).reshape(2, 3)
    file = io.BytesIO()
    torch.save({"t": base.t(), "row": base[1], "n": (1, 10**30, b"\xff", {2}), "w": nn.Linear(2, 1).state_dict()}, file)
    file.seek(0)

    found = real.load(file, weights_only=True)

    assert found["t"].tolist() == base.t().tolist()
    assert found["row"].data_ptr() == found["t"].data_ptr() + 12
    assert found["n"] == (1, 10**30, b"\xff", {2})
    real.nn.Linear(2, 1).load_state_dict(found["w"])


# -- what is refused --------------------------------------------------------------------------------------------------


class Anything:
    """No plain data."""


@pytest.mark.parametrize("obj", [Anything(), nn.Linear(1, 1), len, [Anything]])
def test_what_is_no_plain_data_is_not_written(obj):
    with pytest.raises(pickle.PicklingError, match=r"torch.save writes tensors, numbers, texts and containers"):
        torch.save(obj, io.BytesIO())


class Harmful:
    """Touches a file when Python's own pickle reads it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("weights_only", [True, False, None])
def test_nothing_in_a_file_is_ever_run(tmp_path, protocol, weights_only):
    made = tmp_path / "made"

    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(archive_of(pickle.dumps(Harmful(made), protocol)), weights_only=weights_only)

    assert not made.exists()


def test_the_name_that_was_asked_for_is_told():
    with pytest.raises(
        pickle.UnpicklingError, match=r"Unsupported global: GLOBAL collections.deque was not an allowed"
    ):
        torch.load(archive_of(b"\x80\x02ccollections\ndeque\n."))


@pytest.mark.parametrize("description", [b"\x80\x02\x86.", b"\x80\x02K\x01", b"\x80\x02."])
def test_a_description_that_takes_more_than_there_is_or_has_no_end_is_refused(description):
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(archive_of(description))


TENSOR = b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(%sQ%sK\x01\x85K\x01\x85\x89NtR."
STORAGE = b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01t"


@pytest.mark.parametrize(
    "description",
    [
        b"",
        b"\x80\x02",
        b"\x80\x02.",
        b"\x80\x02K\x01a.",
        b"\x80\x02K\x01K\x01a.",
        b"\x80\x02K\x01K\x01b.",
        b"\x80\x02ccollections\nOrderedDict\n)RK\x01b.",
        b"\x80\x02K\x01)R.",
        b"\x80\x02ctorch\nFloatStorage\n)R.",
        b"\x80\x02ctorch\nSize\nK\x01R.",
        b"\x80\x02c_codecs\nencode\nX\x01\x00\x00\x00aX\x05\x00\x00\x00utf-8\x86R.",
        b"\x80\x02K\x01\x85Q.",
        b"\x80\x02(K\x01K\x01K\x01K\x01K\x01tQ.",
        b"\x80\x02(K\x01)\x81.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x00K\x01\x85K\x01\x85\x89NtR.",
        TENSOR % (STORAGE, b"J\xff\xff\xff\xff"),
    ],
)
def test_a_damaged_description_is_refused(description):
    file = archive_of(description, **{"data/0": struct.pack("<f", 1.0)})

    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(file)


def test_a_tensor_that_looks_beyond_its_memory_is_refused():
    file = archive_of(TENSOR % (STORAGE, b"K\x01"), **{"data/0": struct.pack("<f", 1.0)})

    with pytest.raises(RuntimeError, match="out of bounds for storage of size 4"):
        torch.load(file)


def test_memory_of_another_length_than_described_is_refused():
    file = archive_of(TENSOR % (STORAGE, b"K\x00"), **{"data/0": b"\x00" * 8})

    with pytest.raises(RuntimeError, match="storage has wrong byte size: expected 4 got 8"):
        torch.load(file)


def test_missing_memory_is_named():
    with pytest.raises(RuntimeError, match="failed reading file data/0"):
        torch.load(archive_of(TENSOR % (STORAGE, b"K\x00")))


def test_numbers_that_begin_with_their_largest_byte_are_read():
    file = archive_of(TENSOR % (STORAGE, b"K\x00"), byteorder=b"big", **{"data/0": struct.pack(">f", 1.5)})

    assert torch.load(file).tolist() == [1.5]


def test_memory_of_a_gpu_needs_to_be_told_where_to_go():
    description = TENSOR % (STORAGE.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0"), b"K\x00")

    def file():
        return archive_of(description, **{"data/0": struct.pack("<f", 1.5)})

    for place in ("cpu", torch.device("cpu"), {"cuda:0": "cpu"}, lambda storage, location: storage):
        assert torch.load(file(), map_location=place).item() == 1.5
    for place in (None, "cuda", {}):
        with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
            torch.load(file(), map_location=place)


def test_the_instructions_of_other_protocols_are_understood():
    class Nothing(Memories):
        """No storage at all."""

    for protocol in (0, 1, 2, 3, 4, 5):
        obj = [1, -2, 2**40, 1.5, "text", ("a", ("b",), ()), {"k": [True, None]}, [[], {}]]
        assert read(pickle.dumps(obj, protocol), Nothing()) == obj
    assert read(pickle.dumps([b"x", bytearray(b"y"), {1, 2}, set()], 5), Nothing()) == [b"x", b"y", {1, 2}, set()]
    assert read(b"\x80\x02(I1\nI2\ndI01\n\x86.", Nothing()) == ({1: 2}, True)


@given(st.binary(min_size=1, max_size=4), st.integers(0, 10_000))
def test_damage_anywhere_ends_in_one_of_the_errors_that_are_told(noise, place):
    description, memories = write({"a": [torch.ones(2), (1, "x")], "b": OrderedDict(c=2.5)})
    place %= len(description)
    damaged = description[:place] + noise + description[place + len(noise) :]

    class Kept(Memories):
        """The memories that were written."""

        def __getitem__(self, key):
            return memories[int(key)]

    with suppress(pickle.UnpicklingError, RuntimeError):
        read(damaged, Kept())


def test_files_that_are_none_say_so(tmp_path):
    with pytest.raises(EOFError):
        torch.load(io.BytesIO(b""))
    with pytest.raises(pickle.UnpicklingError, match="not in PyTorch's zip format"):
        torch.load(io.BytesIO(b"something else"))
    with pytest.raises(RuntimeError, match="failed finding central directory"):
        torch.load(io.BytesIO(b"PK\x03\x04 and no more"))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("archive/version", "3")
    empty.seek(0)
    with pytest.raises(RuntimeError, match=r"failed locating file data.pkl"):
        torch.load(empty)
    with pytest.raises(FileNotFoundError, match="No such file"):
        torch.load(tmp_path / "none.pt")
    with pytest.raises(AttributeError, match="'int' object has no attribute 'seek'"):
        torch.load(3)


def test_places_that_cannot_be_written_to_say_so(tmp_path):
    with pytest.raises(AttributeError, match="expected 'f' to be string, path, or a file-like object"):
        torch.save(1, 3)
    with pytest.raises(RuntimeError, match=r"Parent directory .* does not exist"):
        torch.save(1, tmp_path / "none" / "x.pt")


def test_the_base_of_memories_has_none():
    with pytest.raises(NotImplementedError):
        Memories()["0"]
    assert Memories().check_place("cuda:0") is None
