"""The user's source as text and tree at once: which expression stands at a place, and how the text would read mended.

A mended program is told as :class:`Edit` records, one a line, so that an editor, a patch or a reader can apply it
without knowing Python. All rules that propose a fix speak through :class:`Program`: they replace expressions and put
statements before or after others, and the program turns that into lines.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from tensorlab.events import Place


class Edit(NamedTuple):
    """``replacement`` stands for the whole line, indentation included; it may hold several lines; None deletes it."""

    line: int
    replacement: str | None


class Change(NamedTuple):
    """Characters ``start`` … ``end`` of the text become ``text``."""

    start: int
    end: int
    text: str


Bodies = (ast.If, ast.For, ast.While, ast.With, ast.FunctionDef, ast.Module, ast.ClassDef)
Function = (ast.FunctionDef, ast.AsyncFunctionDef)

_BRACKETED = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.NamedExpr, ast.Await)


class Program:
    """A source text and its tree; a text that cannot be parsed has an empty one."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self.tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.tree = ast.Module([], [])

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for line in self._lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _placed(self) -> list[ast.expr | ast.stmt]:
        return [node for node in ast.walk(self.tree) if isinstance(node, (ast.expr, ast.stmt))]

    @cached_property
    def _exact(self) -> dict[tuple[int, int, int, int], ast.expr | ast.stmt]:
        # The walk goes from the outside in: of a statement and its only expression, the expression is kept.
        return {_position(node): node for node in self._placed}

    # -- finding ------------------------------------------------------------------------------------------------------

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; "" outside."""
        return self._lines[number - 1] if 1 <= number <= len(self._lines) else ""

    def at(self, place: Place) -> ast.expr | ast.stmt | None:
        """The expression or statement that an instruction came from."""
        key = (place.line, place.column, place.end_line, place.end_column)
        found = self._exact.get(key)
        if found is None and place.column >= 0:
            found = self._smallest(key)
        return found or self.statement_on(place.line)

    def _smallest(self, key: tuple[int, int, int, int]) -> ast.expr | ast.stmt | None:
        # A method in a chain over several lines is placed at its own line, and ends where its call does.
        around = [node for node in self._placed if _position(node)[:2] <= key[:2] and key[2:] <= _position(node)[2:]]
        return min(around, key=lambda node: len(self.source(node)), default=None)

    def statement_on(self, line: int) -> ast.stmt | None:
        """The innermost statement that covers a line."""
        around = [node for node in self._placed if isinstance(node, ast.stmt) and _covers(node, line)]
        return around[-1] if around else None

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement that a node belongs to."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.stmt):
            at = self._parents.get(at)
        return at

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def parents(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out."""
        at = self._parents.get(node)
        while at is not None:
            yield at
            at = self._parents.get(at)

    def loop(self, node: ast.AST) -> ast.For | ast.While | None:
        """The innermost loop of the same function around a node."""
        for outer in self.parents(node):
            if isinstance(outer, (ast.For, ast.While)):
                return outer
            if isinstance(outer, Function):
                return None
        return None

    def function(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The innermost function around a node."""
        return next((outer for outer in self.parents(node) if isinstance(outer, Function)), None)

    def siblings(self, statement: ast.stmt) -> list[ast.stmt]:
        """The block that a statement stands in."""
        owner = self._parents.get(statement)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(owner, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def walk(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def assignments(self, name: str, before: int | None = None) -> list[ast.Assign | ast.AugAssign]:
        """The statements that give a dotted name its value, in the order of lines; only those above a line."""
        found: list[ast.Assign | ast.AugAssign] = []
        for node in ast.walk(self.tree):
            if before is not None and getattr(node, "lineno", 0) >= before:
                continue
            if (isinstance(node, ast.Assign) and name in [dotted(target) for target in node.targets]) or (
                isinstance(node, ast.AugAssign) and dotted(node.target) == name
            ):
                found.append(node)
        return sorted(found, key=lambda node: node.lineno)

    def source(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where the text of a node begins and ends, in characters."""
        line, column, end_line, end_column = _position(node)  # type: ignore[arg-type]
        return self._offset(line, column), self._offset(end_line, end_column)

    def _offset(self, line: int, column: int) -> int:
        # Columns of compiled code count bytes of UTF-8.
        text = self._lines[line - 1]
        before = len(text.encode()[:column].decode(errors="ignore")) if not text.isascii() else column
        return self._starts[line - 1] + before

    @cached_property
    def torch(self) -> str:
        """What the program calls the library."""
        return self.module("torch", "tensorlab") or "torch"

    def module(self, *names: str) -> str:
        """What the program calls the first of these modules that it imports, "" if it imports none."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in names:
                        return alias.asname or alias.name
        return ""

    # -- mending ------------------------------------------------------------------------------------------------------

    def replace(self, node: ast.AST, text: str) -> Change:
        """Another text for an expression or a whole statement."""
        return Change(*self.span(node), text)

    def wrapped(self, node: ast.expr) -> str:
        """The text of an expression, ready for ``.method()`` after it."""
        text = self.source(node)
        return f"({text})" if isinstance(node, _BRACKETED) else text

    def method(self, node: ast.expr, call: str) -> Change:
        """``node`` becomes ``node.call``; brackets that are there already are used."""
        start, end = self.span(node)
        text = self.text
        before, after = start, end
        while before and text[before - 1] in " \t":
            before -= 1
        while after < len(text) and text[after] in " \t":
            after += 1
        parent = self._parents.get(node)
        called = isinstance(parent, ast.Call) and node is not parent.func
        if not called and before and text[before - 1] == "(" and text[after : after + 1] == ")":
            return Change(after + 1, after + 1, f".{call}")
        return Change(start, end, f"{self.wrapped(node)}.{call}")

    def before(self, statement: ast.stmt, code: str) -> Change:
        """A statement of one or more lines above another."""
        start = self._starts[statement.lineno - 1]
        indent = self.indent(statement)
        return Change(start, start, "".join(f"{indent}{line}\n" for line in code.split("\n")))

    def after(self, statement: ast.stmt, code: str) -> Change:
        """A statement of one or more lines below another."""
        end = self._starts[(statement.end_lineno or statement.lineno) - 1]
        end += len(self._lines[(statement.end_lineno or statement.lineno) - 1])
        indent = self.indent(statement)
        return Change(end, end, "".join(f"\n{indent}{line}" for line in code.split("\n")))

    def delete(self, statement: ast.stmt) -> Change:
        """The lines of a statement are gone; a block that it was alone in keeps a ``pass``."""
        if len(self.siblings(statement)) == 1:
            return self.replace(statement, "pass")
        start = self._starts[statement.lineno - 1]
        end = statement.end_lineno or statement.lineno
        stop = self._starts[end] if end < len(self._starts) else len(self.text)
        return Change(start, stop, "")

    def moved(self, statement: ast.stmt, other: ast.stmt) -> list[Change]:
        """A statement below another one of the same block."""
        indent = self.indent(statement)
        lines = [line.removeprefix(indent) for line in self.source(statement).split("\n")]
        return [self.delete(statement), self.after(other, "\n".join(lines))]

    def under(self, statements: Sequence[ast.stmt], header: str) -> list[Change]:
        """Statements that follow each other go into a block of their own: ``with torch.no_grad():``."""
        changes = [self.before(statements[0], header)]
        for line in range(statements[0].lineno, (statements[-1].end_lineno or statements[-1].lineno) + 1):
            if self.line(line).strip():
                changes.append(Change(self._starts[line - 1], self._starts[line - 1], "    "))
        return changes

    def unwrap(self, block: ast.With) -> list[Change]:
        """The statements of a block without its header."""
        header = Change(self._starts[block.lineno - 1], self._starts[block.body[0].lineno - 1], "")
        step = len(self.indent(block.body[0])) - len(self.indent(block))
        changes = [header]
        for line in range(block.body[0].lineno, (block.end_lineno or block.lineno) + 1):
            if self.line(line).strip():
                changes.append(Change(self._starts[line - 1], self._starts[line - 1] + step, ""))
        return changes

    def argument(self, call: ast.Call, text: str) -> Change:
        """One more argument at the end of a call."""
        parts = [*call.args, *(keyword.value for keyword in call.keywords)]
        end = self.span(call)[1] - 1
        if not parts:
            return Change(end, end, text)
        last = max(self.span(part)[1] for part in parts)
        if "#" in self.text[last:end]:
            end = last
        head = self.text[:end].rstrip()
        return Change(len(head), len(head), f" {text}" if head.endswith(",") else f", {text}")

    def keyword(self, call: ast.Call, name: str, value: str) -> Change:
        """An argument by name: a new one, or a new value of the one that is there."""
        for keyword in call.keywords:
            if keyword.arg == name:
                return self.replace(keyword.value, value)
        return self.argument(call, f"{name}={value}")

    def drop_keyword(self, call: ast.Call, name: str) -> Change | None:
        """The call without that argument; None where it has none."""
        for keyword in call.keywords:
            if keyword.arg == name:
                start, end = self.span(keyword)
                before = self.text[:start].rstrip()
                if before.endswith(","):
                    return Change(len(before) - 1, end, "")
                after = len(self.text) - len(self.text[end:].lstrip(" ,"))
                return Change(start, after, "")
        return None

    def indent(self, statement: ast.stmt) -> str:
        line = self.line(statement.lineno)
        return line[: len(line) - len(line.lstrip())]

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines to itself, so that others can be put beside it."""
        first, last = self.line(statement.lineno), self.line(statement.end_lineno or statement.lineno)
        start, end = self.span(statement)
        rest = last[end - self._starts[(statement.end_lineno or statement.lineno) - 1] :].strip()
        return not first[: start - self._starts[statement.lineno - 1]].strip() and (not rest or rest.startswith("#"))

    def edits(self, changes: Iterable[Change]) -> tuple[Edit, ...]:
        """The changes as whole lines; changes that touch the same lines become one edit."""
        edits: list[Edit] = []
        for group in self._groups(sorted(changes, key=lambda change: (change.start, change.end))):
            first, last = self._line_of(group[0].start), self._line_of(max(change.end for change in group))
            deletes = group[-1].end == self._starts[last] and last > first and not group[-1].text
            last -= deletes
            start = self._starts[first]
            stop = self._starts[last] + len(self._lines[last]) + deletes
            text, at = "", start
            for change in group:
                text += self.text[at : change.start] + change.text
                at = max(at, change.end)
            text += self.text[at:stop]
            if deletes and not text:
                edits += [Edit(line + 1, None) for line in range(first, last + 1)]
                continue
            if deletes:
                text = text.removesuffix("\n")
            edits.append(Edit(first + 1, text))
            edits += [Edit(line + 1, None) for line in range(first + 1, last + 1)]
        return tuple(edits)

    def _groups(self, changes: Sequence[Change]) -> list[list[Change]]:
        groups: list[list[Change]] = []
        last = -1
        for change in changes:
            if groups and self._line_of(change.start) <= last:
                groups[-1].append(change)
            else:
                groups.append([change])
            last = max(last, self._line_of(max(change.start, change.end - 1)))
        return groups

    def _line_of(self, offset: int) -> int:
        """The index of the line that holds a character."""
        return bisect_right(self._starts, offset) - 1


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The source after these edits.

    >>> applied("a\\nb\\nc", [Edit(2, "B\\nB"), Edit(3, None)])
    'a\\nB\\nB'
    """
    by_line = {edit.line: edit.replacement for edit in edits}
    lines = [by_line.get(number, line) for number, line in enumerate(text.split("\n"), 1)]
    return "\n".join(line for line in lines if line is not None)


def dotted(node: ast.AST) -> str:
    """``net.fc.weight`` of a name or a chain of attributes, else ""."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def called(node: ast.AST | None) -> str:
    """The last part of the name of what a call calls: ``view`` of ``x.t().view(2)``; "" of anything else."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            return node.func.attr
        if isinstance(node.func, ast.Name):
            return node.func.id
    return ""


def constant(node: ast.AST | None) -> object:
    """The value of a literal, with its sign; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        return -value if isinstance(value, (int, float)) else None
    return None


def _position(node: ast.expr | ast.stmt) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _covers(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)
