"""Keeps the recording to its memory while code runs: what may go is found beside the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from tensorlab.events import NEVER, NOBODY
from ui.models.recording import Recording
from ui.models.thinning import Cut
from ui.session.beside import LOOK, Beside

if TYPE_CHECKING:
    from ui.session.base import Session


class Thinning(QObject):
    """Lets the oldest iterations go when the recording has outgrown its memory."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._recording: Recording | None = None
        self._beside: Beside[Cut] = Beside("tensorlab-thinning")
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._take_in)

    def look_at(self, recording: Recording) -> None:
        """It has grown."""
        if self._recording is None and recording.is_too_large:
            self._recording = recording
            self._beside.begin(recording.thinning())
            self._look.start()

    def _take_in(self) -> None:
        if self._beside.works:
            return
        self._look.stop()
        recording, self._recording = self._recording, None
        for cut in self._beside.taken():
            if recording is self._session.recording:
                self._go_on_without(cut)

    def _go_on_without(self, cut: Cut) -> None:
        session = self._session
        session.recording = session.recording.without(cut)
        if session.selection != NOBODY and session.recording.born[session.selection] == NEVER:
            session.select(NOBODY)
        session.recording_thinned.emit()
        if not session.is_live:
            session.show_step(session.step)
