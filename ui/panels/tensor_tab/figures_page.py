"""How often which values occur in the whole tensor, with its figures beside."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.models.cell_format import exact
from ui.models.statistics import Histogram, Statistics
from ui.models.words import number_text
from ui.panels.tensor_tab.cells import read_whole
from ui.session.base import Session
from ui.widgets.check_box import CheckBox
from ui.widgets.histogram_view import HistogramView
from ui.widgets.label import Label


class FiguresPage(QWidget):
    """A histogram; what is nan or infinite has no place on it and is counted beside."""

    def __init__(self, session: Session, tensor: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._key: tuple[int, int] | None = None
        self._histogram: Histogram | None = None
        self._view = HistogramView()
        self._logarithmic = CheckBox()
        self._says = Label(font="code_small", color="muted")
        self._figures = [(Label(font="label", color="muted"), Label(font="code_small")) for _ in range(8)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for row, (key, value) in enumerate(self._figures):
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(key, row, 0)
            grid.addWidget(value, row, 1)
        grid.setRowStretch(len(self._figures), 1)
        body = QHBoxLayout()
        body.addWidget(self._view, 1)
        body.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(self._logarithmic)
        foot.addSpacing(16)
        foot.addWidget(self._says, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(body, 1)
        whole.addLayout(foot)
        self._view.pointed.connect(self._read_out)
        self._logarithmic.toggled.connect(self._view.set_logarithmic)
        self._retranslate()

    def look_at(self, tensor: int) -> None:
        """Show another tensor from the next :meth:`refresh` on."""
        self._tensor = tensor
        self._key = None

    def refresh(self) -> None:
        """Count the values of the shown step."""
        recording, step = self._session.recording, self._session.step
        key = (recording.version(self._tensor, step), step if recording.born[self._tensor] > step else -1)
        if key == self._key:
            return
        self._key = key
        read_whole(self._session, self._tensor, self._take)

    def _take(self, values: NDArray[Any], sampled: bool) -> None:
        self._histogram = Histogram.of(values)
        self._view.show_histogram(self._histogram)
        found = Statistics.of(values)
        texts = (f"{found.count:,}", *map(number_text, (found.minimum, found.maximum, found.mean, found.std)))
        counts = (f"{found.zeros:,}", f"{found.nans:,}", f"{found.infs:,}")
        for (_, label), text in zip(self._figures, (*texts, *counts), strict=True):
            label.setText(text)
        note = self.tr("From an even sample of {count} elements.").format(count=f"{found.count:,}")
        self._says.setText(note if sampled else "")

    def _read_out(self, bar: int) -> None:
        if bar < 0 or self._histogram is None:
            self._says.setText("")
            return
        low, high = (exact(float(self._histogram.edges[at])) for at in (bar, bar + 1))
        count = f"{int(self._histogram.counts[bar]):,}"
        self._says.setText(self.tr("{count} from {low} to {high}").format(count=count, low=low, high=high))

    def _retranslate(self) -> None:
        self._logarithmic.setText(self.tr("Show rare values, too (logarithmic)"))
        self._logarithmic.updateGeometry()
        keys = (
            self.tr("elements"),
            self.tr("min"),
            self.tr("max"),
            self.tr("mean"),
            self.tr("std"),
            self.tr("zeros"),
            self.tr("nan"),
            self.tr("infinite"),
        )
        for (label, _), key in zip(self._figures, keys, strict=True):
            label.setText(key)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
