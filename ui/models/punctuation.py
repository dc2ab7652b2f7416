"""Full-width punctuation in code: ``，（）：“”`` look like Python's own signs and are none.

They are found in the text, before anything runs; inside strings and comments they are the writer's own business.
"""

from __future__ import annotations

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

_QUOTES = "\"'"
_WIDE_QUOTES = {"“": "”", "”": "”", "„": "”", "＂": "＂", "‘": "’", "’": "’", "＇": "＇"}


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
    line, start, at = 1, 0, 0
    closing = ""  # what ends the string that is open
    while at < len(text):
        sign = text[at]
        if closing:
            if sign == "\\" and closing[0] in _QUOTES:
                at += 1
            elif text.startswith(closing, at):
                if closing in HALF_WIDTH:
                    yield Sign(line, at - start, closing, HALF_WIDTH[closing])
                at += len(closing) - 1
                closing = ""
            elif sign == "\n" and len(closing) == 1:
                closing = ""
        elif sign in _QUOTES:
            closing = sign * 3 if text.startswith(sign * 3, at) else sign
            at += len(closing) - 1
        elif sign == "#":
            end = text.find("\n", at)
            at = (len(text) if end < 0 else end) - 1
        elif sign in HALF_WIDTH:
            yield Sign(line, at - start, sign, HALF_WIDTH[sign])
            closing = _closing(text, at) if sign in _WIDE_QUOTES else ""
        if at < len(text) and text[at] == "\n":
            line, start = line + 1, at + 1
        at += 1


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
