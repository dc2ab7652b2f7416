"""What stands where there is nothing yet: what will be here, a line to type, a button that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.label import Label

_WIDTH = 400


class EmptyState(QWidget):
    """One sentence, one line of code, one button, centred at 40 % of the height. Code and button may be left out."""

    action_triggered = Signal()

    def __init__(self, sentence: str = "", code: str = "", action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Label("", "body", "muted")
        self._code = Label("", "code")
        self._button = Button()
        for label in (self._sentence, self._code):
            label.setWordWrap(True)
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for label in (self._sentence, self._code):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()
        self._button.clicked.connect(self.action_triggered)
        self.set_texts(sentence, code, action)

    def _arrange(self) -> None:
        words = QWidget()
        words.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._sentence)
        column.addWidget(self._code)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(words, 1000)
        across.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(16, 16, 16, 16)
        down.addStretch(4)
        down.addLayout(across)
        down.addStretch(6)

    def set_texts(self, sentence: str, code: str = "", action: str = "") -> None:
        """Say what will be here, in the reader's language."""
        self._sentence.setText(sentence)
        self._code.setText(code)
        self._code.setVisible(bool(code))
        self._button.set_text(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(sentence)

    def sentence(self) -> str:
        return self._sentence.text()
