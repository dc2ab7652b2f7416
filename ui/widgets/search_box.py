"""A search field over what it searches: what to look for, how much was found, and the way from one to the next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.widgets.box import paint_box
from ui.widgets.icon_button import IconButton
from ui.widgets.label import Label

_FIELD = 220


class SearchBox(QWidget):
    """A line to type in; Enter and Shift+Enter go on and back, Escape ends the search."""

    searched = Signal(str)
    """The text to look for has changed."""
    stepped = Signal(int)
    """1 for the next one found, -1 for the one before."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit(self)
        self._count = Label(font="label", color="muted", parent=self)
        self._back = IconButton("prev", parent=self)
        self._on = IconButton("step", parent=self)
        self._close = IconButton("close", parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(4)
        for part in (self._field, self._count, self._back, self._on, self._close):
            layout.addWidget(part)
        self._field.setMinimumWidth(_FIELD)
        self._field.setFrame(False)
        self._field.textChanged.connect(self.searched)
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._close.clicked.connect(self.leave)
        theme.manager().changed.connect(self._restyle)
        self._found = (0, 0)
        self._retranslate()
        self._restyle()
        self.hide()

    def set_words(self, name: str, tip: str = "") -> None:
        """What is searched; a tool-tip may tell how."""
        self._field.setPlaceholderText(name)
        self._field.setAccessibleName(name)
        self._field.setToolTip(tip)

    def enter(self, text: str = "") -> None:
        """Be seen, with a text to look for, else with the last search ready to be typed over."""
        if text:
            self._field.setText(text)
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self.searched.emit(self._field.text())

    def leave(self) -> None:
        """End the search."""
        self.hide()
        self.closed.emit()

    @property
    def text(self) -> str:
        return self._field.text()

    def set_found(self, at: int, count: int) -> None:
        """Which of how many is looked at, counted from 1; 0 for none."""
        self._found = (at, count)
        if not self._field.text():
            self._count.setText("")
        elif count and not at:
            self._count.setText(self.tr("{count} found").format(count=count))
        elif count:
            self._count.setText(self.tr("{at} of {count}").format(at=at, count=count))
        else:
            self._count.setText(self.tr("none found"))
        self._back.setEnabled(count > 0)
        self._on.setEnabled(count > 0)
        self.adjustSize()

    def _retranslate(self) -> None:
        self._back.set_text(self.tr("Previous one found"))
        self._on.set_text(self.tr("Next one found"))
        self._close.set_text(self.tr("End the search"))
        self.set_found(*self._found)

    def _restyle(self) -> None:
        self._field.setFont(theme.current().font("code_small"))
        self.adjustSize()
        self.update()

    def event(self, event: QEvent) -> bool:
        is_enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and is_enter:
            # Shift+Enter goes back here, whatever command it is elsewhere.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint_box(painter, self.rect(), "overlay")
        finally:
            painter.end()
