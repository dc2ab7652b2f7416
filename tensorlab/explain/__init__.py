"""Shapes and memory, explained: plain records that print as text and that a panel draws.

They stand below the operations, so the error a user meets and the picture of it are the same object.
"""

from tensorlab.explain.shapes import Alignment, Axis, Fit, broadcast, matmul
from tensorlab.explain.storage import Viewing, address, contiguous_strides, view

__all__ = ["Alignment", "Axis", "Fit", "Viewing", "address", "broadcast", "contiguous_strides", "matmul", "view"]
