"""An error says what, why and what to try, in its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.button import CodeButton
from ui.widgets.chip import OperandChip
from ui.widgets.error_card import ErrorCard, Fix
from ui.widgets.link import Link

EXACT = "The size of tensor a (3) must match the size of tensor b (5) at non-singleton dimension 1"


def card(qtbot: QtBot) -> ErrorCard:
    card = ErrorCard()
    qtbot.addWidget(card)
    card.show_error(
        "Shapes (4, 3) and (5,) do not broadcast",
        "Aligned from the right, 3 meets 5, and neither of them is 1.",
        EXACT,
        [Fix("torch.ones(3)", "(4, 3)"), Fix("h[:, :1]", "(4, 5)")],
    )
    card.resize(640, card.heightForWidth(640))
    card.show()
    return card


def test_a_fix_is_one_click(qtbot: QtBot) -> None:
    shown = card(qtbot)

    with qtbot.waitSignal(shown.fix_chosen) as heard:
        qtbot.mouseClick(shown.findChildren(CodeButton)[1], Qt.MouseButton.LeftButton)

    assert heard.args == [1]


def test_the_link_leads_to_the_moment(qtbot: QtBot) -> None:
    shown = card(qtbot)

    with qtbot.waitSignal(shown.show_moment):
        qtbot.mouseClick(shown.findChild(Link), Qt.MouseButton.LeftButton)


def test_the_exact_text_can_be_selected(qtbot: QtBot) -> None:
    shown = card(qtbot)

    exact = next(label for label in shown.findChildren(QLabel) if label.text() == EXACT)
    assert exact.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_a_narrow_card_wraps_instead_of_scrolling(qtbot: QtBot) -> None:
    shown = card(qtbot)

    assert shown.heightForWidth(300) > shown.heightForWidth(640)
    assert shown.minimumSizeHint().width() <= 300


def test_lines_and_operands_lead_to_what_they_name(qtbot: QtBot) -> None:
    shown = card(qtbot)
    shown.set_facts(["script.py, line 4", "script.py, line 7"], [("scores", "[4, 3] float32"), ("bias", "[4] float32")])

    with qtbot.waitSignal(shown.place_chosen) as place:
        qtbot.mouseClick(links(shown)["script.py, line 7"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(shown.operand_chosen) as operand:
        qtbot.mouseClick(shown.findChildren(OperandChip)[1], Qt.MouseButton.LeftButton)

    assert (place.args, operand.args) == ([1], [1])


def test_a_trap_can_be_muted(qtbot: QtBot) -> None:
    shown = card(qtbot)
    shown.set_mutings(["This line", "This rule"])

    with qtbot.waitSignal(shown.muting_chosen) as heard:
        qtbot.mouseClick(links(shown)["This rule"], Qt.MouseButton.LeftButton)

    assert heard.args == [1]


def test_a_sentence_is_text_and_never_markup(qtbot: QtBot) -> None:
    shown = card(qtbot)

    shown.show_error("`<b>` is not `a < b`")

    title = next(label for label in shown.findChildren(QLabel) if "not" in label.text())
    assert "&lt;b&gt;" in title.text()
    assert shown.accessibleName() == "<b> is not a < b"


def links(shown: ErrorCard) -> dict[str, Link]:
    return {link.text(): link for link in shown.findChildren(Link)}


def test_another_error_takes_the_place_of_the_first(qtbot: QtBot) -> None:
    shown = card(qtbot)

    shown.show_error("name 'y' is not defined")

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert shown.title() == "name 'y' is not defined"
    assert not shown.findChildren(CodeButton)
