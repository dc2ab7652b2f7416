"""Changes by hand: a line of Python, the line that undoes it, and the refusal when the tensor has changed meanwhile."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab._tensor import Tensor
from tensorlab.events import Tracer
from tensorlab.kernel.protocol import Edit, Edited, Refused

LARGEST_UNDO = 4096
"""Old values are written out up to this many; beyond, a line would be a book."""


def edit(
    tracer: Tracer, namespace: Mapping[str, Any], request: Edit, execute: Callable[[str], BaseException | None]
) -> Edited | Refused:
    """Run the line of an edit.

    Args:
        execute: runs a line as a cell of the user's and returns the error it ended with.
    """
    tracked = tracer.living.get(request.tensor)
    tensor = None if tracked is None else tracked()
    if not isinstance(tensor, Tensor):
        return Refused(request.request, "gone", "this tensor no longer exists")
    if tensor._version != request.version:
        return Refused(request.request, "conflict", "this tensor has changed since; nothing was done")
    name = _name(tracer, namespace, request.tensor)
    statement = request.code.replace("{x}", name)
    try:
        code = _guarded(tensor, statement)
        undo = _undo(tensor, name, statement)
    except (SyntaxError, IndexError, ValueError, TypeError) as error:
        return Refused(request.request, "error", f"{type(error).__name__}: {error}")
    raised = execute(code)
    if raised is not None:
        return Refused(request.request, "error", f"{type(raised).__name__}: {raised}")
    return Edited(request.request, code, undo and _guarded(tensor, undo), tensor._version)


def _name(tracer: Tracer, namespace: Mapping[str, Any], number: int) -> str:
    for name, value in namespace.items():
        if isinstance(value, Tensor) and not name.startswith("_") and tracer.id_of(value) == number:
            return name
    return f"lab[{number}]"


def _guarded(tensor: Tensor, statement: str) -> str:
    """A write by hand is no operation of the graph: where autograd would record or refuse it, it is switched off."""
    is_write = "[" in ast.unparse(ast.parse(statement).body[0]) or "_(" in statement
    if tensor.requires_grad and is_write and "requires_grad" not in statement and not statement.startswith("with "):
        return f"with torch.no_grad(): {statement}"
    return statement


def _undo(tensor: Tensor, name: str, statement: str) -> str:
    """The line that puts the old values back, "" where there is none."""
    line = ast.parse(statement).body[0]
    if isinstance(line, ast.With):
        line = line.body[0]
    target = (
        line.targets[0] if isinstance(line, ast.Assign) else line.target if isinstance(line, ast.AugAssign) else None
    )
    if isinstance(target, ast.Attribute) and target.attr == "requires_grad":
        return f"{name}.requires_grad = {tensor.requires_grad}"
    if isinstance(target, ast.Subscript):
        index = _literal_index(target.slice)
        if index is not None:
            old = tensor._array[index]
            return f"{ast.unparse(target)} = {_written(np.asarray(old), tensor)}" if old.size <= LARGEST_UNDO else ""
    if tensor._array.size <= LARGEST_UNDO and target is None:
        return f"{name}[...] = {_written(tensor._array, tensor)}"
    return ""


def _literal_index(node: ast.expr) -> Any:
    """An index of numbers, slices and ``...``; None for one that would have to be computed."""
    if isinstance(node, ast.Tuple):
        parts = [_literal_index(part) for part in node.elts]
        return None if any(part is None for part in parts) else tuple(parts)
    if isinstance(node, ast.Slice):
        ends = [None if end is None else ast.literal_eval(end) for end in (node.lower, node.upper, node.step)]
        return slice(*ends)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _written(values: NDArray[Any], tensor: Tensor) -> str:
    if values.ndim == 0:
        return _number(values.item())
    if values.size == 0:
        return f"torch.empty({tuple(values.shape)})"
    return f"torch.tensor({_list(values.tolist())}, dtype=torch.{tensor.dtype.name})"


def _list(values: Any) -> str:
    return f"[{', '.join(map(_list, values))}]" if isinstance(values, list) else _number(values)


def _number(value: Any) -> str:
    """A literal that gives exactly this number back."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"float('{value}')"
    return repr(value)
