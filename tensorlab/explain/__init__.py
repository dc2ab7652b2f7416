"""Shapes, memory and types, explained: plain records that print as text and that a panel draws.

They stand below the operations, so the error a user meets and the picture of it are the same object. Each question is
a function of shapes, and its answer is worth printing::

    >>> print(broadcast((3,), (3, 1)).result)
    (3, 3)
    >>> print(view((3, 2), (1, 3), (6,)))
    copy needed: axes 0 and 1 cannot merge, 1 ≠ 2·3
"""

from tensorlab.explain.indexing import Indexing, Pick, index
from tensorlab.explain.joining import Joining, concatenate
from tensorlab.explain.memory import Layout, Viewing, address, contiguous_strides, storage, view
from tensorlab.explain.order import Order, permute, reshape, transpose
from tensorlab.explain.product import Product, matmul
from tensorlab.explain.promotion import Category, Rule, Typed, TypeMix, promote
from tensorlab.explain.reduction import Reduction, reduce
from tensorlab.explain.shapes import Alignment, Axis, Fit, Fix, broadcast

__all__ = [
    "Alignment",
    "Axis",
    "Category",
    "Fit",
    "Fix",
    "Indexing",
    "Joining",
    "Layout",
    "Order",
    "Pick",
    "Product",
    "Reduction",
    "Rule",
    "TypeMix",
    "Typed",
    "Viewing",
    "address",
    "broadcast",
    "concatenate",
    "contiguous_strides",
    "index",
    "matmul",
    "permute",
    "promote",
    "reduce",
    "reshape",
    "storage",
    "transpose",
    "view",
]
