"""A step of a recording beside the code that ran then: which tensor an expression was, and which expression a tensor.

Rules ask a moment and never the program's text: the operand of a failed sum is found by its name, or by the place in
the code at which it was made, whatever the program calls it. A moment also makes fixes; one whose text would be no
program is dropped here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cached_property, lru_cache

from tensorlab.events import NEVER, NOBODY, Place
from ui.models.diagnosis import Fix, Operand, shape_text
from ui.models.program import Change, Program, applied, dotted
from ui.models.recording import Recording


class Programs:
    """The sources of a recording, each parsed once."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def of(self, source: str, step: int) -> Program:
        """The program of this name as it was at a step."""
        return _parsed(self._recording.source_text(source, step) or "")


@lru_cache(maxsize=32)
def _parsed(text: str) -> Program:
    """Whoever looks at the same text next finds it parsed."""
    return Program(text)


class Moment:
    """A step: its place in the code, the names and the tensors of then."""

    def __init__(self, recording: Recording, programs: Programs, step: int, place: Place | None = None) -> None:
        self.recording = recording
        self.programs = programs
        self.step = step
        self.place = recording.place_of(step) if place is None else place
        self.program = programs.of(self.place.source, step)
        self.node = self.program.at(self.place)

    def at(self, step: int) -> Moment:
        """Another moment of the same recording."""
        return Moment(self.recording, self.programs, step)

    def born(self, node: int) -> Moment:
        """The moment at which a tensor or an operation came to be."""
        return self.at(int(self.recording.born[node]))

    def looking_at(self, node: ast.expr | ast.stmt) -> Moment:
        """The same moment at another place of its source."""
        line, column, end_line, end_column = _key(node)
        place = Place(self.place.source, line, column, end_line, end_column, self.place.scope)
        return Moment(self.recording, self.programs, self.step, place)

    @property
    def statement(self) -> ast.stmt | None:
        return None if self.node is None else self.program.statement(self.node)

    # -- from the code to tensors -------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[str, int]:
        """Every name that holds here; those of functions count only inside one."""
        recording = self.recording
        table = recording.tables["names"]
        end = table.until(self.step)
        found: dict[bool, dict[str, int]] = {True: {}, False: {}}
        rows = zip(*(table[column][:end].tolist() for column in ("name", "is_global", "tensor")), strict=True)
        for name, is_global, tensor in rows:
            found[bool(is_global)][recording.texts[name]] = tensor
        names = found[True]
        if self.place.scope:
            names = names | found[False]
        return {name: tensor for name, tensor in names.items() if tensor != NOBODY}

    def named(self, name: str) -> int:
        """The tensor of a name, or NOBODY."""
        return self._names.get(name, NOBODY)

    def tensor(self, node: ast.AST | None) -> int:
        """The tensor that an expression was here, or NOBODY."""
        if not isinstance(node, ast.expr):
            return NOBODY
        name = dotted(node)
        if name and self.named(name) != NOBODY:
            return self.named(name)
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            owner = self.tensor(node.value)
            return NOBODY if owner == NOBODY else self.recording.grad(owner, self.step)
        return self._made_at.get(_instruction(node), NOBODY)

    @cached_property
    def _made_at(self) -> dict[tuple[int, int, int, int], int]:
        """For each place of this source, the last tensor that was made there."""
        recording, found = self.recording, {}
        for tensor in recording.tables["tensors"]["id"].tolist():
            if recording.born[tensor] <= self.step:
                place = recording.place(tensor)
                if place.source == self.place.source:
                    found[place.line, place.column, place.end_line, place.end_column] = tensor
        return found

    def operand(self, node: ast.AST | None) -> Operand | None:
        """What an expression was here, under the user's own name for it."""
        tensor = self.tensor(node)
        return None if node is None or tensor == NOBODY else self._operand(self.program.source(node), tensor)

    def operands(self, *nodes: ast.AST | None) -> tuple[Operand, ...]:
        """Those of the expressions that were tensors, each once."""
        found = (self.operand(node) for node in nodes)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def described(self, tensor: int) -> Operand:
        """A tensor under its name here."""
        return self._operand(self.recording.label(tensor, self.step), tensor)

    def _operand(self, name: str, tensor: int) -> Operand:
        shape, dtype = self.shape_of(tensor), self.recording.dtype(tensor)
        return Operand(" ".join(name.split()), shape, dtype, tensor)

    def shape(self, node: ast.AST | None) -> tuple[int, ...] | None:
        """The shape of an expression here, None where it was no tensor."""
        tensor = self.tensor(node)
        return None if tensor == NOBODY else self.shape_of(tensor)

    def shape_of(self, tensor: int) -> tuple[int, ...]:
        return self.recording.shape(tensor, self.step)

    def dtype(self, node: ast.AST | None) -> str:
        """``float32``; "" where an expression was no tensor."""
        tensor = self.tensor(node)
        return "" if tensor == NOBODY else self.recording.dtype(tensor)

    def is_floating(self, node: ast.AST | None) -> bool:
        return "float" in self.dtype(node)

    def tensors_in(self, node: ast.AST | None) -> list[ast.expr]:
        """The outermost expressions below a node that were tensors, in the order of the text."""
        found: list[ast.expr] = []
        for child in [] if node is None else ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and self.tensor(child) != NOBODY:
                found.append(child)
            else:
                found += self.tensors_in(child)
        return found

    # -- from tensors to the code -------------------------------------------------------------------------------------

    def maker(self, tensor: int) -> ast.expr | None:
        """The expression that made a tensor, in this source; None where it was made elsewhere."""
        if self.recording.born[tensor] == NEVER:
            return None
        place = self.recording.place(tensor)
        node = self.program.at(place) if place.source == self.place.source else None
        return node if isinstance(node, ast.expr) else None

    def line_of(self, tensor: int) -> int:
        """The line on which a tensor was made."""
        return self.recording.place(tensor).line

    def ancestors(self, tensor: int) -> list[int]:
        """The tensors it was computed from, nearest first, itself included."""
        recording = self.recording
        found, waiting = {tensor: None}, [tensor]
        while waiting:
            producer = recording.producer(waiting.pop(0))
            for used in [] if producer == NOBODY else recording.inputs(producer):
                if used.tensor != NOBODY and used.tensor not in found:
                    found[used.tensor] = None
                    waiting.append(used.tensor)
        return list(found)

    # -- mending ------------------------------------------------------------------------------------------------------

    def fix(
        self, key: str, *changes: Change | None, outcome: tuple[int, ...] | None = None, **fields: str
    ) -> Fix | None:
        """These changes as a fix, or None when one is missing or the text would be no program."""
        return mended(self.program, self.place.source, key, changes, outcome, fields)

    def swap(self, node: ast.AST | None, text: str, outcome: tuple[int, ...] | None = None) -> Fix | None:
        """Write ``text`` in place of an expression."""
        if node is None:
            return None
        return self.fix("write", self.program.replace(node, text), outcome=outcome, code=" ".join(text.split()))

    def then(self, node: ast.expr | None, call: str, outcome: tuple[int, ...] | None = None) -> Fix | None:
        """Write ``node.call`` in place of ``node``."""
        if node is None:
            return None
        code = " ".join(f"{self.program.wrapped(node)}.{call}".split())
        return self.fix("write", self.program.method(node, call), outcome=outcome, code=code)


def mended(
    program: Program,
    source: str,
    key: str,
    changes: Iterable[Change | None],
    outcome: tuple[int, ...] | None,
    fields: dict[str, str],
) -> Fix | None:
    """The changes of a program as a fix, or None when one is missing or the text would be no program."""
    known = [change for change in changes if change is not None]
    if not known or len(known) < len(list(changes)):
        return None
    edits = program.edits(known)
    text = applied(program.text, edits)
    if text == program.text or not parses(text):
        return None
    return Fix(key, fields, source, edits, "" if outcome is None else shape_text(outcome))


def parses(text: str) -> bool:
    """Whether a text is a program."""
    try:
        compile(text, "mended", "exec", ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _key(node: ast.expr | ast.stmt) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _instruction(node: ast.expr) -> tuple[int, int, int, int]:
    """Where the instruction that makes an expression is placed: of a method in a chain over lines, at its own line."""
    line, column, end_line, end_column = _key(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        method = node.func
        if method.lineno != method.end_lineno and method.end_lineno is not None and method.end_col_offset is not None:
            line, column = method.end_lineno, method.end_col_offset - len(method.attr)
    return line, column, end_line, end_column
