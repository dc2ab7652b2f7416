"""What a node shows of itself, ``grad_fn._saved_self`` and its like, in the names and forms that PyTorch has for them.

Rules speak the words of this library: ``input_sizes``, ``reduction="mean"``, ``dim=-1``. PyTorch shows
``self_sym_sizes``, the number of the reduction, and places below 0 as numbers without a sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import wrap

_ENDINGS = {"sizes": "sym_sizes", "strides": "sym_strides"}

_KEPT_INSIDE = frozenset(
    ["input_dtype", "key", "matrices", "number", "places", "sizes", "slopes", "sources"],
)
"""What rules need by other means than PyTorch's, and nobody is shown."""

_NAMES: dict[str, dict[str, str]] = {
    "AsStridedBackward0": {"input_offset": "", "input_sizes": "", "input_strides": ""},
    "AsStridedBackward0_copy": {"input_offset": "", "input_sizes": "", "input_strides": ""},
    "ChannelShuffleBackward0": {"input_sizes": ""},
    "ConvolutionBackward0": {"input": "input", "input_sizes": "", "weight_sizes": ""},
    "CtcLossBackward0": {"input": "log_probs"},
    "EmbeddingBackward0": {"weight_sizes": ""},
    "EmbeddingBagBackward0": {"weight_sizes": ""},
    "GridSampler2DBackward0": {
        "input": "input",
        "input_sizes": "",
        "mode": "interpolation_mode",
        "padding": "padding_mode",
    },
    "GridSampler3DBackward0": {
        "input": "input",
        "input_sizes": "",
        "mode": "interpolation_mode",
        "padding": "padding_mode",
    },
    "Im2ColBackward0": {"input_sizes": ""},
    "LinalgHouseholderProductBackward0": {"A": "input"},
    "LinalgLstsqBackward0": {"A": "self", "B": "b"},
    "LinalgMatrixExpBackward0": {"A": "self"},
    "LinalgPinvBackward0": {"A": "self"},
    "LinalgSolveExBackward0": {"A_sizes": "", "B_sizes": ""},
    "LinalgSolveTriangularBackward0": {"A": "self"},
    "LuUnpackBackward0": {"LU_sizes": ""},
    "MaxUnpool2DBackward0": {"output_size": ""},
    "MaxUnpool3DBackward0": {"output_size": ""},
    "NativeBatchNormBackward0": {"input": "input", "mean": "result1", "rstd": "result2"},
    "NativeGroupNormBackward0": {"input": "input", "mean": "result1", "num_groups": "group", "rstd": "result2"},
    "NativeLayerNormBackward0": {"eps": "", "input": "input", "mean": "result1", "rstd": "result2"},
    "SplitWithSizesBackward0": {"split_sizes": "split_sizes"},
    "SplitWithSizesBackward0_copy": {"split_sizes": "split_sizes"},
    "UnbindBackward0": {"input_sizes": ""},
    "UnbindBackward0_copy": {"input_sizes": ""},
    **{
        f"{kind}MaxPool{axes}DBackward0": {"indices": "result1", "output_size": "output_size" if kind[0] == "F" else ""}
        for kind in ("Adaptive", "Fractional")
        for axes in (2, 3)
    },
    **{f"MaxPool{axes}DWithIndicesBackward0": {"indices": "result1"} for axes in (2, 3)},
    **{f"AdaptiveAvgPool{axes}DBackward0": {"output_size": ""} for axes in (2, 3)},
}
"""Node → name in its rules → PyTorch's name where that is another; empty where PyTorch shows nothing."""

_PLACES = frozenset(
    [
        "dim",
        "dims",
        "dim0",
        "dim1",
        "dim2",
        "diagonal",
        "divisor_override",
        "end",
        "ignore_index",
        "index",
        "k",
        "offset",
        "pad",
        "padding_idx",
        "shifts",
        "start",
        "step",
    ]
)
"""Whole numbers that PyTorch shows without a sign."""

_LISTS = {
    name: frozenset(["dim", "dims", "shifts"])
    for name in [
        "AmaxBackward0",
        "AminBackward0",
        "LinalgVectorNormBackward0",
        "MeanBackward1",
        "NansumBackward0",
        "NormBackward1",
        "RollBackward0",
        "StdBackward0",
        "StdMeanBackward0",
        "SumBackward1",
        "VarBackward0",
        "VarMeanBackward0",
    ]
}
"""Node → arguments of which PyTorch makes a list, also where one number was given."""

_NUMBERED = {
    "mode": ("bilinear", "nearest", "bicubic"),
    "padding": ("zeros", "border", "reflection"),
    "reduction": ("none", "mean", "sum"),
}
"""Choices by a word that PyTorch shows by their number."""


def _sliced_axis(node: Any) -> tuple[int, slice]:
    """The axis that a slice was taken of, and the slice."""
    key = node._shown_as("key")
    return next(((axis, one) for axis, one in enumerate(key) if one != slice(None)), (0, slice(None)))


DERIVED: dict[str, dict[str, Callable[[Any], Any]]] = {
    "SliceBackward0": {
        "_saved_dim": lambda node: _sliced_axis(node)[0],
        "_saved_end": lambda node: 2**63 - 1 if (end := _sliced_axis(node)[1].stop) is None else end,
        "_saved_start": lambda node: _sliced_axis(node)[1].start or 0,
        "_saved_step": lambda node: _sliced_axis(node)[1].step or 1,
    },
    **{
        name: {"_saved_self_sym_numel": lambda node: math.prod(node._saved_self_sym_sizes)}
        for name in ("MeanBackward0", "MeanBackward1")
    },
}
"""Node → what it shows besides, and how that follows from the rest."""


def shown_name(name: str, node: str = "") -> str:
    """What PyTorch calls it, ``self`` for ``input``; empty where nobody is shown it."""
    own = _NAMES.get(node, {}).get(name)
    if own is not None:
        return own
    if name in _KEPT_INSIDE:
        return ""
    word, _, ending = name.rpartition("_")
    if ending in _ENDINGS and word:
        return f"{shown_name(word)}_{_ENDINGS[ending]}"
    return "self" if name == "input" else name


def shown_form(name: str, node: str, value: Any) -> Any:
    """A plain argument as PyTorch shows it."""
    if isinstance(value, str) and value in _NUMBERED.get(name, ()):
        return _NUMBERED[name].index(value)
    if isinstance(value, int) and name in _LISTS.get(node, ()):
        value = (value,)
    if isinstance(value, (tuple, list)):
        return tuple([_without_sign(one) for one in value]) if name in _PLACES else tuple(value)
    return _without_sign(value) if name in _PLACES else value


def shown_number(name: str, number: Any) -> Any:
    """A number that stood for a tensor, as a tensor; that of a bound as it is."""
    if name in ("max", "min"):
        return number
    array = np.array(number)
    return wrap(array, dtypes.from_numpy(array.dtype))


def _without_sign(number: Any) -> Any:
    return number + 2**64 if isinstance(number, int) and number < 0 else number
