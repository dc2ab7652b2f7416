"""The memory behind tensors: one row of bytes or numbers, whatever shapes tensors see in it.

Several tensors may look at one storage; what is written into it, all of them see.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab.graph.node import memory_of, note_write

_DEPRECATED = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage class. "
    "This should only matter to you if you are using storages directly.  To access UntypedStorage directly, use "
    "tensor.untyped_storage() instead of tensor.storage()"
)


class _Storage:
    """What both kinds share; ``_flat`` is the whole memory as one row."""

    def __init__(self, array: NDArray[Any], dtype: dtypes.dtype) -> None:
        self._memory = memory_of(array)
        self._flat: NDArray[Any] = np.ravel(self._memory, order="K")
        self._dtype = dtype

    def data_ptr(self) -> int:
        """The address of its first byte."""
        return int(self._memory.__array_interface__["data"][0])

    def nbytes(self) -> int:
        """How many bytes it is long."""
        return int(self._flat.size) * self._dtype.itemsize

    @property
    def device(self) -> dtypes.device:
        return dtypes.CPU

    def is_shared(self) -> bool:
        """False: no other process sees it."""
        return False

    def is_pinned(self, device: Any = "cuda") -> bool:
        """False: no GPU reads it."""
        return False

    def _numbers(self) -> list[Any]:
        raise NotImplementedError

    def tolist(self) -> list[Any]:
        """What is in it, as numbers of Python."""
        return self._numbers()

    def __len__(self) -> int:
        return len(self._numbers())

    def size(self) -> int:
        """How many elements, or of an untyped one bytes, there are."""
        return len(self)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._numbers())

    def _place(self, index: int) -> int:
        size = len(self)
        if not -size <= index < size:
            raise IndexError(f"index {index} out of range for storage of size {size}")
        return index % size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.data_ptr() == other.data_ptr()

    def __hash__(self) -> int:
        return hash(self.data_ptr())

    def _title(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:
        rows = "\n ".join(map(str, self._numbers()))
        return f" {rows}\n[{self._title()} of size {len(self)}]"


class UntypedStorage(_Storage):
    """All of the memory, byte by byte: ``tensor.untyped_storage()``."""

    __module__ = "torch.storage"

    def _numbers(self) -> list[int]:
        return list(_octets(self._flat, self._dtype))

    def __len__(self) -> int:
        return self.nbytes()

    def element_size(self) -> int:
        return 1

    def __getitem__(self, index: Any) -> Any:
        return self._numbers()[index if isinstance(index, slice) else self._place(index)]

    def _title(self) -> str:
        return "torch.storage.UntypedStorage(device=cpu)"


def _octets(flat: NDArray[Any], dtype: dtypes.dtype) -> bytes:
    """bfloat16 is the upper half of a float32."""
    if dtype is dtypes.bfloat16:
        flat = (flat.view(np.uint32) >> np.uint32(16)).astype(np.uint16)
    return flat.tobytes()


class TypedStorage(_Storage):
    """All of the memory, element by element: ``tensor.storage()``; elements can be written, too."""

    __module__ = "torch.storage"
    has_warned = False
    """PyTorch says only once that it would rather not show them."""

    def __init__(self, array: NDArray[Any], dtype: dtypes.dtype) -> None:
        if not TypedStorage.has_warned:
            TypedStorage.has_warned = True
            warnings.warn(_DEPRECATED, UserWarning, stacklevel=3)
        super().__init__(array, dtype)

    @property
    def dtype(self) -> dtypes.dtype:
        return self._dtype

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(self._memory, self._dtype)

    def _numbers(self) -> list[Any]:
        found: list[Any] = self._flat.tolist()
        return found

    def element_size(self) -> int:
        """How many bytes one element takes."""
        return self._dtype.itemsize

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        return self._flat[self._place(index)].item()

    def __setitem__(self, index: int, value: Any) -> None:
        self._flat[self._place(index)] = value
        note_write(self._memory)

    def fill_(self, value: Any) -> TypedStorage:
        """Every element becomes ``value``."""
        self._flat[...] = value
        note_write(self._memory)
        return self

    def _title(self) -> str:
        return f"torch.storage.TypedStorage(dtype={self._dtype}, device=cpu)"
