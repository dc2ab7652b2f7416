"""Files of numbers are read piece by piece, whatever has written them; what is wrong is told with its place."""

from pathlib import Path

import numpy as np
import pytest

from ui.models import table_reading
from ui.models.new_tensor import Invalid, Loaded, Planned, Reason, Recipe, Source, plan
from ui.models.table_reading import reading


def steps(path):
    return [step for several in reading(path) for step in several]


def planned_from(recipe: Recipe) -> Planned:
    """What the recipe gives once its file has been read."""
    last = steps(Path(recipe.path))[-1]
    if isinstance(last, Invalid):
        raise last
    return plan(recipe, last)


def test_numbers_are_read_from_files(tmp_path, recorded, named):
    saved, written = tmp_path / "a.npy", tmp_path / "b.csv"
    np.save(saved, np.arange(6).reshape(2, 3))
    written.write_text("height,width\n1.5,2\n3,4\n", "utf-8")
    first = planned_from(Recipe(Source.FILE, name="a", path=str(saved), dtype="float32", requires_grad=True))
    second = planned_from(Recipe(Source.FILE, name="b", path=str(written)))

    recording = recorded(f"import torch\nimport numpy as np\n{first.code}\n{second.code}")

    assert recording.value(named(recording, "a"), recording.last_step).tolist() == first.values.tolist()
    assert recording.value(named(recording, "b"), recording.last_step).tolist() == [[1.5, 2], [3, 4]]
    assert recording.requires_grad(named(recording, "a"), recording.last_step)
    assert (first.dtype, second.shape) == ("float32", (2, 2))


@pytest.mark.parametrize(
    ("text", "encoding", "values"),
    [
        ("1,2\n3,4\n", "utf-8", [[1, 2], [3, 4]]),
        ("1;2,5\n3;4\n", "utf-8", [[1, 2.5], [3, 4]]),
        ("a;b\n1,5;\n;4\n", "utf-8", [[1.5, np.nan], [np.nan, 4]]),
        ("1,,2\n", "utf-8", [[1, np.nan, 2]]),
        ("1\t2\n", "utf-16", [[1, 2]]),
        ("高,宽\n1,2\n", "utf-8-sig", [[1, 2]]),
        ("1 2\n3 4\n", "utf-8", [[1, 2], [3, 4]]),
    ],
)
def test_a_table_is_read_however_it_was_exported(tmp_path, recorded, named, text, encoding, values):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding)
    planned = planned_from(Recipe(Source.FILE, path=str(path)))

    recording = recorded(f"import torch\nimport numpy as np\n{planned.code}")

    assert np.array_equal(planned.values, np.array(values, np.float32), equal_nan=True)
    made = recording.value(named(recording, "x"), recording.last_step)
    assert np.array_equal(made, planned.values, equal_nan=True)


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("words.csv", "1,2\n3,three\n", Invalid(Reason.CELL, "three", 2, 2)),
        ("ragged.csv", "a,b\n1,2\n3\n", Invalid(Reason.RAGGED, "ragged.csv", 3, 1)),
        ("empty.csv", "", Invalid(Reason.FILE, "empty.csv")),
        ("broken.npy", "no numpy", Invalid(Reason.FILE, "broken.npy")),
    ],
)
def test_a_file_that_is_no_table_says_where(tmp_path, name, text, wrong):
    path = tmp_path / name
    path.write_text(text, "utf-8")

    with pytest.raises(Invalid) as refused:
        planned_from(Recipe(Source.FILE, path=str(path)))

    assert vars(refused.value) == vars(wrong)


def test_a_file_of_words_is_refused(tmp_path):
    np.save(tmp_path / "names.npy", np.array(["a"]))

    with pytest.raises(Invalid) as refused:
        planned_from(Recipe(Source.FILE, path=str(tmp_path / "names.npy")))

    assert refused.value.reason is Reason.TYPE


def test_a_table_tells_how_far_it_is_and_keeps_what_a_preview_shows(tmp_path, monkeypatch):
    monkeypatch.setattr(table_reading, "PIECE", 100)
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "".join(f"{n},{n + 0.5}\n" for n in range(100)), "utf-8")

    *parts, found = steps(path)

    assert len(parts) > 5
    assert parts == sorted(parts) and parts[-1] == 1
    assert isinstance(found, Loaded)
    assert (found.shape, found.dtype) == ((100, 2), "float32")
    assert found.values[-1].tolist() == [99, 99.5]


def test_of_more_than_a_preview_shows_the_first_rows_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(table_reading, "PIECE", 100)
    monkeypatch.setattr(table_reading, "MOST_PREVIEWED", 150)
    path = tmp_path / "long.csv"
    path.write_text("".join(f"{n},1\n" for n in range(100)), "utf-8")

    found = steps(path)[-1]

    assert found.shape == (100, 2)
    assert found.values[:, 0].tolist() == list(range(len(found.values)))
    assert len(found.values) < 75

    np.save(tmp_path / "long.npy", np.zeros((100, 2)))
    found = steps(tmp_path / "long.npy")[-1]
    assert (found.shape, found.values.shape) == ((100, 2), (75, 2))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("1,x\n", Invalid(Reason.CELL, "x", 81, 2)),
        ("1\n", Invalid(Reason.RAGGED, "late.csv", 81, 1)),
    ],
)
def test_what_is_wrong_far_down_is_told_with_its_line(tmp_path, monkeypatch, line, wrong):
    monkeypatch.setattr(table_reading, "PIECE", 100)
    path = tmp_path / "late.csv"
    path.write_text("1,2\n" * 80 + line + "1,2\n" * 20, "utf-8")

    assert vars(steps(path)[-1]) == vars(wrong)


def test_rows_of_another_length_in_a_later_piece_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(table_reading, "PIECE", 4)
    path = tmp_path / "late.csv"
    path.write_text("1,2\n1,2\n1,2,3\n1,2,3\n", "utf-8")

    assert vars(steps(path)[-1]) == vars(Invalid(Reason.RAGGED, "late.csv", 3, 3))


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"1,2\n" * 50_000 + b"\xff\xfe\x00")

    assert steps(path)[-1].reason is Reason.FILE
