"""The middle of the window: the documents, and beside them, when the user wants it, the graph with its timeline."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from ui import theme
from ui.documents import Documents
from ui.widgets.icon_button import IconButton

_NARROW = 640
"""Below this width code and graph have too little room side by side: the graph goes below."""


class SideBySide(QSplitter):
    """Code and the graph that it builds, seen at once.

    Args:
        documents: they have the graph in a tab, and give it away while it stands beside them.
    """

    changed = Signal(bool)
    """Whether the graph stands beside the documents now."""

    def __init__(self, documents: Documents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._page: QWidget | None = None
        self._button = IconButton("beside")
        self._button.setCheckable(True)
        self._button.clicked.connect(self.set_beside)
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(4, 4, 4, 8)
        row.addWidget(self._button)
        documents.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        self.addWidget(documents)
        self.setChildrenCollapsible(False)
        self._retranslate()

    @property
    def is_beside(self) -> bool:
        """Whether the graph stands beside the documents."""
        return self._page is not None

    def set_beside(self, beside: bool) -> None:
        """Put the graph beside the documents, or back into its tab."""
        if beside == self.is_beside:
            return
        if beside:
            self._page = self._documents.give_graph()
            self.addWidget(self._page)
            self._page.show()
            self._turn()
            self._share_room()
        else:
            self._page = None
            self._documents.take_graph()
        self._button.setChecked(beside)
        self.changed.emit(beside)

    def panes(self) -> list[QWidget]:
        """What the keyboard goes to, one after another."""
        front = self._documents.currentWidget()
        return [front] if self._page is None else [front, self._page]

    def restore(self) -> None:
        """As it was left."""
        settings = QSettings()
        self.set_beside(bool(settings.value("graph_beside", False, type=bool)))
        sizes = settings.value("graph_beside_sizes")
        if self.is_beside and sizes is not None:
            self.restoreState(sizes)

    def remember(self) -> None:
        """Write down how it is left."""
        settings = QSettings()
        settings.setValue("graph_beside", self.is_beside)
        if self.is_beside:
            settings.setValue("graph_beside_sizes", self.saveState())

    def _share_room(self) -> None:
        half = (self.width() if self.orientation() == Qt.Orientation.Horizontal else self.height()) // 2
        self.setSizes([half, half])

    def _turn(self) -> None:
        is_narrow = self.width() < _NARROW * theme.manager().scale
        self.setOrientation(Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._turn()
        super().resizeEvent(event)

    def _retranslate(self) -> None:
        self._button.set_text(self.tr("Graph beside the code"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
