"""Tensors have a tab each, and a script that runs again goes on in the tabs that are open."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTabWidget

from ui.tensor_tabs import TensorTabs

SCRIPT = "import torch\nx = torch.arange(6.).reshape(2, 3)\ny = x * 2\n"


@pytest.fixture
def documents(qtbot) -> QTabWidget:
    documents = QTabWidget()
    qtbot.addWidget(documents)
    documents.resize(800, 600)
    documents.show()
    return documents


@pytest.fixture
def tabs(session, documents) -> TensorTabs:
    session.run_script(SCRIPT, "script.py")
    return TensorTabs(session, documents, lambda tab, icon, title: documents.addTab(tab, title))


def named(session, name: str) -> int:
    return session.recording.names_at(session.recording.last_step)[name]


def test_a_tensor_has_one_tab_however_often_it_is_opened(tabs, documents, session) -> None:
    assert tabs.open(named(session, "x")) is tabs.open(named(session, "x"))
    assert documents.count() == 1


def test_a_script_that_runs_again_goes_on_in_the_open_tab(tabs, documents, session) -> None:
    tab = tabs.open(named(session, "x"))
    session.select(named(session, "x"))

    session.run_script(SCRIPT.replace("reshape(2, 3)", "reshape(3, 2)"), "script.py")

    assert documents.count() == 1
    assert tab.tensor == named(session, "x") == session.selection
    assert tab.grid.value_at(2, 1) == 5


def test_a_tensor_that_is_still_there_keeps_its_tab(tabs, session) -> None:
    session.run_cell("kept = x")
    first = named(session, "x")
    tab = tabs.open(first)

    session.run_script(SCRIPT, "script.py")

    assert tab.tensor == first


def test_a_tensor_without_an_heir_keeps_its_tab(tabs, session) -> None:
    tab = tabs.open(named(session, "y"))
    before = tab.tensor

    session.run_cell("del y")

    assert tab.tensor == before


def test_what_is_being_made_is_opened_when_it_is_there(tabs, documents, session) -> None:
    tabs.expect("z", opens=True)
    assert documents.count() == 0

    session.run_cell("z = y + 1")

    assert documents.tabText(0) == "z"
    assert session.selection == named(session, "z")


def test_a_closed_tab_is_made_anew(tabs, documents, session) -> None:
    tab = tabs.open(named(session, "x"))
    documents.removeTab(0)
    tabs.closed(tab)

    assert tabs.open(named(session, "x")) is not tab
