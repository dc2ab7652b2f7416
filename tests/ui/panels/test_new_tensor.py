"""The dialog shows what will run before it runs, and refuses what cannot be."""

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QSpinBox

from ui.models.new_tensor import Source
from ui.panels.new_tensor import NewTensorDialog


@pytest.fixture
def dialog(qtbot, session) -> NewTensorDialog:
    dialog = NewTensorDialog({"x"}, session.draw)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def choose(dialog, source: Source) -> None:
    dialog._sources.setCurrentRow(list(Source).index(source))


def test_what_is_shown_is_what_is_made(dialog, qtbot):
    choose(dialog, Source.ZEROS)
    dialog.findChildren(QSpinBox)[-1].setValue(4)
    assert dialog.code() == "y = torch.zeros(2, 4)"

    with qtbot.waitSignal(dialog.made) as made:
        dialog._create.click()

    assert made.args == ["y", "y = torch.zeros(2, 4)"]
    assert not dialog.isVisible()


def test_a_whole_number_that_requires_grad_is_refused_with_the_reason(dialog):
    choose(dialog, Source.ARANGE)
    dialog._grad.click()

    assert not dialog._create.isEnabled()
    assert "int64 cannot require gradients" in dialog.problem()

    dialog._dtype.setCurrentIndex(dialog._dtype.findData("float32"))
    dialog._dtype.activated.emit(0)

    assert dialog._create.isEnabled()
    assert dialog.code() == "y = torch.arange(0, 6, 1, dtype=torch.float32, requires_grad=True)"


def test_the_clipboard_is_taken_over(dialog):
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    choose(dialog, Source.CLIPBOARD)

    assert dialog.code() == "y = torch.tensor([[1, 2], [3, 4]])"


def test_a_name_that_is_taken_is_remarked_upon(dialog):
    dialog._name.setText("x")
    dialog._name.textEdited.emit("x")

    assert "x exists" in dialog._problem.text()
    assert dialog.code().startswith("x = ")


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp", "tif"])
def test_a_picture_is_previewed_whatever_its_format(dialog, tmp_path, qtbot, ending):
    file = tmp_path / f"picture.{ending}"
    picture = QImage(7, 5, QImage.Format.Format_RGB888)
    picture.fill(0x336699)
    assert picture.save(str(file))
    choose(dialog, Source.IMAGE)
    assert "Choose a file" in dialog.problem()

    dialog.set_path(str(file))

    qtbot.waitUntil(lambda: dialog.code() == f"y = lab.image({str(file)!r})")
    assert dialog._facts.text() == "(5, 7, 3)  uint8"
    assert dialog._picture.isVisible()


def test_what_is_no_picture_says_so_in_a_sentence(dialog, tmp_path, qtbot):
    file = tmp_path / "words.png"
    file.write_text("no picture", "utf-8")
    choose(dialog, Source.IMAGE)

    dialog.set_path(str(file))

    qtbot.waitUntil(lambda: "“words.png” can't be opened: it is no picture" in dialog.problem())
    assert not dialog._create.isEnabled()


@pytest.mark.parametrize("source", [Source.RAND, Source.RANDN])
@pytest.mark.parametrize("seed", ["7", ""])
def test_a_random_tensor_is_shown_as_it_will_be(dialog, session, source, seed):
    session.run_cell("import torch\ntorch.manual_seed(3)")
    choose(dialog, source)
    dialog._seed.setText(seed)
    dialog._seed.textEdited.emit(seed)
    shown = dialog._preview._values.copy()

    session.run_cell(dialog.code())

    recording = session.recording
    made = recording.value(recording.names_at(recording.last_step)["y"], recording.last_step)
    assert shown.tolist() == made.tolist()


def test_a_random_tensor_without_a_kernel_is_made_all_the_same(qtbot):
    dialog = NewTensorDialog((), lambda *asked: asked[-1](None, "gone"))
    qtbot.addWidget(dialog)
    choose(dialog, Source.RANDN)

    assert dialog.code() == "torch.manual_seed(0); x = torch.randn(2, 3)"
    assert not dialog._preview.isVisibleTo(dialog)


@pytest.mark.parametrize("source", list(Source))
def test_every_source_says_something(dialog, source):
    choose(dialog, source)

    assert bool(dialog.code()) != bool(dialog.problem())
    dialog.grab()


def test_a_table_is_read_beside_the_window_and_can_be_given_up(dialog, tmp_path, qtbot):
    file = tmp_path / "long.csv"
    file.write_text("1,2\n" * 400_000, "utf-8")
    choose(dialog, Source.FILE)

    dialog.set_path(str(file))
    assert "is being read" in dialog.problem()
    assert dialog._browse.text() == "Stop"
    qtbot.waitUntil(lambda: "%" in dialog.problem())
    dialog._browse.click()

    assert dialog.problem() == "Reading was stopped."
    assert dialog._browse.text() == "Choose…"

    dialog.set_path(str(file))
    qtbot.waitUntil(lambda: bool(dialog.code()))
    assert dialog._facts.text() == "(400000, 2)  float32"


def test_what_is_wrong_in_a_table_is_told_with_its_place(dialog, tmp_path, qtbot):
    file = tmp_path / "words.csv"
    file.write_text("1,2\n3,three\n", "utf-8")
    choose(dialog, Source.FILE)

    dialog.set_path(str(file))

    qtbot.waitUntil(lambda: dialog.problem() == "Line 2, column 2: “three” is no number.")
