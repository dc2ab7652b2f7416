"""A button that goes on by itself: pressed once, it tells at an even pace that it is time for the next position."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.icon_button import IconButton

PACE = 400
"""Milliseconds between two positions."""


class PlayButton(IconButton):
    """Plays until it is pressed again."""

    due = Signal()
    """It is time for the next position."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("play", parent=parent)
        self._words = ("", "")
        self._timer = QTimer(self, interval=PACE)
        self._timer.timeout.connect(self.due)
        self.clicked.connect(self._toggle)

    def set_words(self, play: str, pause: str) -> None:
        """What it does while it rests, and while it plays."""
        self._words = (play, pause)
        self._show()

    @property
    def plays(self) -> bool:
        return self._timer.isActive()

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()
        self._show()

    def _toggle(self) -> None:
        if self.plays:
            self._timer.stop()
        else:
            self._timer.start()
        self._show()

    def _show(self) -> None:
        self.set_icon("pause" if self.plays else "play")
        self.set_text(self._words[self.plays])
