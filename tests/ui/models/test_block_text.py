"""Blocks of cells as text: pasted, written as code that reads back, found."""

import numpy as np
import pytest

from ui.models.block_text import block_literal, found, is_cut, latex, markdown, numpy_code, pasted, torch_code
from ui.models.cell_text import Reason, Refusal


def test_a_copied_table_becomes_literals_cut_where_the_grid_ends():
    assert pasted("1\t2\n3\t4", "float32", 5, 5) == [["1.0", "2.0"], ["3.0", "4.0"]]
    assert pasted("1\t2\n3\t4", "int64", 1, 5) == [["1", "2"]]
    assert pasted("1,2\n3,4", "int64", 5, 1) == [["1"], ["3"]]
    assert [is_cut("1\t2\n3\t4", *room) for room in ((1, 5), (5, 1), (2, 2))] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "dtype", "reason"),
    [
        ("a", "float32", Reason.NO_NUMBER),
        ("1.5", "int64", Reason.NO_WHOLE_NUMBER),
        ("300", "uint8", Reason.OUT_OF_RANGE),
        ("", "float32", Reason.EMPTY),
        ("1\t2\n3", "float32", Reason.RAGGED),
        ("\n".join(["1"] * 20_000), "float32", Reason.TOO_MANY),
    ],
)
def test_what_cannot_be_pasted_says_why(text, dtype, reason):
    with pytest.raises(Refusal) as refused:
        pasted(text, dtype, 100_000, 100)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("cells", "turned", "literal"),
    [
        ([["1.0"]], False, "1.0"),
        ([["1", "2"]], False, "torch.tensor([1, 2], dtype=torch.int64)"),
        ([["1"], ["2"]], False, "torch.tensor([1, 2], dtype=torch.int64)"),
        ([["1", "2"], ["3", "4"]], False, "torch.tensor([[1, 2], [3, 4]], dtype=torch.int64)"),
        ([["1", "2"], ["3", "4"]], True, "torch.tensor([[1, 3], [2, 4]], dtype=torch.int64)"),
    ],
)
def test_literals_take_the_axes_that_are_left(cells, turned, literal):
    assert block_literal(cells, "int64", turned) == literal


@pytest.mark.parametrize(
    "values",
    [np.float32([[0.1, np.nan], [np.inf, -np.inf]]), np.int64([1, 2]), np.float64([2.5]), np.zeros((2, 0))],
)
def test_code_reads_back_to_the_same_numbers(recorded, named, values):
    lines = f"a = {torch_code(values, values.dtype.name)}\nb = torch.from_numpy({numpy_code(values)})"

    recording = recorded(f"import torch\nimport numpy as np\n{lines}")

    assert not recording.errors
    for name in "ab":
        value = recording.value(named(recording, name), recording.last_step)
        assert np.array_equal(value, values, equal_nan=values.dtype.kind == "f")
    assert "requires_grad=True" in torch_code(values, "float32", requires_grad=True)


def test_a_table_of_markdown_has_row_and_column_numbers():
    assert markdown(np.array([[1, 2]])).splitlines() == ["|  | 0 | 1 |", "| --- | ---: | ---: |", "| **0** | 1 | 2 |"]


def test_a_matrix_of_latex_writes_powers_and_what_is_no_number():
    text = latex(np.float32([[1e-7, np.inf], [np.nan, 2]]))

    assert text.startswith("\\begin{bmatrix}") and text.endswith("\\end{bmatrix}")
    assert "1 \\cdot 10^{-7}" in text
    assert "\\infty" in text and "\\mathrm{nan}" in text


@pytest.mark.parametrize(
    ("wanted", "after", "place"),
    [
        ("3.5", -1, 1),
        ("3.5", 1, 4),
        ("3.5", 4, 1),
        ("nan", -1, 2),
        (">3.6", -1, 3),
        ("<0", -1, 5),
        ("inf", -1, 3),
        ("7", -1, None),
        ("x", -1, None),
    ],
)
def test_a_value_is_found_from_here_on_and_then_from_the_beginning(wanted, after, place):
    plane = np.float32([[1, 3.5, np.nan], [np.inf, 3.5, -2]])

    assert found(plane, wanted, after) == place


def test_truth_is_found_by_its_word():
    assert found(np.array([[False, True]]), "true", -1) == 1
    assert found(np.array([[1, 2]]), "nan", -1) is None


def test_what_is_written_so_is_found_and_what_is_only_near_is_not():
    plane = np.float64([[0.124, 249975, 249998]])

    assert found(plane, "0.12", -1) == 0
    assert found(plane, "0.1", -1) is None
    assert found(plane, "249998", -1) == 2
    assert found(np.float32([[0.1]]), "0.1", -1) == 0
