"""Reads what a tensor is to be made of beside the window's thread: a table tells how far it is, and can be given up."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage

from tensorlab.errors import LoadError
from ui import pictures
from ui.models.new_tensor import Invalid, Loaded
from ui.models.table_reading import loaded, reading

PICTURE = QSize(320, 200)
"""How large a picture is shown at most."""

_KEEPING = (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


class FileReader(QObject):
    """Reads one file at a time: the one that was asked for last."""

    progressed = Signal(float)
    """How much is read, from 0 to 1."""
    found = Signal(object, object)
    """A :class:`Loaded` and a small picture, of nothing for a table."""
    failed = Signal(object)
    """An :class:`Invalid` or a :class:`LoadError`."""
    _arrived = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: object = None
        self._arrived.connect(self._take)

    @property
    def reads(self) -> bool:
        """Whether somebody waits for a file."""
        return self._wanted is not None

    def begin(self, path: str, is_picture: bool) -> None:
        """Read this; what is being read is given up."""
        order = self._wanted = object()
        read = self._read_picture if is_picture else self._read_table
        QThreadPool.globalInstance().start(lambda: read(order, path))

    def stop(self) -> None:
        """Give up."""
        self._wanted = None

    # -- on another thread --------------------------------------------------------------------------------------------

    def _read_table(self, order: object, path: str) -> None:
        for steps in reading(Path(path)):
            if self._wanted is not order:
                return
            for step in steps:
                self._arrived.emit(order, step, QImage())

    def _read_picture(self, order: object, path: str) -> None:
        try:
            pixels = pictures.read(path)
        except LoadError as trouble:
            self._arrived.emit(order, trouble, QImage())
        else:
            small = pictures.image_of(pixels).scaled(PICTURE, *_KEEPING)
            self._arrived.emit(order, loaded(f"lab.image({path!r})", pixels), small)

    # -- on the window's ----------------------------------------------------------------------------------------------

    def _take(self, order: object, step: object, picture: QImage) -> None:
        if order is not self._wanted:
            return
        if isinstance(step, float):
            self.progressed.emit(step)
            return
        self._wanted = None
        if isinstance(step, Loaded):
            self.found.emit(step, picture)
        else:
            assert isinstance(step, Invalid | LoadError), "a file is read, or it is said why not"
            self.failed.emit(step)
