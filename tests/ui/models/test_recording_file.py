"""A recording survives its file; a bad file gets a clear sentence and harms nothing."""

import errno
import io
import json
import os
import pickle
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab import errors
from ui.models import recording_file
from ui.models.recording import Recording
from ui.models.recording_file import Document, load, pack, save


@pytest.fixture
def document(recorded):
    recording = recorded("""
        x = torch.tensor([1., 2.], requires_grad=True)
        y = (x * x).sum()
        y.backward()
        big = torch.zeros(5000)
        1 / 0
    """)
    return Document(
        recording, step=3, selection=1, script=("数.py", "x = 1\n"), positions={0: (1.5, -2.0), 2: (0.0, 7.25)}
    )


@pytest.fixture
def saved(document, tmp_path):
    path = tmp_path / "lesson.tlab"
    save(path, document)
    return path


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path, parts, **about):
    """A file of these members; keyword arguments change entries of about.json."""
    if about:
        parts = {**parts, "about.json": json.dumps({**json.loads(parts["about.json"]), **about}).encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def npy(array, allow_pickle=False):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=allow_pickle)
    return buffer.getvalue()


def same(a: Recording, b: Recording):
    assert a.texts == b.texts
    assert a.cells == b.cells
    assert a.counts == b.counts
    for name, table in a.tables.items():
        assert np.array_equal(table.rows(), b.tables[name].rows()), name
    assert np.array_equal(a.dims.values, b.dims.values)
    assert np.array_equal(a.floats.values, b.floats.values, equal_nan=True)
    assert a.memory.joined() == b.memory.joined()


# -- what is saved is what is opened ----------------------------------------------------------------------------------


def test_everything_comes_back(saved, document):
    opened = load(saved)

    same(opened.recording, document.recording)
    assert (opened.step, opened.selection, opened.script) == (3, 1, ("数.py", "x = 1\n"))
    assert opened.positions == document.positions
    assert opened.recording.source_text("In [1]") == document.recording.source_text("In [1]")


def test_equal_recordings_make_equal_bytes(saved, document):
    assert pack(load(saved)) == pack(document) == saved.read_bytes()


def test_an_empty_recording_can_be_saved(tmp_path):
    save(tmp_path / "empty.tlab", Document(Recording()))

    assert load(tmp_path / "empty.tlab").recording.last_step == -1


def test_values_that_were_let_go_stay_gone_and_the_others_stay(lab, named, tmp_path):
    lab.run("x = torch.arange(500.)")
    lab.run("y = torch.arange(500.)")
    recording = Recording()
    for batch in lab.batches:
        recording.append(batch)
    recording.memory.drop_oldest()
    save(tmp_path / "a.tlab", Document(recording))

    opened = load(tmp_path / "a.tlab").recording

    last = opened.last_step
    assert opened.why_no_value(named(opened, "x"), last) == "dropped"
    assert opened.value(named(opened, "y"), last).tolist() == list(range(500))
    assert opened.values_kept_from == recording.values_kept_from


@settings(max_examples=20, deadline=None)
@given(
    lines=st.lists(
        st.sampled_from(["x = torch.ones(2, requires_grad=True)", "y = (x * x).sum()", "y.backward()", "del y", "?"]),
        max_size=6,
    ),
    script=st.none() | st.tuples(st.text(max_size=9), st.text(max_size=30)),
    place=st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.floats(-1e9, 1e9)),
)
def test_any_document_comes_back(new_lab, tmp_path_factory, lines, script, place):
    recording = new_lab().run("\n".join(["x = torch.ones(2, requires_grad=True)", *lines]))
    path = tmp_path_factory.mktemp("round") / "trip.tlab"
    save(path, Document(recording, script=script, positions={0: place} if recording.n_nodes else {}))

    opened = load(path)

    same(opened.recording, recording)
    assert opened.script == script
    assert pack(opened) == path.read_bytes()


# -- saving keeps what is there ---------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_old_file_whole(saved, document, monkeypatch):
    before = saved.read_bytes()

    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(errors.SaveError, match=r"“lesson.tlab”: the disk is full"):
        save(saved, document)

    assert saved.read_bytes() == before
    assert [each.name for each in saved.parent.iterdir()] == ["lesson.tlab"]


def test_a_disk_that_takes_only_a_part_at_a_time_gets_all_of_it(document, tmp_path, monkeypatch):
    open_file = os.fdopen

    class Hesitant(io.FileIO):
        def write(self, data):
            return super().write(bytes(data[:100]))

    monkeypatch.setattr(os, "fdopen", lambda number, mode, **_: Hesitant(number, mode))
    save(tmp_path / "a.tlab", document)
    monkeypatch.setattr(os, "fdopen", open_file)

    assert (tmp_path / "a.tlab").read_bytes() == pack(document)


