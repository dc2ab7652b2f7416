"""How a text file of numbers is laid out: its signs, its decimal comma, its heading, and how numpy is told of it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LOOKED_AT = 64 * 1024
"""Bytes at the beginning that tell the layout."""


@dataclass(frozen=True)
class Layout:
    """What :func:`numpy.loadtxt` has to know.

    Attributes:
        delimiter: what stands between cells; "" for blanks.
        header: lines before the first numbers.
        has_decimal_comma: whether 1,5 is a number.
        has_gaps: whether some cells are empty.
    """

    encoding: str
    delimiter: str
    header: int
    has_decimal_comma: bool
    has_gaps: bool

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments beside the lines below the header."""
        found: dict[str, Any] = {"ndmin": 2, "dtype": np.float32}
        if self.delimiter:
            found["delimiter"] = self.delimiter
        if self._converter:
            found["converters"] = self._number
        return found

    @property
    def code(self) -> str:
        """The arguments beside the path, as Python."""
        parts = [f"delimiter={self.delimiter!r}"] if self.delimiter else []
        if self.header:
            parts.append(f"skiprows={self.header}")
        if self._converter:
            parts.append(f"converters={self._converter}")
        if self.encoding != "utf-8":
            parts.append(f"encoding={self.encoding!r}")
        return ", ".join([*parts, "ndmin=2", "dtype=np.float32"])

    @property
    def _converter(self) -> str:
        cell = "s.replace(',', '.')" if self.has_decimal_comma else "s"
        if self.has_gaps:
            return f"lambda s: float({cell} or 'nan')"
        return f"lambda s: float({cell})" if self.has_decimal_comma else ""

    def _number(self, cell: str) -> float:
        written = cell.replace(",", ".") if self.has_decimal_comma else cell
        return float((written or "nan") if self.has_gaps else written)

    def cells(self, line: str) -> list[str]:
        """The cells of a line."""
        if not self.delimiter:
            return line.split()
        return [cell.strip() for cell in next(csv.reader([line], delimiter=self.delimiter), [])]

    def is_number(self, cell: str) -> bool:
        try:
            self._number(cell)
        except ValueError:
            return False
        return True


def delimiter(text: str) -> str:
    """What stands between the cells of a line: a tab, a semicolon or a comma; "" for blanks.

    >>> delimiter("1,5;2,5")
    ';'
    """
    line = text.partition("\n")[0]
    return next((mark for mark in "\t;," if mark in line), "")


def sniffed(path: Path) -> Layout:
    """The layout of a file, as its beginning tells it."""
    with path.open("rb") as file:
        raw = file.read(_LOOKED_AT)
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
    lines = [line for line in raw.decode(encoding, errors="replace").splitlines() if line.strip()]
    between = delimiter("\n".join(lines[:1]))
    plain = Layout(encoding, between, 0, False, False)
    header = 1 if lines and not any(_looks_like_a_number(cell) for cell in plain.cells(lines[0])) else 0
    cells = [cell for line in lines[header:] for cell in plain.cells(line)]
    has_decimal_comma = between != "," and any("," in cell for cell in cells)
    return Layout(encoding, between, header, has_decimal_comma, between != "" and "" in cells)


def _looks_like_a_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
