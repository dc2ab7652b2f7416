"""Which list, dictionary or attribute a tensor was put into, as the code tells: a recording knows names alone.

``losses.append(loss)``, ``losses = [f(x) for x in data]``, ``seen["loss"] = loss``, ``kept += [loss]``: the tensor is
known in the text by a name that it has had, or by the place of the expression that made it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from ui.models.moment import Programs
from ui.models.program import Program, called, dotted
from ui.models.recording import Recording

_PUTTING = ("append", "appendleft", "add", "insert", "extend", "put", "setdefault", "update")
_HOLDING = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)


class Container(NamedTuple):
    """What holds a tensor, by its name, and the line that put the tensor there."""

    name: str
    line: int


def containers(recording: Recording, tensor: int, step: int) -> Iterator[Container]:
    """Each container that the code before ``step`` has put a tensor into."""
    place = recording.place(tensor)
    program = Programs(recording).of(place.source, step)
    names = _names(recording, tensor, step)
    for node in program.walk():
        name, given = _put(program, node)
        for part in given if name else []:
            position = (part.lineno, part.col_offset, part.end_lineno, part.end_col_offset)
            if dotted(part) in names or position == (place.line, place.column, place.end_line, place.end_column):
                yield Container(name, node.lineno)  # type: ignore[attr-defined]
                break


def _names(recording: Recording, tensor: int, step: int) -> set[str]:
    """The names that a tensor has had."""
    table = recording.tables["names"]
    rows = table.of("tensor", tensor)
    return {recording.texts[name] for name in table["name"][rows[table["step"][rows] <= step]].tolist()}


def _put(program: Program, node: ast.AST) -> tuple[str, list[ast.expr]]:
    """(the container, what is put into it) of a statement or call that puts something somewhere."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node) in _PUTTING:
        return program.source(node.func.value), [part for given in node.args for part in _elements(given)]
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Subscript):
            return program.source(target.value), _elements(node.value)
        if isinstance(node.value, _HOLDING) and dotted(target):
            return dotted(target), _elements(node.value)
    return "", []


def _elements(node: ast.expr) -> list[ast.expr]:
    """What stands in a list or dictionary that is written out; anything else is one element."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [part for one in node.elts for part in _elements(one)]
    if isinstance(node, ast.Dict):
        return [part for one in node.values for part in _elements(one)]
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        return _elements(node.elt)
    return _elements(node.value) if isinstance(node, ast.DictComp) else [node]
