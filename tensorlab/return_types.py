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
geqrf = _named("geqrf", "a tau")
histogram = _named("histogram", "hist bin_edges")
histogramdd = _named("histogramdd", "hist bin_edges")
kthvalue = _named("kthvalue", _ORDERED)
linalg_cholesky_ex = _named("linalg_cholesky_ex", "L info")
linalg_eig = _named("linalg_eig", "eigenvalues eigenvectors")
linalg_eigh = _named("linalg_eigh", "eigenvalues eigenvectors")
linalg_inv_ex = _named("linalg_inv_ex", "inverse info")
linalg_ldl_factor = _named("linalg_ldl_factor", "LD pivots")
linalg_ldl_factor_ex = _named("linalg_ldl_factor_ex", "LD pivots info")
linalg_lstsq = _named("linalg_lstsq", "solution residuals rank singular_values")
linalg_lu = _named("linalg_lu", "P L U")
linalg_lu_factor = _named("linalg_lu_factor", "LU pivots")
linalg_lu_factor_ex = _named("linalg_lu_factor_ex", "LU pivots info")
linalg_qr = _named("linalg_qr", "Q R")
linalg_slogdet = _named("linalg_slogdet", "sign logabsdet")
linalg_solve_ex = _named("linalg_solve_ex", "result info")
linalg_svd = _named("linalg_svd", "U S Vh")
lu_unpack = _named("lu_unpack", "P L U")
max = _named("max", _ORDERED)
median = _named("median", _ORDERED)
min = _named("min", _ORDERED)
mode = _named("mode", _ORDERED)
nanmedian = _named("nanmedian", _ORDERED)
qr = _named("qr", "Q R")
slogdet = _named("slogdet", "sign logabsdet")
sort = _named("sort", _ORDERED)
svd = _named("svd", "U S V")
topk = _named("topk", _ORDERED)
triangular_solve = _named("triangular_solve", "solution cloned_coefficient")
