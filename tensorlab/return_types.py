"""What operations with several results return: tuples whose fields have names.

>>> max(values=1, indices=0)
torch.return_types.max(
values=1,
indices=0)
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any


def _shown(result: Any) -> str:
    fields = ",\n".join(f"{key}={value!r}" for key, value in zip(result._fields, result, strict=True))
    return f"torch.return_types.{type(result).__name__}(\n{fields})"


def _named(name: str, fields: str) -> Any:
    bare: Any = namedtuple(name, fields)  # type: ignore[misc]
    return type(name, (bare,), {"__slots__": (), "__repr__": _shown, "__module__": "torch.return_types"})


_ORDERED = "values indices"

aminmax = _named("aminmax", "min max")
cummax = _named("cummax", _ORDERED)
cummin = _named("cummin", _ORDERED)
frexp = _named("frexp", "mantissa exponent")
kthvalue = _named("kthvalue", _ORDERED)
max = _named("max", _ORDERED)
median = _named("median", _ORDERED)
min = _named("min", _ORDERED)
mode = _named("mode", _ORDERED)
nanmedian = _named("nanmedian", _ORDERED)
sort = _named("sort", _ORDERED)
topk = _named("topk", _ORDERED)
