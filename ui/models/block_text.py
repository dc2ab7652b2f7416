"""What is done to a rectangle of cells at once: pasted, filled, counted up; as Python, or why not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models.cell_text import Reason, Refusal, parse
from ui.models.new_tensor import split_table

MOST_PASTED = 10_000
"""Cells that one paste may have."""


def pasted(text: str, dtype: str, rows: int, columns: int) -> list[list[str]]:
    """The literals of a copied table, cut where the grid ends.

    Args:
        rows, columns: room from the current cell to the end of the grid.

    Raises:
        Refusal: a cell is no number of ``dtype``, or there is nothing.
    """
    lines = [line[:columns] for line in split_table(text)[:rows]]
    width = max((len(line) for line in lines), default=0)
    if not width:
        raise Refusal(Reason.EMPTY, text, dtype)
    if sum(map(len, lines)) > MOST_PASTED:
        raise Refusal(Reason.TOO_MANY, f"{MOST_PASTED:,}", dtype)
    if any(len(line) != width for line in lines):
        raise Refusal(Reason.RAGGED, text, dtype)
    return [[parse(cell, dtype) for cell in line] for line in lines]


def is_cut(text: str, rows: int, columns: int) -> bool:
    """Whether a copied table is larger than the room from the current cell to the end of the grid."""
    lines = split_table(text)
    return len(lines) > rows or any(len(line) > columns for line in lines)


def block_literal(cells: list[list[str]], dtype: str, turned: bool) -> str:
    """Literals as the right side of an assignment: a number for one cell, else a tensor of the axes that are left.

    >>> block_literal([["1.0", "2.0"]], "float32", turned=False)
    'torch.tensor([1.0, 2.0], dtype=torch.float32)'
    """
    rows, columns = len(cells), len(cells[0])
    if rows == columns == 1:
        return cells[0][0]
    if turned:
        cells = [list(column) for column in zip(*cells, strict=True)]
        rows, columns = columns, rows
    if rows == 1:
        inside = f"[{', '.join(cells[0])}]"
    elif columns == 1:
        inside = f"[{', '.join(line[0] for line in cells)}]"
    else:
        lines = [f"[{', '.join(line)}]" for line in cells]
        inside = f"[{', '.join(lines)}]"
    return f"torch.tensor({inside}, dtype=torch.{dtype})"


def torch_code(values: NDArray[Any], dtype: str, requires_grad: bool = False) -> str:
    """The line of PyTorch that makes these values."""
    more = ", requires_grad=True" if requires_grad else ""
    return f"torch.tensor({_nested(values)}, dtype=torch.{dtype}{more})"


def numpy_code(values: NDArray[Any]) -> str:
    """The line of numpy that makes these values."""
    text = _nested(values).replace("float('nan')", "np.nan").replace("float('-inf')", "-np.inf")
    return f"np.array({text.replace('''float('inf')''', 'np.inf')}, dtype=np.{values.dtype.name})"


def _nested(values: NDArray[Any]) -> str:
    return _listed(values) if values.ndim else _shortest(values[()])


def _listed(values: NDArray[Any]) -> str:
    parts = [_listed(part) for part in values] if values.ndim > 1 else [_shortest(part) for part in values]
    return f"[{', '.join(parts)}]"


def _shortest(value: Any) -> str:
    """The shortest text that reads back to the same number: 0.1 for a float32 of 0.1."""
    text = str(value)
    return f"float('{text}')" if text in ("nan", "inf", "-inf") else text


def markdown(plane: NDArray[Any]) -> str:
    """A table of Markdown: column numbers above, row numbers on the left."""
    head = ["", *map(str, range(plane.shape[1]))]
    lines = [head, ["---", *["---:"] * plane.shape[1]]]
    lines += [[f"**{row}**", *map(str, values)] for row, values in enumerate(plane)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def latex(plane: NDArray[Any]) -> str:
    """A matrix of LaTeX."""
    rows = " \\\\\n".join("  " + " & ".join(_tex(value) for value in row) for row in plane)
    return f"\\begin{{bmatrix}}\n{rows}\n\\end{{bmatrix}}"


def _tex(value: Any) -> str:
    text = {"nan": "\\mathrm{nan}", "inf": "\\infty", "-inf": "-\\infty"}.get(str(value), str(value))
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if e and exponent.lstrip("+-").isdigit() else text


def found(plane: NDArray[Any], wanted: str, after: int) -> int | None:
    """The flat position of the next cell that is ``wanted``, from the one after ``after``, going round; None for none.

    ``nan`` and ``inf`` are found, too, and ``>3`` or ``<0`` what is larger or smaller.
    """
    text = wanted.strip().replace("−", "-")
    sign = text[:1] if text[:1] in "<>" else ""
    try:
        number = float({"true": "1", "false": "0"}.get(text.lower(), text.removeprefix(sign).strip()))
    except ValueError:
        return None
    flat = np.asarray(plane).reshape(-1)
    with np.errstate(invalid="ignore"):
        if sign:
            hits = flat > number if sign == ">" else flat < number
        elif np.isnan(number):
            hits = np.isnan(flat) if flat.dtype.kind in "fc" else np.zeros(flat.shape, np.bool_)
        else:
            hits = _same(flat, number, len(text.partition(".")[2]))
    places = np.flatnonzero(hits)
    if not len(places):
        return None
    later = places[places > after]
    return int(later[0] if len(later) else places[0])


def _same(flat: NDArray[Any], number: float, decimals: int) -> NDArray[np.bool_]:
    """Equal, as far as the type can tell; and what is written so, where two decimals or more were typed."""
    if flat.dtype.kind != "f":
        return np.asarray(flat == number)
    same = np.isclose(flat, number, rtol=4 * np.finfo(flat.dtype).eps, atol=0)
    return np.asarray(same | (np.round(flat, decimals) == number) if decimals > 1 else same)
