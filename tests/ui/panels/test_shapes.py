"""The explain dock shows why an operation gave its shape, in a picture of its own operands."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from ui.models.explanation import Page
from ui.panels.shapes import ShapesPanel
from ui.panels.shapes.broadcast import BroadcastPage
from ui.widgets.button import Button, CodeButton
from ui.widgets.cell_board import CellBoard
from ui.widgets.check_box import CheckBox
from ui.widgets.icon_button import IconButton
from ui.widgets.label import Label
from ui.widgets.link import Link
from ui.widgets.shape_strip import ShapeStrip
from ui.widgets.size_editor import SizeEditor
from ui.widgets.type_ladder import TypeLadder


@pytest.fixture
def panel(session, qtbot) -> ShapesPanel:
    panel = ShapesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(332, 500)
    panel.show()
    return panel


@pytest.fixture
def explained(panel, session):
    """The panel when the tensor ``y`` of some code is selected."""

    def explained(code: str, name: str = "y") -> ShapesPanel:
        session.run_cell(f"import torch\nx = torch.arange(6.).reshape(2, 3)\n{code}")
        session.select(*ids(session, name))
        return panel

    return explained


def words(panel) -> str:
    QApplication.processEvents()
    found = [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]
    return "\n".join(found).replace("\u00a0", " ")


def ids(session, *names: str) -> list[int]:
    found = session.recording.names_at(session.recording.last_step)
    return [found[name] for name in names]


def shown(panel, kind):
    QApplication.processEvents()
    return [widget for widget in panel.page.findChildren(kind) if widget.isVisibleTo(panel)]


def board(panel) -> CellBoard:
    return panel.page.findChild(CellBoard)


def written(panel, block: int) -> list[str]:
    return [cell.text for cell in board(panel).blocks()[block].cells]


def choose(panel, page: Page) -> None:
    box = panel.findChild(QComboBox)
    box.setCurrentIndex(box.findData(page))
    box.activated.emit(box.currentIndex())


def press(panel, text: str) -> None:
    next(button for button in shown(panel, Button) if button.text() == text).click()


# -- broadcast ---------------------------------------------------------------------------------------------------------


def test_the_selected_operations_operands_are_lined_up(explained):
    panel = explained("y = torch.ones(3) + torch.ones(3, 1)")

    assert isinstance(panel.page, BroadcastPage)
    assert "result (3, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()
    assert written(panel, 2) == ["2"] * 9


def test_next_and_back_walk_through_the_six_steps(explained):
    panel = explained("y = x[0] + torch.ones(3, 1)")
    for _ in range(4):
        press(panel, "Back")
    assert "1 of 6: Right-align" in words(panel)
    assert "flush right" in words(panel)

    said = []
    for _ in range(5):
        press(panel, "Next")
        said.append(words(panel))

    expected = (
        "a 1 is written in front",
        "takes the other's size",
        "not copied",
        "what it comes from",
        "is summed over axis",
    )
    assert [part in text for part, text in zip(expected, said, strict=True)] == [True] * 5


def test_playing_goes_on_by_itself_to_the_last_step(explained, qtbot):
    panel = explained("y = x[0] + torch.ones(3, 1)")
    panel.page._timer.setInterval(10)

    shown(panel, IconButton)[-1].click()
    qtbot.waitUntil(lambda: panel.page.step == 6)

    assert not panel.page._timer.isActive()


def test_a_cell_of_the_result_tells_what_it_comes_from(explained):
    panel = explained("a = torch.tensor([1., 2.])\nb = torch.tensor([[10.], [20.]])\ny = a + b")

    board(panel).point_at(2, 3)

    assert "[1, 1]  a[1] + b[1, 0] = 2 + 20 = 22" in words(panel)


def test_an_operation_without_a_sign_shows_its_own_result_and_only_counts_its_gradients(explained):
    panel = explained("a = torch.tensor([2., 3.])\nb = torch.tensor([[1.], [2.]])\ny = torch.maximum(a, b)")
    assert "maximum(a, b)" in words(panel)
    assert written(panel, 2) == ["2", "3", "2", "3"]

    board(panel).point_at(2, 1)
    assert "[0, 1]  maximum(a[1], b[0, 0]) = maximum(3, 1) = 3" in words(panel)

    press(panel, "Next")
    assert written(panel, 1) == ["Σ2", "Σ2"]


def test_another_operations_operands_are_added_as_an_example(explained):
    panel = explained("y = torch.cat([x, x])")
    choose(panel, Page.BROADCAST)

    assert "x + x" in words(panel)
    assert written(panel, 2) == ["0", "2", "4", "6", "8", "10"]


def test_a_reduction_shows_its_own_result(explained):
    panel = explained("y = x.argmax(1)")
    assert written(panel, 1) == ["2", "2"]

    shown(panel, CheckBox)[0].click()
    assert written(panel, 1) == ["", ""], "what another call would give is not known here"


def test_backward_says_what_is_summed_and_to_which_shape(explained):
    panel = explained("a = torch.ones(3)\nb = torch.ones(3, 1)\ny = a * b")
    press(panel, "Next")

    assert "The gradient of a is summed over axis −2: (3, 3) → (3,)." in words(panel)
    assert "The gradient of b is summed over axis −1: (3, 3) → (3, 1)." in words(panel)


def test_a_clash_names_its_axis_and_ends_the_walk(panel, session):
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(4)")
    session.compare(ids(session, "a", "b"))

    assert "Axis -1 does not fit: 3 ≠ 4" in words(panel)
    assert "3 of 6: Compare" in words(panel)


def test_a_fix_is_a_button_that_shows_its_shape_and_what_comes_of_it(panel, session):
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(4)")
    session.compare(ids(session, "a", "b"))
    button = next(button for button in shown(panel, CodeButton) if button.text() == "b.unsqueeze(1)")
    assert button.accessibleName() == "b.unsqueeze(1) → (4, 3)"

    button.click()

    assert "result (4, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_a_result_larger_than_both_is_remarked_upon(explained):
    panel = explained("p = torch.ones(3)\nt = torch.ones(3, 1)\ny = p - t")

    assert "Larger than both: 9 pairs" in words(panel)
    assert {"t.view(-1)", "p.unsqueeze(1)"} == {button.text() for button in shown(panel, CodeButton)}


def test_a_fix_writes_its_operand_in_full_on_a_line_of_its_own_if_need_be(explained):
    panel = explained("y = torch.ones(3) + torch.ones(3, 1)")

    buttons = shown(panel, CodeButton)
    assert {"torch.ones(3, 1).view(-1)", "torch.ones(3).unsqueeze(1)"} == {button.text() for button in buttons}
    assert all(button.shown_pieces() == button.pieces() for button in buttons)
    assert len({button.y() for button in buttons}) == 2


def test_a_fix_of_a_sum_puts_it_in_brackets(explained):
    panel = explained("y = (x[0].abs() + x[1].abs()) - torch.ones(3, 1)")

    assert "(x[0].abs() + x[1].abs()).unsqueeze(1)" in [button.text() for button in shown(panel, CodeButton)]


def test_sizes_can_be_played_with(explained):
    panel = explained("p = torch.ones(3)\nt = torch.ones(3, 1)\ny = p - t")
    shown(panel, Link)[0].click()

    shown(panel, SizeEditor)[0].shapes_changed.emit([(3,), (2, 1)])

    assert "result (2, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_shapes_that_fit_as_they_are_are_said_to(panel, session):
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(3)")
    session.compare(ids(session, "a", "b"))
    press(panel, "Back")
    press(panel, "Back")

    assert "fit as they are" in words(panel)


def test_a_large_result_is_drawn_with_smaller_sizes_and_says_so(explained):
    panel = explained("y = torch.ones(40) + torch.ones(50, 1)")

    assert "Drawn with smaller sizes: 3 for 40, 4 for 50." in words(panel)
    assert "result (50, 40)" in shown(panel, ShapeStrip)[0].accessibleDescription()
    assert board(panel).blocks()[2].shape == (4, 3)


@pytest.mark.parametrize(("code", "said"), [("x.sum(1)", "3 for 40, 4 for 50"), ("x @ x.t()", "3 for 40, 4 for 50")])
def test_a_large_reduction_or_product_is_drawn_with_smaller_sizes(explained, code, said):
    panel = explained(f"x = torch.ones(40, 50)\ny = {code}")

    assert said in words(panel)
    assert board(panel).isVisibleTo(panel)


def test_many_axes_are_a_table_without_cells(explained):
    panel = explained("y = torch.ones(2, 1, 2, 9) + torch.ones(2, 2, 2, 1)")

    assert "too large to be drawn" in words(panel)
    assert not board(panel).isVisibleTo(panel)
    told = [label.text() for label in shown(panel, Label)]
    assert "torch.ones(2,…: 1 → 2" in told, "the third axis from the right is stretched for the first operand"

    press(panel, "Next")
    assert "summed for torch.ones(2,…" in [label.text() for label in shown(panel, Label)]


def test_code_can_point_at_tensors_to_be_explained(panel, session):
    session.run_cell("import torch\na = torch.ones(2)\nb = torch.ones(2, 1)\nlab.explain(a, b)")

    assert "result (2, 2)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_without_tensors_one_can_play(panel):
    assert "Select an operation" in words(panel)

    panel._empty.action_triggered.emit()

    assert "result (3, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()
    assert "a + b" in words(panel)
    assert [block.sign for block in board(panel).blocks()] == ["", "+", "="]
    assert written(panel, 2) == ["11", "12", "13", "21", "22", "23", "31", "32", "33"]

    board(panel).point_at(2, 0)
    assert "[0, 0]  a[0] + b[0, 0] = 1 + 10 = 11" in words(panel)


# -- the other pages ---------------------------------------------------------------------------------------------------


def test_reshape_and_permute_to_one_shape_are_told_apart(explained):
    panel = explained("y = x.permute(1, 0)")

    assert "Both give (3, 2), with the numbers in other places" in words(panel)
    assert written(panel, 1) == ["0", "1", "2", "3", "4", "5"]
    assert written(panel, 2) == ["0", "3", "1", "4", "2", "5"]


def test_a_shape_that_does_not_fit_is_refused_in_pytorchs_words(explained):
    panel = explained("y = x.view(3, 2)")
    field = shown(panel, QLineEdit)[0]
    field.setText("4, -1")
    field.textEdited.emit("4, -1")

    assert "shape '[4, -1]' is invalid for input of size 6" in words(panel)


def test_the_axis_that_folds_is_the_one_that_was_asked_for(explained):
    panel = explained("y = x.sum(0)")

    assert "Axis 0 folds away: (2, 3) → (3,). 2 elements become one." in words(panel)
    assert written(panel, 1) == ["3", "5", "7"]

    shown(panel, CheckBox)[0].click()
    assert "stays as a 1: (2, 3) → (1, 3)" in words(panel)

    board(panel).point_at(1, 2)
    assert "sum[0, 2] = sum(2, 5) = 7" in words(panel)


def test_a_product_is_lined_up_by_its_inner_sizes(explained):
    panel = explained("y = x @ torch.ones(3, 2)")

    assert "The inner sizes meet: 3 = 3, and go. Result: (2, 2)" in words(panel)

    board(panel).point_at(2, 3)
    assert "[1, 1] = 3·1 + 4·1 + 5·1 = 12" in words(panel)


def test_matrices_that_do_not_fit_can_be_turned(panel, session):
    session.run_cell("import torch\na = torch.ones(2, 3)\nb = torch.ones(2, 3)")
    session.compare(ids(session, "a", "b"))
    choose(panel, Page.MATMUL)
    assert "3 columns on the left, 2 rows on the right" in words(panel)

    shown(panel, CodeButton)[0].click()

    assert "result (2, 2)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_types_that_meet_name_the_rule(panel, session):
    session.run_cell("import torch\na = torch.ones(2)\ni = torch.arange(2)")
    session.compare(ids(session, "i", "a"))
    choose(panel, Page.DTYPE)
    assert "int64 + float32 → float32" in words(panel)
    assert "highest category wins: floating point" in words(panel)

    panel.page.findChild(TypeLadder).chosen.emit("int8")

    assert "int8 + float32 → float32" in words(panel)


def test_an_index_is_a_view_or_a_copy(explained):
    panel = explained("y = x[:, 1:]")
    assert "Writing to the result writes to x." in words(panel)
    assert written(panel, 1) == ["1", "2", "4", "5"]

    field = shown(panel, QLineEdit)[0]
    field.setText("[1, 0]")
    field.textEdited.emit("[1, 0]")

    assert "The result has its own memory." in words(panel)
    assert written(panel, 1) == ["3", "4", "5", "0", "1", "2"]


@pytest.mark.parametrize(
    ("text", "reason"), [("n", "Type an index"), ("7", "index 7 is out of bounds"), ("::-1", "step must be")]
)
def test_an_index_that_picks_nothing_says_why(explained, text, reason):
    panel = explained("y = x[0]")
    field = shown(panel, QLineEdit)[0]
    field.setText(text)
    field.textEdited.emit(text)

    assert reason in words(panel)


def test_a_mask_that_was_computed_is_shown_by_its_values(explained):
    panel = explained("y = x[x > 3]")

    assert "A mask gathers the 2 that are True." in words(panel)
    assert written(panel, 1) == ["4", "5"]


def test_an_index_of_several_entries_is_one_picture(explained):
    panel = explained("y = x[None, 1, 1:]")

    assert "(2, 3) → (1, 2)" in words(panel)
    assert written(panel, 1) == ["4", "5"]


def test_joined_tensors_say_which_axis_grows(explained):
    panel = explained("y = torch.cat([x, torch.ones(1, 3)])")
    assert "Axis 0 grows: 2 + 1" in words(panel)

    board(panel).point_at(2, 7)
    assert "[2, 1] ← torch.ones(1,…[0, 1] = 1" in words(panel)


def test_axes_that_may_not_differ_are_named(panel, session):
    session.run_cell("import torch\na = torch.ones(2, 3)\nb = torch.ones(2, 4)")
    session.compare(ids(session, "a", "b"))
    choose(panel, Page.CONCATENATE)

    assert "Axis 1 of b differs, and only axis 0 may" in words(panel)


def test_storage_tells_where_an_element_stands_and_who_else_looks(explained, session):
    panel = explained("y = x.t()")
    choose(panel, Page.STORAGE)

    assert "y[i, j] stands at 0 + i·1 + j·3." in words(panel)
    assert "Not contiguous" in words(panel)
    assert [link.text() for link in shown(panel, Link)] == ["x"]

    board(panel).point_at(1, 3)
    assert "y[1, 1]: 0 + 1·1 + 1·3 = 4" in words(panel)


@pytest.mark.parametrize(
    ("shape", "answer"),
    [
        (
            "-1",
            "A copy is needed for (6,): axes 0 and 1 cannot merge. A step along axis 0 moves 1 in memory; to go on "
            "where axis 1 ends it would have to move 2·3 = 6.",
        ),
        ("3, 1, 2", "A view of shape (3, 1, 2), with stride (1, 6, 3)."),
        ("4, -1", "Impossible: 6 elements do not fill 4×?."),
        ("x", "Type whole numbers"),
    ],
)
def test_whether_memory_can_be_viewed_otherwise_is_answered_with_the_reason(explained, shape, answer):
    panel = explained("y = x.t()")
    choose(panel, Page.STORAGE)
    field = shown(panel, QLineEdit)[0]
    field.setText(shape)
    field.textEdited.emit(shape)

    assert answer in words(panel)


def test_a_page_chosen_by_hand_stays_until_something_else_is_selected(explained, session):
    panel = explained("y = x.t()\nz = x.sum()")
    choose(panel, Page.STORAGE)
    session.show_step(session.recording.last_step)
    assert panel.findChild(QComboBox).currentData() is Page.STORAGE

    session.select(*ids(session, "z"))
    assert panel.findChild(QComboBox).currentData() is Page.REDUCE


@pytest.mark.parametrize("page", list(Page))
def test_every_page_has_something_to_say_of_any_operands(panel, session, page):
    session.run_cell(
        "import torch\ns = torch.tensor(2.)\nv = torch.ones(3)\nb = torch.zeros(0, 2)\nm = torch.ones(2, 3, 4, 5)"
    )
    for names in ("s",), ("v",), ("b",), ("m",), ("s", "v"), ("v", "m"):
        session.compare(ids(session, *names))
        choose(panel, page)

        assert len(words(panel)) > 20
        panel.grab()


def drop(panel, tensor: int) -> None:
    data = QMimeData()
    data.setData("application/x-tensorlab-tensor", str(tensor).encode())
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    panel.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, plain))


def test_a_tensor_is_dropped_to_the_one_that_is_selected(panel, session):
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(3, 1)")
    a, b = ids(session, "a", "b")
    session.select(a)
    drop(panel, b)

    assert session.operands == (a, b)
    assert "result (3, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_tensors_that_are_dropped_one_after_another_are_explained_together(panel, session):
    session.run_cell("import torch\na, b, c = torch.ones(3), torch.ones(3, 1), torch.ones(2, 1, 1)")
    tensors = ids(session, "a", "b", "c")
    for tensor in tensors:
        session.select(tensor)  # as the press does with which a drag begins
        drop(panel, tensor)

    assert session.operands == tuple(tensors)
    assert "result (2, 3, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_what_is_played_with_stays_while_the_program_goes_on(explained, session):
    panel = explained("y = torch.ones(3) + torch.ones(3, 1)")
    shown(panel, Link)[0].click()
    shown(panel, SizeEditor)[0].shapes_changed.emit([(3,), (2, 1)])

    session.run_cell("other = torch.zeros(5)")
    assert "result (2, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()

    session.select(*ids(session, "other"))
    session.select(*ids(session, "y"))
    assert "result (3, 3)" in shown(panel, ShapeStrip)[0].accessibleDescription()


def test_a_number_that_was_changed_is_shown(explained, session):
    panel = explained("y = torch.ones(3)\nz = y + 1")
    choose(panel, Page.BROADCAST)
    session.run_cell("y[0] = 7.")

    assert written(panel, 0)[0] == "7"


@pytest.mark.parametrize(
    ("code", "said", "why"),
    [
        ("y = torch.arange(2) / 2", "int64 ÷ int64 → float32", "Division makes fractions"),
        ("y = torch.arange(2) + 0.5", "int64 + float32 → float32", "gives way"),
    ],
)
def test_the_type_is_that_of_the_result_and_what_decided_it_is_told(explained, code, said, why):
    panel = explained(code)

    assert said in words(panel)
    assert why in words(panel) or "highest category wins" in words(panel)
