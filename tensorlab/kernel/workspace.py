"""Where the user's code runs: its namespace, scripts and cells with their beginning and end.

Whoever runs code (IPython, a session in the same process) compiles it through :meth:`Workspace.compiled` or the AST
pass itself, and brackets it with :meth:`Workspace.begin` and :meth:`Workspace.end`; those two make a *cell* of it.
"""

from __future__ import annotations

import ast
import difflib
import linecache
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

import numpy as np

import tensorlab
from tensorlab import dtypes, events, random
from tensorlab.events import Tracer
from tensorlab.graph import mode
from tensorlab.kernel.lab import Lab
from tensorlab.kernel.outbox import Outbox
from tensorlab.kernel.protocol import CellBegan, CellEnded, Status
from tensorlab.kernel.statements import instrument
from tensorlab.kernel.watch import Watch

LONGEST_MESSAGE = 20_000
"""Characters of an error's message that are recorded."""

_PACKAGE = str(Path(__file__).parent.parent)
_LIBRARIES = tuple(sysconfig.get_paths()[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib"))


class Workspace:
    """The user's side of a kernel.

    Args:
        namespace: the globals of cells and scripts; ``torch``, ``tl``, ``np`` and ``lab`` are put into it.
    """

    def __init__(self, tracer: Tracer, outbox: Outbox, namespace: dict[str, Any]) -> None:
        self.tracer = tracer
        self.namespace = namespace
        self.watch = Watch(tracer, outbox)
        self._outbox = outbox
        self._cells = 0
        self._running: list[int] = []
        self._told: set[int] = set()
        self._scripts: dict[str, str] = {}
        self._grad_enabled = True
        self.lab = Lab(tracer, outbox, self.run)
        namespace.update(torch=tensorlab, tl=tensorlab, np=np, lab=self.lab)

    @property
    def is_running(self) -> bool:
        """Whether a cell runs now."""
        return bool(self._running)

    # -- cells --------------------------------------------------------------------------------------------------------

    def begin(self, source: str, text: str, first_line: int = 1, path: str = "") -> None:
        """A cell begins; one inside another (a script started from the prompt) is a cell of its own."""
        if not self._running:
            self._told.clear()
            self._grad_enabled = mode.is_grad_enabled()
            self.watch.begin()
            events.start(self.tracer)
        self._running.append(self._cells)
        self._outbox.notice(CellBegan(self._cells, source, text, first_line, path))
        self._cells += 1

    def end(self, error: BaseException | None) -> None:
        """The innermost cell is over; its error is recorded, and the frames that it held are let go."""
        if isinstance(error, KeyboardInterrupt):
            # It may have hit the exit of ``no_grad``: what held at the start holds again.
            mode.set_grad_enabled(self._grad_enabled)
        if error is not None:
            self._record(error)
        is_outermost = len(self._running) == 1
        if is_outermost:
            if error is not None:
                clear(error)
            self.watch.end(self.namespace)
            events.stop()
        self.watch.pace.run()
        cell = self._running.pop()
        if is_outermost:
            self._outbox.notice(self.status())
        self._outbox.notice(CellEnded(cell, -1, error is None or _is_exit(error)))

    @contextmanager
    def cell(self, source: str, text: str, first_line: int = 1, path: str = "") -> Iterator[None]:
        """The body is a cell."""
        self.begin(source, text, first_line, path)
        error: BaseException | None = None
        try:
            yield
        except BaseException as raised:
            error = raised
            raise
        finally:
            self.end(error)
            error = None

    def status(self, waiting: bool = False) -> Status:
        """What holds between cells."""
        dtype = dtypes.get_default_dtype().name
        return Status(mode.is_grad_enabled(), dtype, random.initial_seed(), waiting)

    def _record(self, error: BaseException) -> None:
        if id(error) in self._told or _is_exit(error):
            return
        self._told.add(id(error))
        speak_of_torch(error)
        notes = [*getattr(error, "__notes__", ()), *_near(error)]
        message = (error.msg if isinstance(error, SyntaxError) else str(error))[:LONGEST_MESSAGE]
        self.tracer.error(type(error).__name__, message, notes, self._place(error))

    def _place(self, error: BaseException) -> int | None:
        sources = self.tracer.sources or {}
        if isinstance(error, SyntaxError) and error.filename in sources:
            return self.tracer.place_of_line(sources[error.filename], error.lineno or 0)
        place = frame = None
        at = error.__traceback__
        while at is not None:
            code = at.tb_frame.f_code
            if code.co_filename in sources:
                place, frame = self.tracer.place_in(code, at.tb_lasti), at.tb_frame
            at = at.tb_next
        if frame is not None:
            self.watch.failed_in(frame)
        return place

    # -- code ---------------------------------------------------------------------------------------------------------

    def name_source(self, filename: str, source: str) -> None:
        """Code compiled under this file name is the user's, who knows it as ``source``."""
        assert self.tracer.sources is not None, "a kernel's tracer tells its sources apart"
        self.tracer.sources[filename] = source

    def parsed(self, text: str, filename: str, source: str, first_line: int = 1) -> ast.Module:
        """The code's tree, its lines counted from ``first_line`` and known to tracebacks; not yet instrumented."""
        self.name_source(filename, source)
        lines = ("\n" * (first_line - 1) + text).splitlines(keepends=True)
        linecache.cache[filename] = (len(text), None, lines, filename)
        return ast.parse("".join(lines), filename)

    def compiled(self, tree: ast.Module, filename: str, how: str = "exec") -> CodeType:
        """The tree as code that reports its statements."""
        tree = ast.fix_missing_locations(instrument(tree, self.watch.table))
        root = ast.Interactive(tree.body) if how == "single" else tree
        return compile(root, filename, how, dont_inherit=True)

    def run(self, text: str, path: str = "script.py", first_line: int = 1) -> None:
        """Run a script, or a part of one that begins at ``first_line``, in the user's namespace."""
        name = self._script_name(path)
        with self.cell(name, text, first_line, path), self._as_main(path):
            exec(self.compiled(self.parsed(text, path, name, first_line), path), self.namespace)

    def _script_name(self, path: str) -> str:
        """What a script is called: by its file, and by as many folders as tell it from another of that name."""
        name = self._scripts.get(path)
        if name is None:
            parts, taken = Path(path).parts, set(self._scripts.values())
            names = ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))
            name = self._scripts[path] = next((name for name in names if name not in taken), path)
        return name

    @contextmanager
    def _as_main(self, path: str) -> Iterator[None]:
        space, arguments = self.namespace, sys.argv
        before: dict[str, Any] = {key: space[key] for key in ("__name__", "__file__") if key in space}
        space.update(__name__="__main__", __file__=path)
        sys.argv = [path]
        try:
            yield
        finally:
            sys.argv = arguments
            space.pop("__file__", None)
            space.update(before)

    def execute(self, text: str, source: str, show: Callable[[Any], None] | None = None) -> BaseException | None:
        """Run a cell without IPython, and return the error that it ended with.

        Args:
            show: called with the value of a last expression.
        """
        filename = f"<{source}>"
        try:
            with self.cell(source, text):
                tree = self.parsed(text, filename, source)
                last = tree.body[-1] if show is not None and tree.body else None
                tail = ast.Module([tree.body.pop()], []) if isinstance(last, ast.Expr) else None
                exec(self.compiled(tree, filename), self.namespace)
                if tail is not None and show is not None:
                    expression = ast.Expression(instrument(tail, self.watch.table).body[0].value)  # type: ignore[attr-defined]
                    value = eval(compile(expression, filename, "eval", dont_inherit=True), self.namespace)
                    if value is not None:
                        show(value)
                    del value
        except BaseException as error:
            return error.with_traceback(None)
        return None


