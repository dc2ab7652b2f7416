"""Every example runs, has a title in both languages, and shows what it says."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ui import resources
from ui.models.recording import Recording
from ui.panels.start import Example, examples
from ui.session.local import LocalSession

EXAMPLES = [path.stem for path in sorted(resources.path("examples").glob("*.py"))]


def path_of(name: str) -> Path:
    return next(path for path in resources.path("examples").glob("*.py") if name in path.stem)


class Played:
    """An example that has run: what was recorded of it and what it printed."""

    def __init__(self, name: str) -> None:
        path = path_of(name)
        session = LocalSession()
        written: list[str] = []
        session.written.connect(written.append)
        session.start()
        session.run_script(path.read_text("utf-8"), str(path))
        self.recording: Recording = session.recording
        self.printed = "".join(written)
        session.shutdown()

    def tensor(self, name: str) -> int:
        return self.recording.names_at(self.recording.last_step)[name]

    def value(self, name: str) -> object:
        return np.asarray(self.recording.value(self.tensor(name), self.recording.last_step)).tolist()

    def gradient(self, name: str) -> object:
        step = self.recording.last_step
        return np.asarray(self.recording.value(self.recording.grad(self.tensor(name), step), step)).tolist()


@pytest.fixture
def played(qtbot) -> Callable[[str], Played]:
    return Played


def test_there_are_ten_in_the_order_they_teach():
    assert [name[:2] for name in EXAMPLES] == [f"{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_without_an_error_and_records_steps(name, played):
    example = played(name)

    assert example.recording.errors == []
    assert example.recording.last_step > 5
    assert "Traceback" not in example.printed
    assert example.printed.strip()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_what_it_prints_in_pytorch(name, played):
    expected = (Path(__file__).parent / "printed_by_pytorch" / f"{name}.txt").read_text("utf-8")  # PyTorch 2.13

    assert re.sub("0x[0-9a-f]+", "0x", played(name).printed) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_a_title_in_each_language(name):
    titles = Example(path_of(name)).titles

    assert titles["en"].isascii()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in titles["zh_CN"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_on_a_screen_and_explains_itself_in_both_languages(name):
    lines = path_of(name).read_text("utf-8").splitlines()
    comments = [line for line in lines if line.strip().startswith("#")]

    assert len(lines) <= 30
    assert any(any("\u4e00" <= letter <= "\u9fff" for letter in comment) for comment in comments)
    assert any(comment.isascii() for comment in comments)


def test_the_start_page_lists_every_example():
    assert [example.path.stem for example in examples()] == EXAMPLES


def test_an_array_and_the_tensor_made_from_it_share_memory_both_ways(played):
    example = played("numpy")

    assert example.value("shared") == [100.0, 2.0, -1.0]
    assert example.value("copied") == [1.0, 2.0, 3.0]


def test_writing_through_a_view_changes_what_it_looks_at(played):
    assert played("shape_and_view").value("x") == [50, 1, 2, 3, 4, 5]


def test_broadcasting_a_row_and_a_column_makes_a_table(played):
    assert played("broadcasting").value("table") == [[11, 21], [12, 22], [13, 23]]


def test_a_second_backward_adds_to_the_gradients(played):
    example = played("accumulation")

    assert example.printed.splitlines() == ["tensor(1.) tensor(2.)", "tensor(2.) tensor(4.)"]
    assert (example.gradient("x1"), example.gradient("x2")) == (2.0, 4.0)


def test_a_second_backward_needs_what_the_first_has_freed(played):
    example = played("second_backward")

    assert example.printed.startswith("Trying to backward through the graph a second time")
    assert example.gradient("a") == [2.0, 4.0]
    assert example.gradient("b") == [4.0, 8.0]
    assert example.gradient("c") == [2.0, 2.0]


def test_the_jacobian_of_a_composition_is_the_product_of_the_jacobians(played):
    example = played("jacobian")

    # inner(x) = (x0 x1, x0 + x1) at (2, 3), and outer(u) = (u0², 3 u1, u0 u1) at (6, 5).
    assert example.value("J1") == [[3.0, 2.0], [1.0, 1.0]]
    assert example.value("J2") == [[12.0, 0.0], [0.0, 3.0], [5.0, 6.0]]
    assert example.gradient("x") == [78.0, 56.0]


def test_training_brings_the_line_closer_with_every_pass(played):
    losses = [float(line.split()[1]) for line in played("training").printed.splitlines()]

    assert len(losses) == 5
    assert losses[0] == 21.0  # the mean of 1, 9, 25 and 49
    assert losses == sorted(losses, reverse=True)