def test_what_does_not_read_back_is_not_put_in_place(saved, document, monkeypatch):
    before = saved.read_bytes()
    monkeypatch.setattr(recording_file, "pack", lambda document: before[:-40])

    with pytest.raises(errors.SaveError, match="does not read back"):
        save(saved, document)

    assert saved.read_bytes() == before


def test_what_is_saved_over_is_kept_beside_it(saved, document):
    before = saved.read_bytes()
    document.step = 4

    save(saved, document)

    assert saved.read_bytes() != before
    assert saved.with_name("lesson.tlab.bak").read_bytes() == before


def test_a_folder_that_is_not_there_is_said(document, tmp_path):
    with pytest.raises(errors.SaveError, match=r"Can't save “a\.tlab”: the folder is not there"):
        save(tmp_path / "nowhere" / "a.tlab", document)


@pytest.mark.skipif(os.name != "posix", reason="links and permissions")
def test_a_link_and_the_permissions_stay(saved, document, tmp_path):
    saved.chmod(0o640)
    link = tmp_path / "link.tlab"
    link.symlink_to(saved)

    save(link, document)

    assert link.is_symlink()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o640


# -- files that are not what they should be ---------------------------------------------------------------------------


def refused(path, kind=errors.LoadError):
    """The sentence that a file is refused with."""
    with pytest.raises(kind) as caught:
        load(path)
    text = str(caught.value)
    assert type(caught.value) is kind or kind is errors.LoadError
    assert text.startswith("Can't open “")
    assert len(text) <= 400
    assert "Traceback" not in text and "\n" not in text
    return text


def test_a_file_that_is_not_there(tmp_path):
    refused(tmp_path / "no.tlab", errors.MissingFile)


def test_a_folder(tmp_path):
    refused(tmp_path, errors.NotAFile)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.tlab")

    refused(tmp_path / "pipe.tlab", errors.NotAFile)


@pytest.mark.parametrize("data", [b"hello", b"\x93NUMPY\x01\x00", bytes(range(256)), pickle.dumps({"a": 1})])
def test_a_file_of_another_kind(tmp_path, data):
    (tmp_path / "a.tlab").write_bytes(data)

    refused(tmp_path / "a.tlab", errors.UnknownFormat)


def test_an_empty_file(tmp_path):
    (tmp_path / "a.tlab").write_bytes(b"")

    assert "empty" in refused(tmp_path / "a.tlab", errors.Truncated)


def test_another_zip(tmp_path):
    refused(write(tmp_path / "a.tlab", {"word/document.xml": b"<xml/>"}), errors.UnknownFormat)


def test_a_newer_version_is_named(saved):
    assert "format 2" in refused(write(saved, members(saved), version=2), errors.Unsupported)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_that_ends_early(saved, share):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])

    refused(saved, errors.Truncated)


def test_one_wrong_byte_anywhere_is_noticed_or_harmless(saved, document):
    data = saved.read_bytes()
    for place in range(0, len(data), 97):
        saved.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        try:
            opened = load(saved)
        except errors.LoadError:
            continue
        # Dates and permissions of members are not read.
        same(opened.recording, document.recording)


@pytest.mark.parametrize("name", ["../evil.npy", "/etc/passwd", "C:evil", "a\\..\\b", "..\\b"])
def test_names_that_lead_out_of_the_file(saved, name):
    refused(write(saved, {**members(saved), name: b"x"}), errors.UnsafeContent)


def test_a_member_that_is_a_link(saved):
    parts = members(saved)
    with zipfile.ZipFile(saved, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert "link" in refused(saved, errors.UnsafeContent)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice(saved):
    with zipfile.ZipFile(saved, "a") as archive:
        archive.writestr("dims.npy", b"again")

    assert "twice" in refused(saved, errors.UnsafeContent)


def test_a_packing_that_is_not_read_here(saved):
    parts = members(saved)
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_BZIP2) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    refused(saved, errors.Unsupported)


class Evil:
    def __reduce__(self):
        return os.system, ("exit 1",)


def test_python_objects_are_never_unpacked(saved):
    table = npy(np.array([Evil()], dtype=object), allow_pickle=True)

    assert "run code" in refused(write(saved, {**members(saved), "dims.npy": table}), errors.UnsafeContent)


