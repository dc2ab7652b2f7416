"""Sequences of different lengths without padding, as recurrent layers take and give them."""

from __future__ import annotations

from typing import Any, NamedTuple


class _Packed(NamedTuple):
    data: Any
    batch_sizes: Any
    sorted_indices: Any
    unsorted_indices: Any


class PackedSequence(_Packed):
    """Sequences without padding: the first step of all, then the second of those that have one, and so on.

    Attributes:
        data: the steps in a row, shape (steps of all, …).
        batch_sizes: how many sequences have each step, shape (longest,).
        sorted_indices: which sequence stands where, the longest first; None where they came sorted.
    """

    __slots__ = ()

    def __new__(
        cls, data: Any, batch_sizes: Any = None, sorted_indices: Any = None, unsorted_indices: Any = None
    ) -> Any:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def _with(self, data: Any) -> Any:
        if data is self.data:
            return self
        return type(self)(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> Any:
        """The same in another type."""
        return self._with(self.data.to(*args, **kwargs))

    def cpu(self) -> Any:
        return self

    def cuda(self, *args: Any, **kwargs: Any) -> Any:
        return self._with(self.data.cuda(*args, **kwargs))

    def pin_memory(self) -> Any:
        return self._with(self.data.pin_memory())

    def double(self) -> Any:
        return self._with(self.data.double())

    def float(self) -> Any:
        return self._with(self.data.float())

    def half(self) -> Any:
        return self._with(self.data.half())

    def long(self) -> Any:
        return self._with(self.data.long())

    def int(self) -> Any:
        return self._with(self.data.int())

    def short(self) -> Any:
        return self._with(self.data.short())

    def char(self) -> Any:
        return self._with(self.data.char())

    def byte(self) -> Any:
        return self._with(self.data.byte())

    @property
    def is_cuda(self) -> bool:
        return False

    def is_pinned(self) -> bool:
        return False


def invert_permutation(permutation: Any) -> Any:
    """The order that undoes an order."""
    return None if permutation is None else permutation.argsort()
