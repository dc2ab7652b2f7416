"""The comparison of the shown recording with another run: begun in a panel, marked on the canvas and the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from ui.models.comparison import Comparison, Difference, Side
from ui.models.recording import Cell, Recording
from ui.session.beside import LOOK, Beside

if TYPE_CHECKING:
    from ui.session.base import Session

MOST = 2000
"""Differences that are looked for: who has found so many knows that the two are different."""


class Stretch(NamedTuple):
    """Something that can be compared: a recording or one run in it.

    Attributes:
        origin: the file that it is from; "" for what this session has recorded.
        life: how many kernels ago it was recorded, 0 for what is shown.
        source: the script or cell that ran; "" for all of a recording.
        run: which run of that source it is, from 1.
    """

    side: Side
    origin: str
    life: int
    source: str
    run: int


class Comparing(QObject):
    """What is compared, and what has been found to differ."""

    changed = Signal()
    """More is known, another comparison was begun, or it was ended."""
    stretches_changed = Signal()
    """There are other things to compare."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._opened: list[tuple[str, Recording]] = []
        self.comparison: Comparison | None = None
        self.differences: list[Difference] = []
        self._beside: Beside[Difference] = Beside("tensorlab-comparison")
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._take_in)
        session.recording_replaced.connect(self._start_anew)
        session.cell_ended.connect(lambda *_: self.stretches_changed.emit())

    # -- what there is ------------------------------------------------------------------------------------------------

    def open(self, name: str, recording: Recording) -> None:
        """Have a recording from a file at hand."""
        self._opened.append((name, recording))
        self.stretches_changed.emit()

    def here(self) -> list[Stretch]:
        """Of the shown recording: all of it, and each run."""
        return _stretches(self._session.recording, "", 0)

    def there(self) -> list[Stretch]:
        """What it can be compared with: its own runs, then earlier and opened recordings, the latest first."""
        found = self.here()[1:]
        for life, recording in enumerate(reversed(self._session.earlier), 1):
            found += _stretches(recording, "", life)
        for name, recording in reversed(self._opened):
            found += _stretches(recording, name, 0)
        return found

    # -- comparing ----------------------------------------------------------------------------------------------------

    @property
    def works(self) -> bool:
        """Whether there may be more differences than are known."""
        return self._look.isActive()

    def begin(self, here: Side, there: Side) -> None:
        """Find out what differs."""
        self.end()
        self.comparison = Comparison(_as_it_is(here), _as_it_is(there))
        self._beside = Beside("tensorlab-comparison")
        self._beside.begin(self.comparison.differences())
        self._look.start()
        self.changed.emit()

    def end(self) -> None:
        """Compare no more, and take the marks away."""
        self._beside.end()
        self._look.stop()
        self.comparison, self.differences = None, []
        self.changed.emit()

    def _take_in(self) -> None:
        works = self._beside.works
        found = self._beside.taken()[: MOST - len(self.differences)]
        self.differences += found
        if len(self.differences) >= MOST:
            self._beside.end()
            works = False
        if not works:
            self._look.stop()
        if found or not works:
            self.changed.emit()

    def _start_anew(self) -> None:
        self.end()
        self.stretches_changed.emit()


def _as_it_is(side: Side) -> Side:
    return side._replace(recording=side.recording.snapshot())


def _stretches(recording: Recording, origin: str, life: int) -> list[Stretch]:
    if recording.last_step < 0:
        return []
    found = [Stretch(Side.whole(recording), origin, life, "", 0)]
    runs: dict[str, int] = {}
    for place, cell in enumerate(recording.cells):
        side = Side.of_cell(recording, cell)
        if side.last >= side.first and not _only_starts(cell, recording.cells[place + 1 : place + 2]):
            runs[cell.source] = runs.get(cell.source, 0) + 1
            found.append(Stretch(side, origin, life, cell.source, runs[cell.source]))
    return found


def _only_starts(cell: Cell, following: list[Cell]) -> bool:
    """Whether a cell does nothing but run a script, whose own run comes next."""
    return cell.text.startswith("lab.run(") and [one.step for one in following] == [cell.step]
