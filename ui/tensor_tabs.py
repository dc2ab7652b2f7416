"""The tabs of tensors: one for each, found again, and handed on when a script that runs again makes new tensors."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabWidget, QWidget

from ui.panels.tensor_tab import TensorTab
from ui.session.base import KernelState, Session


class TensorTabs(QObject):
    """The tensors among the documents.

    Args:
        add: puts a document with an icon and a title among the tabs, and in front.
    """

    def __init__(self, session: Session, tabs: QTabWidget, add: Callable[[QWidget, str, str], None]) -> None:
        super().__init__(tabs)
        self._session = session
        self._tabs = tabs
        self._add = add
        self._open: dict[int, TensorTab] = {}
        self._awaited = ""
        self._opens_awaited = False
        session.cell_ended.connect(self._cell_ended)

    def open(self, tensor: int) -> TensorTab:
        """The tab of a tensor, in front."""
        tab = self._open.get(tensor)
        if tab is None:
            tab = self._open[tensor] = TensorTab(self._session, tensor)
            self._add(tab, "grid", self._session.recording.label(tensor, self._session.step))
            tab.made.connect(lambda name: self.expect(name, opens=True))
            tab.title_changed.connect(lambda title, tab=tab: self._tabs.setTabText(self._tabs.indexOf(tab), title))
        self._tabs.setCurrentWidget(tab)
        return tab

    def compare(self, first: int, second: int) -> None:
        """Show how two tensors differ, in the tab of the first."""
        self.open(first).compare_with(second)

    def closed(self, tab: TensorTab) -> None:
        """A tab has gone."""
        self._open.pop(tab.tensor, None)

    def expect(self, name: str, opens: bool = False) -> None:
        """What is being made by hand is selected, and opened if asked for, once it is there."""
        self._awaited, self._opens_awaited = name, opens
        if opens and self._session.kernel is KernelState.IDLE:
            self._select_awaited()

    def _cell_ended(self, *_: object) -> None:
        self._select_awaited()
        self._follow_names()

    def _select_awaited(self) -> None:
        names = self._session.recording.names_at(self._session.recording.last_step)
        if self._awaited in names:
            self._session.select(names[self._awaited])
            if self._opens_awaited:
                self.open(names[self._awaited])
            self._awaited, self._opens_awaited = "", False

    def _follow_names(self) -> None:
        """A tab whose tensor is gone shows the one that has its name now."""
        session, recording, last = self._session, self._session.recording, self._session.recording.last_step
        if not session.is_live or last < 0:
            return
        names = recording.names_at(last)
        for tensor, tab in list(self._open.items()):
            heir = names.get(recording.name(tensor, last), tensor)
            if recording.collected[tensor] > last or heir in self._open:
                continue
            self._open[heir] = self._open.pop(tensor)
            tab.look_at(heir)
            if session.selection == tensor:
                session.select(heir)
