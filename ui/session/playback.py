"""Walking through a recording: one stride forward or back, or played like a film.

While code runs slowly or stands between two statements, the same commands drive *it*: play goes on or stops, a stride
forward from the last step runs the next statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.models.timeline import Granularity, next_stop, previous_stop
from ui.session.driving import Drive

if TYPE_CHECKING:
    from ui.session.base import Session

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Strides a second are :data:`BASE_RATE` times one of these."""

BASE_RATE = 2.0


class Playback(QObject):
    """Moves the session's shown step by strides of the chosen size."""

    changed = Signal()
    """It started, stopped, or its speed or stride changed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._granularity = Granularity.EVENT
        self._speed = 1.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        session.recording_replaced.connect(self.pause)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def granularity(self) -> Granularity:
        return self._granularity

    def set_granularity(self, granularity: Granularity) -> None:
        self._granularity = granularity
        self.changed.emit()

    def set_speed(self, speed: float) -> None:
        self._speed = speed
        if self.is_playing:
            self._timer.setInterval(self._interval)
        elif self._session.drive is Drive.SLOW:
            self.drive_slowly()
        self.changed.emit()

    def faster(self) -> None:
        self.set_speed(min((s for s in SPEEDS if s > self._speed), default=SPEEDS[-1]))

    def slower(self) -> None:
        self.set_speed(max((s for s in SPEEDS if s < self._speed), default=SPEEDS[0]))

    @property
    def _interval(self) -> int:
        return int(1000 / (BASE_RATE * self._speed))

    @property
    def is_driving(self) -> bool:
        """Whether the commands of this class drive running code now: it is live, and not at full speed."""
        return self._session.is_live and self._session.drive is not Drive.RUN

    def drive_slowly(self) -> None:
        """Let code rest after each statement, as long as a stride takes."""
        self._session.return_to_live()
        self._session.set_drive(Drive.SLOW, self._interval / 1000)

    def stop_code(self) -> None:
        """Let the running code stand after its present statement."""
        self._session.return_to_live()
        self._session.set_drive(Drive.STOP)

    def toggle(self) -> None:
        if self.is_driving:
            if self._session.drive is Drive.SLOW:
                self.stop_code()
            else:
                self.drive_slowly()
        elif self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play from the shown step; from the beginning when it is the last."""
        if self._session.recording.last_step < 0:
            return
        if self._session.step >= self._session.recording.last_step:
            self._session.show_step(-1)
        self._timer.start(self._interval)
        self.changed.emit()

    def pause(self) -> None:
        if self.is_playing:
            self._timer.stop()
            self.changed.emit()

    def forward(self, granularity: Granularity | None = None) -> None:
        """One stride towards the end."""
        if self.is_driving and self._session.step >= self._session.recording.last_step:
            self._session.set_drive(Drive.STEP)
            return
        self._go(next_stop(self._session.recording, self._session.step, granularity or self._granularity))

    def back(self, granularity: Granularity | None = None) -> None:
        """One stride towards the beginning."""
        self._go(previous_stop(self._session.recording, self._session.step, granularity or self._granularity))

    def to_bookmark(self, ahead: bool) -> None:
        """To the next marked step, or to the one before."""
        marks = sorted(self._session.recording.bookmarks)
        step = self._session.step
        found = [mark for mark in marks if (mark > step if ahead else mark < step)]
        if found:
            self._go(found[0] if ahead else found[-1])

    def first(self) -> None:
        self.pause()
        self._session.show_step(-1)

    def last(self) -> None:
        self.pause()
        self._session.return_to_live()

    def _go(self, step: int) -> None:
        self.pause()
        self._show(step)

    def _show(self, step: int) -> None:
        """Whoever comes to the last step has come back to now."""
        if step >= self._session.recording.last_step:
            self._session.return_to_live()
        else:
            self._session.show_step(step)

    def _tick(self) -> None:
        session = self._session
        self._show(next_stop(session.recording, session.step, self._granularity))
        if session.step >= session.recording.last_step:
            self.pause()
