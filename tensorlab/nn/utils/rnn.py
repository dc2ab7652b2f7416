"""Sequences of different lengths in one tensor: padded to the longest, or packed step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.naming import name_as_in_torch
from tensorlab.nn.packed import PackedSequence, invert_permutation
from tensorlab.ops.creation import full, tensor
from tensorlab.ops.joins import cat


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Any:
    """Sequences in one tensor, the shorter ones padded; shape (longest, batch, …)."""
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    many = list(sequences.unbind(0)) if isinstance(sequences, Tensor) else list(sequences)
    if not many:
        raise RuntimeError("received an empty list of sequences")
    longest = max(one.shape[0] for one in many)
    shape = (len(many), longest, *many[0].shape[1:])
    made = full(shape, padding_value, dtype=many[0].dtype)
    for place, one in enumerate(many):
        count = one.shape[0]
        start = longest - count if padding_side == "left" else 0
        made[place, start : start + count] = one
    return made if batch_first else made.transpose(0, 1)


def unpad_sequence(padded_sequences: Any, lengths: Any, batch_first: bool = False) -> list[Any]:
    """The sequences again, each with its own length."""
    turned = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [one[: int(length)] for one, length in zip(turned, lengths, strict=True)]


def pack_padded_sequence(input: Any, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True) -> Any:
    """Padded sequences without their padding.

    Args:
        input: shape (longest, batch, …).
        lengths: of each sequence, shape (batch,).
        enforce_sorted: the longest come first, as they are.
    """
    counts: Any = lengths if isinstance(lengths, Tensor) else tensor(list(lengths), dtype=dtypes.int64)
    order = None
    if not enforce_sorted:
        order = counts.argsort(descending=True, stable=True)
        counts = counts[order]
        input = input.index_select(0 if batch_first else 1, order)
    steps = input.transpose(0, 1) if batch_first else input
    sizes = [int(one) for one in counts.tolist()]
    if steps.shape[1] != len(sizes):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} (batch_size={steps.shape[1]})"
        )
    if any(one <= 0 for one in sizes):
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if sizes != sorted(sizes, reverse=True):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you "
            "do not need ONNX exportability."
        )
    present = [sum(size > step for size in sizes) for step in range(sizes[0])]
    data = cat([steps[step, :count] for step, count in enumerate(present)])
    return PackedSequence(data, tensor(present, dtype=dtypes.int64), order, None)


def pad_packed_sequence(
    sequence: Any, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Any, Any]:
    """Packed sequences with padding again, and their lengths."""
    present = sequence.batch_sizes.tolist()
    longest = len(present)
    if total_length is not None:
        if total_length < longest:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {longest}"
            )
        longest = total_length
    batch = present[0]
    made = full((longest, batch, *sequence.data.shape[1:]), padding_value, dtype=sequence.data.dtype)
    start = 0
    for step, count in enumerate(present):
        made[step, :count] = sequence.data[start : start + count]
        start += count
    lengths = tensor([sum(count > place for count in present) for place in range(batch)], dtype=dtypes.int64)
    if sequence.unsorted_indices is not None:
        made, lengths = made.index_select(1, sequence.unsorted_indices), lengths[sequence.unsorted_indices]
    return (made.transpose(0, 1) if batch_first else made), lengths


def pack_sequence(sequences: Sequence[Any], enforce_sorted: bool = True) -> Any:
    """A list of sequences, packed."""
    lengths = tensor([one.shape[0] for one in sequences], dtype=dtypes.int64)
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: Any) -> list[Any]:
    """The list of sequences again."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]

name_as_in_torch([PackedSequence], "torch.nn.utils.rnn")
