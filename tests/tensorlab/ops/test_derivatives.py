"""Every rule of the table against small differences, once and twice."""

import runpy
from pathlib import Path

import numpy as np
import pytest

import tensorlab as torch
from tensorlab import methods  # noqa: F401  (declares all operations)
from tensorlab.autograd import gradcheck, gradgradcheck
from tensorlab.autograd.gradcheck import GradcheckError
from tensorlab.nn import functional
from tensorlab.ops import index, shape
from tensorlab.ops.plans import TABLE

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated:UserWarning", "ignore:torch.meshgrid:UserWarning")
"""Old forms are tried, too; what they warn of is in the transcripts."""


def numbers(*size, low=-2.0, high=2.0, seed=0):
    """Distinct float64 numbers, away from 0, where many functions have a kink."""
    made = np.random.default_rng(seed).uniform(low, high, size)
    made = made + np.sign(made) * 0.1
    return torch.tensor(made, requires_grad=True)


def positive(*size, seed=0):
    return numbers(*size, low=0.3, high=2.0, seed=seed)


def chances(*size, seed=0):
    return numbers(*size, low=0.15, high=0.7, seed=seed)


PLACES = torch.tensor([[0, 2, 1], [1, 0, 2]])
MASK = torch.tensor([[True, False, True], [False, True, False]])
READ_TWICE = ((2, 2), (1, 1), 0), ((3,), (1,), 0), ((3,), (1,), 0)
"""A row of three seen as windows of two: where it is read, what is given back, and how often."""
CLASSES = torch.tensor([2, 0])

x, y, row = numbers(2, 3), numbers(2, 3, seed=1), numbers(3, seed=2)
square = numbers(3, 3, seed=3)

DRAWN = {"StandardGammaBackward0", "_DirichletBackward"}
"""Their slopes keep the place in the distribution, not the random numbers; see the tests of distributions."""

