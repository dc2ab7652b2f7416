"""Three themes answer the same roles, and what has to be read can be read on everything it may stand on."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel

from ui import resources, theme
from ui.theme import Choice, Theme

THEMES = ["light", "dark", "high_contrast"]
GROUNDS = ("background", "surface", "chrome", "raised", "overlay", "pill", "hover", "pressed", "selection")
PANELS = ("background", "surface", "chrome", "raised")
STATES = ("leaf", "computed", "gradient", "running", "error", "trap", "freed")

READ_EVERYWHERE = ("text", "muted", "accent")
"""Words that may stand on any ground: 4.5 to 1 by WCAG 2.2, 1.4.3; 7 to 1 (1.4.6) in high contrast."""
READ_IN_PANELS = (
    *(f"{state}_text" for state in STATES),
    *(f"storage_{letter}" for letter in "abcd"),
    *(f"syntax_{kind}" for kind in ("keyword", "string", "number", "function", "comment", "name", "operator")),
)
SEEN = ("control", "edge", "focus", "data", *STATES)
"""Lines and shapes: 3 to 1 by WCAG 2.2, 1.4.11."""


def luminance(color: QColor) -> float:
    channels = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(look: Theme, front: str, back: str) -> float:
    bright, dark = sorted((luminance(look.color(front)), luminance(look.color(back))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def too_faint(look: Theme, fronts, backs, need: float) -> list[str]:
    return [f"{front} on {back}" for front in fronts for back in backs if contrast(look, front, back) < need]


@pytest.fixture
def look(request, qapp) -> Theme:
    return Theme(request.param)


@pytest.fixture
def manager(qapp):
    """The process's theme manager, as it was afterwards."""
    manager = theme.manager()
    choice, scale = manager.choice, manager.scale
    yield manager
    manager.set_chinese(False)
    manager.set_scale(scale)
    manager.choose(choice)


def need_for_words(look: Theme) -> float:
    return 7.0 if look.name == "high_contrast" else 4.5


def test_contrast_is_measured_as_wcag_defines_it(qapp):
    look = Theme("high_contrast")

    assert contrast(look, "text", "background") == pytest.approx(21.0)  # white on black


def test_every_theme_names_the_same_roles():
    roles = {name: set(theme._file(name)["colors"]) for name in THEMES}

    assert roles["light"] == roles["dark"] == roles["high_contrast"]


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_words_can_be_read_on_every_ground(look):
    assert too_faint(look, READ_EVERYWHERE, GROUNDS, need_for_words(look)) == []


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_coloured_words_can_be_read_in_every_panel(look):
    assert too_faint(look, READ_IN_PANELS, PANELS, need_for_words(look)) == []


@pytest.mark.parametrize("look", THEMES, indirect=True)
@pytest.mark.parametrize("state", STATES)
def test_words_can_be_read_on_a_tint(look, state):
    assert too_faint(look, ("text", f"{state}_text"), (f"{state}_tint",), need_for_words(look)) == []


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_a_filled_button_can_be_read(look):
    assert contrast(look, "on_accent", "accent") >= need_for_words(look)


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_shapes_and_lines_can_be_seen_in_every_panel(look):
    assert too_faint(look, SEEN, PANELS, 3.0) == []


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_what_the_console_prints_in_colour_can_be_read(look):
    colours = [role for role in theme._file(look.name)["colors"] if role.startswith("ansi_")]

    assert len(colours) == 16
    assert too_faint(look, colours, ("background",), need_for_words(look)) == []


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_the_middle_of_the_gradient_scale_is_the_least_coloured(look):
    table = look.heat("gradient").astype(int)
    colourfulness = np.ptp(table, axis=1)

    assert table.shape == (256, 3)
    assert colourfulness[127] < min(colourfulness[0], colourfulness[255]) / 3


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_the_data_scale_grows_brighter_all_the_way(look):
    brightness = look.heat("data") @ np.array([0.299, 0.587, 0.114])

    assert (np.diff(brightness) > -0.5).all()
    assert brightness[-1] - brightness[0] > 150


def test_an_unknown_role_is_an_error_of_the_program(qapp):
    with pytest.raises(KeyError):
        Theme("dark").color("lightish")


def test_the_letters_of_shared_memory_come_round_again(qapp):
    look = Theme("dark")

    assert look.storage_color("A") == look.storage_color("E") == look.color("storage_a")
    assert look.storage_color("D") == look.color("storage_d")


@pytest.mark.parametrize("role", sorted(theme._FONTS))
def test_chinese_is_never_smaller_than_12_px(qapp, role):
    _, _, mono = theme._FONTS[role]

    assert mono or Theme("light", chinese=True).font(role).pixelSize() >= 12


def test_text_grows_with_the_scale(qapp):
    assert Theme("light", scale=2.0).font("control").pixelSize() == 24
    assert Theme("light").font("control").pixelSize() == 12


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_bundled_fonts_hold_every_chinese_letter_of_the_translations(qapp, weight):
    catalogue = resources.path("translations", "tensorlab_zh_CN.ts").read_text("utf-8")
    letters = {letter for letter in catalogue if "\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"}
    font = QRawFont(str(resources.path("fonts", f"NotoSansSC-{weight}.otf")), 12)

    assert letters
    assert [letter for letter in letters if not font.supportsCharacter(ord(letter))] == []


def test_the_fonts_come_with_their_licence():
    assert "SIL OPEN FONT LICENSE" in resources.path("fonts", "OFL.txt").read_text("utf-8")


def test_choosing_a_theme_tells_and_dresses_the_application(qtbot, manager):
    with qtbot.waitSignal(manager.changed):
        manager.choose(Choice.HIGH_CONTRAST)

    assert theme.current().name == "high_contrast"
    assert QApplication.palette().color(QPalette.ColorRole.WindowText) == QColor("#FFFFFF")


def test_the_standard_widgets_take_their_colours_from_the_theme(qtbot, manager):
    manager.choose(Choice.DARK)
    label = QLabel("x")
    qtbot.addWidget(label)

    assert label.palette().color(QPalette.ColorRole.WindowText) == theme.current().color("text")


def test_the_size_of_text_stays_between_80_and_200_percent(manager):
    manager.set_scale(5)
    assert manager.scale == 2.0

    manager.set_scale(0.1)
    assert manager.scale == 0.8


@pytest.mark.parametrize("look", THEMES, indirect=True)
def test_the_style_sheet_is_short_and_names_no_colour_of_its_own(look):
    rules = theme._SHEET.template

    assert len([line for line in rules.splitlines() if line]) < 80
    assert "#" not in rules.replace("QTabWidget#", "").replace("QLabel#", "").replace("QTabBar#", "").replace(
        "QWidget#", ""
    ).replace("\n#", "\n")
    assert "$" not in theme.style_sheet(look)
