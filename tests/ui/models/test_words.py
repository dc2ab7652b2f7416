"""The short forms of names and numbers."""

import pytest

from ui.models.words import is_path, number_text


@pytest.mark.parametrize(("name", "expected"), [("model.0.weight", True), ("x", False), ("x * 0.5", False)])
def test_of_a_dotted_name_the_end_tells_most(name: str, expected: bool) -> None:
    assert is_path(name) is expected


def test_numbers_have_a_true_minus_sign_and_four_digits() -> None:
    assert [number_text(value) for value in (-2.0, 0.123456, 3, True)] == ["−2.0", "0.1235", "3", "True"]
