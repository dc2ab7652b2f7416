"""Samples of mathematics element by element and of special functions."""

from __future__ import annotations

import numpy as np

import tensorlab as torch
import tensorlab.autograd
from tensorlab import special
from tensorlab.ops import _composed


def numbers(*size, low=-2.0, high=2.0, seed=0):
    """Distinct float64 numbers away from 0."""
    made = np.random.default_rng(seed).uniform(low, high, size)
    return torch.tensor(made + np.sign(made) * 0.1, requires_grad=True)


def positive(*size, seed=0):
    return numbers(*size, low=0.3, high=2.0, seed=seed)


def chances(*size, seed=0):
    return numbers(*size, low=0.15, high=0.7, seed=seed)


x, y, row = numbers(2, 3), numbers(2, 3, seed=1), numbers(3, seed=2)
high, low = positive(3), numbers(3, low=-2.0, high=-1.0)
MASK = torch.tensor([[True, False, True], [False, True, False]])


def raised(power):
    return lambda a: a**power


def derived(function):
    """The gradient of a function that a gradient ``b`` arrives at, itself a function of both."""

    def gradient(a, b):
        return torch.autograd.grad(function(a), a, b, create_graph=True)

    return gradient


def compared(name, other):
    """A comparison written into a computed tensor."""
    return lambda a: getattr(a * 1, name)(other)