CASES = {
    "AbsBackward0": [(torch.abs, x)],
    "AcosBackward0": [(torch.acos, chances(3))],
    "AddBackward0": [(torch.add, x, row), (lambda a, b: torch.add(a, b, alpha=3), x, row)],
    "AddcdivBackward0": [(lambda a, b, c: torch.addcdiv(a, b, c, value=2), x, y, positive(2, 3))],
    "AddcmulBackward0": [(lambda a, b, c: torch.addcmul(a, b, c, value=2), x, y, row)],
    "SegmentReduceBackward0": [
        (lambda a, how=how: torch.segment_reduce(a, how, lengths=torch.tensor([1, 2])), numbers(3, 2))
        for how in ("sum", "mean", "max", "prod")
    ],
    "AddmmBackward0": [(lambda a, b, c: torch.addmm(a, b, c, beta=2, alpha=3), row, x, square)],
    "AliasBackward0": [(lambda a: a[...], numbers())],
    "AmaxBackward0": [(lambda a: torch.amax(a, 1), x)],
    "AminBackward0": [(lambda a: torch.amin(a, 0, True), x)],
    "AsStridedBackward0": [(lambda a: torch.as_strided(a, (2, 2), (1, 1)), row)],
    "AsStridedBackwardBackward0": [(lambda a: shape.as_strided_sum(a, *READ_TWICE), numbers(2, 2))],
    "AsinBackward0": [(torch.asin, chances(3))],
    "Atan2Backward0": [(torch.atan2, x, y)],
    "AtanBackward0": [(torch.atan, x)],
    "BinaryCrossEntropyBackward0": [(functional.binary_cross_entropy, chances(4), chances(4, seed=1))],
    "BinaryCrossEntropyWithLogitsBackward0": [(functional.binary_cross_entropy_with_logits, row, chances(3, seed=1))],
    "BmmBackward0": [(torch.bmm, numbers(2, 2, 3), numbers(2, 3, 2, seed=1))],
    "CatBackward0": [(lambda a, b: torch.cat([a, b.unsqueeze(0)]), x, row)],
    "CeilBackward0": [(torch.ceil, x)],
    "ClampBackward1": [(lambda a: torch.clamp(a, -1, 1.1), x)],
    "CloneBackward0": [(torch.clone, x), (lambda a: a.t().contiguous(), x)],
    "CopyBackwards": [(index.copy, x, row)],
    "CosBackward0": [(torch.cos, x)],
    "CoshBackward0": [(torch.cosh, x)],
    "CumprodBackward0": [(lambda a: torch.cumprod(a, 1), x)],
    "CumsumBackward0": [(lambda a: torch.cumsum(a, 1), x)],
    "DiagEmbedBackward0": [(lambda a: torch.diag_embed(a, 1), x)],
    "DiagonalBackward0": [(lambda a: torch.diagonal(a, 1), square)],
    "DivBackward0": [(torch.div, x, positive(3)), (lambda a: 2 / a, positive(3)), (lambda a: a / 3, x)],
    "DotBackward0": [(torch.dot, row, numbers(3, seed=4))],
    "EluBackward0": [(functional.elu, x)],
    "ErfBackward0": [(torch.erf, x)],
    "Exp2Backward0": [(torch.exp2, x)],
    "ExpBackward0": [(torch.exp, x)],
    "ExpandBackward0": [(lambda a: a.expand(2, 2, 3), x)],
    "Expm1Backward0": [(torch.expm1, x)],
    "FillBackward0": [(lambda a: a.clone().fill_(2) + a, x)],
    "FlipBackward0": [(lambda a: a.flip(0, 1), x)],
    "FloorBackward0": [(torch.floor, x)],
    "FmodBackward0": [(torch.fmod, x, positive(3))],
    "FracBackward0": [(torch.frac, x)],
    "GatherBackward0": [(lambda a: torch.gather(a, 1, PLACES), x)],
    "IndexBackward0": [(lambda a: a[[0, 0, 1]], x), (lambda a: a[MASK], x), (lambda a: a[:, PLACES], x)],
    "IndexPutBackward0": [(lambda a, b: index.index_put_op(a, b, (CLASSES,)), numbers(3, 2), numbers(2, 2, seed=1))],
    "IndexPutImplBackward0": [
        (lambda a, b: index.index_add_at(a, b, (3, 2), (CLASSES,)), numbers(3, 2), numbers(2, 2)),
    ],
    "IndexSelectBackward0": [(lambda a: torch.index_select(a, 1, CLASSES), x)],
    "LeakyReluBackward0": [(functional.leaky_relu, x)],
    "LerpBackward0": [(torch.lerp, x, y, chances(2, 3))],
    "LinalgDetBackward0": [(torch.det, square)],
    "LinalgInvExBackward0": [(torch.inverse, square)],
    "LinalgVectorNormBackward0": [
        (torch.norm, x),
        (lambda a: torch.norm(a, 1, 1), x),
        (lambda a: torch.norm(a, 3, 0, True), x),
        (lambda a: torch.norm(a, float("inf")), x),
    ],
    "Log10Backward0": [(torch.log10, positive(3))],
    "Log1PBackward0": [(torch.log1p, positive(3))],
    "Log2Backward0": [(torch.log2, positive(3))],
    "LogBackward0": [(torch.log, positive(3))],
    "LogSoftmaxBackward0": [(lambda a: torch.log_softmax(a, 1), x)],
    "LogaddexpBackward0": [(torch.logaddexp, x, row)],
    "LogsumexpBackward0": [(lambda a: torch.logsumexp(a, 1), x), (lambda a: torch.logsumexp(a, (0, 1), True), x)],
    "MaskedFillBackward0": [(lambda a: torch.masked_fill(a, MASK, 2.0), x)],
    "MaxBackward0": [(lambda a: torch.max(a, 1).values, x)],
    "MaxBackward1": [(torch.max, x)],
    "MaximumBackward0": [(torch.maximum, x, y)],
    "MeanBackward0": [(torch.mean, x)],
    "MeanBackward1": [(lambda a: a.mean(1), x), (lambda a: a.mean((0, 1), keepdim=True), x)],
    "MinBackward0": [(lambda a: torch.min(a, 0, True).values, x)],
    "MinBackward1": [(torch.min, x)],
    "MinimumBackward0": [(torch.minimum, x, y)],
    "MmBackward0": [(torch.mm, x, square)],
    "MseLossBackward0": [(functional.mse_loss, x, y), (lambda a, b: functional.mse_loss(a, b, reduction="none"), x, y)],
    "MulBackward0": [(torch.mul, x, row), (lambda a: a * 2, x), (lambda a: a * a, x)],
    "MvBackward0": [(torch.mv, x, row)],
    "NanToNumBackward0": [(torch.nan_to_num, x)],
    "NegBackward0": [(torch.neg, x)],
    "NllLossBackward0": [
        (lambda a: functional.nll_loss(a, CLASSES), x),
        (lambda a: functional.cross_entropy(a, CLASSES), x),
    ],
    "PermuteBackward0": [(lambda a: a.permute(2, 0, 1), numbers(2, 3, 2))],
    "PowBackward0": [(lambda a: a**3, x), (lambda a: a**2, x), (lambda a: a**0.5, positive(3)), (lambda a: a**0, x)],
    "PowBackward1": [(torch.pow, positive(2, 3), y)],
    "PowBackward2": [(lambda a: 2**a, x)],
    "ProdBackward0": [(torch.prod, x)],
    "ProdBackward1": [(lambda a: torch.prod(a, 1), x)],
    "ReciprocalBackward0": [(torch.reciprocal, positive(3))],
    "ReluBackward0": [(torch.relu, x)],
    "RemainderBackward0": [(torch.remainder, x, positive(3))],
    "RepeatBackward0": [(lambda a: a.repeat(2, 1, 2), x)],
    "RollBackward0": [(lambda a: torch.roll(a, 1, 1), x)],
    "RoundBackward0": [(torch.round, x)],
    "RsqrtBackward0": [(torch.rsqrt, positive(3))],
    "RsubBackward1": [(lambda a: 1 - a, x)],
    "ScatterAddBackward0": [(lambda a, b: torch.scatter_add(a, 1, PLACES, b), x, y)],
    "ScatterBackward0": [(lambda a, b: torch.scatter(a, 1, PLACES, b), x, y)],
    "ScatterBackward1": [(lambda a: torch.scatter(a, 1, PLACES, 2.0), x)],
    "SelectBackward0": [(lambda a: a[1], x), (lambda a: a[:, -1], x)],
    "SigmoidBackward0": [(torch.sigmoid, x)],
    "SignBackward0": [(torch.sign, x)],
    "SiluBackward0": [(functional.silu, x)],
    "SinBackward0": [(torch.sin, x)],
    "SinhBackward0": [(torch.sinh, x)],
    "SliceBackward0": [(lambda a: a[:, 1:], x), (lambda a: a[::2, ::2], x)],
    "SliceBackwardBackward0": [(lambda a: index.scatter_slice(a, (3, 2), (slice(1, None),)), numbers(2, 2))],
    "SoftmaxBackward0": [(lambda a: torch.softmax(a, 1), x), (lambda a: torch.softmax(a, 0), x)],
    "SoftplusBackward0": [(functional.softplus, x)],
    "SortBackward0": [(lambda a: torch.sort(a, 1, True).values, x)],
    "SplitBackward0": [(lambda a: torch.split(a, 2, 1)[0], x), (lambda a: torch.split(a, 2, 1), x)],
    "SqrtBackward0": [(torch.sqrt, positive(3))],
    "SqueezeBackward0": [(torch.squeeze, numbers(1, 3, 1))],
    "SqueezeBackward1": [(lambda a: a.squeeze(0), numbers(1, 3, 1))],
    "StackBackward0": [(lambda a, b: torch.stack([a, b], 1), x, y)],
    "StdBackward0": [(torch.std, x), (lambda a: torch.std(a, 1), x)],
    "SubBackward0": [(torch.sub, x, row), (lambda a, b: torch.sub(a, b, alpha=2), x, row)],
    "SumBackward0": [(torch.sum, x)],
    "SumBackward1": [(lambda a: a.sum(1), x), (lambda a: a.sum(0, keepdim=True), x), (lambda a: a.sum((0, 1)), x)],
    "TBackward0": [(torch.t, x)],
    "TanBackward0": [(torch.tan, chances(3))],
    "TanhBackward0": [(torch.tanh, x)],
    "ToCopyBackward0": [(lambda a: a.to(torch.float64, copy=True) * 1, x)],
    "TopkBackward0": [(lambda a: torch.topk(a, 2, 1).values, x)],
    "TransposeBackward0": [(lambda a: a.transpose(0, 1), x)],
    "TrilBackward0": [(torch.tril, square)],
    "TriuBackward0": [(torch.triu, square)],
    "TruncBackward0": [(torch.trunc, x)],
    "UnbindBackward0": [(lambda a: torch.unbind(a, 1), x), (lambda a: list(a)[1], x)],
    "UnsafeViewBackward0": [(lambda a: a.t().reshape(-1), x)],
    "UnsqueezeBackward0": [(lambda a: a.unsqueeze(1), x)],
    "VarBackward0": [(torch.var, x), (lambda a: torch.var(a, 1, keepdim=True), x)],
    "ViewBackward0": [(lambda a: a.view(3, 2), x)],
    "WhereBackward0": [(lambda a, b: torch.where(MASK, a, b), x, row)],
    "ZeroBackward0": [(lambda a: a.clone().zero_() + a, x)],
}


