"""Pictures of small tensors: numbers worked out by hand, and keys that join what belongs together."""

from dataclasses import replace

import numpy as np
import pytest

from tensorlab.explain import broadcast, concatenate, index, matmul, permute, reduce, storage
from ui.models import boards
from ui.models.boards import BACKWARD, COMPARE, COMPUTE, STRETCH, Look
from ui.models.explanation import Operand


def operand(values, name="x"):
    array = np.array(values, np.float32)
    return Operand(name, array.shape, tuple(step // 4 for step in array.strides), value=array)


def written(block):
    return [cell.text for cell in block.cells]


@pytest.fixture
def row_and_column():
    a, c = operand([1, 2, 3], "a"), operand([[0], [10], [20]], "c")
    return (a, c), broadcast(a.shape, c.shape)


def test_before_stretching_every_cell_is_real(row_and_column):
    operands, alignment = row_and_column

    blocks = boards.broadcast_blocks(operands, alignment, COMPARE, "+", ["a", "c"])

    assert [block.shape for block in blocks] == [(3,), (3, 1)]
    assert all(cell.look is Look.REAL for block in blocks for cell in block.cells)


def test_cells_that_are_only_read_again_are_ghosts(row_and_column):
    operands, alignment = row_and_column

    a, c = boards.broadcast_blocks(operands, alignment, STRETCH, "+", ["a", "c", "a + c"])

    assert [cell.look is Look.GHOST for cell in a.cells] == [False] * 3 + [True] * 6
    assert [cell.look is Look.GHOST for cell in c.cells] == [False, True, True] * 3
    assert written(c) == ["0", "0", "0", "10", "10", "10", "20", "20", "20"]


def test_the_result_is_computed_and_its_cells_are_joined_with_their_sources(row_and_column):
    operands, alignment = row_and_column

    *sources, result = boards.broadcast_blocks(operands, alignment, COMPUTE, "+", ["a", "c", "a + c"])

    assert written(result) == ["1", "2", "3", "11", "12", "13", "21", "22", "23"]
    assert all(block.cells[5].keys == result.cells[5].keys for block in sources)


@pytest.mark.parametrize(
    ("sign", "first", "second"),
    [("+", ["3", "3", "3"], ["3", "3", "3"]), ("−", ["3", "3", "3"], ["−3", "−3", "−3"]), ("×", ["30"] * 3, ["6"] * 3)],
)
def test_backward_sums_what_was_read_again(row_and_column, sign, first, second):
    """With a gradient of 1 everywhere: a + c gives counts, a × c the sum of the other operand."""
    operands, alignment = row_and_column

    _, a, c = boards.broadcast_blocks(operands, alignment, BACKWARD, sign, ["", "", ""])

    assert (written(a), written(c)) == (first, second)
    assert (a.shape, c.shape) == ((3,), (3, 1))


def test_a_quotients_gradients_are_those_of_calculus():
    operands = (operand([[8.0]], "a"), operand([2, 4], "b"))

    _, a, b = boards.broadcast_blocks(operands, broadcast((1, 1), (2,)), BACKWARD, "÷", ["", "", ""])

    assert written(a) == ["0.75"], "1/2 + 1/4"
    assert written(b) == ["−2.0", "−0.5"], "−8/4 and −8/16"


def test_shapes_that_clash_are_drawn_as_they_are():
    blocks = boards.broadcast_blocks(
        (operand([1, 2]), operand([1, 2, 3])), broadcast((2,), (3,)), COMPUTE, "", ["", ""]
    )

    assert [written(block) for block in blocks] == [["1", "2"], ["1", "2", "3"]]


def test_an_element_keeps_its_colour_wherever_it_goes():
    x = operand([[0, 1, 2], [3, 4, 5]])

    first, turned = boards.order_blocks(x, [("", permute((2, 3), (1, 0)))], "x")

    assert written(turned) == ["0", "3", "1", "4", "2", "5"]
    assert turned.cells[1].tint == first.cells[3].tint
    assert turned.cells[1].keys == first.cells[3].keys


def test_elements_that_fold_together_share_a_key():
    first, result = boards.reduce_blocks(operand([[1, 2], [3, 4]]), reduce((2, 2), 0), "sum", "", "")

    assert written(result) == ["4", "6"]
    assert [cell.keys for cell in first.cells] == [{0}, {1}, {0}, {1}]


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        ([[1, 2], [3, 4]], [[5, 6], [7, 8]], ["19", "22", "43", "50"]),
        ([1, 2], [3, 4], ["11"]),
        ([[1, 2], [3, 4]], [1, 1], ["3", "7"]),
        ([1, 1], [[1, 2], [3, 4]], ["4", "6"]),
        ([[[1, 2]], [[3, 4]]], [[1], [1]], ["3", "7"]),
    ],
)
def test_a_product_joins_rows_with_columns(left, right, product):
    operands = (operand(left), operand(right))
    blocks = boards.matmul_blocks(operands, matmul(operands[0].shape, operands[1].shape), ["", "", ""])

    assert written(blocks[2]) == product
    for at, total in enumerate(product):
        pairs = [[float(one.text) for one in block.cells if at in one.keys] for block in blocks[:2]]
        assert sum(a * b for a, b in zip(*pairs, strict=True)) == float(total)


