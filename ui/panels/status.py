"""The status bar: phase, step, what holds between cells, how much is alive, the kernel, and the language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from tensorlab.events import Phase
from ui.models.census import census
from ui.session.base import KernelState, Session
from ui.session.pace import Pace
from ui.widgets.label import Label

_SIDE, _GAP = 12, 20
_IMPORTANCE = (0, 1, 10, 6, 7, 4, 2, 5, 3, 8, 11, 9)
"""The words by how much they are missed: phase, step, kernel, errors, traps, tensors, …"""


def size_text(nbytes: int) -> str:
    """An amount of memory to two digits: ``2.1 KB``."""
    amount = float(nbytes)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"


class StatusPanel(QWidget):
    """A row of words, renewed as things happen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._parts = [Label(font="label", color="text" if place == 0 else "muted") for place in range(12)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_SIDE, 2, _SIDE, 2)
        layout.setSpacing(_GAP)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for part in self._parts:
            layout.addWidget(part)
        layout.addStretch(1)
        self._soon = Pace(self._show, 50, self)
        for signal in (session.step_changed, session.recorded, session.kernel_changed, session.status_changed):
            signal.connect(self._soon.soon)
        session.problems.changed.connect(self._soon.soon)
        self._show()

    def _show(self) -> None:
        session = self._session
        recording, step, status = session.recording, session.step, session.status
        alive = census(recording, step)
        errors = len(self._session.problems.errors)
        texts = (
            self._phase(step),
            self.tr("step {step} / {count}").format(step=step + 1, count=recording.last_step + 1),
            self.tr("grad on") if status.grad_enabled else self.tr("grad off"),
            status.default_dtype,
            self.tr("tensors: {count} ({size})").format(count=alive.tensors, size=size_text(alive.nbytes)),
            self.tr("graphs alive: {count}").format(count=alive.graphs),
            self.tr("errors: {count}").format(count=errors) if errors else "",
            self._traps(),
            self.tr("seed {seed}").format(seed=status.seed),
            self.tr("recording: {used} of {limit}").format(
                used=size_text(recording.footprint), limit=size_text(recording.memory_limit)
            ),
            self._kernel(),
            self.tr("EN"),
        )
        for part, text, tip in zip(self._parts, texts, self._tips(), strict=True):
            part.setText(text)
            part.setToolTip(tip)
        self._fit()

    def _fit(self) -> None:
        """Words are whole or not there: where there is little room, the less important ones go."""
        room = self.width() - 2 * _SIDE
        for place in _IMPORTANCE:
            part = self._parts[place]
            width = part.sizeHint().width() + _GAP
            is_shown = bool(part.text()) and (width <= room or place == 0)
            part.setVisible(is_shown)
            room -= width if is_shown else 0

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _tips(self) -> tuple[str, ...]:
        """What each word means, in a sentence."""
        return (
            self.tr("Which of the four steps of training the shown moment belongs to."),
            self.tr("The shown step, and how many there are."),
            self.tr("Whether operations are recorded for backward outside of any no_grad block."),
            self.tr("The type of new tensors of fractions."),
            self.tr(
                "Tensors that exist at the shown step, and the memory behind them: what several share counts once."
            ),
            self.tr("How many graphs exist at the shown step: each end, such as a loss, is one."),
            self.tr("Errors that the code has raised in this session."),
            self.tr("What is legal and probably not meant, in the last run of each script: see Problems."),
            self.tr("What torch.manual_seed was last given."),
            self.tr(
                "What the window keeps of all that happened, and how much it may. Of a long loop that needs more, the "
                "oldest iterations are let go. Edit ▸ Settings changes it."
            ),
            self.tr("The process that runs your code."),
            self.tr("The language of the window: View ▸ 中文."),
        )

    def _phase(self, step: int) -> str:
        if step < 0:
            return self.tr("Ready")
        words = {
            Phase.BUILD: self.tr("Build"),
            Phase.BACKWARD: self.tr("Backward"),
            Phase.UPDATE: self.tr("Update"),
            Phase.FREE: self.tr("Free"),
        }
        return words[Phase(int(self._session.recording.phases[step]))]

    def _traps(self) -> str:
        problems = self._session.problems
        if not problems.has_radar:
            return self.tr("radar off")
        count = len(problems.traps)
        return self.tr("traps: {count}").format(count=count) if count else ""

    def _kernel(self) -> str:
        words = {
            KernelState.ABSENT: self.tr("no kernel"),
            KernelState.STARTING: self.tr("kernel starting"),
            KernelState.IDLE: self.tr("kernel ready"),
            KernelState.BUSY: self.tr("kernel running"),
            KernelState.DEAD: self.tr("kernel gone: restart it with Run ▸ Restart"),
        }
        return words[self._session.kernel]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
