"""A dot for each step; those that are done look otherwise."""

from ui.widgets.step_dots import StepDots


def test_another_step_looks_otherwise(qtbot):
    dots = StepDots(6)
    qtbot.addWidget(dots)
    before = dots.grab().toImage()
    dots.set_step(3)

    assert dots.grab().toImage() != before
