"""The bar under the graph: which step is shown, what it means in one sentence, and the way to any other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tensorlab.events import NOBODY, Phase
from ui import diagnoses, icons, theme
from ui.models.course import Course
from ui.models.meaning import meaning
from ui.models.thinning import Gap
from ui.models.timeline import Granularity, next_of_node, previous_of_node
from ui.sentences import sentence
from ui.session.base import Session
from ui.session.pace import Pace
from ui.session.playback import SPEEDS
from ui.widgets.drop_down import DropDown
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.timeline_bar import Run, TimelineBar, Tracks


class TimelinePanel(QWidget):
    """Banner and bar; the keys here also work while the canvas has the focus."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._icon = QLabel()
        self._where = QLabel()
        self._sentence = ElidedLabel()
        self._note = QLineEdit()
        self._stride = DropDown()
        self._speed = DropDown()
        self._return = QPushButton()
        self._bar = TimelineBar()
        self._course = Course(session.recording)
        self._was_live: bool | None = None
        self._arrange()
        # Tracks are rebuilt at most once a frame, however fast batches come.
        self._tracks = Pace(self._show_tracks, 33, self)

        session.recorded.connect(self._tracks.soon)
        session.recording_replaced.connect(self._show_tracks)
        session.step_changed.connect(self._show_step)
        session.playback.changed.connect(self._show_playback)
        session.drive_changed.connect(self._show_step)
        session.bookmarks_changed.connect(self._show_tracks)
        session.problems.changed.connect(self._tracks.soon)
        session.comparing.changed.connect(self._tracks.soon)
        self._note.editingFinished.connect(self._keep_note)
        self._bar.step_chosen.connect(self._jump)
        self._bar.set_tool_tip_source(lambda step: self._tip(step))
        self._stride.activated.connect(lambda index: session.playback.set_granularity(list(Granularity)[index]))
        self._speed.activated.connect(lambda index: session.playback.set_speed(SPEEDS[index]))
        self._return.clicked.connect(session.return_to_live)
        theme.manager().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self._show_tracks()

    def _arrange(self) -> None:
        self._banner = QWidget()
        self._banner.setObjectName("banner")
        self._banner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._banner)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        for widget, stretch in (
            (self._icon, 0),
            (self._where, 0),
            (self._sentence, 1),
            (self._note, 1),
            (self._stride, 0),
            (self._speed, 0),
            (self._return, 0),
        ):
            row.addWidget(widget, stretch)
        self._return.setProperty("primary", True)
        # Its room stays when it has nothing to offer, so that nothing in the row jumps.
        policy = self._return.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._return.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._banner)
        layout.addWidget(self._bar)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show_tracks(self) -> None:
        recording = self._session.recording
        if self._course.recording is recording:
            self._course.follow()
        else:
            self._course = Course(recording)
        self._traps = {one.step: one for one in self._session.problems.traps}
        differing = sorted({one.here for one in self._session.comparing.differences if one.here >= 0})
        self._values_from = recording.values_kept_from
        self._bar.set_tracks(
            Tracks(
                self._course.marks,
                self._phases_between,
                self._lines_between,
                self._iterations_between if len(recording.iterations) else None,
                traps=sorted(self._traps),
                flags=sorted(recording.bookmarks),
                differing=differing,
                gaps=[Run(*gap, "", self.tr("not kept")) for gap in recording.gaps],
                values_from=self._values_from,
            )
        )
        self._show_step()

    def _phases_between(self, first: int, last: int, most: int) -> list[Run]:
        words = [
            (Phase.BUILD, "build", self.tr("Build")),
            (Phase.BACKWARD, "backward", self.tr("Backward")),
            (Phase.UPDATE, "update", self.tr("Update")),
            (Phase.FREE, "free", self.tr("Free")),
        ]
        named = {int(phase): (key, word) for phase, key, word in words}
        return [Run(a, b, *named[value]) for a, b, value in self._course.phases.between(first, last, most)]

    def _lines_between(self, first: int, last: int, most: int) -> list[Run]:
        return [
            Run(a, b, "", str(line) if line > 0 else "") for a, b, line in self._course.lines.between(first, last, most)
        ]

    def _iterations_between(self, first: int, last: int, most: int) -> list[Run]:
        runs = self._course.iterations.between(first, last, most)
        return [Run(a, b, "", str(number) if number else "") for a, b, number in runs]

    def edit_note(self) -> None:
        """Let the user write what is to be remembered of the shown step."""
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keep_note(self) -> None:
        if self._session.step in self._session.recording.bookmarks:
            self._session.bookmark(self._session.step, self._note.text())

    def _show_note(self) -> None:
        note = self._session.recording.bookmarks.get(self._session.step)
        self._note.setVisible(note is not None)
        if note is not None and note != self._note.text():
            self._note.setText(note)

    def _show_step(self) -> None:
        session = self._session
        step, count = session.step, session.recording.last_step + 1
        live = session.is_live
        self._bar.set_step(step, live)
        if count == 0:
            self._where.setText(self.tr("Nothing recorded yet"))
        elif live and session.standing is not None:
            source, line = session.standing
            self._where.setText(
                self.tr("The code stands after line {line} of {source}").format(line=line, source=source)
            )
        elif live:
            self._where.setText(self.tr("Live · step {step}").format(step=count))
        else:
            self._where.setText(self.tr("Viewing step {step} of {count}").format(step=step + 1, count=count))
        self._sentence.setText("" if step < 0 else self._meaning(step))
        self._show_note()
        if live is not self._was_live:
            self._show_liveness(live)

    def _show_liveness(self, live: bool) -> None:
        self._was_live = live
        self._return.setVisible(not live)
        self._banner.setProperty("scrubbed", not live)
        self._banner.style().unpolish(self._banner)
        self._banner.style().polish(self._banner)
        self._icon.setPixmap(icons.icon("live" if live else "clock").pixmap(16, 16))

    def _show_playback(self) -> None:
        self._stride.setCurrentIndex(list(Granularity).index(self._session.playback.granularity))
        self._speed.setCurrentIndex(SPEEDS.index(self._session.playback.speed))

    def _jump(self, step: int) -> None:
        self._session.playback.pause()
        self._session.show_step(step)

    # -- words --------------------------------------------------------------------------------------------------------

    def _tip(self, step: int) -> str:
        gap = self._session.recording.gap_at(step)
        if gap is not None:
            return self._gap_tip(gap)
        tip = self.tr("Step {step}: {sentence}").format(step=step + 1, sentence=self._meaning(step))
        lines = [tip]
        if step in self._traps:
            lines.append(f"⚠ {diagnoses.sentence(self._traps[step]).replace('`', '')}")
        if step < self._values_from:
            lines.append(self.tr("Not every value from before step {step} is kept.").format(step=self._values_from + 1))
        return "\n".join(lines)

    def _gap_tip(self, gap: Gap) -> str:
        """What is missing, and why."""
        recording = self._session.recording
        first, last = recording.iteration_at(gap.first), recording.iteration_at(gap.last)
        text = self.tr(
            "Steps {first} to {last}, iterations {begin} to {end}, are not kept: the recording had outgrown its "
            "memory. Edit ▸ Settings gives it more."
        )
        return text.format(first=gap.first + 1, last=gap.last + 1, begin=first, end=last)

    def _meaning(self, step: int) -> str:
        """One sentence on what happened at a step."""
        return sentence(meaning(self._session.recording, step))

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key means for the timeline; False when it means nothing here."""
        playback = self._session.playback
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if key == Qt.Key.Key_Space:
            playback.toggle()
        elif key == Qt.Key.Key_Home:
            playback.first()
        elif key == Qt.Key.Key_End:
            playback.last()
        elif key == Qt.Key.Key_BracketLeft:
            playback.slower()
        elif key == Qt.Key.Key_BracketRight:
            playback.faster()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            ahead = key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown)
            if control:
                self._walk_node(ahead)
            else:
                stride = Granularity.PHASE if shift else None
                (playback.forward if ahead else playback.back)(stride)
        else:
            return False
        return True

    def _walk_node(self, ahead: bool) -> None:
        session = self._session
        if session.selection != NOBODY:
            find = next_of_node if ahead else previous_of_node
            self._jump(find(session.recording, session.step, session.selection))

    # -- language and look --------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._stride.clear()
        self._stride.addItems([self.tr("by event"), self.tr("by line"), self.tr("by phase"), self.tr("by iteration")])
        self._stride.setAccessibleName(self.tr("Size of a step"))
        self._stride.setToolTip(self.tr("Size of a step"))
        self._speed.clear()
        self._speed.addItems([f"{speed:g}×" for speed in SPEEDS])
        self._speed.setAccessibleName(self.tr("Speed of play"))
        self._speed.setToolTip(self.tr("Speed of play"))
        self._return.setText(self.tr("Return to live"))
        self._note.setPlaceholderText(self.tr("Note on this step"))
        self._note.setAccessibleName(self.tr("Note on this step"))
        self._show_playback()

    def _restyle(self) -> None:
        look = theme.current()
        self._where.setFont(look.font("control_strong"))
        self._sentence.setFont(look.font("control"))
        self._show_liveness(self._session.is_live)

    def minimumSizeHint(self) -> QSize:
        """The choices of the row go where there is no room for them; they never make the window wider."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        choices = (self._stride, self._speed)
        needed = self._where.sizeHint().width() + self._return.sizeHint().width() + 160
        for choice in choices:
            needed += choice.sizeHint().width() + 8
            choice.setVisible(needed <= self.width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show_tracks()
        super().changeEvent(event)
