"""Code that Python cannot read: the slips that everybody makes, each tried, and offered when the text then parses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ui.models.diagnosis import Diagnosis, Fix
from ui.models.moment import parses
from ui.models.program import Edit, applied
from ui.models.punctuation import misread

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_STRING = re.compile(r"(\"\"\"|'''|\"|')(?:\\.|(?!\1).)*(?:\1|$)|#.*")


class Unreadable(NamedTuple):
    """What Python says of a text that is no program."""

    kind: str
    message: str
    line: int


def unreadable(text: str) -> Unreadable | None:
    """What is wrong with a text, None for a program."""
    try:
        compile(text, "script", "exec")
    except SyntaxError as error:
        return Unreadable(type(error).__name__, error.msg, error.lineno or 1)
    except ValueError as error:
        return Unreadable("SyntaxError", str(error), 1)
    except (RecursionError, MemoryError):
        return Unreadable("SyntaxError", "too many nested parts", 1)
    return None


def diagnosed(text: str, source: str, found: Unreadable, step: int = -1) -> Diagnosis:
    """What a text that cannot be read means, and how it could be read."""
    wide = misread(text, source)
    if wide is not None:
        return Diagnosis(
            wide.key, wide.fields, source, found.line, step, found.kind, found.message, source, wide.line, step,
            (), wide.fixes,
        )  # fmt: skip
    fixes: dict[tuple[Edit, ...], Fix] = {}
    for edits, code in _slips(text, found):
        if parses(applied(text, edits)):
            fixes.setdefault(edits, Fix("write", {"code": code}, source, edits))
    fields = {"message": found.message}
    shown = tuple(list(fixes.values())[:3])
    return Diagnosis(
        "syntax", fields, source, found.line, step, found.kind, found.message, source, found.line, step, (), shown
    )


def _slips(text: str, found: Unreadable) -> Iterator[tuple[tuple[Edit, ...], str]]:
    """(edits, the line as it would be) for each usual slip near the line that Python stopped at."""
    lines = text.split("\n")
    near = [number for number in (found.line, found.line - 1, found.line + 1) if 1 <= number <= len(lines)]
    for number in near:
        for new in _mended(lines[number - 1], lines[number - 2] if number > 1 else "", found.message):
            if new != lines[number - 1]:
                yield (Edit(number, new),), new.strip()
    number = min(found.line, len(lines))
    if "expected an indented block" in found.message:
        block = _block(lines, number)
        if block:
            yield tuple(Edit(one, "    " + lines[one - 1]) for one in block), lines[number - 1].strip()
        header = number - 1
        if header >= 1:
            indent = lines[header - 1][: len(lines[header - 1]) - len(lines[header - 1].lstrip())]
            yield (Edit(header, f"{lines[header - 1]}\n{indent}    pass"),), "pass"


def _mended(line: str, above: str, message: str) -> Iterator[str]:
    code, comment = _parted(line)
    head = code.rstrip()
    tail = f"  {comment}" if comment else ""
    if re.match(r"\s*(if|elif|else|for|while|def|class|with|try|except|finally)\b", head) and not head.endswith(":"):
        yield f"{head}:{tail}"
        yield f"{head}{_missing(head)}:{tail}"
    missing = _missing(head)
    if missing:
        yield f"{head}{missing}{tail}"
        if head.endswith(":"):
            yield f"{head[:-1]}{missing}:{tail}"
    printed = re.match(r"(\s*)print\s+(.+)$", head)
    if printed:
        yield f"{printed[1]}print({printed[2]}){tail}"
    if re.match(r"\s*(if|elif|while)\b", head):
        yield re.sub(r"(?<![=!<>])=(?!=)", "==", head, count=1) + tail
    if "unterminated" in message:
        for quote in ("'", '"'):
            if head.count(quote) % 2:
                closers = re.search(r"[)\]}]+$", head)
                if closers:
                    yield f"{head[: closers.start()]}{quote}{closers[0]}{tail}"
                yield f"{line.rstrip()}{quote}"
                yield f"{line.rstrip()}{quote}{_missing(head + quote)}"
    if head and head[-1] in ")]}" and not missing:
        yield head[:-1] + tail
    indent = above[: len(above) - len(above.lstrip())]
    if "indent" in message:
        deeper = indent + "    " if above.rstrip().endswith(":") else indent
        yield deeper + line.lstrip()
    if "forgot a comma" in message or "invalid syntax" in message:
        for place in re.finditer(r"(?<=[\w\])])\s+(?=[\w\[(])", head):
            yield f"{head[: place.start()]}, {head[place.end() :]}{tail}"
    yield re.sub(r"(\w+)\s*\+\+\s*$", r"\1 += 1", head) + tail
    yield head.replace("&&", " and ").replace("||", " or ") + tail


def _parted(line: str) -> tuple[str, str]:
    """Code and comment of a line."""
    for found in _STRING.finditer(line):
        if found[0].startswith("#"):
            return line[: found.start()], found[0]
    return line, ""


def _missing(code: str) -> str:
    """The brackets that would close what is open in a line."""
    stack: list[str] = []
    for sign in _STRING.sub("", code):
        if sign in _CLOSING:
            stack.append(_CLOSING[sign])
        elif stack and sign == stack[-1]:
            stack.pop()
    return "".join(reversed(stack))


def _block(lines: list[str], number: int) -> list[int]:
    """The lines from one on that are indented as it is, up to an empty line."""
    indent = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    block = []
    for at in range(number, len(lines) + 1):
        line = lines[at - 1]
        if not line.strip() or len(line) - len(line.lstrip()) < indent:
            break
        block.append(at)
    return block