def test_a_bomb_is_refused_before_it_is_unpacked(saved, monkeypatch):
    parts = {**members(saved), "bomb.npy": bytes(50_000_000)}
    write(saved, parts)
    monkeypatch.setattr(recording_file, "LARGEST", 10_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *args: pytest.fail("something was unpacked"))

    refused(saved, errors.TooLarge)


def test_a_member_that_says_less_than_it_holds(saved):
    """The declared size bounds what is unpacked; the rest is never looked at."""
    data = bytearray(write(saved, {**members(saved), "dims.npy": bytes(5_000_000)}).read_bytes())
    size = (5_000_000).to_bytes(4, "little")
    saved.write_bytes(bytes(data).replace(size, (100).to_bytes(4, "little")))

    refused(saved, errors.Corrupt)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("texts.json", b"{}"),
        ("texts.json", b"[1, 2]"),
        ("texts.json", b"\xff\xfe"),
        ("texts.json", b"[" * 100_000),
        ("texts.json", b"[]"),
        ("texts.json", b"[" + b"9" * 10_000 + b"]"),
        ("dims.npy", b""),
        ("dims.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '<i8'"),
        ("dims.npy", b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65_535),
        ("dims.npy", npy(np.zeros(3, np.float32))),
        ("dims.npy", npy(np.zeros((3, 2), np.int64))),
        ("dims.npy", npy(np.zeros(3, np.int64))[:-8]),
        ("dims.npy", npy(np.zeros(3, np.int64)) + b"more"),
        ("tables/steps.npy", npy(np.zeros((2, 3), np.int64))),
        ("tables/steps.npy", npy(np.full((2, 4), 2**62))),
        ("tables/tensors.npy", npy(np.full((1, 7), 2**61))),
        ("positions.npy", npy(np.array([[0.0, np.nan, 0.0]]))),
        ("positions.npy", npy(np.array([[1e9, 0.0, 0.0]]))),
    ],
)
def test_parts_that_are_not_what_they_should_be(saved, name, data):
    refused(write(saved, {**members(saved), name: data}), errors.Corrupt)


@pytest.mark.parametrize(
    "about",
    [
        {"version": "1"},
        {"version": True},
        {"cells": None},
        {"cells": [[0, None, "In [1]", "x"]]},
        {"cells": [[0, None, "In [1]", "x", 10**12]]},
        {"cells": [[10**9, None, "In [1]", "x", 1]]},
        {"memory_first": -5},
        {"memory_first": "0"},
        {"shown": {"step": 10**9, "selection": -1}},
        {"shown": {"step": 0, "selection": 10**9}},
        {"shown": []},
        {"script": {"name": 1, "text": "x"}},
        {"script": "x"},
    ],
)
def test_facts_about_the_file_that_are_not_what_they_should_be(saved, about):
    refused(write(saved, members(saved), **about), errors.Corrupt)


@pytest.mark.parametrize("name", ["texts.json", "dims.npy", "tables/steps.npy", "memory.npy"])
def test_a_missing_part(saved, name):
    parts = members(saved)
    del parts[name]

    assert name in refused(write(saved, parts), errors.Corrupt)


def test_signs_that_could_mislead_are_shown_as_what_they_are(saved):
    text = refused(write(saved, {**members(saved), "../\u202egpj.exe": b""}), errors.UnsafeContent)

    assert "\u202e" not in text


def test_nothing_in_the_reader_can_run_what_it_reads():
    source = Path(recording_file.__file__).read_text(encoding="utf-8")

    for name in ("import pickle", "marshal", "eval(", "exec(", "yaml", "importlib", "extractall", "allow_pickle=True"):
        assert name not in source


def test_bookmarks_and_their_notes_come_back(tmp_path: Path, recorded) -> None:
    recording = recorded("import torch; x = torch.ones(2); y = x * 2")
    recording.bookmarks = {0: "", 2: "here 开始"}

    save(tmp_path / "a.tlab", Document(recording))

    assert load(tmp_path / "a.tlab").recording.bookmarks == {0: "", 2: "here 开始"}


@pytest.mark.parametrize("marks", [[[99, "x"]], [[-1, ""]], [["0", ""]], [[0, 5]], [[0]], "no list", [7]])
def test_bookmarks_that_cannot_be_are_a_damaged_file(tmp_path: Path, recorded, marks) -> None:
    path = tmp_path / "a.tlab"
    save(path, Document(recorded("import torch; x = torch.ones(2)")))
    changed = tmp_path / "b.tlab"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "about.json":
                data = json.dumps({**json.loads(data), "bookmarks": marks}).encode()
            new.writestr(name, data)

    with pytest.raises(errors.LoadError, match="bookmark"):
        load(changed)
