"""``torch.special``: special functions, under the names that SciPy gives them."""

from __future__ import annotations

from typing import Any

from tensorlab import methods  # noqa: F401  (the rules of derivatives call methods)
from tensorlab import signatures as _signatures
from tensorlab.ops._special import (
    POLYNOMIALS,
    airy_ai,
    bessel_j0,
    bessel_j1,
    bessel_y0,
    bessel_y1,
    entr,
    erfcx,
    i0e,
    i1,
    i1e,
    log_ndtr,
    modified_bessel_i0,
    modified_bessel_i1,
    modified_bessel_k0,
    modified_bessel_k1,
    ndtr,
    ndtri,
    scaled_modified_bessel_k0,
    scaled_modified_bessel_k1,
    spherical_bessel_j0,
    xlog1py,
    zeta,
)
from tensorlab.ops.norms import log_softmax, logsumexp, softmax
from tensorlab.ops.pointwise import exp2, expm1, log1p
from tensorlab.ops.pointwise import sigmoid as expit
from tensorlab.ops.rounding import round_places
from tensorlab.ops.special import digamma, erf, erfc, erfinv, i0, logit, polygamma, xlogy
from tensorlab.ops.special import digamma as psi
from tensorlab.ops.special import igamma as gammainc
from tensorlab.ops.special import igammac as gammaincc
from tensorlab.ops.special import lgamma as gammaln
from tensorlab.ops.special import mvlgamma as multigammaln
from tensorlab.ops.trigonometry import sinc


def round(input: Any, *, decimals: int = 0, out: Any = None) -> Any:
    """The nearest number with so many ``decimals``."""
    return round_places(input, decimals, out=out)


globals().update(POLYNOMIALS)

__all__ = [
    "airy_ai",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "exp2",
    "expit",
    "expm1",
    "gammainc",
    "gammaincc",
    "gammaln",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "log1p",
    "log_ndtr",
    "log_softmax",
    "logit",
    "logsumexp",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "multigammaln",
    "ndtr",
    "ndtri",
    "polygamma",
    "psi",
    "round",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "sinc",
    "softmax",
    "spherical_bessel_j0",
    "xlog1py",
    "xlogy",
    "zeta",
    *POLYNOMIALS,
]

_signatures.guard_all(globals(), __all__, "special_")
