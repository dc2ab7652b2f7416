"""A line of text with links, for what is not as usual and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.label import Label
from ui.widgets.link import Link


class Notice(QWidget):
    """Hidden until there is something to say.

    Args:
        links: all that can be offered; their texts are their owner's.
    """

    def __init__(self, links: Sequence[Link], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label(font="control", color="muted")
        self._links = tuple(links)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 4)
        layout.addWidget(self._text)
        for link in links:
            layout.addWidget(link)
        layout.addStretch(1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, hidden or not."""
        return self._text.text()

    def show_text(self, text: str, *offers: Link) -> None:
        """Say this, and offer that."""
        self._text.setText(text)
        for link in self._links:
            link.setVisible(link in offers)
        self.show()
