"""All numbers of a grid are written in one form, and copied without loss."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ui.models.cell_format import CellFormat, as_tsv, exact


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (np.array([1.0, -2.0]), ["1.0", "−2.0"]),
        (np.array([0.25, 1.5]), ["0.25", "1.50"]),
        (np.array([1 / 3, -2.26]), ["0.33", "−2.26"]),
        (np.array([0.0123456, 0.05]), ["0.012", "0.050"]),
        (np.array([1.5e-7, 0.0]), ["1.50e−7", "0"]),
        (np.array([1234.56789]), ["1234.6"]),
        (np.array([123456.7, 1.0]), ["1.23e5", "1.00e0"]),
        (np.array([1.0, np.nan, np.inf, -np.inf]), ["1.0", "nan", "inf", "−inf"]),
        (np.array([np.nan]), ["nan"]),
        (np.array([0.1], np.float32), ["0.1"]),
        (np.array([3, -4]), ["3", "−4"]),
        (np.array([True, False]), ["True", "False"]),
        (np.array([1 - 2j]), ["1.0−2.0j"]),
    ],
)
def test_numbers_are_written_in_the_form_that_suits_them_all(values: NDArray[np.generic], texts: list[str]) -> None:
    assert CellFormat.of(values).texts(values[None]) == [texts]


def test_nothing_has_a_form_too() -> None:
    assert CellFormat.of(np.empty((0, 3))).texts(np.empty((0, 3))) == []


def test_a_number_far_outside_the_sample_is_still_short() -> None:
    assert CellFormat.of(np.array([1 / 3])).texts(np.array([[1e20]])) == [["1.00e20"]]


def test_a_read_out_has_six_digits() -> None:
    assert exact(np.float32(0.1697642)) == "0.169764"
    assert exact(-3) == "−3"


def test_copied_numbers_read_back_to_the_same_values() -> None:
    values = np.array([[0.1, -1e-30], [np.nan, 3.0]], np.float32)

    read = [[np.float32(cell) for cell in row.split("\t")] for row in as_tsv(values).split("\n")]

    np.testing.assert_array_equal(np.array(read), values)