def users_part(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of this package: the user sees their own lines, as with PyTorch's C++ core.

    What the package has called in Python's or numpy's library is left out with it.
    """
    kept: list[TracebackType] = []
    is_inside = False
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.startswith(_PACKAGE):
            is_inside = True
            if code.co_filename == __file__ and code.co_name == Workspace.run.__name__:
                kept.clear()  # what started a script is not the script's business
        elif not (is_inside and code.co_filename.startswith(_LIBRARIES)):
            is_inside = False
            kept.append(trace)
        trace = trace.tb_next
    result = None
    for part in reversed(kept):
        result = TracebackType(result, part.tb_frame, part.tb_lasti, part.tb_lineno)
    return result


def hide_inner_causes(error: BaseException) -> None:
    """An error that this package has caught on the way to its own is no part of the user's story."""
    while (inner := error.__cause__ or error.__context__) is not None:
        if users_part(inner.__traceback__) is None:
            error.__cause__ = None
            error.__suppress_context__ = True
            return
        error = inner


def clear(error: BaseException) -> None:
    """Let go of the variables of all frames that an error went through; they would keep graphs alive."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            traceback.clear_frames(one.__traceback__)
            for frame, _line in traceback.walk_tb(one.__traceback__):
                # Who printed the traceback has read f_locals, a copy that outlives the variables; reading it again
                # brings it up to date: empty.
                _ = frame.f_locals
            waiting += [one.__cause__, one.__context__]


def speak_of_torch(error: BaseException) -> None:
    """A module that lacks an attribute is named as the user knows it: ``torch.nn``."""
    owner = error.obj if isinstance(error, AttributeError) else None
    if isinstance(owner, ModuleType) and owner.__name__.startswith("tensorlab.") and error.args:
        ours, theirs = f"module '{owner.__name__}'", f"module 'torch{owner.__name__.removeprefix('tensorlab')}'"
        error.args = (str(error).replace(ours, theirs), *error.args[1:])


def _near(error: BaseException) -> list[str]:
    """``near: view, new`` for an attribute that is not there and what there is of a similar name."""
    if not isinstance(error, AttributeError) or not error.name or error.obj is None:
        return []
    found = difflib.get_close_matches(error.name, dir(error.obj), 3, 0.6)
    return [f"near: {', '.join(found)}"] if found else []


def _is_exit(error: BaseException) -> bool:
    return isinstance(error, SystemExit)
