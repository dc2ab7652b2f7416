"""What takes hooks away again, under the name that PyTorch has for it."""

from __future__ import annotations

from tensorlab.graph.node import RemovableHandle
from tensorlab.naming import name_as_in_torch

__all__ = ["RemovableHandle"]

name_as_in_torch([RemovableHandle], "torch.utils.hooks")
