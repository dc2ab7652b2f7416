"""Pieces of a line of Python, for colours: forgiving, since what is being typed is seldom complete.

A string in triple quotes goes on over lines; the state handed from line to line says which quotes are open.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum


class Piece(Enum):
    """What a span is; the value is the role of its colour after ``syntax_``."""

    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    FUNCTION = "function"
    COMMENT = "comment"
    OPERATOR = "operator"


class Open(IntEnum):
    """Which string is still open at the end of a line."""

    NOTHING = 0
    DOUBLE = 1
    SINGLE = 2


@dataclass(frozen=True)
class Span:
    """``length`` characters from ``start`` are a piece."""

    start: int
    length: int
    piece: Piece


_TRIPLE = {'"""': Open.DOUBLE, "'''": Open.SINGLE}
_QUOTES = {state: quotes for quotes, state in _TRIPLE.items()}
_CONSTANTS = {"True", "False", "None"}
_SOFT = {"match", "case", "type", "_"}
_WORDS = (set(keyword.kwlist) - _CONSTANTS) - _SOFT
_BUILT_IN = {name for name in dir(builtins) if name.islower()}

_TOKEN = re.compile(
    r"""
    (?P<comment>\#.*)
    | (?P<open>(?i:[rbuf]{0,2})(?P<quotes>\"{3}|'{3}))
    | (?P<string>(?i:[rbuf]{0,2})(?:"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)))
    | (?P<number>(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?))
    | (?P<decorator>@[A-Za-z_][\w.]*)
    | (?P<name>[^\W\d]\w*)
    | (?P<operator>[-+*/%@=<>!&|^~:]+)
    """,
    re.VERBOSE,
)


def spans(line: str, state: Open = Open.NOTHING) -> tuple[list[Span], Open]:
    """The coloured spans of a line, and which string is open at its end.

    >>> [(span.start, span.piece.value) for span in spans("x = 1")[0]]
    [(2, 'operator'), (4, 'number')]
    """
    found: list[Span] = []
    place = 0
    while place < len(line) or state is not Open.NOTHING:
        if state is not Open.NOTHING:
            end = _end_of_string(line, place, _QUOTES[state])
            if end is None:
                if place < len(line):
                    found.append(Span(place, len(line) - place, Piece.STRING))
                return found, state
            found.append(Span(place, end - place, Piece.STRING))
            place, state = end, Open.NOTHING
            continue
        match = _TOKEN.search(line, place)
        if match is None:
            break
        place = match.end()
        if match["open"] is not None:
            state = _TRIPLE[match["quotes"]]
            found.append(Span(match.start(), match.end() - match.start(), Piece.STRING))
        else:
            found.extend(_spans_of(line, match))
    return found, state


def _end_of_string(line: str, place: int, quotes: str) -> int | None:
    """Where the closing quotes end; None when they are not in this line."""
    while place < len(line):
        if line[place] == "\\":
            place += 2
        elif line.startswith(quotes, place):
            return place + len(quotes)
        else:
            place += 1
    return None


def _spans_of(line: str, match: re.Match[str]) -> Iterator[Span]:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "name":
        piece = _piece_of_name(match[0], line, end, start)
    elif kind == "decorator":
        # A decorator stands first in its line; elsewhere the sign multiplies matrices.
        if line[:start].strip():
            piece, end = Piece.OPERATOR, start + 1
        else:
            piece = Piece.FUNCTION
    else:
        piece = Piece(kind) if kind is not None else None
    if piece is not None:
        yield Span(start, end - start, piece)


def _piece_of_name(name: str, line: str, end: int, start: int) -> Piece | None:
    if name in _CONSTANTS:
        return Piece.NUMBER
    if name in _WORDS:
        return Piece.KEYWORD
    called = line[end:].lstrip().startswith("(")
    attribute = line[:start].rstrip().endswith(".")
    if called or (name in _BUILT_IN and not attribute):
        return Piece.FUNCTION
    return None


def indent_after(line: str) -> str:
    """The indent of the line that follows this one.

    >>> indent_after("    for x in xs:")
    '        '
    """
    before = line[: len(line) - len(line.lstrip(" \t"))]
    code = _without_comment(line).rstrip()
    if code.endswith(":"):
        return before + "    "
    leaves = code.strip().split(" ")[0] in ("return", "pass", "break", "continue", "raise")
    return before[:-4] if leaves and before.endswith("    ") else before


def _without_comment(line: str) -> str:
    comment = next((span for span in spans(line)[0] if span.piece is Piece.COMMENT), None)
    return line if comment is None else line[: comment.start]


def toggle_comment(lines: list[str]) -> list[str]:
    """Every line behind ``# ``, or, if all are already, none of them; empty lines stay as they are.

    >>> toggle_comment(["a", "  b"])
    ['# a', '#   b']
    """
    full = [line for line in lines if line.strip()]
    if full and all(line.lstrip().startswith("#") for line in full):
        return [re.sub(r"^(\s*)# ?", r"\1", line) for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in full), default=0)
    return [f"{line[:margin]}# {line[margin:]}" if line.strip() else line for line in lines]


def statement_at(text: str, line: int) -> tuple[int, int]:
    """First and last line of the outermost statement that a line belongs to, counted from 1.

    A line that no statement covers, or a text that cannot be parsed, gives the line alone.

    >>> statement_at("x = 1\\nfor i in x:\\n    y = i\\n", 3)
    (2, 3)
    """
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return line, line
    for node in body:
        first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))])
        last = node.end_lineno or node.lineno
        if first <= line <= last:
            return first, last
    return line, line