# A family of operations brings its own samples, in a file of the folder beside this one.
for _file in sorted(Path(__file__).with_name("samples").glob("*.py")):
    for _name, _cases in runpy.run_path(str(_file))["CASES"].items():
        CASES.setdefault(_name, []).extend(_cases)


def test_every_rule_of_the_table_is_checked():
    # PyTorch takes some operations into the graph that it cannot differentiate; so do we, and they raise as there.
    rules = {name: [rule for rule, _ in op.rules.values()] for name, op in TABLE.items()}
    missing = {name: [getattr(rule, "is_missing", False) for rule in found] for name, found in rules.items()}
    differentiable = {name for name, found in missing.items() if not all(found)}

    assert differentiable - set(CASES) - DRAWN == set()
    assert set(CASES) - differentiable - {"DivBackward0"} == set()


@pytest.mark.parametrize(
    ("function", "inputs"),
    [
        pytest.param(case[0], case[1:], id=f"{name}-{i}")
        for name, cases in CASES.items()
        for i, case in enumerate(cases)
    ],
)
def test_a_derivative_agrees_with_small_differences_once_and_twice(function, inputs):
    assert gradcheck(function, inputs)
    if any(output.requires_grad for output in _flat(function(*inputs))):
        assert gradgradcheck(function, inputs)


