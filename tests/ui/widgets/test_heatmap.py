"""Numbers become colours that can be compared and read."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.widgets.heatmap import (
    Range,
    color_indices,
    invalid,
    robust_range,
    sample,
    symmetric_range,
    to_image,
    wants_white_ink,
)


def test_one_outlier_does_not_flatten_the_rest() -> None:
    values = np.concatenate([np.linspace(0, 1, 1000), [1e9]])

    shown = robust_range(values)

    assert shown is not None
    assert shown.high < 1.01


def test_a_few_numbers_have_the_range_of_all_of_them() -> None:
    assert robust_range(np.array([-2.24, 0.0, 1.48])) == Range(-2.24, 1.48)


def test_nan_and_infinity_do_not_count_for_the_range() -> None:
    assert robust_range(np.array([np.nan, 2.0, np.inf, 2.0])) == Range(2.0, 2.0)
    assert robust_range(np.array([np.nan, -np.inf])) is None
    assert symmetric_range(np.array([np.nan])) is None


@pytest.mark.parametrize("values", [np.empty((0, 3)), np.empty(0), np.empty((2, 0))])
def test_nothing_has_no_range(values: NDArray[np.float64]) -> None:
    assert robust_range(values) is None


def test_gradients_have_zero_in_the_middle() -> None:
    shown = symmetric_range(np.array([-0.5, 0.0, 0.25]))

    assert shown is not None
    assert shown.low == -shown.high
    assert abs(int(color_indices(np.array([0.0]), shown)[0]) - 127.5) <= 0.5


def test_the_sample_of_a_huge_array_is_small() -> None:
    huge = np.broadcast_to(np.float32(1), (100_000, 100_000))

    assert 0 < sample(huge).size <= 65536


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        (np.array([0.0, 0.5, 1.0]), [0, 128, 255]),
        (np.array([-9.0, 9.0]), [0, 255]),
        (np.array([False, True]), [0, 255]),
        (np.array([0, 1]), [0, 255]),
        (np.array([1j, 0j]), [255, 0]),
        (np.array([np.nan, np.inf, -np.inf]), [0, 255, 0]),
    ],
)
def test_a_value_has_its_place_on_the_scale(values: NDArray[np.generic], steps: list[int]) -> None:
    assert color_indices(values, Range(0.0, 1.0)).tolist() == steps


def test_a_single_number_takes_the_middle_colour() -> None:
    assert color_indices(np.array([3.0]), Range(3.0, 3.0)).tolist() == [128]


def test_only_numbers_that_are_none_are_invalid() -> None:
    assert invalid(np.array([1.0, np.nan, np.inf])).tolist() == [False, True, True]
    assert invalid(np.array([1, 2])).tolist() == [False, False]


def test_ink_is_white_exactly_where_white_can_be_read() -> None:
    # #767676 is the lightest grey on which white reaches 4.5 : 1; #777777 falls just short (4.48 : 1).
    greys = np.array([[0, 0, 0], [0x76] * 3, [0x77] * 3, [255, 255, 255]], np.uint8)

    assert wants_white_ink(greys).tolist() == [True, True, False, False]


def test_the_image_has_a_pixel_for_each_value() -> None:
    table = np.stack([np.arange(256)] * 3, axis=1).astype(np.uint8)
    indices = np.array([[0, 10, 20], [30, 40, 50]], np.uint8)

    image = to_image(indices, table, indices == 50, QColor("#ff0000"))

    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(1, 0).getRgb()[:3] == (10, 10, 10)
    assert image.pixelColor(2, 1).name() == "#ff0000"
