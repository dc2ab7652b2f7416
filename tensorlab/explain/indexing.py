"""What an index picks: a slice is a view of the same memory, a list or a mask is a copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from math import prod
from typing import Any

from tensorlab.explain.memory import contiguous_strides, storage
from tensorlab.explain.shapes import broadcast


class Pick(Enum):
    """What one entry of an index does."""

    POSITION = "position"
    """A number: the axis goes, its one position is taken."""
    SLICE = "slice"
    """A slice: the axis stays, with fewer or all of its positions."""
    NEW = "new"
    """``None``: an axis of one element is put in."""
    LIST = "list"
    """A list of positions: they are gathered, which copies."""
    MASK = "mask"
    """True and False: those that are True are gathered, which copies."""


@dataclass(frozen=True)
class Entry:
    """One entry of an index, with the axes of the tensor that it takes and the sizes it gives."""

    pick: Pick
    text: str
    axes: tuple[int, ...]
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Indexing:
    """What ``x[key]`` gives.

    Attributes:
        shape: of the tensor.
        entries: what each entry of the key does; axes that it leaves out are whole slices.
        result: the shape of what is picked.
        stride, offset: where a view stands in the tensor's memory; the stride is None for a copy.
        flat: for each element of the result in reading order, its flat position in the tensor.

    >>> print(index((4, 3), (slice(1, 3), 0)))
    (4, 3)[1:3, 0] → (2,): a view, stride (3,), offset 3
    1:3    slice: keeps 2 of axis 0
    0      position: axis 1 goes
    """

    shape: tuple[int, ...]
    entries: tuple[Entry, ...]
    result: tuple[int, ...]
    stride: tuple[int, ...] | None
    offset: int
    flat: tuple[int, ...]

    @property
    def is_view(self) -> bool:
        """Whether the result looks at the tensor's own memory: writing to it writes to the tensor."""
        return self.stride is not None

    @property
    def key(self) -> str:
        """The index as one types it, with whole slices written out."""
        return ", ".join(entry.text for entry in self.entries)

    def __str__(self) -> str:
        kind = f"a view, stride {self.stride}, offset {self.offset}" if self.is_view else "a copy"
        width = max([len(entry.text) for entry in self.entries], default=0) + 4
        lines = [f"{self.shape}[{self.key}] → {self.result}: {kind}"]
        return "\n".join([*lines, *(entry.text.ljust(max(width, 7)) + _words(entry) for entry in self.entries)])


def _words(entry: Entry) -> str:
    axes = " and ".join(map(str, entry.axes))
    if entry.pick is Pick.POSITION:
        return f"position: axis {axes} goes"
    if entry.pick is Pick.SLICE:
        return f"slice: keeps {entry.sizes[0]} of axis {axes}"
    if entry.pick is Pick.NEW:
        return "None: a new axis of 1"
    return f"{entry.pick.value}: gathers {prod(entry.sizes)} from axis {axes}, which copies"


def index(shape: Sequence[int], key: Any, stride: Sequence[int] | None = None, offset: int = 0) -> Indexing:
    """What ``x[key]`` picks from a tensor of this shape.

    Args:
        key: numbers, slices, ``...``, None, lists, masks (nested lists of bool), anything with ``tolist``, or a tuple.

    Raises:
        IndexError: too many entries, a position that does not exist, or a mask of another shape, as PyTorch says it.
        ValueError: a slice goes backwards, as PyTorch says it.

    Source: NumPy reference, "Advanced indexing"; the rule for several lists apart is there.
    """
    source = storage(shape, stride, offset)
    entries, gathered = [], []
    axis = 0
    for part in _whole(source.shape, key):
        taken = _taken(part)
        if part is not None and axis + taken > len(source.shape):
            raise IndexError(f"too many indices for tensor of dimension {len(source.shape)}")
        entry, places = _entry(part, source.shape, axis)
        entries.append(entry)
        gathered.append(places)
        axis += taken
    lists = [at for at, entry in enumerate(entries) if entry.pick in (Pick.LIST, Pick.MASK)]
    if lists:
        result, flat = _gather(source.shape, entries, gathered, lists)
        return Indexing(source.shape, tuple(entries), result, None, 0, flat)
    return _as_view(source.shape, source.stride, source.offset, entries, gathered)


Places = tuple[range, ...] | tuple[list[int], ...]


def _whole(shape: tuple[int, ...], key: Any) -> list[Any]:
    """The key with ``...`` and what was left out written as whole slices."""
    parts = list(key) if isinstance(key, tuple) else [key]
    used = sum(_taken(part) for part in parts if part is not Ellipsis)
    rest = [slice(None)] * max(0, len(shape) - used)
    dots = [at for at, part in enumerate(parts) if part is Ellipsis]
    if dots:
        return [*parts[: dots[0]], *rest, *(part for part in parts[dots[0] + 1 :] if part is not Ellipsis)]
    return [*parts, *rest]


def _listed(part: Any) -> Any:
    """A list as it is, and what can become one."""
    return part.tolist() if hasattr(part, "tolist") else part


def _taken(part: Any) -> int:
    """How many axes of the tensor an entry takes."""
    if part is None:
        return 0
    values = _listed(part)
    return len(_shape_of(values)) if isinstance(values, list) and _is_mask(values) else 1


