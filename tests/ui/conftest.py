"""``recorded("…")`` runs code as a kernel would and gives what was told of it as a recording."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Acknowledge, Batch, CellBegan, CellEnded, Message, Trace
from ui.i18n import Translations
from ui.models.recording import NodeKind, Recording
from ui.session.local import LocalSession


class Lab:
    """A kernel's agent without a process, and the recording that its messages make."""

    def __init__(self) -> None:
        self.recording = Recording()
        self.batches: list[Batch] = []
        self.ran = 0
        self._agent = Agent(self._arrive, {"__name__": "__main__"})

    def _arrive(self, message: Message) -> None:
        match message:
            case Trace():
                self.batches.append(message.batch)
                self.recording.append(message.batch)
                self._agent.read(Acknowledge(message.seq))
            case CellBegan():
                self.recording.cell_began(message.source, message.text, message.first_line)
            case CellEnded():
                self.recording.cell_ended()

    def run(self, code: str) -> Recording:
        self.ran += 1
        self._agent.workspace.execute(textwrap.dedent(code).strip("\n"), f"In [{self.ran}]")
        self._agent.outbox.pump()
        return self.recording


@pytest.fixture
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="session")
def new_lab() -> type[Lab]:
    """For tests that need one for each example."""
    return Lab


@pytest.fixture
def recorded(lab: Lab) -> Callable[[str], Recording]:
    return lab.run


def named(recording: Recording, name: str, step: int | None = None) -> int:
    """The tensor of this name at a step, by default the last."""
    return recording.names_at(recording.last_step if step is None else step)[name]


def functions(recording: Recording, op: str) -> list[int]:
    """The executions of an operation, oldest first."""
    return [n for n in range(recording.n_nodes) if recording.kind[n] == NodeKind.FUNCTION and recording.op(n) == op]


@pytest.fixture(name="named")
def _named() -> Callable[..., int]:
    return named


@pytest.fixture(name="functions")
def _functions() -> Callable[..., list[int]]:
    return functions


@pytest.fixture
def session(qtbot) -> Iterator[LocalSession]:
    """A session that has run a cell when ``run_cell`` returns."""
    session = LocalSession()
    session.start()
    yield session
    session.shutdown()


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> QSettings:
    """Settings of this test alone."""
    qapp.setOrganizationName("TensorLab")
    qapp.setApplicationName("TensorLab")
    for format_ in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(format_, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    return QSettings()


@pytest.fixture
def translations(qapp: QApplication) -> Iterator[Translations]:
    translations = Translations()
    yield translations
    translations.choose("en")
