"""What is typed into a cell is taken as a number of the tensor's dtype, or refused with a reason."""

from __future__ import annotations

import pytest

from ui.models.cell_text import Reason, Refusal, integer_limits, parse


@pytest.mark.parametrize(
    ("text", "dtype", "literal"),
    [
        ("3", "int64", "3"),
        (" 3.0 ", "int64", "3"),
        ("-128", "int8", "-128"),
        ("−5", "int32", "-5"),
        ("3.5", "float32", "3.5"),
        ("1e-3", "float16", "0.001"),
        ("65504", "float16", "65504.0"),
        ("nan", "float32", "float('nan')"),
        ("-inf", "float64", "float('-inf')"),
        ("true", "bool", "True"),
        ("0", "bool", "False"),
        ("1 + 2j", "complex64", "(1+2j)"),
        ("nan", "complex64", "complex('nan+0j')"),
    ],
)
def test_a_number_of_the_dtype_is_taken(text: str, dtype: str, literal: str) -> None:
    assert parse(text, dtype) == literal
    eval(literal)  # what is taken can be run


@pytest.mark.parametrize(
    ("text", "dtype", "reason"),
    [
        ("", "float32", Reason.EMPTY),
        ("   ", "int8", Reason.EMPTY),
        ("abc", "float32", Reason.NO_NUMBER),
        ("1,5", "float64", Reason.NO_NUMBER),
        ("abc", "int64", Reason.NO_NUMBER),
        ("3.5", "int64", Reason.NO_WHOLE_NUMBER),
        ("inf", "int64", Reason.NO_WHOLE_NUMBER),
        ("nan", "int64", Reason.NO_WHOLE_NUMBER),
        ("128", "int8", Reason.OUT_OF_RANGE),
        ("-1", "uint8", Reason.OUT_OF_RANGE),
        ("1e5", "float16", Reason.OUT_OF_RANGE),
        ("1e999", "float64", Reason.OUT_OF_RANGE),
        ("2", "bool", Reason.NO_TRUTH),
        ("1+", "complex64", Reason.NO_COMPLEX_NUMBER),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, dtype: str, reason: Reason) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text, dtype)

    assert refused.value.reason is reason


def test_a_number_that_is_too_large_is_told_the_limits() -> None:
    with pytest.raises(Refusal) as refused:
        parse("300", "uint8")

    assert (refused.value.low, refused.value.high) == ("0", "255")


def test_limits_of_integers() -> None:
    assert integer_limits("int16") == (-32768, 32767)
    assert integer_limits("uint8") == (0, 255)
