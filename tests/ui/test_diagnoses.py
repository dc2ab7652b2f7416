"""Every key that a rule can give has its words, and every place of the words is filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui import answers, diagnoses
from ui.models import fixes, radar, why
from ui.models.diagnosis import Diagnosis, Fix
from ui.models.traps import RULES


def sources(package) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(Path(package.__file__).parent.glob("*.py")))


def keys(text: str, *openings: str) -> set[str]:
    return {key for opening in openings for key in re.findall(opening + r'\(\s*"([\w:-]+)"', text)}


def test_every_failure_has_a_sentence_and_a_reason() -> None:
    found = keys(sources(fixes), "Finding")
    origins = keys(sources(fixes), "Origin")

    assert len(found) > 60
    assert found - set(diagnoses.SENTENCES) == set()
    assert found - set(diagnoses.REASONS) - {"other"} == set()
    assert origins - set(diagnoses.SENTENCES) == set()
    assert {f"grad_none_{key}" for key in origins} - set(diagnoses.SENTENCES) == set()


def test_every_trap_has_a_sentence_and_a_reason() -> None:
    variants = {f"{name}:{variant}" for name in RULES for variant in ("open", "tracked", "list", "numpy", "zero")}

    assert set(RULES) - set(diagnoses.SENTENCES) == set()
    assert {key for key in diagnoses.SENTENCES if ":" in key} <= variants


def test_every_fix_has_a_title() -> None:
    found = keys(sources(fixes) + sources(radar), r"\.fix", "Fix")

    assert len(found) > 30
    assert found - set(diagnoses.FIXES) == set()


def test_every_question_and_event_has_words() -> None:
    text = Path(why.__file__).read_text("utf-8")
    found = keys(text, r"\.because", r"\.born") | set(re.findall(r'"(shape_\w+)"', text))

    assert len(found) > 30
    assert found - set(answers.REASONS) == set()
    assert {question.value for question in why.Question} == set(answers.QUESTIONS)


@pytest.mark.parametrize("text", ["x" * 200, "first\nsecond"])
def test_long_code_is_cut_in_a_sentence(text: str) -> None:
    told = Diagnosis("syntax", {"message": text}, "s.py", 1, 0, "SyntaxError", text)

    assert len(diagnoses.sentence(told)) < 100
    assert "second" not in diagnoses.title(Fix("write", {"code": text}, "s.py", ()))
