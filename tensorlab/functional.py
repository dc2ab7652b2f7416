"""``torch.functional``: where PyTorch keeps the operations that it writes in Python; old code takes ``F`` from here."""

from __future__ import annotations

from tensorlab import methods  # noqa: F401  (the rules of derivatives call methods)
from tensorlab.nn import functional as F
from tensorlab.ops.counting import unique, unique_consecutive, unravel_index
from tensorlab.ops.distance import cdist
from tensorlab.ops.einsum import einsum
from tensorlab.ops.joins import block_diag, cartesian_prod, meshgrid, split
from tensorlab.ops.linalg import chain_matmul, tensordot
from tensorlab.ops.matrices import lu
from tensorlab.ops.norms import norm
from tensorlab.ops.shape import atleast_1d, atleast_2d, atleast_3d, broadcast_shapes, broadcast_tensors

__all__ = [
    "F",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "block_diag",
    "broadcast_shapes",
    "broadcast_tensors",
    "cartesian_prod",
    "cdist",
    "chain_matmul",
    "einsum",
    "lu",
    "meshgrid",
    "norm",
    "split",
    "tensordot",
    "unique",
    "unique_consecutive",
    "unravel_index",
]