def test_matrices_that_do_not_fit_are_drawn_without_a_product():
    assert len(boards.matmul_blocks((operand([[1, 2]]), operand([[1, 2]])), matmul((1, 2), (1, 2)), ["", ""])) == 2


def test_what_an_index_picks_is_marked_where_it_stands():
    first, result = boards.index_blocks(operand([[0, 1], [2, 3]]), index((2, 2), (slice(None), 1)), "", "")

    assert [cell.look is Look.PICKED for cell in first.cells] == [False, True, False, True]
    assert written(result) == ["1", "3"]


def test_joined_tensors_can_be_followed_into_the_result():
    operands = (operand([[1, 2]]), operand([[3, 4], [5, 6]]))

    first, second, result = boards.concatenate_blocks(operands, concatenate([(1, 2), (2, 2)]), ["", ""], "")

    assert written(result) == ["1", "2", "3", "4", "5", "6"]
    assert second.cells[0].keys == result.cells[2].keys
    assert first.cells[0].tint == result.cells[0].tint != result.cells[2].tint


def test_tensors_that_cannot_be_joined_are_drawn_as_they_are():
    operands = (operand([[1, 2]]), operand([[1]]))

    assert len(boards.concatenate_blocks(operands, concatenate([(1, 2), (1, 1)]), ["", ""], "")) == 2


def test_memory_that_the_tensor_does_not_look_at_is_a_ghost():
    strip, grid = boards.storage_blocks(storage((2,), (2,), 1), np.array([10.0, 30.0]), ["", ""])

    assert written(strip) == ["", "10", "", "30"]
    assert [cell.look is Look.GHOST for cell in strip.cells] == [True, False, True, False]
    assert grid.cells[1].keys == strip.cells[3].keys


def test_arrows_step_by_the_strides_the_shortest_highest():
    arrows = boards.stride_arrows(storage((3, 2), (1, 3)))

    assert [(arrow.start, arrow.end, arrow.text) for arrow in arrows] == [(0, 1, "i +1"), (0, 3, "j +3")]


def test_an_axis_that_does_not_move_in_memory_has_no_arrow():
    assert [arrow.text for arrow in boards.stride_arrows(storage((4, 2), (0, 1)))] == ["j +1"]


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [
        ((), True),
        ((12,), True),
        ((13,), False),
        ((11, 2), False),
        ((2, 3, 4), True),
        ((5, 2, 2), False),
        ((1, 1, 1, 1), False),
        ((0,), False),
    ],
)
def test_what_is_small_is_drawn(shape, drawn):
    assert boards.can_draw(shape) is drawn


def test_what_was_not_kept_is_left_blank():
    a, b = (replace(operand([[1, 2], [3, 4]]), value=None) for _ in range(2))

    product = boards.matmul_blocks((a, b), matmul((2, 2), (2, 2)), ["", "", ""])
    folded = boards.reduce_blocks(a, reduce((2, 2), 0), "sum", "", "")
    added = boards.broadcast_blocks((a, b), broadcast((2, 2), (2, 2)), COMPUTE, "×", ["", "", ""])
    back = boards.broadcast_blocks((a, b), broadcast((2, 2), (2, 2)), BACKWARD, "×", ["", "", ""])

    assert {cell.text for block in (*product, *folded, *added) for cell in block.cells} == {""}
    assert written(back[1]) == ["Σ1"] * 4
