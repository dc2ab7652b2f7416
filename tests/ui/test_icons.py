"""Icons are strokes in a colour of the theme; a new theme recolours those that are already shown."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from ui import icons, resources, theme
from ui.theme import Choice

NAMES = sorted(path.stem for path in resources.path("icons").glob("*.svg") if path.stem != "tensorlab")


def is_drawn_in(role: str, image: QImage) -> bool:
    """Whether the icon has this colour and no other, within what blending rounds."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    painted = [pixel.getRgb()[:3] for pixel in pixels if pixel.alpha() == 255]
    wanted = theme.current().color(role).getRgb()[:3]
    return bool(painted) and int(np.abs(np.subtract(painted, wanted)).max()) <= 1


def drawn(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, size: int = 64) -> QImage:
    return icon.pixmap(QSize(size, size), mode).toImage()


@pytest.fixture(autouse=True)
def dark(qapp):
    choice = theme.manager().choice
    theme.manager().choose(Choice.DARK)
    yield
    theme.manager().choose(choice)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_leaves_its_colour_to_the_theme(name):
    drawing = ElementTree.parse(resources.path("icons", f"{name}.svg")).getroot()

    assert drawing.get("viewBox") == "0 0 16 16"
    assert drawing.get("stroke") == "currentColor"
    assert {node.get("fill") for node in drawing.iter()} <= {None, "none", "currentColor"}


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colour_of_text(name):
    assert is_drawn_in("text", drawn(icons.icon(name)))


def test_a_role_gives_another_colour():
    assert is_drawn_in("on_accent", drawn(icons.icon("plus", "on_accent")))


def test_a_disabled_icon_has_the_colour_of_disabled_text():
    assert is_drawn_in("disabled", drawn(icons.icon("run"), QIcon.Mode.Disabled))


def test_an_icon_changes_with_the_theme():
    shown = icons.icon("run")
    before = drawn(shown)

    theme.manager().choose(Choice.LIGHT)

    assert is_drawn_in("text", drawn(shown))
    assert not is_drawn_in("text", before)


def test_an_icon_is_sharp_on_a_dense_screen():
    pixmap = icons.icon("grid").pixmap(QSize(16, 16), 2.0)

    assert pixmap.size() == QSize(32, 32)
    assert pixmap.devicePixelRatio() == 2.0


def test_the_application_has_an_icon_of_its_own():
    image = icons.application_icon().pixmap(64, 64).toImage()

    assert not image.isNull()
    assert image.pixelColor(32, 12).alpha() == 255


def test_every_icon_that_is_asked_for_exists():
    from ui.commands import COMMANDS

    assert {command.icon for command in COMMANDS if command.icon} <= set(NAMES)
