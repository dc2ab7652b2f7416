"""What is written behind the lines of a script: what they bound, as it is at the shown step."""

from __future__ import annotations

import pytest

from ui.models import line_shapes
from ui.models.line_shapes import LineShapes
from ui.session.local import LocalSession


def shapes(session: LocalSession, step: int | None = None) -> dict[int, str]:
    recording = session.recording
    lines = LineShapes()
    while not lines.follow(recording):
        pass
    found = lines.at("a.py", recording.last_step if step is None else step)
    return {line: told.text for line, told in found.items()}


def test_a_line_tells_shape_and_type_of_what_it_bound_and_of_a_scalar_its_number(session: LocalSession) -> None:
    session.run_script("import torch\nx = torch.ones(3, 2)\ny = x.sum()\nn = 3\n", "a.py")

    assert shapes(session) == {2: "(3, 2) f32", 3: "6.0 f32"}


def test_a_line_that_binds_several_names_tells_each(session: LocalSession) -> None:
    session.run_script("import torch\na, b = torch.ones(3), torch.arange(2)\n", "a.py")

    assert shapes(session) == {2: "a (3,) f32   b (2,) i64"}


def test_at_an_earlier_step_lines_that_had_not_run_tell_nothing(session: LocalSession) -> None:
    session.run_script("import torch\nx = torch.ones(3)\ny = x * 2\n", "a.py")
    names = session.recording.tables["names"]

    assert shapes(session, int(names["step"][0])) == {2: "(3,) f32"}


def test_a_loop_tells_what_its_last_pass_bound(session: LocalSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_shapes, "_BLOCK", 4)
    session.run_script("import torch\nx = torch.ones(1)\nfor i in range(9):\n    x = torch.cat([x, x[:1]])\n", "a.py")

    assert shapes(session) == {2: "(1,) f32", 4: "(10,) f32"}


def test_a_long_recording_is_taken_in_bit_by_bit(session: LocalSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_shapes, "_BLOCK", 1)
    session.run_script("import torch\n" + "x = torch.ones(3)\n" * 10, "a.py")

    lines = LineShapes()

    assert [lines.follow(session.recording) for _ in range(3)] == [False, False, True]


def test_a_run_that_ends_early_leaves_nothing_of_the_run_before_on_the_lines_it_did_not_reach(
    session: LocalSession,
) -> None:
    session.run_script("import torch\nx = torch.ones(3)\ny = x * 2\n", "a.py")
    session.run_script("import torch\nx = torch.ones(4)\ny = x * nothing\n", "a.py")

    assert shapes(session) == {2: "(4,) f32"}


def test_one_line_run_again_leaves_the_others_as_they_are(session: LocalSession) -> None:
    session.run_script("import torch\nx = torch.ones(3)\ny = x * 2\n", "a.py")
    session.run_script("x = torch.ones(2, 2)", "a.py", 2)

    assert shapes(session) == {2: "(2, 2) f32", 3: "(3,) f32"}


def test_lines_of_another_source_are_not_told(session: LocalSession) -> None:
    session.run_script("import torch\nx = torch.ones(3)\n", "b.py")

    assert shapes(session) == {}
