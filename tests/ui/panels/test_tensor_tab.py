"""A tensor's tab shows its numbers at the shown step, and lets one change them while live."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from ui.models.selection import Role
from ui.panels.tensor_tab import COMPARE, GRAD, HISTOGRAM, HISTORY, STORAGE, TensorTab
from ui.panels.tensor_tab.grid_page import is_picture, to_picture
from ui.session.base import KernelState
from ui.widgets.icon_button import IconButton
from ui.widgets.slice_bar import SliceBar
from ui.widgets.tensor_grid import TensorGrid


@pytest.fixture
def open_tab(session, qtbot):
    """The tab of the tensor ``x`` that some code makes."""

    def open_tab(code: str = "x = torch.arange(6.).reshape(2, 3)", name: str = "x") -> TensorTab:
        session.run_cell(f"import torch\n{code}")
        tab = TensorTab(session, session.recording.names_at(session.recording.last_step)[name])
        qtbot.addWidget(tab)
        tab.resize(900, 600)
        tab.show()
        return tab

    return open_tab


@pytest.fixture
def tab(open_tab) -> TensorTab:
    return open_tab()


@pytest.fixture
def echoed(session) -> list[str]:
    lines: list[str] = []
    session.echoed.connect(lines.append)
    return lines


def words(tab) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in tab.findChildren(QLabel) if label.isVisibleTo(tab)]


def select(tab, first, last) -> None:
    tab.grid.set_current(*first)
    tab.grid._go(*last, extend=True)


def type_into(tab, qtbot, row: int, column: int, text: str) -> None:
    tab.grid.set_current(row, column)
    qtbot.keyClick(tab.grid, text[0])
    editor = tab.grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_it_tells_name_and_shape(tab) -> None:
    assert {"x", "(2, 3)"} <= set(words(tab))


# -- editing -----------------------------------------------------------------------------------------------------------


def test_a_typed_number_becomes_a_line_of_code(tab, session, qtbot, echoed) -> None:
    type_into(tab, qtbot, 0, 2, "7.5")
    assert echoed == ["x[0, 2] = 7.5"]
    assert session.value(tab.tensor).tolist() == [[0, 1, 7.5], [3, 4, 5]]


def test_an_edit_of_a_leaf_that_requires_grad_runs_without_tracking(tab, session, qtbot, echoed) -> None:
    session.run_cell("x.requires_grad_()")
    type_into(tab, qtbot, 0, 0, "1")
    assert "no_grad" in echoed[0]
    assert session.value(tab.tensor)[0, 0] == 1


def test_a_pasted_block_is_one_line_and_one_step_of_undo(tab, session, qtbot, echoed) -> None:
    QGuiApplication.clipboard().setText("10\t20\n30\t40")
    tab.grid.set_current(0, 1)
    qtbot.keyClick(tab.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert echoed == ["x[0:2, 1:3] = torch.tensor([[10.0, 20.0], [30.0, 40.0]], dtype=torch.float32)"]
    assert session.value(tab.tensor).tolist() == [[0, 10, 20], [3, 30, 40]]

    session.edits.undo()
    assert session.value(tab.tensor).tolist() == [[0, 1, 2], [3, 4, 5]]
    session.edits.redo()
    assert session.value(tab.tensor).tolist() == [[0, 10, 20], [3, 30, 40]]


def test_a_block_that_cannot_be_pasted_says_why_and_changes_nothing(tab, session, qtbot, echoed) -> None:
    QGuiApplication.clipboard().setText("ten")
    qtbot.keyClick(tab.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert tab.grid.problem() == "“ten” is not a number."
    assert not echoed


def test_one_pasted_number_fills_all_chosen_cells(tab, session, qtbot, echoed) -> None:
    QGuiApplication.clipboard().setText("9")
    select(tab, (0, 0), (1, 1))
    tab.grid.paste()

    assert echoed == ["x[0:2, 0:2] = 9.0"]


def test_chosen_cells_are_filled_with_the_first(tab, session, qtbot) -> None:
    select(tab, (0, 1), (1, 2))
    qtbot.keyClick(tab.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)

    assert session.value(tab.tensor).tolist() == [[0, 1, 1], [3, 1, 1]]


def test_chosen_cells_are_counted_up_and_down(tab, session, qtbot, echoed) -> None:
    select(tab, (0, 0), (0, 2))
    qtbot.keyClick(tab.grid, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(tab.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert echoed == ["x[0, 0:3] += 1", "x[0, 0:3] -= 1"]
    session.edits.undo()
    assert session.value(tab.tensor)[0].tolist() == [1, 2, 3]


def test_deleted_cells_are_zero(tab, session, qtbot) -> None:
    select(tab, (1, 0), (1, 2))
    qtbot.keyClick(tab.grid, Qt.Key.Key_Delete)

    assert session.value(tab.tensor)[1].tolist() == [0, 0, 0]


def test_truth_cannot_be_counted_up(open_tab, qtbot, echoed) -> None:
    tab = open_tab("x = torch.tensor([True, False])")
    tab.grid.increment(1)

    assert "cannot be counted up" in tab.grid.problem()
    assert not echoed


def test_a_block_of_a_turned_slice_goes_to_the_right_cells(open_tab, session, echoed) -> None:
    tab = open_tab()
    page = tab._values
    page.slices.set_selection(page._selection.with_role(0, Role.COLUMNS))
    page._slice(page.slices.selection())
    QGuiApplication.clipboard().setText("7\t8")
    tab.grid.set_current(2, 0)
    tab.grid.paste()

    assert session.value(tab.tensor).tolist() == [[0, 1, 7], [3, 4, 8]]


def test_a_number_without_axes_is_edited_too(open_tab, session, qtbot) -> None:
    tab = open_tab("x = torch.tensor(1.)")
    type_into(tab, qtbot, 0, 0, "4")
    tab.grid.increment(1)

    assert session.value(tab.tensor) == 5


def test_what_backward_has_saved_is_not_changed_before_one_says_so(open_tab, session, qtbot, echoed) -> None:
    tab = open_tab("x = torch.ones(2, requires_grad=True)\ny = (x * x).sum()")
    type_into(tab, qtbot, 0, 0, "5")

    assert not echoed
    assert any("MulBackward0 on line 3 has saved x for backward" in text for text in words(tab))

    assert not tab._values._warning.visibleRegion().isEmpty(), "it is seen without scrolling"

    tab._values._anyway.click()
    assert session.value(tab.tensor).tolist() == [5, 1]
    session.run_cell("y.backward()")
    assert "modified by an inplace operation" in session.recording.errors[-1].message


def test_a_clone_is_changed_instead(open_tab, session, qtbot) -> None:
    tab = open_tab("x = torch.ones(2, requires_grad=True)\ny = (x * x).sum()")
    type_into(tab, qtbot, 0, 0, "5")
    with qtbot.waitSignal(tab.made) as made:
        tab._values._clone.click()

    assert made.args == ["x_1"]
    clone = session.recording.names_at(session.recording.last_step)["x_1"]
    assert session.value(clone).tolist() == [5, 1]
    assert session.value(tab.tensor).tolist() == [1, 1]
    session.run_cell("y.backward()")
    assert not session.recording.errors


def test_of_what_was_computed_a_new_leaf_is_offered(open_tab, session, qtbot, echoed) -> None:
    tab = open_tab("w = torch.ones(2, requires_grad=True)\nx = w + 1")
    type_into(tab, qtbot, 0, 0, "5")
    assert "x was computed by AddBackward0: autograd will not know of the change." in words(tab)

    tab._values._clone.click()

    assert echoed == ["x_1 = x.detach().clone(); x_1[0] = 5.0; x_1.requires_grad = True"]
    step = session.recording.last_step
    leaf = session.recording.names_at(step)["x_1"]
    assert session.recording.is_leaf(leaf, step)
    assert session.recording.requires_grad(leaf, step)


def test_while_a_cell_runs_the_change_waits_and_says_so(tab, session, qtbot) -> None:
    session.kernel = KernelState.BUSY
    type_into(tab, qtbot, 0, 0, "5")

    assert tab._values._notice.text() == "A cell is running: the change waits until it is done."


def test_a_step_of_the_past_is_read_only(tab, session, qtbot) -> None:
    session.show_step(session.recording.last_step - 1)
    qtbot.waitUntil(lambda: "Read only: return to live to edit." in words(tab))
    tab.grid.paste()
    assert "return to live" in tab.grid.problem()


def test_before_it_was_created_there_is_nothing_to_show(tab, session, qtbot) -> None:
    session.show_step(-1)
    qtbot.waitUntil(lambda: "Not created yet at this step." in words(tab))


# -- looking -----------------------------------------------------------------------------------------------------------


def test_pointing_at_a_cell_tells_its_place_and_value(tab) -> None:
    tab.grid.hovered.emit(1, 2)
    assert any(text.startswith("index [1, 2]   offset 5   value 5") for text in words(tab))


def test_the_slice_has_its_figures(tab) -> None:
    assert {"6", "0.0", "5.0", "2.5", "1.871"} <= set(words(tab))


def test_a_value_is_found(open_tab) -> None:
    tab = open_tab("x = torch.arange(100.).reshape(10, 10)")
    tab._values._find.setText("57")
    tab._values._find.returnPressed.emit()
    assert tab.grid.current() == (5, 7)

    tab._values._find.setText("1000")
    tab._values._find.returnPressed.emit()
    assert "1000 is not in this slice." in words(tab)


def test_roles_are_kept_from_one_tensor_to_another_of_equal_rank(open_tab) -> None:
    first = open_tab("x = torch.zeros(2, 3, 4)\nz = torch.ones(5, 6, 7)")
    page = first._values
    page.slices._take(page._selection.with_role(0, Role.ROWS))

    second = open_tab("pass", "z")

    assert second._values._selection.roles == page._selection.roles


def test_an_axis_in_tiles_shows_every_position_and_a_tile_leads_to_its_slice(open_tab, qtbot) -> None:
    tab = open_tab("x = torch.arange(24.).reshape(4, 2, 3)")
    page = tab._values
    page.slices._take(page._selection.with_role(0, Role.TILE))
    tiles = page._tiles
    assert tiles.count() == 4
    assert tiles.isVisible()

    tiles.chosen.emit(3)

    assert page.slices.code() == "x[3, :, :]"
    assert not tiles.isVisible()


def test_a_large_tensor_is_read_from_the_kernel(open_tab) -> None:
    tab = open_tab("x = torch.arange(250000.).reshape(500, 500)")

    assert any("250,000" in text for text in words(tab))
    tab.grid.set_current(499, 499)
    QApplication.processEvents()
    tab.grid.grab()
    assert tab.grid.value_at(499, 499) == 249999
    tab._values._find.setText("249998")
    tab._values._find.returnPressed.emit()
    assert tab.grid.current() == (499, 498)


def test_too_large_a_slice_is_not_searched_nor_copied_whole(open_tab) -> None:
    tab = open_tab("x = torch.zeros(600, 600)")
    tab._values._find.setText("1")
    tab._values._find.returnPressed.emit()
    assert "The slice is too large to be searched." in words(tab)

    tab.copy_as("tsv")
    assert "These are too many cells to be copied." in words(tab)
    select(tab, (0, 0), (599, 599))
    tab.copy_as("tsv")
    assert "These are too many cells to be copied." in words(tab)


def test_gradients_have_zero_in_the_middle(open_tab) -> None:
    tab = open_tab("x = torch.tensor([1., -3.], requires_grad=True)\n(x * x).sum().backward()")
    tab.turn_to(GRAD)
    grid = tab._pages[GRAD].findChild(TensorGrid)
    QApplication.processEvents()

    assert (grid.range().low, grid.range().high) == (-6, 6)
    assert grid.value_at(0, 1) == -6


def test_without_a_gradient_it_is_said(tab) -> None:
    tab.turn_to(GRAD)

    assert any(".grad is None at this step" in text for text in words(tab))
    assert not any(bar.isVisibleTo(tab) for bar in tab.findChildren(SliceBar)), "there are no axes to choose from"


def test_the_histogram_counts_what_is_no_number_apart(open_tab) -> None:
    tab = open_tab("x = torch.tensor([1., 2., float('nan'), float('inf')])")
    tab.turn_to(HISTOGRAM)

    shown = words(tab)
    assert {"elements", "nan", "infinite"} <= set(shown)
    assert shown.count("1") == 2


def test_storage_shows_memory_and_who_shares_it(open_tab, session, qtbot) -> None:
    tab = open_tab("x = torch.arange(6.).reshape(2, 3)\nt = x.t()")
    tab.turn_to(STORAGE)

    assert "The same memory is seen by:" in words(tab)
    assert "Contiguous: the elements stand in the order in which they are read." in words(tab)


def test_every_version_is_listed_with_what_it_changed(open_tab, session) -> None:
    tab = open_tab("x = torch.zeros(2)\nx[0] = 3.\nx += 1")
    tab.turn_to(HISTORY)
    page = tab._pages[HISTORY]

    assert page._list.count() == 3
    assert "x += 1" in words(tab)
    assert page._difference.value_at(0, 1) == 1
    page._list.setCurrentRow(1)
    page._moment.click()
    assert session.value(tab.tensor).tolist() == [3, 0]


def test_two_tensors_are_compared(open_tab, session) -> None:
    tab = open_tab("x = torch.tensor([1., 5.])\ny = torch.tensor([1., 2.])\nz = torch.zeros(3)")
    tab.compare_with(session.recording.names_at(session.recording.last_step)["y"])

    assert "1 of 2 elements differ, most by 3 at [1]." in words(tab)
    assert tab._compare._grid.value_at(0, 1) == 3


def test_with_nothing_to_compare_it_is_said(tab) -> None:
    tab.turn_to(COMPARE)

    assert "No other named tensor has this shape." in words(tab)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("torch", "torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], dtype=torch.float32)"),
        ("numpy", "np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], dtype=np.float32)"),
        ("tsv", "0.0\t1.0\t2.0\n3.0\t4.0\t5.0"),
        ("latex", "\\begin{bmatrix}\n  0.0 & 1.0 & 2.0 \\\\\n  3.0 & 4.0 & 5.0\n\\end{bmatrix}"),
    ],
)
def test_it_is_copied_in_many_forms(tab, form, text) -> None:
    tab.copy_as(form)

    assert QGuiApplication.clipboard().text() == text


def test_chosen_cells_are_copied_alone(tab) -> None:
    select(tab, (0, 1), (1, 2))
    tab.copy_as("markdown")

    assert "| **1** | 4.0 | 5.0 |" in QGuiApplication.clipboard().text()


def test_a_picture_can_be_seen_as_one(open_tab, session) -> None:
    tab = open_tab("x = torch.rand(9, 9, 3)")
    page = tab._values
    assert page._as_picture.isVisible()

    page._as_picture.click()

    assert page._stack.currentIndex() == 2
    assert not page._picture.pixmap().isNull()


@pytest.mark.parametrize(
    ("shape", "is_one"), [((8, 9, 3), True), ((8, 8, 2), False), ((3, 8, 8), False), ((8, 8), False)]
)
def test_height_width_and_channels_make_a_picture(shape, is_one) -> None:
    assert is_picture(shape) is is_one


def test_a_pictures_colours_are_its_numbers() -> None:
    image = to_picture(np.uint8([[[10, 20, 30]]]))
    assert image.pixelColor(0, 0).getRgb()[:3] == (10, 20, 30)
    assert to_picture(np.float32([[[1.0]]])).pixelColor(0, 0).getRgb()[:3] == (255, 255, 255)


@pytest.mark.parametrize("page", range(6))
@pytest.mark.parametrize("code", ["x = torch.tensor(2.)", "x = torch.zeros(0, 3)", "x = torch.ones(2, 2, 2, 2, 2)"])
def test_every_page_has_room_for_every_tensor_at_every_step(open_tab, session, page, code) -> None:
    tab = open_tab(code)
    tab.turn_to(page)
    for step in range(-1, session.recording.last_step + 1):
        session.show_step(step)
        tab._show()
        QApplication.processEvents()
        tab.grab()


@pytest.mark.parametrize("page", range(6))
def test_all_that_takes_the_focus_has_a_name(open_tab, page) -> None:
    tab = open_tab("x = torch.ones(9, 9, 3, requires_grad=True)\nx.sum().backward()\ny = torch.zeros(9, 9, 3)")
    tab.turn_to(page)
    QApplication.processEvents()
    reached = [
        widget
        for widget in tab.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]

    names = {
        type(one).__name__: QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name) for one in reached
    }
    assert len(names) > 1
    assert all(names.values()), names


def test_in_a_small_window_a_grid_of_four_axes_is_seen_without_scrolling(open_tab, qtbot) -> None:
    tab = open_tab("img = torch.zeros(4, 3, 8, 8)", "img")
    tab.resize(450, 360)
    qtbot.waitUntil(lambda: tab.grid.isVisible())

    page = tab._scroll.widget()
    assert tab.grid.mapTo(tab, QPoint(0, 4 * 24)).y() < tab.height()
    assert page.minimumSizeHint().width() <= tab._scroll.viewport().width()
    assert not tab._chip_row.isVisible()
    assert "stride (192, 64, 8, 1)" in tab._facts.text()


def test_where_the_figures_have_no_room_a_button_shows_them(open_tab, qtbot) -> None:
    tab = open_tab("x = torch.ones(2, 3)", "x")
    tab.resize(440, 500)
    (button,) = [
        one for one in tab.findChildren(IconButton) if one.toolTip() == "Colours and figures" and one.isVisible()
    ]
    legend = tab._values._legend
    assert not legend.isVisible()

    button.click()

    assert legend.isVisible()


def test_bytes_that_are_a_picture_are_seen_as_one_at_once_and_fractions_on_request(open_tab) -> None:
    photo = open_tab("x = torch.zeros(8, 9, 3, dtype=torch.uint8)", "x")
    features = open_tab("x = torch.zeros(8, 9, 3)", "x")

    assert photo._values._stack.currentIndex() == 2
    assert features._values._stack.currentIndex() == 0
    assert features._values._as_picture.isVisible()


def test_what_is_read_out_follows_the_change(tab, session, qtbot) -> None:
    tab.grid.hovered.emit(0, 1)
    assert "value 1.0" in tab._values._hover.text()

    type_into(tab, qtbot, 0, 1, "7")

    qtbot.waitUntil(lambda: "value 7.0" in tab._values._hover.text())


def test_of_a_collected_tensor_it_says_so(tab, session, qtbot) -> None:
    session.run_cell("del x")
    qtbot.waitUntil(lambda: "collected" in tab._values._notice.text())

    select(tab, (0, 0), (0, 0))
    qtbot.keyClicks(tab.grid, "5")
    assert "collected" in tab.grid.problem()


def test_it_goes_on_with_another_tensor_in_the_same_way(tab, session) -> None:
    session.run_cell("y = torch.tensor([[7., 8., 9.]])")
    tab.turn_to(HISTOGRAM)

    tab.look_at(session.recording.names_at(session.recording.last_step)["y"])

    assert "(1, 3)" in words(tab)
    tab.turn_to(0)
    assert tab.grid.value_at(0, 2) == 9
