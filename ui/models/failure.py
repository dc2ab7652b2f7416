"""Every error of a recording as a diagnosis: what it means, who took part, which line is to blame, what would mend it.

A rule of :mod:`ui.models.fixes` is chosen by the class and the text of the error. An error that no rule knows is told
with its own text and nothing is guessed.
"""

from __future__ import annotations

from ui.models.diagnosis import Diagnosis
from ui.models.fixes import autograd, custom, dtypes, missing, networks, python, shapes  # the rules declare themselves
from ui.models.fixes.case import RULES, Case, Finding
from ui.models.fixes.syntax import Unreadable, diagnosed
from ui.models.moment import Programs
from ui.models.recording import ErrorStep, Recording

FAMILIES = (shapes, networks, autograd, missing, custom, dtypes, python)
"""The modules whose rules are known."""


def diagnose(recording: Recording, error: ErrorStep, programs: Programs | None = None) -> Diagnosis:
    """What one error of a recording means."""
    programs = programs or Programs(recording)
    if error.kind in ("SyntaxError", "IndentationError", "TabError"):
        return _of_syntax(recording, error)
    text = f"{error.kind}: {error.message}"
    for pattern, rule in RULES:
        match = pattern.search(text)
        if match is not None:
            case = Case(recording, programs, error, match)
            finding = rule(case)
            if finding is not None:
                return _diagnosis(error, finding)
    return _diagnosis(error, Finding("other", {"kind": error.kind}))


def diagnoses(recording: Recording) -> list[Diagnosis]:
    """All errors of a recording, oldest first."""
    programs = Programs(recording)
    return [diagnose(recording, error, programs) for error in recording.errors]


def _diagnosis(error: ErrorStep, finding: Finding) -> Diagnosis:
    culprit = error.place if finding.culprit is None or finding.culprit.line <= 0 else finding.culprit
    return Diagnosis(
        finding.key,
        finding.fields,
        error.place.source,
        error.place.line,
        error.step,
        error.kind,
        error.message,
        culprit.source,
        culprit.line,
        finding.culprit_step if finding.culprit_step >= 0 else error.step,
        tuple(finding.operands),
        finding.best(),
    )


def _of_syntax(recording: Recording, error: ErrorStep) -> Diagnosis:
    place = error.place
    text = recording.source_text(place.source, error.step) or ""
    return diagnosed(text, place.source, Unreadable(error.kind, error.message, place.line), error.step)
