"""``python3 -m ui check SCRIPT.py``: every error and every trap of a script, for a terminal, an editor or a test.

The script runs in the same kernel process as in the window; what it prints goes to the standard error, so that the
standard output is the report alone. A text that Python cannot read is told without running anything.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from tensorlab.errors import LoadError
from ui import app, diagnoses, headless, i18n
from ui.models.diagnosis import Diagnosis, Fix, shape_text
from ui.models.failure import diagnoses as failures
from ui.models.fixes.syntax import diagnosed, unreadable
from ui.models.recording import Recording
from ui.models.script_file import read_script
from ui.models.traps import traps


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m ui check", description="Run a script and tell what is wrong.")
    parser.add_argument("file", type=Path, help="a script (.py) to run")
    parser.add_argument("--json", action="store_true", help="tell it as JSON")
    parser.add_argument("--strict", action="store_true", help="a trap makes the exit status 1, too")
    parser.add_argument("--language", choices=tuple(i18n.LANGUAGES), default="en")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Report on a script; 1 when it has an error (with ``--strict``: or a trap), or could not be run."""
    chosen = arguments(argv)
    application = QApplication.instance() or app.application(["tensorlab"])
    translations = i18n.Translations()
    translations.choose(chosen.language)
    try:
        text = read_script(chosen.file)
    except LoadError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    found = _found(text, chosen.file)
    if found is None:
        return 1
    errors, notes = found
    _print(json.dumps(as_json(errors, notes), ensure_ascii=False, indent=1) if chosen.json else as_text(text, *found))
    del application
    return 1 if errors or (chosen.strict and notes) else 0


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _found(text: str, path: Path) -> tuple[list[Diagnosis], list[Diagnosis]] | None:
    """The errors and the traps of a script; None when it could not be run, which has been said then."""
    cannot = unreadable(text)
    if cannot is not None:
        return [diagnosed(text, path.name, cannot)], []
    from ui.session.jupyter import JupyterSession

    session = JupyterSession()
    output = headless.Output(sys.stderr, traces=False)
    session.client_changed.connect(output.listen_to)
    session.start()
    try:
        if not headless.ready(session):
            return None
        ended = headless.run(session, text, path, "The script has ended the kernel; what happened is not known.")
        errors, notes = found(session.recording)
        return (errors, notes) if ended or errors else None
    finally:
        session.shutdown()


def found(recording: Recording) -> tuple[list[Diagnosis], list[Diagnosis]]:
    """The errors of a recording, and those of its traps that no error has told already."""
    errors = failures(recording)
    blamed = {(one.source, one.line) for one in errors} | {(one.culprit_source, one.culprit_line) for one in errors}
    return errors, [one for one in traps(recording) if (one.source, one.line) not in blamed]


# -- as JSON ----------------------------------------------------------------------------------------------------------


def as_json(errors: Sequence[Diagnosis], notes: Sequence[Diagnosis]) -> dict[str, Any]:
    """``errors`` and ``traps``, each as plain values.

    ``message`` is PyTorch's own text of an error and the sentence of a trap; ``sentence`` and ``why`` are in the
    reader's language. The edits of a fix are whole lines: ``replacement`` stands for the line, null deletes it.
    """
    return {
        "errors": [{"type": one.kind, "message": one.exact, **_told(one)} for one in errors],
        "traps": [{"rule": one.rule, "message": diagnoses.sentence(one), **_told(one)} for one in notes],
    }


def _told(one: Diagnosis) -> dict[str, Any]:
    return {
        "sentence": diagnoses.sentence(one),
        "line": one.line or None,
        "culprit_line": one.culprit_line or one.line or None,
        "operands": [{"name": part.name, "shape": list(part.shape), "dtype": part.dtype} for part in one.operands],
        "why": diagnoses.why(one),
        "fixes": [
            {
                "title": diagnoses.title(fix),
                "edits": [{"line": edit.line, "replacement": edit.replacement} for edit in fix.edits],
            }
            for fix in one.fixes
        ],
    }


# -- as text ----------------------------------------------------------------------------------------------------------


def as_text(text: str, errors: Sequence[Diagnosis], notes: Sequence[Diagnosis]) -> str:
    """A page for a reader: each finding with its line, its reason and what to write instead."""
    if not errors and not notes:
        return QCoreApplication.translate("Check", "No errors and no traps.")
    lines = text.split("\n")
    return "\n\n".join([_card(one, lines) for one in [*errors, *notes]])


def _card(one: Diagnosis, lines: list[str]) -> str:
    level = (
        QCoreApplication.translate("Check", "trap [{rule}]").format(rule=one.rule)
        if one.is_trap
        else QCoreApplication.translate("Check", "error")
    )
    rows = [f"{one.source}:{one.line}: {level}: {diagnoses.sentence(one)}", *_quoted(one, lines)]
    if one.exact:
        rows.append(f"  {one.kind}: {one.exact}")
    if one.operands:
        told = ", ".join(f"{part.name} {shape_text(part.shape)} {part.dtype}" for part in one.operands)
        rows.append(QCoreApplication.translate("Check", "  with: {operands}").format(operands=told))
    if diagnoses.why(one):
        rows.append(QCoreApplication.translate("Check", "  why: {reason}").format(reason=diagnoses.why(one)))
    for fix in one.fixes:
        rows += _mended(fix, lines)
    return "\n".join(rows)


def _quoted(one: Diagnosis, lines: list[str]) -> list[str]:
    """The line that failed and the one to blame, with their numbers."""
    told = dict.fromkeys([one.culprit_line, one.line])
    return [f"  {number:>4} | {lines[number - 1]}" for number in sorted(told) if 1 <= number <= len(lines)]


def _mended(fix: Fix, lines: list[str]) -> list[str]:
    title = diagnoses.title(fix) + (f" → {fix.outcome}" if fix.outcome else "")
    rows = [QCoreApplication.translate("Check", "  try: {fix}").format(fix=title)]
    for edit in fix.edits:
        if 1 <= edit.line <= len(lines):
            old, new = lines[edit.line - 1], [] if edit.replacement is None else edit.replacement.split("\n")
            if old not in new:
                rows.append(f"       - {edit.line:>4} | {old}")
            rows += [f"       + {edit.line:>4} | {line}" for line in new if line != old]
    return rows
