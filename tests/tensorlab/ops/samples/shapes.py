"""Samples of views, of copies in other arrangements, and of joins."""

from __future__ import annotations

import numpy as np

import tensorlab as torch
from tensorlab.ops import shape


def numbers(*size, seed=0):
    """Distinct float64 numbers away from 0."""
    made = np.random.default_rng(seed).uniform(-2, 2, size)
    return torch.tensor(made + np.sign(made) * 0.1, requires_grad=True)


x, y, row = numbers(2, 3), numbers(2, 3, seed=1), numbers(3, seed=2)
square = numbers(3, 3, seed=3)


def in_place(change):
    """What a change of the shape in place does to a computed tensor."""
    return lambda a: change(a * 1)


CASES = {
    "AliasBackward0": [(lambda a: a[...], numbers()), (lambda a: torch.movedim(a, 0, 0), numbers())],
    "AliasBackward0_copy": [(torch.alias_copy, x)],
    "AsStridedBackward0_copy": [(lambda a: torch.as_strided_copy(a, (2, 2), (1, 1)), row)],
    "AsStridedBackward1": [(in_place(lambda a: a.as_strided_((2, 2), (1, 1))), row)],
    "AsStridedScatterBackward0": [
        (lambda a, b: torch.as_strided_scatter(a, b, (2, 2), (1, 2)), numbers(5), numbers(2, 2, seed=1)),
        (lambda a, b: torch.as_strided_scatter(a, b, (2,), (2,), 1), numbers(5), numbers(2, seed=1)),
    ],
    "BlockDiagBackward0": [(torch.block_diag, x, numbers(), row)],
    "CatBackward0": [
        (lambda a, b: torch.cat([a, b.unsqueeze(0)]), x, row),
        (lambda a, b: torch.cat([a, torch.zeros(0, dtype=torch.float64), b], -1), x, y),
        (lambda a, b: torch.hstack([a, b]), row, numbers()),
        (lambda a, b: torch.vstack([a, b]), x, row),
        (lambda a, b: torch.dstack([a, b]), row, row),
        (lambda a, b: torch.column_stack([a, b]), numbers(2), x),
    ],
    "DiagEmbedBackward0": [
        (lambda a: torch.diag_embed(a, 1), x),
        (lambda a: torch.diag_embed(a, -1, 0, 2), x),
        (torch.diagflat, x),
        (torch.diag, row),
    ],
    "DiagonalBackward0": [(lambda a: torch.diagonal(a, 1), square), (lambda a: torch.diagonal(a, -1, 1, 0), square)],
    "DiagonalBackward0_copy": [(torch.diag, square), (lambda a: torch.diagonal_copy(a, 0, -1, 0), numbers(2, 3, 2))],
    "DiagonalBackwardBackward0": [(lambda a: torch.trace(a * a), square)],
    "DiagonalScatterBackward0": [(lambda a, b: torch.diagonal_scatter(a, b, 1), square, numbers(2, seed=4))],
    "ExpandBackward0": [
        (lambda a: a.expand(2, 2, 3), x),
        (lambda a: torch.broadcast_tensors(a, numbers(2, 1))[0], row),
        (lambda a: torch.meshgrid(a, row, indexing="xy")[0], row),
        (torch.cartesian_prod, row, numbers(2)),
    ],
    "ExpandBackward0_copy": [(lambda a: torch.expand_copy(a, (2, 2, 3)), x)],
    "FillDiagonalBackward0": [
        (in_place(lambda a: a.fill_diagonal_(2.0)), x),
        (in_place(lambda a: a.fill_diagonal_(2.0, wrap=True)), numbers(4, 2)),
    ],
    "FlipBackward0": [(lambda a: a.flip(0, 1), x), (torch.fliplr, x), (torch.flipud, row)],
    "NarrowCopyBackward0": [(lambda a: torch.narrow_copy(a, 1, -2, 2), x)],
    "PermuteBackward0": [
        (lambda a: a.permute(2, 0, 1), numbers(2, 3, 2)),
        (lambda a: torch.movedim(a, (0, 1), (2, 0)), numbers(2, 3, 2)),
        (lambda a: a.T, x),
    ],
    "PermuteBackward0_copy": [(lambda a: torch.permute_copy(a, (1, 0)), x)],
    "RepeatBackward0": [
        (lambda a: a.repeat(2, 1, 2), x),
        (lambda a: a.tile(2), x),
        (lambda a: a.repeat(()), numbers()),
    ],
    "ReshapeAliasBackward0": [(lambda a: a[:, :2].reshape(2, 2, 1), x)],
    "RollBackward0": [
        (lambda a: torch.roll(a, 1, 1), x),
        (lambda a: torch.roll(a, (1, 2), (0, 1)), x),
        (lambda a: torch.roll(a, 1), x),
    ],
    "Rot90Backward0": [(torch.rot90, x), (lambda a: torch.rot90(a, 2, (1, 0)), x)],
    "SelectBackward0": [(lambda a: a[1], x), (lambda a: a[:, -1], x)],
    "SelectBackward0_copy": [(lambda a: torch.select_copy(a, 1, -1), x)],
    "SelectScatterBackward0": [(lambda a, b: torch.select_scatter(a, b, 1, 0), x, numbers(2, seed=4))],
    "SliceBackward0": [
        (lambda a: a[:, 1:], x),
        (lambda a: a[::2, ::2], x),
        (lambda a: a.tensor_split(2, 1), x),
        (lambda a: a.hsplit([1]), x),
    ],
    "SliceBackward0_copy": [(lambda a: torch.slice_copy(a, 1, 0, None, 2), x)],
    "SliceScatterBackward0": [(lambda a, b: torch.slice_scatter(a, b, 1, 0, 3, 2), x, numbers(2, 2, seed=4))],
    "SplitBackward0": [
        (lambda a: torch.split(a, 2, 1)[0], x),
        (lambda a: torch.split(a, 2, 1), x),
        (lambda a: torch.split(a, 5), x),
        (lambda a: torch.chunk(a, 2, 1), x),
    ],
    "SplitBackward0_copy": [(lambda a: torch.split_copy(a, 2, 1), x)],
    "SplitWithSizesBackward0": [(lambda a: torch.split(a, [1, 2], 1)[1], x)],
    "SplitWithSizesBackward0_copy": [(lambda a: torch.split_with_sizes_copy(a, [1, 2], 1), x)],
    "SqueezeBackward0_copy": [(torch.squeeze_copy, numbers(1, 3, 1))],
    "SqueezeBackward1_copy": [(lambda a: torch.squeeze_copy(a, 0), numbers(1, 3, 1))],
    "SqueezeBackward2": [(lambda a: a.squeeze((0, 2)), numbers(1, 3, 1))],
    "SqueezeBackward2_copy": [(lambda a: torch.squeeze_copy(a, (0, 2)), numbers(1, 3, 1))],
    "SqueezeBackward3": [(in_place(lambda a: a.squeeze_()), numbers(1, 3, 1))],
    "SqueezeBackward4": [(in_place(lambda a: a.squeeze_(0)), numbers(1, 3, 1))],
    "SqueezeBackward5": [(in_place(lambda a: a.squeeze_((0, 2))), numbers(1, 3, 1))],
    "StackBackward0": [(lambda a, b: torch.stack([a, b], 1), x, y)],
    "TBackward0_copy": [(torch.t_copy, x)],
    "TBackward1": [(in_place(lambda a: a.t_()), x)],
    "TraceBackward0": [(torch.trace, square), (torch.trace, x)],
    "TransposeBackward0": [(lambda a: a.transpose(0, 1), x), (lambda a: a.mT, x), (lambda a: a.H, x)],
    "TransposeBackward0_copy": [(lambda a: torch.transpose_copy(a, 0, 1), x)],
    "TransposeBackward1": [
        (in_place(lambda a: a.transpose_(0, 1)), x),
        (in_place(lambda a: a.swapaxes_(0, 1)), x),
        (in_place(lambda a: a.swapdims_(0, 1)), x),
    ],
    "UnbindBackward0_copy": [(lambda a: torch.unbind_copy(a, 1), x)],
    "UnfoldBackward0": [(lambda a: a.unfold(0, 2, 1), row), (lambda a: a.unfold(0, 1, 1), numbers())],
    "UnfoldBackward0_copy": [(lambda a: torch.unfold_copy(a, 0, 2, 1), row)],
    "UnfoldBackwardBackward0": [(lambda a: shape.windows_added(a, (3,), 0, 2, 1), numbers(2, 2))],
    "UnsafeSplitBackward0": [(lambda a: torch.unsafe_split(a, 2, 1), x), (lambda a: torch.unsafe_chunk(a, 2, 1), x)],
    "UnsafeSplitWithSizesBackward0": [(lambda a: torch.unsafe_split_with_sizes(a, [1, 2], 1), x)],
    "UnsqueezeBackward0_copy": [(lambda a: torch.unsqueeze_copy(a, 1), x)],
    "UnsqueezeBackward1": [(in_place(lambda a: a.unsqueeze_(0)), x)],
    "ViewBackward0": [(lambda a: a.view(3, 2), x), (torch.ravel, x), (lambda a: a.t().ravel(), x)],
    "ViewBackward0_copy": [(lambda a: torch.view_copy(a, (3, 2)), x)],
}
