"""The field over a cell in which a number is typed, and the sentence under it that says why a text is none."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme
from ui.models.cell_text import Reason, Refusal, parse
from ui.models.marking import QT_TRANSLATE_NOOP
from ui.widgets.note import Note


class CellEditor(QLineEdit):
    """Takes a number of one dtype. What cannot be taken stays in the field, with its reason below."""

    accepted = Signal(str, int)
    """The value as a Python literal, and the key that ended the typing: Enter, Tab or Backtab; 0 for none."""
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._dtype = "float32"
        self._note = Note(parent)
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.hide()
        self.textEdited.connect(self._note.hide)

    def begin(self, box: QRect, dtype: str, text: str, selected: bool) -> None:
        """Open over ``box``; the text is there to be replaced or to be gone on with."""
        self._dtype = dtype
        self.setFont(theme.current().font("code_small"))
        wide = box.adjusted(0, 0, max(0, 120 - box.width()), 0)
        wide.moveRight(min(wide.right(), self._ground.width() - 1))
        self.setGeometry(wide)
        self.setText(text)
        if selected:
            self.selectAll()
        self.setAccessibleName(self.tr("New value"))
        self._note.hide()
        self.show()
        self.setFocus()

    def close_quietly(self) -> None:
        """Go without a word, since the cell has gone."""
        self._note.hide()
        self.hide()

    def problem(self) -> str:
        """The sentence that is shown; empty when there is nothing to object to."""
        return self._note.text() if self._note.isVisibleTo(self._ground) else ""

    def event(self, event: QEvent) -> bool:
        # Tab would leave the field before a key press arrives.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENDING_KEYS:
            self._accept(event.key())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        leaves = event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if leaves and self.isVisible():
            self._accept(0)

    def _accept(self, key: int) -> None:
        try:
            literal = parse(self.text(), self._dtype)
        except Refusal as refusal:
            self._note.show_below(self.geometry(), sentence(refusal))
            return
        self.close_quietly()
        self.accepted.emit(literal, key)


_ENDING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def sentence(refusal: Refusal) -> str:
    """Why the text is refused, in the reader's language."""
    told = QCoreApplication.translate("CellEditor", _SENTENCES[refusal.reason])
    return told.format(text=refusal.text, dtype=refusal.dtype, low=refusal.low, high=refusal.high)


_SENTENCES = {
    Reason.EMPTY: QT_TRANSLATE_NOOP("CellEditor", "Type a number, or press Esc to leave the cell as it is."),
    Reason.NO_TRUTH: QT_TRANSLATE_NOOP("CellEditor", "“{text}” is neither True nor False."),
    Reason.NO_WHOLE_NUMBER: QT_TRANSLATE_NOOP(
        "CellEditor", "“{text}” is no whole number, and {dtype} holds nothing else."
    ),
    Reason.NO_NUMBER: QT_TRANSLATE_NOOP("CellEditor", "“{text}” is not a number."),
    Reason.NO_COMPLEX_NUMBER: QT_TRANSLATE_NOOP("CellEditor", "“{text}” is not a complex number; write it like 1+2j."),
    Reason.OUT_OF_RANGE: QT_TRANSLATE_NOOP(
        "CellEditor", "{text} does not fit into {dtype}, which holds {low} to {high}."
    ),
    Reason.RAGGED: QT_TRANSLATE_NOOP("CellEditor", "The rows that were copied have different lengths."),
    Reason.TOO_MANY: QT_TRANSLATE_NOOP("CellEditor", "At most {text} cells can be pasted at once."),
}