def _entry(part: Any, shape: tuple[int, ...], axis: int) -> tuple[Entry, Places]:
    values = _listed(part)
    if part is None:
        return Entry(Pick.NEW, "None", (), (1,)), ()
    if isinstance(part, slice):
        return _slice(part, shape[axis], axis)
    if isinstance(values, list):
        return _mask(values, shape, axis) if _is_mask(values) else _list(values, shape[axis], axis)
    at = _position(int(values), shape[axis], axis)
    return Entry(Pick.POSITION, str(int(values)), (axis,), ()), (range(at, at + 1),)


def _slice(part: slice, size: int, axis: int) -> tuple[Entry, Places]:
    if part.step is not None and part.step <= 0:
        raise ValueError("step must be greater than zero")
    ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
    text = ":".join(ends if part.step in (None, 1) else [*ends, str(part.step)])
    places = range(*part.indices(size))
    return Entry(Pick.SLICE, text, (axis,), (len(places),)), (places,)


def _list(values: list[Any], size: int, axis: int) -> tuple[Entry, Places]:
    places = [_position(place, size, axis) for place in _flat(values)]
    return Entry(Pick.LIST, str(values), (axis,), _shape_of(values)), (places,)


def _mask(values: list[Any], shape: tuple[int, ...], axis: int) -> tuple[Entry, Places]:
    own = _shape_of(values)
    axes = tuple(range(axis, axis + len(own)))
    if shape[axis : axis + len(own)] != own:
        at = next(at for at, size in enumerate(own) if shape[axis + at] != size)
        raise IndexError(
            f"The shape of the mask {list(own)} at index {at} does not match the shape of the indexed tensor "
            f"{list(shape)} at index {axis + at}"
        )
    chosen = [place for place, true in zip(product(*map(range, own)), _flat(values), strict=True) if true]
    columns = tuple([place[at] for place in chosen] for at in range(len(own)))
    return Entry(Pick.MASK, str(values), axes, (len(chosen),)), columns


def _position(place: int, size: int, axis: int) -> int:
    if not -size <= place < size:
        raise IndexError(f"index {place} is out of bounds for dimension {axis} with size {size}")
    return place % size


def _is_mask(values: list[Any]) -> bool:
    return isinstance(next(_flat(values), None), bool)


def _flat(values: Any) -> Iterator[Any]:
    if isinstance(values, list):
        for value in values:
            yield from _flat(value)
    else:
        yield values


def _shape_of(values: Any) -> tuple[int, ...]:
    if not isinstance(values, list):
        return ()
    return (len(values), *(_shape_of(values[0]) if values else ()))


def _as_view(
    shape: tuple[int, ...], stride: tuple[int, ...], offset: int, entries: list[Entry], gathered: list[Places]
) -> Indexing:
    result: list[int] = []
    steps: list[int] = []
    ranges: list[range] = []
    for entry, places in zip(entries, gathered, strict=True):
        if entry.pick is Pick.NEW:
            result.append(1)
            steps.append(stride[len(ranges)] * shape[len(ranges)] if len(ranges) < len(shape) else 1)
            continue
        (taken,) = places
        assert isinstance(taken, range), "a view is picked by numbers and slices"
        offset += stride[len(ranges)] * (taken.start if len(taken) or entry.pick is Pick.SLICE else 0)
        if entry.pick is Pick.SLICE:
            result.append(len(taken))
            steps.append(stride[len(ranges)] * taken.step)
        ranges.append(taken)
    usual = contiguous_strides(shape)
    flat = tuple(sum(p * s for p, s in zip(place, usual, strict=True)) for place in product(*ranges))
    return Indexing(shape, tuple(entries), tuple(result), tuple(steps), offset, flat)


def _gather(
    shape: tuple[int, ...], entries: list[Entry], gathered: list[Places], lists: list[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shape and the flat positions where lists pick; a number beside a list counts as a list of one."""
    picking = [at for at, entry in enumerate(entries) if at in lists or entry.pick is Pick.POSITION]
    common = broadcast(*(entries[at].sizes for at in picking))
    if common.result is None:
        raise IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(str(list(entries[at].sizes)) for at in lists)
        )
    together = picking[-1] - picking[0] + 1 == len(picking)
    first = picking[0] if together else 0
    rest = [at for at in range(len(entries)) if at not in picking]
    before = [at for at in rest if together and at < first]
    after = [at for at in rest if at not in before]
    sizes = {at: entries[at].sizes[0] for at in rest}
    result = (*(sizes[at] for at in before), *common.result, *(sizes[at] for at in after))
    usual = contiguous_strides(shape)
    flat = []
    for place in product(*(range(size) for size in result)):
        outer, inner, last = (
            place[: len(before)],
            place[len(before) : len(before) + len(common.result)],
            place[len(before) + len(common.result) :],
        )
        total = sum(
            _kept(entries[at], gathered[at], own, usual)
            for at, own in zip((*before, *after), (*outer, *last), strict=True)
        )
        for number, at in enumerate(picking):
            own = contiguous_strides(entries[at].sizes)
            column = sum(p * s for p, s in zip(common.source(number, inner), own, strict=True))
            total += sum(
                usual[axis] * places[column] for axis, places in zip(entries[at].axes, gathered[at], strict=True)
            )
        flat.append(total)
    return result, tuple(flat)


def _kept(entry: Entry, places: Places, at: int, usual: Sequence[int]) -> int:
    return 0 if entry.pick is Pick.NEW else usual[entry.axes[0]] * places[0][at]
