"""Pictures are read as numbers, in this process and for the kernel."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tensorlab import errors
from tensorlab.kernel.images import READER, read_picture
from ui import pictures

FORMS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}


@pytest.fixture(params=[1, 3, 4])
def saved(tmp_path, request):
    """A PNG file and the pixels in it."""
    channels = request.param
    values = np.random.default_rng(0).integers(0, 256, (5, 7, channels), dtype=np.uint8)
    if channels == 4:
        values[..., 3] |= 1  # a pixel that cannot be seen has no colour
    file = tmp_path / "picture.png"
    QImage(values.tobytes(), 7, 5, 7 * channels, FORMS[channels]).save(str(file))
    return file, values


def test_the_pixels_are_height_width_channels(saved):
    file, values = saved

    assert np.array_equal(pictures.read(file), values)


def test_a_picture_can_be_made_of_them_again(saved):
    file, values = saved

    assert pictures.image_of(values).pixelColor(3, 2) == QImage(str(file)).pixelColor(3, 2)


def test_the_kernel_reads_the_same_by_a_process_of_its_own(saved, monkeypatch):
    file, values = saved
    monkeypatch.setenv(READER, "ui.pictures")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))

    assert np.array_equal(read_picture(file), values)

    with pytest.raises(ValueError, match=r"“none\.jpg”: it is not there"):
        read_picture(file.with_name("none.jpg"))


def test_the_usual_formats_come_first_and_drawings_are_none():
    assert pictures.endings()[:3] == ("png", "jpg", "jpeg")
    assert not {"svg", "svgz", "pdf"} & set(pictures.endings())


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: None, errors.MissingFile),
        (lambda path: path.mkdir(), errors.NotAFile),
        (lambda path: path.write_text("words"), errors.UnknownFormat),
        (lambda path: path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>"), errors.UnknownFormat),
    ],
)
def test_what_is_no_picture_gets_a_sentence(tmp_path, make, kind):
    path = tmp_path / "a.png"
    make(path)

    with pytest.raises(kind, match=r"Can't open “a\.png”: "):
        pictures.read(path)


def test_a_damaged_picture_is_told_from_none(saved):
    file, _ = saved
    file.write_bytes(file.read_bytes()[:40])

    with pytest.raises(errors.Corrupt, match="the picture in it is damaged"):
        pictures.read(file)


def test_the_command_writes_npy_or_says_why_not(saved):
    file, values = saved
    told = subprocess.run([sys.executable, "-m", "ui.pictures", str(file)], capture_output=True, check=True)

    assert np.array_equal(np.load(io.BytesIO(told.stdout)), values)
