"""Writing a picture to a file while the window goes on: it is frozen a little at a time, another process paints it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ui import theme
from ui.canvas.render import shows_facts
from ui.models.arrangement import Arrangement
from ui.models.folding import Wishes
from ui.models.frozen import freezing
from ui.models.graph import GraphModel
from ui.models.picture import Picture
from ui.session.arranger import Arranger
from ui.session.pace import over_in
from ui.session.worker import Worker

SLICE = 0.006
"""Seconds of the window's thread at a time."""
FREEZING = 0.3
"""The share of the work that is done here."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be written where, and how it looks and speaks."""

    picture: Picture
    path: Path
    theme: str
    scale: float
    language: str


class Exporter(QObject):
    """Writes one picture at a time."""

    progressed = Signal(float)
    """How much is done, from 0 to 1."""
    written = Signal()
    refused = Signal(object)
    """The file could not be written: the :class:`SaveError`."""
    failed = Signal(str)
    """Something else went wrong, as a programmer would read it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("ui.exporting", self)
        self._worker.progressed.connect(lambda done: self.progressed.emit(FREEZING + (1 - FREEZING) * done))
        self._worker.answered.connect(self._end)
        self._worker.failed.connect(self.failed)
        self._arranger = Arranger(self)
        self._arranger.arranged.connect(self._go_on)
        self._arranger.failed.connect(self.failed)
        self._wanted: tuple[GraphModel, int] | None = None
        self._path = Path()
        self._language = ""
        self._steps: Generator[float, None, Picture] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._freeze)

    @property
    def is_busy(self) -> bool:
        return self._steps is not None or self._arranger.is_busy or self._worker.is_busy

    @property
    def path(self) -> Path:
        """What is being written, or was last."""
        return self._path

    def export(self, picture: Picture, path: Path, language: str) -> None:
        """Write a picture in the format that the ending of the path says; what is being written is given up."""
        self._begin(path, language)
        self._freeze_all(picture)

    def export_whole(self, model: GraphModel, step: int, path: Path, language: str) -> None:
        """Write every node of a graph at a step, those that are folded, too."""
        self._begin(path, language)
        if model.is_folded:
            self._wanted = model, step
            self._arranger.ask(model.order(Wishes(fold=False)))
        else:
            self._freeze_all(model.picture(step))

    def _begin(self, path: Path, language: str) -> None:
        self.cancel()
        self._path, self._language = path, language

    def _go_on(self, arrangement: Arrangement) -> None:
        assert self._wanted is not None, "an arrangement was asked for"
        (model, step), self._wanted = self._wanted, None
        self._freeze_all(model.arranged(arrangement).picture(step))

    def _freeze_all(self, picture: Picture) -> None:
        self._steps = freezing(picture, with_facts=shows_facts(picture, self._path.suffix))
        self._timer.start()

    def cancel(self) -> None:
        """Leave the file as it is."""
        self._timer.stop()
        self._steps = self._wanted = None
        self._arranger.cancel()
        if self._worker.is_busy:
            self._worker.end()

    def shutdown(self) -> None:
        """The window closes."""
        self.cancel()
        self._arranger.shutdown()

    def _freeze(self) -> None:
        assert self._steps is not None, "the timer runs while there is something to freeze"
        is_over, done = over_in(SLICE), 0.0
        try:
            while not is_over():
                done = next(self._steps)
        except StopIteration as end:
            self._timer.stop()
            self._steps, done = None, 1.0
            manager = theme.manager()
            look = manager.theme.name
            self._worker.ask(ExportOrder(end.value, self._path, look, manager.scale, self._language))
        self.progressed.emit(FREEZING * done)

    def _end(self, trouble: object) -> None:
        # Files are written rarely, and a process that waits would keep the memory of a large picture.
        self._worker.end()
        if trouble is None:
            self.written.emit()
        else:
            self.refused.emit(trouble)
