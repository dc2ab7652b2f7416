"""A board of cells: it wraps where it is narrow, and what is pointed at lights what belongs to it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.models.boards import Arrow, Block, Cell, Look
from ui.widgets.board_geometry import ARROW
from ui.widgets.cell_board import CellBoard


def block(shape, first_key=0, **words):
    count = 1
    for size in shape:
        count *= size
    return Block(
        "x", shape, tuple(Cell(str(at), Look.REAL, frozenset({first_key + at})) for at in range(count)), **words
    )


@pytest.fixture
def board(qtbot) -> CellBoard:
    board = CellBoard()
    qtbot.addWidget(board)
    board.resize(400, 300)
    board.show_blocks([block((2, 3)), block((2, 3), sign="=")])
    board.show()
    return board


def test_blocks_stand_beside_each_other_where_there_is_room_and_below_where_there_is_none(board):
    assert board.cell_rect(0, 0).top() == board.cell_rect(1, 0).top()

    board.resize(110, 300)

    assert board.cell_rect(1, 0).top() > board.cell_rect(0, 5).bottom()
    assert board.heightForWidth(110) > board.heightForWidth(400)


def test_a_long_vector_goes_on_in_the_next_line(board):
    board.show_blocks([block((30,), headers=tuple(map(str, range(30))))])

    assert board.cell_rect(0, 29).right() <= board.width()
    assert board.cell_rect(0, 29).top() > board.cell_rect(0, 0).bottom()


def test_slabs_stand_apart(board):
    board.show_blocks([block((2, 2, 2))])

    first, second = board.cell_rect(0, 1), board.cell_rect(0, 4)
    assert second.left() > first.right() + 4 or second.top() > first.bottom() + 4


def test_pointing_at_a_cell_lights_its_kin_and_tells_which_it_is(board, qtbot):
    told = []
    board.pointed.connect(lambda *place: told.append(place))

    qtbot.mouseMove(board, board.cell_rect(1, 4).center())

    assert told == [(1, 4)]
    assert board.lit() == {4}

    qtbot.mouseMove(board, QPoint(399, 299))
    assert told[-1] == (-1, -1)
    assert not board.lit()


def test_the_arrow_keys_walk_from_cell_to_cell_and_the_page_keys_from_block_to_block(board, qtbot):
    told = []
    board.pointed.connect(lambda *place: told.append(place))
    board.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        qtbot.keyClick(board, key)

    assert told == [(1, 0), (1, 1), (1, 4), (0, 0)]


def test_a_board_without_blocks_takes_no_room(board):
    board.show_blocks([])

    assert board.heightForWidth(300) == 0


def test_a_board_gives_back_the_room_that_fewer_or_shorter_blocks_do_not_need(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    board = CellBoard()
    column = QVBoxLayout(page)
    column.addWidget(board)
    column.addStretch(1)
    page.resize(400, 600)
    page.show()
    board.show_blocks([block((12, 3))])
    QApplication.processEvents()
    tall = board.height()

    board.show_blocks([block((2, 3))])
    QApplication.processEvents()

    assert board.height() == board.heightForWidth(board.width()) < tall


def test_arrows_need_room_below_the_cells(board):
    plain = board.heightForWidth(400)
    board.show_blocks([block((2, 3), room_below=2), block((2, 3), sign="=")], [Arrow(0, 0, 1, "+1", 0)])

    assert board.heightForWidth(400) > plain
    board.grab()


def test_arrows_of_a_vector_that_goes_on_stand_between_its_first_two_lines(board):
    count = 30
    board.show_blocks([block((count,))])
    lines = sorted({board.cell_rect(0, at).top() for at in range(count)})
    board.show_blocks([block((count,), room_below=2)], [Arrow(0, 0, 1, "+1", 0)])
    with_room = sorted({board.cell_rect(0, at).top() for at in range(count)})

    gaps = [after - before for before, after in zip(lines, with_room, strict=True)]
    assert gaps[0] == 0
    assert set(gaps[1:]) == {2 * ARROW}
