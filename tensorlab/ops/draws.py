"""Numbers drawn at random: from the chances and the middles that tensors give, or into a tensor itself.

A draw does not depend on what it replaces, nor smoothly on what it is drawn by: its node is in the graph as PyTorch's,
and the gradient behind it is zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes, random
from tensorlab._tensor import Tensor
from tensorlab.ops.creation import born, delivered, kind_of
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import broadcast_tensors
from tensorlab.ops.table import op
from tensorlab.ops.writing import in_place, into


def _nothing(g: Any) -> Any:
    return g.new_zeros(g.shape)


def _source(generator: Any) -> random.Generator:
    return generator or random.default_generator


def _must_be_float(kind: Any, kernel: str) -> None:
    if kind.kind != "f":
        word = dtypes.from_numpy(kind).type_name
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{word}'")


def _must_be_continuous(name: str, kind: Any, shown: str) -> None:
    if kind.kind != "f":
        raise RuntimeError(
            f"{name} distribution is a continuous probability distribution. dtype must be a floating point but you "
            f"specified {shown}"
        )


# -- by tensors -----------------------------------------------------------------------------------------------------


@op(name="bernoulli", node="BernoulliBackward0", input=_nothing)
def _chosen(input: Array, generator: Any = None) -> Array:
    _must_be_float(input.dtype, "bernoulli_tensor_cpu_p_")
    if ((input < 0) | (input > 1)).any():
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If "
            "so, please report an enhancement request to PyTorch.)"
        )
    return _source(generator).bernoulli(input).astype(input.dtype)


def bernoulli(input: Any, p: float | None = None, *, generator: Any = None, out: Any = None) -> Any:
    """1 with the chance that each element gives, or with the chance ``p``, else 0."""
    if p is not None:
        drawn = _source(generator).bernoulli(np.full(tuple(input.shape), p, np.float64))
        return born("bernoulli", drawn.astype(input._array.dtype), input.dtype)
    return _chosen(input, generator, out=out)


def _check_spreads(std: Array) -> None:
    if (std < 0).any():
        raise RuntimeError("normal expects all elements of std >= 0.0")


@op(name="normal", node="NormalBackward3", mean=_nothing, std=_nothing)
def _normal_by_both(mean: Array, std: Array, generator: Any = None) -> Array:
    _must_be_float(mean.dtype, "normal_kernel_cpu")
    _check_spreads(std)
    return (_source(generator).randn(mean.shape, mean.dtype) * std + mean).astype(mean.dtype)


@op(name="normal", node="NormalBackward1", mean=_nothing)
def _normal_by_mean(mean: Array, std: float = 1.0, generator: Any = None) -> Array:
    _must_be_float(mean.dtype, "normal_kernel_cpu")
    return (_source(generator).randn(mean.shape, mean.dtype) * mean.dtype.type(std) + mean).astype(mean.dtype)


@op(name="normal", node="NormalBackward2", operands=("std",), std=_nothing)
def _normal_by_spread(std: Array, mean: float, generator: Any = None) -> Array:
    _must_be_float(std.dtype, "normal_kernel_cpu")
    _check_spreads(std)
    return (_source(generator).randn(std.shape, std.dtype) * std + std.dtype.type(mean)).astype(std.dtype)


def _check_one_spread(std: Any) -> None:
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")


def normal(
    mean: Any = 0.0,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Any = None,
    **_: Any,
) -> Any:
    """Random numbers, normal with this mean and deviation, each a number or a tensor."""
    if isinstance(mean, Tensor) and isinstance(std, Tensor):
        return _normal_by_both(*broadcast_tensors(mean, std), generator, out=out)
    if not isinstance(std, Tensor):
        _check_one_spread(std)
    if isinstance(mean, Tensor):
        return _normal_by_mean(mean, std, generator, out=out)
    if isinstance(std, Tensor):
        return _normal_by_spread(std, mean, generator, out=out)
    if device is not None:
        dtypes.check_device(device)
    kind = kind_of("normal", dtype, out, dtypes.get_default_dtype())
    numbers = _source(generator).randn(tuple(size or ()), kind.numpy) * std + mean
    return delivered("normal", np.asarray(numbers, kind.numpy), kind, requires_grad, out)


def multinomial(
    input: Any, num_samples: int, replacement: bool = False, *, generator: Any = None, out: Any = None
) -> Any:
    """Positions drawn by weight along the last axis."""
    weights = input._array
    if not input.dtype.is_floating_point:
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {input.dtype.type_name}")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if weights.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not replacement and num_samples > weights.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if (weights.sum(-1) <= 0).any():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    if out is not None and out.dtype is not dtypes.int64:
        raise RuntimeError(f"multinomial expects Long tensor out, got: {out.dtype.type_name}")
    made = born("multinomial", _source(generator).multinomial(weights, num_samples, replacement), dtypes.int64)
    return made if out is None else into(out, made, "multinomial")


@op(node="PoissonBackward0", input=_nothing)
def poisson(input: Array, generator: Any = None) -> Array:
    """How many of the events come that come at this rate."""
    _must_be_float(input.dtype, "poisson_cpu")
    if (input < 0).any():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    source = _source(generator)
    counts = [source.poisson(float(rate)) for rate in input.flat]
    return np.array(counts, input.dtype).reshape(input.shape)


@op(node="BinomialBackward0", count=_nothing, prob=_nothing)
def binomial(count: Array, prob: Array, generator: Any = None) -> Array:
    """How many of ``count`` trials succeed that each do so with the chance ``prob``."""
    _must_be_float(count.dtype, "binomial_cpu")
    source = _source(generator)
    drawn = [source.binomial(float(n), float(p)) for n, p in np.broadcast(count, prob)]
    return np.array(drawn, count.dtype).reshape(np.broadcast_shapes(count.shape, prob.shape))


# -- into the tensor itself -----------------------------------------------------------------------------------------


@op(name="uniform", node="UniformBackward0", input=_nothing)
def uniform_draw(input: Array, a: float, b: float, generator: Any) -> Array:
    kind = input.dtype
    _must_be_float(kind, "check_uniform_bounds")
    if a > b:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={a:g} > to={b:g}")
    return np.asarray(_source(generator).rand(input.shape, kind) * kind.type(b - a) + kind.type(a))


def uniform_(input: Any, a: float = 0.0, b: float = 1.0, *, generator: Any = None) -> Any:
    """Fresh numbers, evenly spread over [a, b), written into the tensor itself."""
    return in_place(uniform_draw, input, a, b, generator)


@op(name="normal", node="NormalBackward0", input=_nothing)
def normal_draw(input: Array, mean: float, std: float, generator: Any) -> Array:
    kind = input.dtype
    _check_one_spread(std)
    _must_be_float(kind, "normal_kernel_cpu")
    return np.asarray(_source(generator).randn(input.shape, kind) * kind.type(std) + kind.type(mean))


def normal_(input: Any, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Any:
    """Fresh numbers, normal with this mean and deviation, written into the tensor itself."""
    return in_place(normal_draw, input, mean, std, generator)


def _whole(input: Array, bounds: tuple[int, ...], generator: Any) -> Array:
    """Whole numbers below a bound, between two or, without any, all that the type can count in steps of one."""
    source, dtype = _source(generator), dtypes.from_numpy(input.dtype)
    if not bounds:
        return source.whole(input.shape, dtype.counts, dtype.itemsize == 8).astype(input.dtype)
    low, high = (0, *bounds)[-2:]
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    return source.randint(low, high, input.shape).astype(input.dtype)


_WHOLE = [op(name="random", node=f"RandomBackward{number}", input=_nothing)(_whole) for number in (2, 1, 0)]
"""The same draw without bounds, with one and with two."""


def random_(input: Any, *bounds: int, to: int | None = None, generator: Any = None) -> Any:
    """Fresh whole numbers, written into the tensor itself."""
    given = bounds if to is None else (*bounds, to)
    return in_place(_WHOLE[len(given)], input, given, generator)


@op(name="bernoulli", node="BernoulliBackward2", input=_nothing)
def choice_by_number(input: Array, p: float, generator: Any) -> Array:
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return _source(generator).bernoulli(np.full(input.shape, p, np.float64)).astype(input.dtype)


@op(name="bernoulli", node="BernoulliBackward1", input=_nothing, p=_nothing)
def choice_by_tensor(input: Array, p: Array, generator: Any) -> Array:
    return _source(generator).bernoulli(np.broadcast_to(p, input.shape)).astype(input.dtype)


def bernoulli_(input: Any, p: Any = 0.5, *, generator: Any = None) -> Any:
    """1 with the chance ``p``, else 0, written into the tensor itself."""
    return in_place(choice_by_tensor if isinstance(p, Tensor) else choice_by_number, input, p, generator)


@op(name="exponential", node="ExponentialBackward0", input=_nothing)
def exponential_draw(input: Array, lambd: float, generator: Any) -> Array:
    _must_be_continuous("Exponential", input.dtype, dtypes.from_numpy(input.dtype).type_name)
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    return np.asarray(-np.log1p(-_source(generator).rand(input.shape, np.float64)) / lambd).astype(input.dtype)


def exponential_(input: Any, lambd: float = 1.0, *, generator: Any = None) -> Any:
    """Fresh waiting times at this rate, written into the tensor itself."""
    return in_place(exponential_draw, input, lambd, generator)


@op(name="geometric", node="GeometricBackward0", input=_nothing)
def geometric_draw(input: Array, p: float, generator: Any) -> Array:
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    return np.ceil(np.log(_source(generator).rand(input.shape, np.float64)) / np.log1p(-p)).astype(input.dtype)


def geometric_(input: Any, p: float, *, generator: Any = None) -> Any:
    """Fresh counts of trials until the first success, written into the tensor itself."""
    return in_place(geometric_draw, input, p, generator)


@op(name="cauchy", node="CauchyBackward0", input=_nothing)
def cauchy_draw(input: Array, median: float, sigma: float, generator: Any) -> Array:
    _must_be_continuous("Cauchy", input.dtype, dtypes.word(dtypes.from_numpy(input.dtype)))
    if sigma <= 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    spread = np.tan(np.pi * (_source(generator).rand(input.shape, np.float64) - 0.5))
    return np.asarray(median + sigma * spread).astype(input.dtype)


def cauchy_(input: Any, median: float = 0.0, sigma: float = 1.0, *, generator: Any = None) -> Any:
    """Fresh numbers of a Cauchy distribution, written into the tensor itself."""
    return in_place(cauchy_draw, input, median, sigma, generator)


@op(name="log_normal", node="LogNormalBackward0", input=_nothing)
def log_normal_draw(input: Array, mean: float, std: float, generator: Any) -> Array:
    _must_be_float(input.dtype, "log_normal_cpu")
    if std <= 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    return np.exp(_source(generator).normals_one_by_one(input.shape) * std + mean).astype(input.dtype)


def log_normal_(input: Any, mean: float = 1.0, std: float = 2.0, *, generator: Any = None) -> Any:
    """Fresh numbers whose logarithm is normal, written into the tensor itself."""
    return in_place(log_normal_draw, input, mean, std, generator)
