"""Loaders: batches of a dataset, in order or shuffled, put together in this process.

``num_workers`` is accepted and changes nothing: tensors that are explored are small, and a second process would hide
from whoever watches what happens to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

import tensorlab
from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.random import Generator
from tensorlab.utils.data.dataset import IterableDataset
from tensorlab.utils.data.sampler import BatchSampler, RandomSampler, Sampler, SequentialSampler, fresh_seed

_FIXED = frozenset({"batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers"})


class _Endless(Sampler[None]):
    """Stands for the order of a dataset that has its own."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


class DataLoader:
    """Batches of a dataset: ``for batch in DataLoader(data, batch_size=4, shuffle=True)``.

    Raises:
        ValueError: options that exclude each other, with PyTorch's texts.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = prefetch_factor
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.persistent_workers = persistent_workers
        self.in_order = in_order
        self._is_iterable = isinstance(dataset, IterableDataset)
        if self._is_iterable:
            _refuse_orders(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
        if sampler is None:
            sampler = self._order(bool(shuffle), generator)
        if batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.generator = generator
        self.collate_fn = collate_fn or (default_convert if batch_sampler is None else default_collate)
        self._is_made = True

    def _order(self, shuffle: bool, generator: Generator | None) -> Sampler[Any]:
        if self._is_iterable:
            return _Endless()
        return RandomSampler(self.dataset, generator=generator) if shuffle else SequentialSampler(self.dataset)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _FIXED and "_is_made" in self.__dict__:
            raise ValueError(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        return _SingleProcessDataLoaderIter(self)

    def __len__(self) -> int:
        if not self._is_iterable:
            return len(self._numbers)  # type: ignore[arg-type]
        count, size = len(self.dataset), self.batch_size
        if size is None:
            return count
        return count // size if self.drop_last else -(-count // size)

    @property
    def _numbers(self) -> Iterable[Any]:
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def check_worker_number_rationality(self) -> None:
        """Accepted, as there are no workers."""


class _SingleProcessDataLoaderIter(Iterator[Any]):
    """One walk over a loader."""

    def __init__(self, loader: DataLoader) -> None:
        self._loader = loader
        self._numbers = iter(loader._numbers)
        self._samples = iter(loader.dataset) if loader._is_iterable else None
        # PyTorch draws a seed for its workers, even where there are none: later draws depend on it.
        self._base_seed = fresh_seed(loader.generator)

    def __next__(self) -> Any:
        number = next(self._numbers)
        fetched = self._looked_up(number) if self._samples is None else self._read(number, self._samples)
        return self._loader.collate_fn(fetched)

    def _looked_up(self, number: Any) -> Any:
        loader = self._loader
        if loader.batch_sampler is None:
            return loader.dataset[number]
        together = getattr(loader.dataset, "__getitems__", None)
        return [loader.dataset[one] for one in number] if together is None else together(number)

    def _read(self, number: Any, samples: Iterator[Any]) -> Any:
        if self._loader.batch_sampler is None:
            return next(samples)
        batch = [one for _, one in zip(number, samples, strict=False)]
        if not batch or (self._loader.drop_last and len(batch) < len(number)):
            raise StopIteration
        return batch

    def __len__(self) -> int:
        return len(self._loader)


def _check_workers(num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool) -> None:
    if num_workers < 0:
        raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")


def _refuse_orders(shuffle: bool | None, sampler: Any, batch_sampler: Any) -> None:
    """A dataset that is read from its beginning has its order."""
    given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}"
            )


def get_worker_info() -> None:
    """None: samples are read in the process that asks for them."""


# -- putting samples together -----------------------------------------------------------------------------------------

_REFUSED = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def default_convert(data: Any) -> Any:
    """Arrays as tensors, wherever they stand in a nest of containers; all else as it is."""
    if isinstance(data, np.ndarray) and data.dtype.kind not in "SUO":
        return tensorlab.as_tensor(data)
    if isinstance(data, Mapping):
        return type(data)({key: default_convert(value) for key, value in data.items()})  # type: ignore[call-arg]
    if _is_named(data):
        return type(data)(*map(default_convert, data))
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return [default_convert(value) for value in data]
    return data


def default_collate(batch: Any) -> Any:
    """A list of equally built samples as one sample with an axis more in front.

    Raises:
        TypeError: samples are none of tensors, arrays, numbers, texts and containers of them.
        RuntimeError: lists among them differ in length.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return tensorlab.stack(batch, 0)
    if isinstance(first, (np.ndarray, np.generic)):
        if first.dtype.kind in "SUO":
            raise TypeError(_REFUSED.format(first.dtype))
        return tensorlab.stack([tensorlab.as_tensor(one) for one in batch], 0)
    if isinstance(first, float):
        return tensorlab.tensor(batch, dtype=dtypes.float64)
    if isinstance(first, int):
        return tensorlab.tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return type(first)({key: default_collate([one[key] for one in batch]) for key in first})  # type: ignore[call-arg]
    if isinstance(first, Sequence):
        return _side_by_side(first, batch)
    raise TypeError(_REFUSED.format(type(first)))


def _side_by_side(first: Any, batch: Any) -> Any:
    if any(len(one) != len(first) for one in batch):
        raise RuntimeError("each element in list of batch should be of equal size")
    columns = [default_collate(column) for column in zip(*batch, strict=True)]
    return type(first)(*columns) if _is_named(first) else columns


def _is_named(data: Any) -> bool:
    return isinstance(data, tuple) and hasattr(data, "_fields")