def _flat(outputs):
    return outputs if isinstance(outputs, tuple) else (outputs,)


class _WrongSquare(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input * input

    @staticmethod
    def backward(ctx, g):
        (input,) = ctx.saved_tensors
        return 3 * input * g


class _WrongTwice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input * input

    @staticmethod
    def backward(ctx, g):
        (input,) = ctx.saved_tensors
        return 2 * input.detach() * g  # right once; the second derivative loses its way through ``input``


def test_the_checker_catches_a_wrong_derivative():
    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        gradcheck(_WrongSquare.apply, (x,))

    assert not gradcheck(_WrongSquare.apply, (x,), raise_exception=False)


def test_the_checker_catches_a_derivative_that_is_right_only_once():
    assert gradcheck(_WrongTwice.apply, (x,))
    with pytest.raises(GradcheckError):
        gradgradcheck(_WrongTwice.apply, (x,))


def test_the_rules_used_here_are_those_of_linear_algebra_too():
    assert gradcheck(torch.matmul, (numbers(2, 2, 3), numbers(3, 2, seed=1)))
    assert gradcheck(torch.matmul, (numbers(2, 1, 2, 3), numbers(3, 3, 2, seed=1)))
    assert gradcheck(torch.matmul, (row, numbers(3, seed=4)))
    assert gradcheck(functional.linear, (x, square, row))
    assert gradcheck(lambda a, b: torch.einsum("ij,kj->ik", a, b), (x, numbers(4, 3, seed=5)))
    assert gradcheck(lambda a: torch.std(a, 0), (x,))


def test_hardsigmoid_is_derived_once_as_in_pytorch():
    assert gradcheck(functional.hardsigmoid, (x,))
    assert gradcheck(lambda a: functional.hardsigmoid(a * 3), (x,))
    with pytest.raises(RuntimeError, match="derivative for aten::hardsigmoid_backward is not implemented"):
        gradgradcheck(functional.hardsigmoid, (x,))
