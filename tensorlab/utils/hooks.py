"""What takes hooks away again, under the name that PyTorch has for it."""

from __future__ import annotations

from tensorlab.graph.node import RemovableHandle

__all__ = ["RemovableHandle"]
