"""What becomes of tensors, of nodes and of what nodes have saved is what becomes of them in PyTorch."""

from __future__ import annotations

import pytest

import tensorlab
from tensorlab.kernel import torch_alias
from tests.tensorlab.graph.witness import printed_by, programs


@pytest.fixture
def named_torch():
    """``import torch.utils.checkpoint`` finds tensorlab."""
    torch_alias.install()
    yield
    torch_alias.remove()


@pytest.mark.usefixtures("named_torch")
@pytest.mark.parametrize(("program", "printed"), programs(), ids=lambda text: text[:50])
def test_a_life_ends_where_it_ends_in_pytorch(program: str, printed: str) -> None:
    assert printed_by(program, tensorlab) == printed


@pytest.mark.oracle
@pytest.mark.parametrize(("program", "printed"), programs(), ids=lambda text: text[:50])
def test_in_pytorch_it_ends_there(program: str, printed: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    assert printed_by(program, torch) == printed
