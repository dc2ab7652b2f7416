"""A program that goes through all four steps of training."""

from collections.abc import Callable

import pytest

from ui.models.recording import Recording

TRAINING = """
w = torch.tensor(1., requires_grad=True)
for _ in range(3):
    loss = (w * 2 - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
"""


@pytest.fixture
def training(recorded: Callable[[str], Recording]) -> Recording:
    return recorded(TRAINING)
