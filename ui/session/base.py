"""What panels share: the recording, the step that is shown, the selection, and the running code behind them.

A panel asks the session for something and hears of the effect through a signal, like every other panel. The two kinds
of session, :mod:`ui.session.jupyter` (a kernel process) and :mod:`ui.session.local` (the same agent in this process),
differ only in how a message travels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import PurePath
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSettings, Signal

from tensorlab.events import NOBODY
from tensorlab.kernel import protocol
from ui.models.program import Edit
from ui.models.recording import MEMORY_LIMIT, Recording
from ui.models.selection import Selection
from ui.session.comparing import Comparing
from ui.session.driving import Drive
from ui.session.edits import Edits
from ui.session.playback import Playback
from ui.session.problems import Problems
from ui.session.thinning import Thinning

MEMORY_KEY = "recording/memory"


class KernelState(Enum):
    """What the running side is doing."""

    ABSENT = "absent"  # a recording opened from a file, nothing runs
    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    DEAD = "dead"


Cells = Callable[[NDArray[Any] | None, str], None]
"""Called with the cells, or with None and the reason why there are none."""


class Session(QObject):
    """The base of both sessions: everything but the way of a message."""

    recording_replaced = Signal()
    """Another recording is shown: a restart, or a file was opened. Panels start anew."""
    recorded = Signal()
    """The recording has grown; while live, ``step`` has moved with it (and ``step_changed`` follows)."""
    recording_thinned = Signal()
    """The recording goes on as another object, without its oldest iterations: what was made of it is made anew."""
    step_changed = Signal(int)
    selection_changed = Signal(int)
    operands_changed = Signal(object)
    """The tensors whose shapes are compared: a tuple of ids."""
    view_asked = Signal(object)
    """Whether the tensor that is shown in memory can be viewed under this shape: a tuple of sizes."""
    kernel_changed = Signal(object)
    """A :class:`KernelState`."""
    status_changed = Signal(object)
    """A :class:`tensorlab.kernel.protocol.Status`."""
    bookmarks_changed = Signal()
    """A step of the recording was marked, a note was written, or a mark was taken away."""
    drive_changed = Signal()
    """The running code goes at another pace, or stands or goes on: see ``drive`` and ``standing``."""
    cell_ended = Signal(int, bool)
    """Cell number, and whether it ended without an error; every step of it is in the recording."""
    echoed = Signal(str)
    """A line of Python that a gesture has run, to be shown above the console's prompt."""
    refused = Signal(str, str)
    """A request could not be met: what, and why, as plain sentences for the message row."""
    tensor_opened = Signal(int)
    """Somebody asked to see this tensor in a tab."""
    source_opened = Signal(str, int)
    """Somebody asked to see this line of this source."""

    graph_wanted = Signal(int)
    """The running code asks which graph is shown, with the number of its request: see :meth:`tell_graph`."""

    can_drive = False
    """Whether running code can be made to rest between statements: not where it runs on the window's own thread."""

    source_mended = Signal(str, object)
    """Somebody chose a change of this source: a tuple of :class:`ui.models.program.Edit`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording = Recording(self.memory_limit)
        self.earlier: list[Recording] = []
        self.kernel = KernelState.ABSENT
        self.status = protocol.Status(True, "float32", 0)
        self.drive = Drive.RUN
        self.standing: tuple[str, int] | None = None
        self._step = -1
        self._live = True
        self._selection = NOBODY
        self._operands: tuple[int, ...] = ()
        self._requests = 0
        self._answers: dict[int, Callable[[Any], None]] = {}
        self._open_cells: set[int] = set()
        self._sources: dict[str, str] = {}
        self._expected = 0
        self.looks: dict[int, Selection] = {}
        self.edits = Edits(self)
        self.playback = Playback(self)
        self.problems = Problems(self)
        self.comparing = Comparing(self)
        self._thinning = Thinning(self)

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """The step every panel shows; -1 before the first."""
        return self._step

    @property
    def is_live(self) -> bool:
        """Whether the shown step follows the last."""
        return self._live

    @property
    def selection(self) -> int:
        """The id of the selected tensor or node, or NOBODY."""
        return self._selection

    @property
    def operands(self) -> tuple[int, ...]:
        return self._operands

    def show_step(self, step: int) -> None:
        """Show another moment. Nothing that exists changes."""
        last = self.recording.last_step
        step = max(-1, min(step, last))
        gap = self.recording.gap_at(step)
        if gap is not None:
            step = gap.way_out(self._step, step)
        self._live = False
        self._set_step(step)

    def return_to_live(self) -> None:
        """Show the last step, and follow it from now on."""
        self._live = True
        self._set_step(self.recording.last_step)

    @property
    def memory_limit(self) -> int:
        """Bytes that a recording may take: the user's setting."""
        return int(str(QSettings().value(MEMORY_KEY, MEMORY_LIMIT)))

    def set_memory_limit(self, limit: int) -> None:
        """Let recordings take this much from now on; one that has outgrown it lets go of its oldest when it grows."""
        QSettings().setValue(MEMORY_KEY, limit)
        self.recording.memory_limit = limit

    def bookmark(self, step: int, note: str = "") -> None:
        """Mark a step of the recording, with a note."""
        if 0 <= step <= self.recording.last_step and self.recording.bookmarks.get(step) != note:
            self.recording.bookmarks[step] = note
            self.bookmarks_changed.emit()

    def remove_bookmark(self, step: int) -> None:
        if self.recording.bookmarks.pop(step, None) is not None:
            self.bookmarks_changed.emit()

    def select(self, node: int) -> None:
        if node != self._selection:
            self._selection = node
            self.recording.held.add(node)
            self.selection_changed.emit(node)

    def compare(self, operands: Sequence[int]) -> None:
        """Show how the shapes of these tensors line up."""
        self._operands = tuple(operands)
        self.recording.held.update(operands)
        self.operands_changed.emit(self._operands)

    def ask_for_view(self, tensor: int, sizes: tuple[int, ...]) -> None:
        """Show how a tensor lies in memory, and whether it can be viewed under this shape."""
        self.compare([tensor])
        self.view_asked.emit(sizes)

    def open_tensor(self, tensor: int) -> None:
        self.recording.held.add(tensor)
        self.tensor_opened.emit(tensor)

    def open_source(self, source: str, line: int) -> None:
        self.source_opened.emit(source, line)

    def source_of(self, path: str) -> str:
        """What the recording calls the script of this path."""
        return self._sources.get(path, PurePath(path).name)

    def mend(self, source: str, edits: Sequence[Edit]) -> None:
        """Change lines of a source; nothing runs."""
        self.source_mended.emit(source, tuple(edits))

    def _set_step(self, step: int) -> None:
        # Emitted even when the number stays: going live changes the banner at the last step, too.
        self._step = step
        self.step_changed.emit(step)

    # -- what arrives ----------------------------------------------------------------------------------------------

    def _grow(self, batch: protocol.Batch) -> None:
        self.recording.append(batch)
        if self._live:
            self._step = self.recording.last_step
        self._thinning.look_at(self.recording)
        self.recorded.emit()
        if self._live:
            self.step_changed.emit(self._step)

    def show_recording(self, recording: Recording, *, keep_earlier: bool = True) -> None:
        """Show another recording from its last step; the one before stays available, read only."""
        if keep_earlier and self.recording.last_step >= 0:
            self.earlier.append(self.recording)
        self.recording = recording
        self._live = True
        self._step = recording.last_step
        self._selection = NOBODY
        self._operands = ()
        self.recording_replaced.emit()
        self.selection_changed.emit(NOBODY)
        self.step_changed.emit(self._step)

    def _set_kernel(self, state: KernelState) -> None:
        if self.kernel is KernelState.DEAD and state in (KernelState.IDLE, KernelState.BUSY):
            return  # last words of the dead; only a start brings a kernel back
        if state is not self.kernel:
            self.kernel = state
            if state is not KernelState.BUSY:
                self._run_free()
            self.kernel_changed.emit(state)

    def set_drive(self, drive: Drive, rest: float = 0.0) -> None:
        """Let the running code, or the next to run, go at this pace; ``rest`` are the seconds between statements."""
        if not self.can_drive:
            return
        self.drive = drive
        self._send(protocol.Drive(drive.value, rest))
        self.drive_changed.emit()

    def _run_free(self) -> None:
        """Each cell begins at full speed again."""
        if self.drive is not Drive.RUN or self.standing is not None:
            self.drive, self.standing = Drive.RUN, None
            self.drive_changed.emit()

    # -- what only the two kinds know -------------------------------------------------------------------------------

    def start(self) -> None:
        """Bring the running side up; ``kernel_changed`` tells when it is ready."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """End the running side, and wait until it is gone."""
        raise NotImplementedError

    def restart(self) -> None:
        """A new kernel life, and with it a new recording; the old one goes to ``earlier``."""
        raise NotImplementedError

    def interrupt(self) -> None:
        raise NotImplementedError

    def run_cell(self, code: str) -> None:
        """Run code as if typed at the prompt."""
        raise NotImplementedError

    def run_line(self, code: str) -> None:
        """Run the line that a gesture stands for; the console shows it."""
        self.echoed.emit(code)
        self.run_cell(code)

    def run_script(self, text: str, path: str, first_line: int = 1) -> None:
        """Run a script, or the part of it that begins at ``first_line``."""
        raise NotImplementedError

    def _send(self, message: protocol.Message) -> None:
        """Put a message to the kernel on its way."""
        raise NotImplementedError

    # -- requests -----------------------------------------------------------------------------------------------------

    def ask_to_edit(
        self, tensor: int, version: int, line: str, answered: Callable[[protocol.Edited | protocol.Refused], None]
    ) -> None:
        """Have a line run that changes a tensor, if its memory has this version still; :class:`Edits` is who asks."""
        self._send(protocol.Edit(self._ask(answered), tensor, version, line))

    def read_cells(self, tensor: int, index: Sequence[int | tuple[int, ...]], done: Cells) -> None:
        """Cells of the living tensor, as it is now; ``done`` is called on the window's thread.

        ``index`` has an entry for each axis: a position, or ``(start, stop)`` or ``(start, stop, step)``.
        """

        wanted = [list(entry) if isinstance(entry, tuple) else entry for entry in index]
        self._send(protocol.Slice(self._ask(_hand_over(done)), tensor, wanted))

    def draw(self, function: str, shape: Sequence[int], dtype: str, seed: int | None, done: Cells) -> None:
        """What ``rand`` or ``randn`` would give, without drawing it; ``done`` is called on the window's thread."""
        self._send(protocol.Draw(self._ask(_hand_over(done)), function, list(shape), dtype, seed))

    def read_node(self, node: int, done: Callable[[protocol.Details], None]) -> None:
        """What only the kernel knows of a node; ``done`` is not called when the node is gone."""

        def answered(message: protocol.Details | protocol.Refused) -> None:
            if isinstance(message, protocol.Details):
                done(message)

        self._send(protocol.NodeDetails(self._ask(answered), node))

    def tell_graph(self, part: protocol.GraphPart) -> None:
        """Answer running code that has asked for the shown graph; it waits for the last part."""
        self._send(part)

    def _ask(self, answered: Callable[[Any], None]) -> int:
        self._requests += 1
        self._answers[self._requests] = answered
        return self._requests

    def refuse(self, refused: protocol.Refused) -> None:
        """Say why a change was not made."""
        what = self.tr("The change was not made.")
        reasons = {
            "gone": self.tr("The tensor no longer exists."),
            "changing": self.tr("The tensor is being written to at this moment."),
            "conflict": self.tr("The tensor has changed since; nothing was done."),
        }
        self.refused.emit(what, reasons.get(refused.reason, refused.message))

    # -- answers and news ---------------------------------------------------------------------------------------------

    def _receive(self, message: protocol.Message) -> None:
        """A message from the kernel, on the window's thread."""
        match message:
            case protocol.Trace():
                self._receive_trace(message)
            case protocol.CellBegan():
                self._sources[message.path] = message.source
                self.recording.cell_began(message.source, message.text, message.first_line)
                self._open_cells.add(message.cell)
                self._set_kernel(KernelState.BUSY)
            case protocol.CellEnded():
                self._cell_over(message)
            case protocol.Standing():
                self.standing = (message.source, message.line) if message.line else None
                self.drive_changed.emit()
            case protocol.Status():
                self.status = message
                self.status_changed.emit(message)
            case protocol.Welcome():
                self._set_kernel(KernelState.IDLE)
            case protocol.Pointed():
                self._pointed(message)
            case protocol.GraphWanted():
                self.graph_wanted.emit(message.request)
            case protocol.Cells() | protocol.Details() | protocol.Edited() | protocol.Refused():
                answered = self._answers.pop(message.request, None)
                if answered is not None:
                    answered(message)

    def _receive_trace(self, trace: protocol.Trace) -> None:
        if trace.seq > self._expected:
            self._send(protocol.Resync(self._expected))
        elif trace.seq == self._expected:
            self._expected += 1
            self._grow(trace.batch)
            self._send(protocol.Acknowledge(trace.seq))

    def _cell_over(self, message: protocol.CellEnded) -> None:
        self._open_cells.discard(message.cell)
        self.recording.cell_ended()
        if not self._open_cells:
            self._set_kernel(KernelState.IDLE)
        self.cell_ended.emit(message.cell, message.ok)

    def _pointed(self, message: protocol.Pointed) -> None:
        if message.what == "explain":
            self.compare(message.tensors)
        elif message.what == "show":
            self.open_tensor(message.tensors[0])
        else:
            self.select(message.tensors[0])

    def _new_life(self) -> None:
        """The running side begins anew: ids, batches and undo of the life before mean nothing any more."""
        self._answers.clear()
        self._open_cells.clear()
        self._sources.clear()
        self._expected = 0
        self.edits.start_anew()
        self.show_recording(Recording(self.memory_limit))

    # -- values at the shown step -----------------------------------------------------------------------------------

    def value(self, tensor: int) -> NDArray[Any] | None:
        """The tensor's value at the shown step, None when it was not kept."""
        return self.recording.value(tensor, self._step)


def _hand_over(done: Cells) -> Callable[[protocol.Cells | protocol.Refused], None]:
    """Unpacks an answer for whoever has asked: the cells, or None and why there are none."""

    def answered(message: protocol.Cells | protocol.Refused) -> None:
        if isinstance(message, protocol.Refused):
            done(None, message.reason)
        else:
            done(message.array(), "")

    return answered
