"""Full-width punctuation in code: ``，（）：“”`` look like Python's own signs and are none.

They are found in the text, before anything runs; inside strings and comments they are the writer's own business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ui.models.diagnosis import Diagnosis, Fix
from ui.models.program import Edit

HALF_WIDTH = {
    "，": ",",
    "、": ",",
    "（": "(",
    "）": ")",
    "：": ":",
    "；": ";",
    "。": ".",
    "．": ".",
    "【": "[",
    "】": "]",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "“": '"',
    "”": '"',
    "„": '"',
    "＂": '"',
    "‘": "'",
    "’": "'",
    "＇": "'",
    "＝": "=",
    "＋": "+",
    "－": "-",
    "—": "-",
    "–": "-",
    "−": "-",
    "＊": "*",
    "×": "*",
    "／": "/",
    "÷": "/",
    "＜": "<",
    "＞": ">",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "！": "!",
    "＠": "@",
    "＃": "#",
    "％": "%",
    "＆": "&",
    "｜": "|",
    "～": "~",
    "＾": "^",
    "＿": "_",
    "\u3000": " ",
    "\u00a0": " ",
    "\u200b": "",
    "\ufeff": "",
}
"""Signs that are no Python and what they stand for."""

_WIDE_QUOTES = {"“": "”", "”": "”", "„": "”", "＂": "＂", "‘": "’", "’": "’", "＇": "＇"}


_PIECE = re.compile(
    r"""
    \"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z) | '{3}(?:\\.|[^\\])*?(?:'{3}|\Z)
    | "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'?
    | \#[^\n]*
    | (?P<sign>[{signs}])
    """.replace("{signs}", re.escape("".join(HALF_WIDTH))),
    re.VERBOSE | re.DOTALL,
)
"""Strings and comments as wholes, and the signs outside of them."""


class Sign(NamedTuple):
    """One sign that stands for another; ``line`` counts from 1, ``column`` from 0."""

    line: int
    column: int
    sign: str
    meant: str


def signs(text: str) -> list[Sign]:
    """The full-width signs of a program outside strings and comments, in the order of the text.

    >>> [(one.sign, one.meant) for one in signs("print（'a，b'）  # 你好，")]
    [('（', '('), ('）', ')')]
    """
    return list(_signs(text))


def _signs(text: str) -> Iterator[Sign]:
    at = 0
    while (found := _PIECE.search(text, at)) is not None:
        at = found.end()
        if found["sign"] is None:
            continue
        yield _sign(text, found.start())
        closing = _closing(text, found.start()) if found[0] in _WIDE_QUOTES else ""
        if closing:
            end = text.index(closing, at)
            at = end + 1
            if closing in HALF_WIDTH:
                yield _sign(text, end)


def _sign(text: str, at: int) -> Sign:
    line_start = text.rfind("\n", 0, at) + 1
    return Sign(text.count("\n", 0, at) + 1, at - line_start, text[at], HALF_WIDTH[text[at]])


def _closing(text: str, at: int) -> str:
    """The sign that closes the string that a wide quote opens: its partner, or what else means the same."""
    end = text.find("\n", at)
    rest = text[at + 1 : len(text) if end < 0 else end]
    meant = HALF_WIDTH[text[at]]
    partners = [sign for sign in (_WIDE_QUOTES[text[at]], *_WIDE_QUOTES, meant) if sign in rest]
    fitting = [sign for sign in partners if sign == meant or HALF_WIDTH[sign] == meant]
    return min(fitting, key=rest.index, default="")


def half_width(text: str) -> str:
    """The program with Python's own signs.

    >>> half_width("x = torch.ones（2，3）")
    'x = torch.ones(2,3)'
    """
    lines = text.split("\n")
    for one in reversed(signs(text)):
        line = lines[one.line - 1]
        lines[one.line - 1] = line[: one.column] + one.meant + line[one.column + 1 :]
    return "\n".join(lines)


def misread(text: str, source: str) -> Diagnosis | None:
    """The full-width signs of a program as one diagnosis; None when there are none that keep it from running."""
    found = signs(text)
    if not found:
        return None
    mended = half_width(text)
    before, after = text.split("\n"), mended.split("\n")
    edits = tuple(
        Edit(number, new) for number, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new
    )
    written = "".join(dict.fromkeys(one.sign for one in found if one.sign.strip()))
    line = found[0].line
    fields = {"signs": written, "line": str(line), "count": str(len(found))}
    fix = Fix("half_width", fields, source, edits)
    exact = f"invalid character '{found[0].sign}' (U+{ord(found[0].sign):04X})"
    return Diagnosis("punctuation", fields, source, line, -1, "SyntaxError", exact, source, line, -1, (), (fix,))
