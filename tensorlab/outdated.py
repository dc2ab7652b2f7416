"""What PyTorch says when an old function is used that another one has taken the place of."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from types import FrameType

_CORE = str(Path(__file__).parent)

_REMOVED_SOON = "torch.{} is deprecated in favor of torch.linalg.{} and will be removed in a future PyTorch release.\n"

_ADVICE = {
    "cholesky": _REMOVED_SOON.format("cholesky", "cholesky")
    + "L = torch.cholesky(A)\nshould be replaced with\nL = torch.linalg.cholesky(A)\nand\n"
    "U = torch.cholesky(A, upper=True)\nshould be replaced with\nU = torch.linalg.cholesky(A).mH\n"
    "This transform will produce equivalent results for all valid (symmetric positive definite) inputs.",
    "lu": _REMOVED_SOON.format("lu", "lu_factor / torch.linalg.lu_factor_ex")
    + "LU, pivots = torch.lu(A, compute_pivots)\nshould be replaced with\n"
    "LU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\n"
    "LU, pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\n"
    "LU, pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)",
    "meshgrid": "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
    "qr": _REMOVED_SOON.format("qr", "qr")
    + "The boolean parameter 'some' has been replaced with a string parameter 'mode'.\n"
    "Q, R = torch.qr(A, some)\nshould be replaced with\n"
    "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')",
    "range": "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent "
    "with Python's range builtin. Instead, use torch.arange, which produces values in [start, end).",
    "triangular_solve": "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be "
    "removed in a future PyTorch release.\n"
    "torch.linalg.solve_triangular has its arguments reversed and does not return a copy of one of the inputs.\n"
    "X = torch.triangular_solve(B, A).solution\nshould be replaced with\nX = torch.linalg.solve_triangular(A, B).",
    "T": "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw "
    "an error in a future release. Consider `x.mT` to transpose batches of matrices or "
    "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
    "T of a number": "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.",
}


def warn_of(what: str, stacklevel: int = 3) -> None:
    """Warn at the line that uses it: that of the caller's caller, unless told."""
    warnings.warn(_ADVICE[what], UserWarning, stacklevel=stacklevel)


def level_of_user() -> int:
    """The ``stacklevel``, for the one who calls this, of whoever has called into the core, by whatever way."""
    level = 1
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_CORE):
        frame = frame.f_back
        level += 1
    return level