CASES = {
    "LogSoftmaxBackwardDataBackward0": [(derived(lambda a: a.log_softmax(1)), x, y)],
    "SigmoidBackwardBackward0": [(derived(torch.sigmoid), x, y)],
    "SoftmaxBackwardDataBackward0": [(derived(lambda a: a.softmax(1)), x, y)],
    "SubBackward1": [(derived(torch.acosh), numbers(2, 3, low=1.2, high=3.0), y)],
    "TanhBackwardBackward0": [(derived(torch.tanh), x, y)],
    "ThresholdBackwardBackward0": [(derived(torch.relu), x, y)],
    "AcoshBackward0": [(torch.acosh, numbers(3, low=1.2, high=3.0))],
    "AddBackward1": [(lambda a: _composed.plus(a, 2), x)],
    "AngleBackward0": [(torch.angle, x)],
    "AsinhBackward0": [(torch.asinh, x)],
    "AtanhBackward0": [(torch.atanh, chances(3))],
    "ClampBackward0": [
        (torch.clamp, x, low, high),
        (torch.clamp, x, low),
        (lambda a, b: torch.clamp(a, max=b), x, high),
    ],
    "ClampBackward1": [(lambda a: torch.clamp(a, min=-1), x), (lambda a: torch.clamp(a, max=1), x)],
    "ClampMaxBackward0": [(lambda a: torch.clamp_max(a, 0.5), x)],
    "ClampMaxBackward1": [(torch.clamp_max, x, row)],
    "ClampMinBackward0": [(lambda a: torch.clamp_min(a, 0.5), x)],
    "ClampMinBackward1": [(torch.clamp_min, x, row)],
    "CopysignBackward0": [(torch.copysign, x, y)],
    "CopysignBackward1": [(lambda a: torch.copysign(a, -1), x)],
    "Deg2RadBackward0": [(torch.deg2rad, x)],
    "DigammaBackward0": [(torch.digamma, positive(3)), (torch.digamma, numbers(3, low=-0.8, high=-0.6))],
    "DivBackward1": [(lambda a: _composed.over(a, 2), x)],
    "DivBackward2": [
        (lambda a, b: torch.div(a, b, rounding_mode="floor"), x, positive(3)),
        (lambda a, b: torch.div(a, b, rounding_mode="trunc"), x, positive(3)),
    ],
    **{
        f"{name.title()}Backward{kind}": [(compared(name + "_", other), x)]
        for name in ("eq", "ge", "gt", "le", "lt", "ne")
        for kind, other in ((0, 0.5), (1, y))
    },
    "ErfcBackward0": [(torch.erfc, x)],
    "ErfinvBackward0": [(torch.erfinv, chances(3))],
    "FillBackward0": [(lambda a: torch.fill(a, 2.0) + a, x)],
    "FillBackward1": [(torch.fill, x, numbers())],
    "FillBackward2": [(lambda a: (a * 1).fill_(2.0) + a, x)],
    "FillBackward3": [(lambda a, b: (a * 1).fill_(b), x, numbers())],
    "FmaxBackward0": [(torch.fmax, x, y)],
    "FminBackward0": [(torch.fmin, x, y)],
    "FmodBackward0": [(lambda a: torch.fmod(a, 0.7), x)],
    "FmodBackward1": [(torch.fmod, x, positive(3))],
    "FrexpBackward0": [(lambda a: torch.frexp(a).mantissa, x)],
    "HypotBackward0": [(torch.hypot, x, row)],
    "I0Backward0": [(torch.i0, x)],
    "IgammaBackward0": [(lambda a: torch.igamma(torch.tensor([0.5, 1.5, 2.0], dtype=torch.float64), a), positive(3))],
    "IgammacBackward0": [(lambda a: torch.igammac(torch.tensor([0.5, 1.5, 2.0], dtype=torch.float64), a), positive(3))],
    "LdexpBackward0": [(torch.ldexp, x, row)],
    "LerpBackward0": [(lambda a, b: torch.lerp(a, b, 0.3), x, y), (lambda a, b: torch.lerp(a, b, 0.7), x, y)],
    "LerpBackward1": [(torch.lerp, x, y, chances(2, 3))],
    "LgammaBackward0": [(torch.lgamma, positive(3))],
    "Logaddexp2Backward0": [(torch.logaddexp2, x, row)],
    "LogitBackward0": [(torch.logit, chances(3)), (lambda a: torch.logit(a, 0.4), chances(3))],
    "MaskedFillBackward1": [(lambda a, b: torch.masked_fill(a, MASK, b), x, numbers())],
    "MulBackward1": [(lambda a: _composed.times(a, 2), x)],
    "MvlgammaBackward0": [(lambda a: torch.mvlgamma(a, 3), numbers(3, low=2.0, high=4.0))],
    "NextafterBackward0": [(torch.nextafter, x, y)],
    "PolygammaBackward0": [
        (lambda a: torch.polygamma(0, a), positive(3)),
        (lambda a: torch.polygamma(1, a), positive(3)),
        (lambda a: a.polygamma(2), positive(3)),
    ],
    "PolygammaBackward1": [(lambda a: (a * 1).polygamma_(1), positive(3))],
    "PowBackward0": [(raised(power), positive(3)) for power in (-2, -1, -0.5, 1.5)] + [(torch.square, x)],
    "PowBackward2": [(lambda a: 0**a, positive(3))],
    "Rad2DegBackward0": [(torch.rad2deg, x)],
    "RemainderBackward0": [(lambda a: a % 0.7, x)],
    "RemainderBackward1": [(torch.remainder, x, positive(3))],
    "RoundBackward1": [(lambda a: torch.round(a, decimals=1), x), (lambda a: special.round(a), x)],
    "RsubBackward0": [(torch.rsub, x, row), (lambda a, b: torch.rsub(a, b, alpha=2), x, row)],
    "SgnBackward0": [(torch.sgn, x)],
    "SincBackward0": [(torch.sinc, x)],
    "SpecialEntrBackward0": [(special.entr, positive(3))],
    "SpecialErfcxBackward0": [(special.erfcx, x)],
    "SpecialI0EBackward0": [(special.i0e, x)],
    "SpecialI1Backward0": [(special.i1, x)],
    "SpecialI1EBackward0": [(special.i1e, x)],
    "SpecialLogNdtrBackward0": [(special.log_ndtr, x)],
    "SpecialNdtriBackward0": [(special.ndtri, chances(3))],
    "SpecialXlog1PyBackward0": [(special.xlog1py, x, positive(3))],
    "SpecialXlog1PyBackward1": [(lambda a: special.xlog1py(2, a), positive(3))],
    "SpecialXlog1PyBackward2": [(lambda a: special.xlog1py(a, 2), x)],
    "SpecialZetaBackward0": [(lambda a: special.zeta(torch.tensor(2.5, dtype=torch.float64), a), positive(3))],
    "SpecialZetaBackward1": [(lambda a: special.zeta(2.5, a), positive(3))],
    "XlogyBackward0": [(torch.xlogy, x, positive(3))],
    "XlogyBackward1": [(lambda a: torch.xlogy(2, a), positive(3))],
    "XlogyBackward2": [(lambda a: torch.xlogy(a, 2), x)],
}
