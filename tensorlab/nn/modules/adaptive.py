"""A softmax over very many classes: the frequent ones directly, the rare ones in clusters that are rarely computed.

Source: E. Grave et al., "Efficient softmax approximation for GPUs" (2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tensorlab.nn import functional as F
from tensorlab.nn.modules.container import ModuleList, Sequential
from tensorlab.nn.modules.linear import Linear
from tensorlab.nn.modules.module import Module


class _ASMoutput(NamedTuple):
    output: Any
    loss: Any


class AdaptiveLogSoftmaxWithLoss(Module):
    """Logarithms of the chances of the targets, and their mean loss.

    Attributes:
        head: the frequent classes, and one more for each cluster.
        tail: for each cluster its classes, through a layer that is the narrower the rarer they are.
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        limits = list(cutoffs)
        if not limits:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        is_rising = all(first < second for first, second in pairwise(limits))
        if not is_rising or limits[0] <= 0 or limits[-1] > n_classes - 1 or any(int(one) != one for one in limits):
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each "
                "value is between 1 and n_classes-1"
            )
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*limits, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size = limits[0]
        self.n_clusters = len(limits)
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, dtype=dtype)
        self.tail = ModuleList()
        for number, (first, end) in enumerate(pairwise(self.cutoffs)):
            width = int(in_features // div_value ** (number + 1))
            self.tail.append(
                Sequential(
                    Linear(in_features, width, bias=False, dtype=dtype),
                    Linear(width, end - first, bias=False, dtype=dtype),
                )
            )

    def reset_parameters(self) -> None:
        """Start again from random numbers."""
        self.head.reset_parameters()
        for narrowing, widening in self.tail:
            narrowing.reset_parameters()
            widening.reset_parameters()

    def forward(self, input_: Any, target_: Any) -> _ASMoutput:
        """The logarithm of each target's chance, and the mean of what they lack of certainty.

        Args:
            input_: shape (batch, in_features) or (in_features,).
            target_: classes, shape (batch,) or ().
        """
        self._check(input_, target_)
        alone = target_.dim() == 0
        input, target = (input_.unsqueeze(0), target_.unsqueeze(0)) if alone else (input_, target_)
        inside = input.new_zeros(target.shape[0])
        columns = target.clone()
        for number, (first, end) in enumerate(pairwise(self.cutoffs)):
            rows = ((target >= first) & (target < end)).nonzero().squeeze(1)
            if rows.numel() == 0:
                continue
            columns.index_fill_(0, rows, self.shortlist_size + number)
            logs = F.log_softmax(self.tail[number](input.index_select(0, rows)), dim=1)
            own = logs.gather(1, (target[rows] - first).unsqueeze(1)).squeeze(1)
            inside = inside.index_copy(0, rows, own)
        head = F.log_softmax(self.head(input), dim=1)
        output = inside + head.gather(1, columns.unsqueeze(1)).squeeze(1)
        loss = (-output).mean()
        return _ASMoutput(output.squeeze(0) if alone else output, loss)

    def _check(self, input: Any, target: Any) -> None:
        if target.dim() == 1:
            if input.shape[0] != target.shape[0]:
                raise RuntimeError("Input and target should have the same size in the batch dimension.")
            if input.dim() != 2:
                raise RuntimeError(
                    f"1D target tensor expects 2D input tensors, but found inputs with size {input.shape}"
                )
        elif target.dim() == 0:
            if input.dim() != 1:
                raise RuntimeError(
                    f"0D target tensor expects 1D input tensors, but found inputs with size {input.shape}"
                )
        else:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        low, high = target.min().item(), target.max().item()
        if low < 0 or high >= self.n_classes:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range [{low}, {high}] were "
                "found. "
            )

    def log_prob(self, input: Any) -> Any:
        """The logarithms of the chances of all classes, shape (batch, n_classes)."""
        head = F.log_softmax(self.head(input), dim=1)
        made = input.new_empty((head.shape[0], self.n_classes))
        made[:, : self.shortlist_size] = head[:, : self.shortlist_size]
        for number, (first, end) in enumerate(pairwise(self.cutoffs)):
            logs = F.log_softmax(self.tail[number](input), dim=1)
            made[:, first:end] = logs + head[:, self.shortlist_size + number].unsqueeze(1)
        return made

    def predict(self, input: Any) -> Any:
        """The likeliest class of each sample; the clusters are computed for those samples only that need them."""
        found = self.head(input).argmax(dim=1)
        rare = found >= self.shortlist_size
        if rare.any():
            found[rare] = self.log_prob(input[rare]).argmax(dim=1)
        return found
