"""What is wrong with the code that ran: errors, and the traps that the radar finds. Every panel tells of the same ones.

Both are found on a thread of their own, in the recording as it was then; the window only looks now and then whether
something has been found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from ui.models.diagnosis import Diagnosis
from ui.models.program import Edit
from ui.models.recording import ErrorStep, Recording
from ui.models.traps import Radar, muted_line
from ui.session.beside import LOOK, Beside

if TYPE_CHECKING:
    from ui.session.base import Session

MOST_ERRORS = 20
"""Errors of one stretch of the recording that are explained, the latest."""

MUTED_KEY = "traps/muted"
RADAR_KEY = "traps/radar"


class _Search(NamedTuple):
    """A stretch of a recording to look through."""

    recording: Recording
    errors: list[ErrorStep]
    since: int
    rules: bool
    muted: Collection[str]

    def finds(self) -> Iterator[list[Diagnosis]]:
        """What is wrong, a few at a time; the rules that explain errors are loaded when there is one."""
        if self.errors:
            from ui.models.failure import diagnose

            for error in self.errors:
                yield [diagnose(self.recording, error)]
        if self.rules:
            yield from Radar(self.recording, self.since, self.muted).sweep()


class Problems(QObject):
    """The errors and traps of the session's recording.

    Errors are explained as the recording grows; the radar looks when a cell has ended, at what that cell has done.
    """

    changed = Signal()
    """Other problems than before, other rules that are muted, or the radar was switched."""

    wanted = Signal(object)
    """Somebody wants to read more of this one, a :class:`ui.models.diagnosis.Diagnosis`."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._errors: list[Diagnosis] = []
        self._traps: list[Diagnosis] = []
        self._seen = 0
        self._searcher: Beside[Diagnosis] = Beside("tensorlab-radar")
        self._soon = QTimer(self, singleShot=True, interval=LOOK)
        self._soon.timeout.connect(self._explain_errors)
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._take_in)
        session.recorded.connect(self._soon.start)
        session.cell_ended.connect(self._cell_ended)
        session.recording_replaced.connect(self._start_anew)

    # -- what is wrong ------------------------------------------------------------------------------------------------

    @property
    def errors(self) -> list[Diagnosis]:
        """Those of each script's last run, oldest first."""
        return self._of_last_runs(self._errors)

    @property
    def traps(self) -> list[Diagnosis]:
        """The same; none on a line that an error blames already."""
        blamed = {
            place for one in self.errors for place in ((one.source, one.line), (one.culprit_source, one.culprit_line))
        }
        return [one for one in self._of_last_runs(self._traps) if (one.source, one.line) not in blamed]

    def _of_last_runs(self, found: list[Diagnosis]) -> list[Diagnosis]:
        runs = {cell.source: cell.step for cell in self._session.recording.cells if cell.first_line == 1}
        return sorted((one for one in found if one.step >= runs.get(one.source, 0)), key=lambda one: one.step)

    def on_line(self, source: str, line: int) -> Diagnosis | None:
        """The trap on a line of a source."""
        return next((one for one in self.traps if (one.source, one.line) == (source, line)), None)

    # -- the radar ----------------------------------------------------------------------------------------------------

    @property
    def has_radar(self) -> bool:
        """Whether the radar looks for traps."""
        return bool(QSettings().value(RADAR_KEY, True, type=bool))

    def switch_radar(self, on: bool) -> None:
        """Look for traps from now on, at first in all there is; or let them be."""
        QSettings().setValue(RADAR_KEY, on)
        self._traps = []
        if on:
            self._search(0)
        self.changed.emit()

    @property
    def muted_rules(self) -> list[str]:
        """The rules that the user does not want to hear of."""
        found = QSettings().value(MUTED_KEY, [])
        return sorted({str(one) for one in (found if isinstance(found, list) else [found])})

    def mute_rule(self, rule: str) -> None:
        """Hear no more of a rule."""
        self._set_muted({*self.muted_rules, rule})
        self._traps = [one for one in self._traps if one.rule != rule]
        self.changed.emit()

    def hear_again(self, *rules: str) -> None:
        """Hear of these muted rules again, of all if none is named."""
        self._set_muted(set(self.muted_rules) - set(rules) if rules else set())
        self._search(0)
        self.changed.emit()

    def _set_muted(self, rules: set[str]) -> None:
        QSettings().setValue(MUTED_KEY, sorted(rules))

    def mute_line(self, told: Diagnosis) -> None:
        """Hear no more of a trap on its line: a script gets the comment that says so."""
        text = self._session.recording.source_text(told.source, told.step) or ""
        self._traps = [one for one in self._traps if one != told]
        if text and not told.source.startswith("In ["):
            line = text.split("\n")[told.line - 1]
            self._session.mend(told.source, (Edit(told.line, muted_line(line, told.rule)),))
        self.changed.emit()

    # -- looking ------------------------------------------------------------------------------------------------------

    def _start_anew(self) -> None:
        self._searcher.end()
        self._searcher = Beside("tensorlab-radar")
        self._errors, self._traps, self._seen = [], [], 0
        if self._session.recording.last_step >= 0:
            self._search(0)
        self.changed.emit()

    def _cell_ended(self, _: int, __: bool) -> None:
        cells = self._session.recording.cells
        self._search(cells[-1].step if cells else 0)
        # A script that ran again has left its old problems behind.
        self.changed.emit()

    def _explain_errors(self) -> None:
        if len(self._session.recording.tables["errors"]) > self._seen:
            self._search(None)

    def _search(self, since: int | None) -> None:
        """Explain the errors that are new; look for traps since a step, or not at all."""
        recording = self._session.recording
        errors = recording.errors[self._seen :][-MOST_ERRORS:]
        self._seen = len(recording.tables["errors"])
        rules = since is not None and self.has_radar
        if errors or rules:
            search = _Search(recording.snapshot(), errors, since or 0, rules, self.muted_rules)
            self._searcher.begin(search.finds())
            self._look.start()

    def _take_in(self) -> None:
        works = self._searcher.works
        found = self._searcher.taken()
        for one in found:
            if not one.is_trap:
                self._errors.append(one)
            elif self.has_radar and one.rule not in self.muted_rules:
                place = (one.source, one.line)
                self._traps = [other for other in self._traps if (other.source, other.line) != place] + [one]
        if found:
            self.changed.emit()
        if not works:
            self._look.stop()
