"""The inspector tells what PyTorch would tell of the selected tensor, and leads to its neighbours."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.panels.inspector import InspectorPanel
from ui.widgets.button import Button
from ui.widgets.link import Link

PRODUCT = """import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
z = x * y"""


@pytest.fixture
def panel(session, qtbot) -> InspectorPanel:
    panel = InspectorPanel(session)
    qtbot.addWidget(panel)
    panel.resize(332, 600)
    panel.show()
    return panel


def texts(panel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]


def links(panel) -> list[Link]:
    return [link for link in panel.findChildren(Link) if link.isVisibleTo(panel)]


def select(session, name: str) -> int:
    tensor = session.recording.names_at(session.recording.last_step)[name]
    session.select(tensor)
    return tensor


def follow(panel, qtbot, text: str) -> None:
    qtbot.mouseClick(next(link for link in links(panel) if link.text() == text), Qt.MouseButton.LeftButton)


def test_without_a_selection_it_says_what_to_do(panel) -> None:
    assert any("Select a node" in text for text in texts(panel))


def test_a_selected_tensor_is_named_with_its_shape_and_source(panel, session) -> None:
    session.run_cell(PRODUCT)
    select(session, "z")
    assert {"z", "(2,) float32", "z = x * y"} <= set(texts(panel))


def test_grad_fn_is_a_link_to_the_operation(panel, session, qtbot) -> None:
    session.run_cell(PRODUCT)
    z = select(session, "z")
    follow(panel, qtbot, "MulBackward0")
    assert session.selection == session.recording.producer(z)


def test_saved_tensors_are_kept_until_backward_frees_them(panel, session, qtbot) -> None:
    session.run_cell(PRODUCT)
    session.select(session.recording.producer(select(session, "z")))
    assert {"_saved_self", "_saved_other", "8 B kept"} <= set(texts(panel))

    session.run_cell("z.sum().backward()")

    qtbot.waitUntil(lambda: texts(panel).count("freed") == 2)


def test_a_saved_tensor_leads_to_its_owner(panel, session, qtbot) -> None:
    session.run_cell(PRODUCT)
    session.select(session.recording.producer(select(session, "z")))
    follow(panel, qtbot, "x")
    assert session.selection == session.recording.names_at(session.recording.last_step)["x"]


def test_a_leaf_shows_each_gradient_that_was_added(panel, session, qtbot) -> None:
    session.run_cell(f"{PRODUCT}\nz.sum().backward()\n(x * x).sum().backward()")
    select(session, "x")
    assert "Added to .grad" in texts(panel)
    added = [link for link in links(panel) if link.text().startswith("step ")]
    assert [link.text().partition(", ")[2] for link in added] == ["line 5", "line 6"]

    qtbot.mouseClick(added[0], Qt.MouseButton.LeftButton)

    assert not session.is_live


def test_it_shows_the_step_that_is_shown(panel, session, qtbot) -> None:
    session.run_cell("import torch; x = torch.zeros(2)\nx += 1")
    select(session, "x")
    assert "alive" in texts(panel)
    session.show_step(-1)
    qtbot.waitUntil(lambda: "not created yet" in texts(panel))


def ask(panel, qtbot, text: str) -> None:
    button = next(one for one in panel.findChildren(Button) if one.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_question_is_answered_and_leads_to_what_happened(panel, session, qtbot) -> None:
    session.run_cell(PRODUCT)
    select(session, "z")

    ask(panel, qtbot, "Why is .grad None?")

    assert any("was computed by" in text for text in texts(panel))
    answers = [link.text() for link in links(panel) if link.text().startswith("line 4")]
    assert len(answers) >= 2
    follow(panel, qtbot, answers[-1])
    assert session.step == session.recording.born[session.recording.names_at(session.recording.last_step)["z"]]


def test_a_question_that_is_asked_again_is_put_away(panel, session, qtbot) -> None:
    session.run_cell(PRODUCT)
    select(session, "z")

    ask(panel, qtbot, "Why is it not a leaf?")
    assert any("its history begins at" in text for text in texts(panel))
    ask(panel, qtbot, "Why is it not a leaf?")
    assert not any("its history begins at" in text for text in texts(panel))


def test_what_the_operation_does_to_a_gradient_is_told_in_symbols_and_numbers(panel, session) -> None:
    code = "import torch\nx = torch.tensor(2., requires_grad=True)\ny = torch.tensor(3.)\nz = x * y\nz.backward()"
    session.run_cell(code)
    select(session, "z")

    assert "∂L/∂x = g · y = 1.0 · 3.0 = 3.0" in texts(panel)
    assert not any("∂L/∂y" in text for text in texts(panel)), "y asks for no gradient"


def test_what_was_stretched_is_told_to_be_summed(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3, requires_grad=True)\nc = a + torch.ones(3, 1)")
    select(session, "c")

    assert {"∂L/∂a = g", "then summed to the shape (3,)"} <= set(texts(panel))


def test_an_answer_is_brought_into_sight(panel, session, qtbot) -> None:
    panel.resize(332, 260)
    session.run_cell(f"{PRODUCT}\nz.sum().backward()")
    select(session, "z")
    ask(panel, qtbot, "Why is .grad None?")

    def in_sight() -> bool:
        words = next(label for label in panel.findChildren(QLabel) if "retain_grad" in label.text())
        return not words.visibleRegion().isEmpty()

    qtbot.waitUntil(in_sight)
