"""The start page leads to something new, to a file, and to each example."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from ui.panels.start import StartPanel, examples
from ui.widgets.link import Link


@pytest.fixture
def page(qtbot) -> StartPanel:
    page = StartPanel()
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.show()
    return page


def press(page, qtbot, text: str) -> None:
    qtbot.mouseClick(next(b for b in page.findChildren(QAbstractButton) if b.text() == text), Qt.MouseButton.LeftButton)


def test_a_new_script_is_one_click_away(page, qtbot) -> None:
    with qtbot.waitSignal(page.new_wanted):
        press(page, qtbot, "New script")


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.path.stem)
def test_each_example_opens_by_its_title(page, qtbot, example) -> None:
    with qtbot.waitSignal(page.file_chosen) as chosen:
        press(page, qtbot, example.titles["en"])
    assert chosen.args == [str(example.path)]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.path.stem)
def test_each_example_has_a_title_in_both_languages_and_code_to_glance_at(example) -> None:
    assert example.titles["en"] != example.titles["zh_CN"]
    assert 1 <= len(example.glance().splitlines()) <= 3


def test_recent_files_are_links(page, qtbot) -> None:
    page.set_recent(["/somewhere/study.py"])
    with qtbot.waitSignal(page.file_chosen) as chosen:
        press(page, qtbot, "study.py")
    assert chosen.args == ["/somewhere/study.py"]


def test_the_other_language_has_the_other_titles(page) -> None:
    page.set_language("zh_CN")
    assert examples()[0].titles["zh_CN"] in {link.text() for link in page.findChildren(Link)}
