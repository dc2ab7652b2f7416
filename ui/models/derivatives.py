"""The derivatives that the inspector tells: for each operand of an operation its rule, in symbols and for numbers.

``g`` is the gradient that comes, ``y`` the result; operands have the names that the operation gives them. Source: the
derivative of each function as in any calculus text; the test compares every rule with what backward has computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

Shape = tuple[int, ...]


class Shapes(NamedTuple):
    """Of the operand and of the result."""

    operand: Shape
    result: Shape
    operand_strides: Shape
    result_strides: Shape


Values = Any
"""The values by their names: ``v.g * v.other``."""

Compute = Callable[[Values, Shapes], Any]
Template = str | Callable[[Shapes, Mapping[str, Any]], str | None]


@dataclass(frozen=True)
class Derivative:
    """The gradient of one operand.

    Attributes:
        symbols: with places for names; or what makes it for these shapes and values, None where it does not hold.
        compute: the same for numbers; None where it takes what no recording has.
    """

    symbols: Template
    compute: Compute | None

    def template(self, shapes: Shapes, values: Mapping[str, Any]) -> str | None:
        """The rule with places for the names."""
        return self.symbols if isinstance(self.symbols, str) else self.symbols(shapes, values)


def _rule(symbols: Template, compute: Callable[[Values], Any]) -> Derivative:
    return Derivative(symbols, lambda v, _: compute(v))


def _one(symbols: Template, compute: Callable[[Values], Any]) -> dict[str, Derivative]:
    return {"input": _rule(symbols, compute)}


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# -- axes -------------------------------------------------------------------------------------------------------------


def folded(operand: Shape, result: Shape) -> Shape | None:
    """The axes that a reduction has folded, None where the shapes leave several possible."""
    if len(result) == len(operand):
        return tuple(dim for dim, (size, left) in enumerate(zip(operand, result, strict=True)) if size != left)
    count = len(operand) - len(result)
    fitting = [
        dims
        for dims in combinations(range(len(operand)), count)
        if tuple(size for dim, size in enumerate(operand) if dim not in dims) == result
    ]
    return fitting[0] if len(fitting) == 1 else None


def _spread(g: Any, shapes: Shapes) -> Any:
    """A gradient in the shape that its operand had before axes were folded."""
    if len(shapes.result) < len(shapes.operand):
        g = np.expand_dims(g, folded(shapes.operand, shapes.result) or tuple(range(len(shapes.operand))))
    return np.broadcast_to(g, shapes.operand)


def _spread_symbols(shapes: Shapes) -> str | None:
    dims = folded(shapes.operand, shapes.result)
    if dims is None:
        return None
    sizes = ", ".join(map(str, shapes.operand)) or "()"
    back = "".join(f".unsqueeze({dim})" for dim in dims) if 0 < len(shapes.result) < len(shapes.operand) else ""
    return f"{{g}}{back}.expand({sizes})"


def _count(shapes: Shapes) -> int:
    return math.prod(shapes.operand) // max(1, math.prod(shapes.result))


def _mean_symbols(shapes: Shapes, _: Mapping[str, Any]) -> str | None:
    spread = _spread_symbols(shapes)
    return None if spread is None else f"{spread} / {_count(shapes)}"


def _order(shapes: Shapes) -> Shape | None:
    """The axes of the operand in the order in which the result has them, as their strides tell."""
    strides = shapes.operand_strides
    if len(set(strides)) < len(strides) or sorted(strides) != sorted(shapes.result_strides):
        return None
    return tuple(strides.index(stride) for stride in shapes.result_strides)


def _turned_symbols(shapes: Shapes, _: Mapping[str, Any]) -> str | None:
    order = _order(shapes)
    if order is None:
        return None
    back = ", ".join(str(order.index(dim)) for dim in range(len(order)))
    return "{g}.t()" if order == (1, 0) else f"{{g}}.permute({back})"


def _turned(v: Values, shapes: Shapes) -> Any:
    return np.transpose(v.g, np.argsort(_order(shapes) or ()))


def _reshaped(shapes: Shapes, _: Mapping[str, Any]) -> str:
    return f"{{g}}.reshape({', '.join(map(str, shapes.operand)) or '()'})"


_RESHAPE = {"input": Derivative(_reshaped, lambda v, shapes: np.reshape(v.g, shapes.operand))}
_TURN = {"input": Derivative(_turned_symbols, _turned)}
_PART = Derivative(lambda shapes, _: f"zeros({', '.join(map(str, shapes.operand))})[…] = {{g}}", None)
_NOTHING = _one("0 · {g}", lambda v: 0 * v.g)

# -- reductions -------------------------------------------------------------------------------------------------------


def _whole(symbols: str) -> Template:
    """A rule that holds where all elements are folded into one number."""
    return lambda shapes, _: symbols.replace("COUNT", str(_count(shapes))) if not shapes.result else None


def _among_equals(v: Values) -> Any:
    return v.g * (v.input == v.y) / np.sum(v.input == v.y)


def _of_mean(symbols: str, each: Callable[[Any, Any], Any]) -> Template:
    """A rule of a loss, where it is the mean over all elements."""

    def template(shapes: Shapes, values: Mapping[str, Any]) -> str | None:
        x, target, y = values["input"], values["target"], values["y"]
        if shapes.result or x is None or target is None or y is None:
            return None
        return symbols.replace("COUNT", str(_count(shapes))) if np.allclose(np.mean(each(x, target)), y) else None

    return template


def _squared_error(x: Any, target: Any) -> Any:
    return (x - target) ** 2


def _cross_entropy(x: Any, target: Any) -> Any:
    return np.maximum(x, 0) - x * target + np.log1p(np.exp(-np.abs(x)))


def _softmax_gradient(v: Values) -> Any:
    axis = -1 if np.ndim(v.g) else None
    return v.y * (v.g - np.sum(v.g * v.y, axis=axis, keepdims=axis is not None))


def _log_softmax_gradient(v: Values) -> Any:
    axis = -1 if np.ndim(v.g) else None
    return v.g - np.exp(v.y) * np.sum(v.g, axis=axis, keepdims=axis is not None)


def _where(function: Callable[[Any], Any], symbols: str) -> Template:
    """A rule that holds where the result is this function of the operand, whatever else could have been asked for."""

    def template(_: Shapes, values: Mapping[str, Any]) -> str | None:
        x, y = values["input"], values["y"]
        return symbols if x is not None and y is not None and np.allclose(function(x), y, rtol=1e-4) else None

    return template


# -- powers -----------------------------------------------------------------------------------------------------------


def _power_symbols(_: Shapes, values: Mapping[str, Any]) -> str:
    is_square = values.get("exponent") is not None and np.size(values["exponent"]) == 1 and values["exponent"] == 2
    return "{g} · {exponent} · {input}" if is_square else "{g} · {exponent} · {input}^({exponent} − 1)"


def _power(v: Values) -> Any:
    return v.g * v.exponent * np.power(np.asarray(v.input, float), v.exponent - 1)


DERIVATIVES: dict[str, dict[str, Derivative]] = {
    # one operand, element by element
    "neg": _one("−{g}", lambda v: -v.g),
    "exp": _one("{g} · {y}", lambda v: v.g * v.y),
    "exp2": _one("{g} · {y} · log(2)", lambda v: v.g * v.y * math.log(2)),
    "expm1": _one("{g} · ({y} + 1)", lambda v: v.g * (v.y + 1)),
    "log": _one("{g} / {input}", lambda v: v.g / v.input),
    "log2": _one("{g} / ({input} · log(2))", lambda v: v.g / (v.input * math.log(2))),
    "log10": _one("{g} / ({input} · log(10))", lambda v: v.g / (v.input * math.log(10))),
    "log1p": _one("{g} / (1 + {input})", lambda v: v.g / (1 + v.input)),
    "sqrt": _one("{g} / (2 · {y})", lambda v: v.g / (2 * v.y)),
    "rsqrt": _one("−{g} · {y}³ / 2", lambda v: -v.g * v.y**3 / 2),
    "reciprocal": _one("−{g} · {y}²", lambda v: -v.g * v.y**2),
    "sin": _one("{g} · cos({input})", lambda v: v.g * np.cos(v.input)),
    "cos": _one("−{g} · sin({input})", lambda v: -v.g * np.sin(v.input)),
    "tan": _one("{g} · (1 + {y}²)", lambda v: v.g * (1 + v.y**2)),
    "asin": _one("{g} / sqrt(1 − {input}²)", lambda v: v.g / np.sqrt(1 - v.input**2)),
    "acos": _one("−{g} / sqrt(1 − {input}²)", lambda v: -v.g / np.sqrt(1 - v.input**2)),
    "atan": _one("{g} / (1 + {input}²)", lambda v: v.g / (1 + v.input**2)),
    "sinh": _one("{g} · cosh({input})", lambda v: v.g * np.cosh(v.input)),
    "cosh": _one("{g} · sinh({input})", lambda v: v.g * np.sinh(v.input)),
    "tanh": _one("{g} · (1 − {y}²)", lambda v: v.g * (1 - v.y**2)),
    "asinh": _one("{g} / sqrt({input}² + 1)", lambda v: v.g / np.sqrt(v.input**2 + 1)),
    "atanh": _one("{g} / (1 − {input}²)", lambda v: v.g / (1 - v.input**2)),
    "erf": _one("{g} · 2 / sqrt(π) · exp(−{input}²)", lambda v: v.g * 2 / math.sqrt(math.pi) * np.exp(-(v.input**2))),
    "sigmoid": _one("{g} · {y} · (1 − {y})", lambda v: v.g * v.y * (1 - v.y)),
    "log_sigmoid": _one("{g} · sigmoid(−{input})", lambda v: v.g * _sigmoid(-v.input)),
    "softplus": _one(_where(lambda x: np.logaddexp(x, 0), "{g} · sigmoid({input})"), lambda v: v.g * _sigmoid(v.input)),
    "elu": _one(
        _where(lambda x: np.where(x > 0, x, np.expm1(x)), "{g} · (1 if {input} > 0 else {y} + 1)"),
        lambda v: v.g * np.where(v.input > 0, 1, v.y + 1),
    ),
    "silu": _one(
        "{g} · sigmoid({input}) · (1 + {input} · (1 − sigmoid({input})))",
        lambda v: v.g * _sigmoid(v.input) * (1 + v.input * (1 - _sigmoid(v.input))),
    ),
    "relu": _one("{g} · ({input} > 0)", lambda v: v.g * (v.input > 0)),
    "abs": _one("{g} · sign({input})", lambda v: v.g * np.sign(v.input)),
    "clamp": _one("{g} · ({y} == {input})", lambda v: v.g * (v.y == v.input)),
    "clone": _one("{g}", lambda v: v.g),
    "to": _one("{g}", lambda v: v.g),
    "sign": _NOTHING,
    "round": _NOTHING,
    "floor": _NOTHING,
    "ceil": _NOTHING,
    "trunc": _NOTHING,
    "masked_fill": _one("{g} · (1 − {mask})", lambda v: v.g * ~v.mask),
    # two operands, element by element
    "add": {"input": _rule("{g}", lambda v: v.g), "other": _rule("{g}", lambda v: v.g)},
    "sub": {"input": _rule("{g}", lambda v: v.g), "other": _rule("−{g}", lambda v: -v.g)},
    "rsub": {"input": _rule("−{g}", lambda v: -v.g), "other": _rule("{g}", lambda v: v.g)},
    "mul": {
        "input": _rule("{g} · {other}", lambda v: v.g * v.other),
        "other": _rule("{g} · {input}", lambda v: v.g * v.input),
    },
    "div": {
        "input": _rule("{g} / {other}", lambda v: v.g / v.other),
        "other": _rule("−{g} · {input} / {other}²", lambda v: -v.g * v.input / v.other**2),
    },
    "pow": {
        "input": _rule(_power_symbols, _power),
        "exponent": _rule("{g} · {y} · log({input})", lambda v: v.g * v.y * np.log(v.input)),
    },
    "maximum": {
        "input": _rule("{g} · ({input} > {other})", lambda v: v.g * (v.input > v.other)),
        "other": _rule("{g} · ({other} > {input})", lambda v: v.g * (v.other > v.input)),
    },
    "minimum": {
        "input": _rule("{g} · ({input} < {other})", lambda v: v.g * (v.input < v.other)),
        "other": _rule("{g} · ({other} < {input})", lambda v: v.g * (v.other < v.input)),
    },
    "where": {
        "input": _rule("{g} · {condition}", lambda v: v.g * v.condition),
        "other": _rule("{g} · (1 − {condition})", lambda v: v.g * ~v.condition),
    },
    "atan2": {
        "input": _rule("{g} · {other} / ({input}² + {other}²)", lambda v: v.g * v.other / (v.input**2 + v.other**2)),
        "other": _rule("−{g} · {input} / ({input}² + {other}²)", lambda v: -v.g * v.input / (v.input**2 + v.other**2)),
    },
    "hypot": {
        "input": _rule("{g} · {input} / {y}", lambda v: v.g * v.input / v.y),
        "other": _rule("{g} · {other} / {y}", lambda v: v.g * v.other / v.y),
    },
    # axes folded
    "sum": {"input": Derivative(lambda shapes, _: _spread_symbols(shapes), lambda v, shapes: _spread(v.g, shapes))},
    "mean": {"input": Derivative(_mean_symbols, lambda v, shapes: _spread(v.g, shapes) / _count(shapes))},
    "prod": _one(_whole("{g} · {y} / {input}"), lambda v: v.g * v.y / v.input),
    "max": _one(_whole("{g} · ({input} == {y}) / ({input} == {y}).sum()"), _among_equals),
    "min": _one(_whole("{g} · ({input} == {y}) / ({input} == {y}).sum()"), _among_equals),
    "var": _one(
        _whole("{g} · 2 · ({input} − {input}.mean()) / (COUNT − 1)"),
        lambda v: v.g * 2 * (v.input - v.input.mean()) / (v.input.size - 1),
    ),
    "std": _one(
        _whole("{g} · ({input} − {input}.mean()) / ((COUNT − 1) · {y})"),
        lambda v: v.g * (v.input - v.input.mean()) / ((v.input.size - 1) * v.y),
    ),
    "linalg_vector_norm": _one(
        _where(lambda x: np.sqrt((x**2).sum()), "{g} · {input} / {y}"), lambda v: v.g * v.input / v.y
    ),
    "softmax": _one("{y} · ({g} − ({g} · {y}).sum(dim))", _softmax_gradient),
    "log_softmax": _one("{g} − exp({y}) · {g}.sum(dim)", _log_softmax_gradient),
    "logsumexp": {
        "input": Derivative(
            lambda shapes, _: None if folded(shapes.operand, shapes.result) is None else "{g} · exp({input} − {y})",
            lambda v, shapes: _spread(v.g, shapes) * np.exp(v.input - _spread(v.y, shapes)),
        )
    },
    "mse_loss": {
        "input": Derivative(
            _of_mean("{g} · 2 · ({input} − {target}) / COUNT", _squared_error),
            lambda v, shapes: v.g * 2 * (v.input - v.target) / _count(shapes),
        ),
        "target": Derivative(
            _of_mean("−{g} · 2 · ({input} − {target}) / COUNT", _squared_error),
            lambda v, shapes: -v.g * 2 * (v.input - v.target) / _count(shapes),
        ),
    },
    "binary_cross_entropy_with_logits": {
        "input": Derivative(
            _of_mean("{g} · (sigmoid({input}) − {target}) / COUNT", _cross_entropy),
            lambda v, shapes: v.g * (_sigmoid(v.input) - v.target) / _count(shapes),
        )
    },
    # the same elements in another shape, order or number
    "view": _RESHAPE,
    "_unsafe_view": _RESHAPE,
    "unsqueeze": _RESHAPE,
    "squeeze": _RESHAPE,
    "t": _TURN,
    "transpose": _TURN,
    "permute": _TURN,
    "expand": {
        "input": Derivative(
            lambda shapes, _: f"{{g}}.sum_to_size({', '.join(map(str, shapes.operand)) or '()'})",
            lambda v, shapes: v.g,
        )
    },
    "select": {"input": _PART},
    "slice": {"input": _PART},
    "index": {"input": _PART},
    "gather": {"input": _PART},
    "unbind": {"input": _PART},
    "cat": {"tensors": Derivative("{g}[…]", None)},
    "stack": {"tensors": Derivative("{g}[…]", None)},
    # matrix products
    "mm": {
        "input": _rule("{g} @ {mat2}.t()", lambda v: v.g @ v.mat2.T),
        "mat2": _rule("{input}.t() @ {g}", lambda v: v.input.T @ v.g),
    },
    "bmm": {
        "input": _rule("{g} @ {mat2}.mT", lambda v: v.g @ np.swapaxes(v.mat2, -1, -2)),
        "mat2": _rule("{input}.mT @ {g}", lambda v: np.swapaxes(v.input, -1, -2) @ v.g),
    },
    "mv": {
        "input": _rule("{g}.outer({vec})", lambda v: np.outer(v.g, v.vec)),
        "vec": _rule("{input}.t() @ {g}", lambda v: v.input.T @ v.g),
    },
    "dot": {
        "input": _rule("{g} · {tensor}", lambda v: v.g * v.tensor),
        "tensor": _rule("{g} · {input}", lambda v: v.g * v.input),
    },
    "addmm": {
        "input": _rule("{g}", lambda v: v.g),
        "mat1": _rule("{g} @ {mat2}.t()", lambda v: v.g @ v.mat2.T),
        "mat2": _rule("{mat1}.t() @ {g}", lambda v: v.mat1.T @ v.g),
    },
}
"""Operation → the rule of each operand that takes a gradient."""

STRETCHING = frozenset(
    ["add", "sub", "rsub", "mul", "div", "pow", "maximum", "minimum", "where", "atan2", "hypot", "masked_fill", "addmm"]
)
"""Operations that stretch their operands to one shape, so that the gradient is summed back."""
