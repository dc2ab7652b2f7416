"""The dialog shows what will run before it runs, and refuses what cannot be."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QSpinBox

from ui.models.new_tensor import Source
from ui.panels.new_tensor import NewTensorDialog, pixels


@pytest.fixture
def dialog(qtbot) -> NewTensorDialog:
    dialog = NewTensorDialog({"x"})
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


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_is_previewed_and_made_as_height_width_channels(dialog, tmp_path, recorded, named, channels):
    forms = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    rng = np.random.default_rng(0)
    values = rng.integers(0, 256, (5, 7, channels), dtype=np.uint8)
    if channels == 4:
        values[..., 3] |= 1  # a pixel that cannot be seen has no colour
    file = tmp_path / "picture.png"
    QImage(values.tobytes(), 7, 5, 7 * channels, forms[channels]).save(str(file))
    choose(dialog, Source.IMAGE)
    assert "Choose a file" in dialog.problem()

    dialog.set_path(str(file))

    assert dialog.code() == f"y = lab.image({str(file)!r})"
    assert np.array_equal(pixels(str(file)), values)
    recording = recorded(f"import torch\n{dialog.code()}")
    assert np.array_equal(recording.value(named(recording, "y"), recording.last_step), values)


def test_what_is_no_picture_has_no_pixels(tmp_path):
    file = tmp_path / "words.png"
    file.write_text("no picture", "utf-8")

    assert pixels(str(file)) is None
    assert pixels("no/such.png") is None


@pytest.mark.parametrize("source", list(Source))
def test_every_source_says_something(dialog, source):
    choose(dialog, source)

    assert bool(dialog.code()) != bool(dialog.problem())
    dialog.grab()
