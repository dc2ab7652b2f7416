"""The status bar: phase, step, what holds between cells, how much is alive, and how the kernel is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tensorlab.events import Phase
from ui.models.recording import NodeKind
from ui.session.base import KernelState, Session
from ui.session.pace import Pace
from ui.widgets.label import Label


class StatusPanel(QWidget):
    """A row of words, renewed as things happen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._parts = [Label(font="label", color="text" if place == 0 else "muted") for place in range(8)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 2)
        layout.setSpacing(20)
        for part in self._parts:
            layout.addWidget(part)
        layout.addStretch(1)
        self._soon = Pace(self._show, 50, self)
        for signal in (session.step_changed, session.recorded, session.kernel_changed, session.status_changed):
            signal.connect(self._soon.soon)
        self._show()

    def _show(self) -> None:
        session = self._session
        recording, step, status = session.recording, session.step, session.status
        alive = recording.alive(step) if recording.n_nodes else np.zeros(0, bool)
        tensors = int((alive & (recording.kind == NodeKind.TENSOR)).sum()) if len(alive) else 0
        nodes = int((alive & (recording.kind == NodeKind.FUNCTION)).sum()) if len(alive) else 0
        errors = len(recording.tables["errors"])
        texts = (
            self._phase(step),
            self.tr("step {step} / {count}").format(step=step + 1, count=recording.last_step + 1),
            self.tr("grad on") if status.grad_enabled else self.tr("grad off"),
            status.default_dtype,
            self.tr("tensors: {count}").format(count=tensors),
            self.tr("operations alive: {count}").format(count=nodes),
            self.tr("errors: {count}").format(count=errors) if errors else "",
            self._kernel(),
        )
        for part, text in zip(self._parts, texts, strict=True):
            part.setText(text)
            part.setVisible(bool(text))

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
