"""Every kind of step has its sentence."""

from __future__ import annotations

import pytest

from ui.models import meaning as meanings
from ui.models.meaning import Meaning
from ui.sentences import _SENTENCES, sentence


def test_a_sentence_names_the_line() -> None:
    told = sentence(Meaning("arrived", {"what": "mul", "root": "loss"}, 7))

    assert told == "the gradient of loss reaches mul, line 7"


def test_a_step_without_a_line_names_none() -> None:
    assert sentence(Meaning("unbound", {"name": "z"}, 0)) == "z means no tensor any more"


def test_long_texts_are_cut_and_kept_to_one_line() -> None:
    told = sentence(Meaning("printed", {"text": "x" * 500 + "\nmore"}, 0))

    assert len(told) < 100
    assert "\n" not in told


@pytest.mark.parametrize("key", list(_SENTENCES))
def test_every_key_that_is_told_is_documented(key: str) -> None:
    assert f"``{key}``" in (meanings.__doc__ or "")
