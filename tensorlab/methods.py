"""The one table where operations become methods and operators of ``Tensor``, and their in-place forms.

Operations call each other as methods in their rules, and the tensor itself knows none of them: this file ties the knot.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import MethodType, ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes, members, ops, signatures
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph import inference as _inference  # noqa: F401  (it marks what inference mode makes)
from tensorlab.graph.backward import backward
from tensorlab.graph.mode import is_deriving, is_inference
from tensorlab.ops import (
    activation,
    arrangement,
    creation,
    index,
    joins,
    linalg,
    logic,
    loss,
    matrices,
    pointwise,
    scatter,
    shape,
    table,
    writing,
)
from tensorlab.ops.table import Op
from tensorlab.ops.writing import into

OPERATIONS: dict[str, Callable[..., Any]] = {}
"""Every operation that can be called as ``torch.name(tensor, …)``."""

METHODS: dict[str, Callable[..., Any]] = {}
"""Every operation that can be called as ``tensor.name(…)``."""

_NOT_IN_TORCH = frozenset(
    [
        "activation",
        "attention",
        "convolution",
        "creation",
        "decompositions",
        "embedding",
        "fractional",
        "histories",
        "indefinite",
        "layouts",
        "lengths",
        "loss",
        "matrix_norms",
        "nested",
        "normalization",
        "plans",
        "pooling",
        "resize",
        "sampling",
        "calls",
        "table",
        "triangular",
        "writing",
        "slopes",
    ]
)
"""Modules whose operations have other homes: ``torch.nn.functional``, or functions without operands."""

_SHARED = frozenset(
    [
        "alias",
        "as_strided_array",
        "as_strided_sum",
        "axes_of",
        "check_strides",
        "conjugate_T",
        "convert",
        "copy",
        "exponential",
        "getitem",
        "index_op",
        "kept_shape",
        "matrix_T",
        "multi_dot",
        "narrow_bounds",
        "nonzero_op",
        "numpy_T",
        "product",
        "reshaped",
        "restore",
        "rising_powers",
        "setitem",
        "sizes_from",
        "spread",
        "swapped",
        "vector_norm",
    ]
)
"""What operations share among themselves, or have in another module: no names of ``torch``."""

_METHODS_ONLY = frozenset(
    [
        "cdouble",
        "cfloat",
        "chalf",
        "contiguous",
        "expand",
        "expand_as",
        "repeat",
        "reshape_as",
        "sum_to_size",
        "to",
        "unfold",
        "view",
        "view_as",
    ]
)

_FUNCTIONS_ONLY = frozenset(
    [
        "atleast_1d",
        "atleast_2d",
        "atleast_3d",
        "bucketize",
        "combinations",
        "gradient",
        "pdist",
        "rsub",
        "std_mean",
        "tensordot",
        "var_mean",
    ]
)

_COPYING = frozenset(["index_copy", "narrow_copy"])
"""Methods whose names end as those of the views do that copy, which are functions only."""

_NOT_IN_PLACE = frozenset(
    [
        "angle",
        "fmax",
        "fmin",
        "frexp",
        "isclose",
        "isfinite",
        "isinf",
        "isnan",
        "isneginf",
        "isposinf",
        "isreal",
        "logaddexp",
        "logaddexp2",
        "maximum",
        "minimum",
        "positive",
        "pow",
        "rsub",
        "signbit",
        "where",
    ]
)
"""Pointwise operations that have no form with an underscore, or an own one below."""

_SAME = {
    "multiply": "mul",
    "divide": "div",
    "subtract": "sub",
    "negative": "neg",
    "absolute": "abs",
    "clip": "clamp",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "not_equal": "ne",
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "fix": "trunc",
    "moveaxis": "movedim",
    "ger": "outer",
}


_UNGUARDED = frozenset(["expand", "flatten", "matmul", "permute", "reshape", "view"])
"""Methods that are called so often that nothing stands before them, and which look at their arguments themselves."""

_SPELLINGS = {"axis": "dim", "keepdims": "keepdim"}


def _as_called(name: str, operation: Callable[..., Any], is_method: bool) -> Callable[..., Any]:
    """The operation, understanding ``axis=`` and ``keepdims=`` too, and refusing what PyTorch refuses.

    An :class:`Op` does so by itself.
    """
    if isinstance(operation, Op):
        return operation
    if "dim" not in inspect.signature(operation).parameters:
        if is_method and name in _UNGUARDED:
            return operation
        return signatures.guarded(operation, name, is_method)

    @functools.wraps(operation)
    def spelled(*args: Any, **kwargs: Any) -> Any:
        spelt = {_SPELLINGS.get(key, key): value for key, value in kwargs.items()} if kwargs else kwargs
        try:
            return operation(*args, **spelt)
        except Exception as error:
            signatures.check(name, args, kwargs, is_method, error)
            raise

    return spelled


def _offered() -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Name, operation and first parameter of all that the modules of operations declare in public."""
    for file in pkgutil.iter_modules(ops.__path__):
        if file.name in _NOT_IN_TORCH or file.name.startswith("_"):
            continue
        module = importlib.import_module(f"{ops.__name__}.{file.name}")
        for name, one in vars(module).items():
            if name.startswith("_") or name in _SHARED or name.endswith("_backward"):
                continue
            if isinstance(one, Op):
                # An overload carries the name that it stands in for.
                if one.name == name and one.function.__module__ == module.__name__:
                    yield name, one, one.parameters[0]
            elif inspect.isfunction(one) and one.__module__ == module.__name__:
                yield name, one, next(iter(inspect.signature(one).parameters), "")


def _collect() -> None:
    for name, operation, first in _offered():
        if first == "input" and name not in _FUNCTIONS_ONLY and (not name.endswith("_copy") or name in _COPYING):
            METHODS[name] = _as_called(name, operation, is_method=True)
        if name not in _METHODS_ONLY and not name.endswith("_"):
            OPERATIONS[name] = _as_called(name, operation, is_method=False)
        if isinstance(operation, table.Pointwise) and name not in _NOT_IN_PLACE:
            _IN_PLACE[name] = operation
    for name in ("div", "true_divide"):
        OPERATIONS[name] = _as_called(name, getattr(pointwise, name), is_method=False)
        METHODS[name] = _as_called(name, getattr(pointwise, name), is_method=True)
    for name, other in _SAME.items():
        OPERATIONS[name] = METHODS[name] = OPERATIONS[other]
        if f"{other}_" in METHODS:
            METHODS[f"{name}_"] = METHODS[f"{other}_"]
        elif other in _IN_PLACE:
            _IN_PLACE[name] = _IN_PLACE[other]


# -- in place -------------------------------------------------------------------------------------------------------


def _declared(module: ModuleType, *names: str) -> dict[str, Any]:
    """Operations of a module by their names."""
    return {name: getattr(module, name) for name in names}


_IN_PLACE: dict[str, Op] = {
    **_declared(pointwise, "true_divide"),
    **_declared(linalg, "addbmm", "addmm", "addmv", "addr", "baddbmm"),
    **_declared(scatter, "index_add", "index_copy", "index_reduce", "masked_scatter", "put"),
    **_declared(scatter, "scatter_add", "scatter_reduce"),
    **_declared(arrangement, "tril", "triu"),
}
"""Operations that also write into their first operand, by the name without the underscore."""


_IN_PLACE_FUNCTIONS = [
    "abs_",
    "acos_",
    "acosh_",
    "addmv_",
    "arccos_",
    "arccosh_",
    "arcsin_",
    "arcsinh_",
    "arctan_",
    "arctanh_",
    "as_strided_",
    "asin_",
    "asinh_",
    "atan_",
    "atanh_",
    "ceil_",
    "clamp_",
    "clamp_max_",
    "clamp_min_",
    "clip_",
    "conj_physical_",
    "cos_",
    "cosh_",
    "deg2rad_",
    "detach_",
    "erf_",
    "erfc_",
    "exp_",
    "exp2_",
    "expm1_",
    "fill_",
    "fix_",
    "floor_",
    "frac_",
    "gcd_",
    "i0_",
    "lcm_",
    "index_put_",
    "ldexp_",
    "log_",
    "log10_",
    "log1p_",
    "log2_",
    "logit_",
    "nan_to_num_",
    "neg_",
    "negative_",
    "rad2deg_",
    "reciprocal_",
    "relu_",
    "resize_as_",
    "round_",
    "rsqrt_",
    "sigmoid_",
    "sin_",
    "sinc_",
    "sinh_",
    "sqrt_",
    "square_",
    "tan_",
    "tanh_",
    "trunc_",
    "xlogy_",
    "zero_",
]
"""Methods that write into their tensor and that ``torch`` has as functions, too."""


def _in_place(operation: Op) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return writing.in_place(operation, self, *args, **kwargs)
        except Exception as error:
            signatures.check(operation.name + "_", (self, *args), kwargs, True, error)
            raise

    method.__name__ = operation.name + "_"
    method.__doc__ = f"``{operation.name}``, written into the tensor itself."
    return method


@table.op(name="zero", node="ZeroBackward0", input=lambda g: g.new_zeros(g.shape))
def _zero(input: Any) -> Any:
    return np.zeros(input.shape, input.dtype)


def _zero_(self: Any) -> Any:
    """Every element becomes zero."""
    return writing.in_place(_zero, self)


def _copy_(self: Any, src: Any, non_blocking: bool = False) -> Any:
    """The elements of another tensor, broadcast and converted, written into this one."""
    source = src if isinstance(src, Tensor) else creation.scalar_like(src, self)
    return writing.in_place(index.copy, self, source)


# -- conversions ----------------------------------------------------------------------------------------------------


def _convert(name: str, dtype: dtypes.dtype) -> Callable[..., Any]:
    def method(self: Any, *args: Any, memory_format: Any = None) -> Any:
        if args:
            given = "1 was" if len(args) == 1 else f"{len(args)} were"
            raise TypeError(f"{name}() takes 0 positional arguments but {given} given")
        return shape.to(self, dtype)

    method.__doc__ = f"The tensor as {dtype.name}; itself if it is that already."
    return method


_CONVERSIONS = {
    "float": dtypes.float32,
    "double": dtypes.float64,
    "half": dtypes.float16,
    "bfloat16": dtypes.bfloat16,
    "long": dtypes.int64,
    "int": dtypes.int32,
    "short": dtypes.int16,
    "char": dtypes.int8,
    "byte": dtypes.uint8,
    "bool": dtypes.bool,
}


def _type(self: Any, dtype: Any = None) -> Any:
    """The name of its type, ``torch.FloatTensor``, or the tensor as another type."""
    if dtype is None:
        return f"torch.{self.dtype.type_name}Tensor"
    if not isinstance(dtype, dtypes.dtype):
        # "torch.FloatTensor", or that constructor itself.
        name = dtype if isinstance(dtype, str) else dtype.__name__
        word = name.removeprefix("torch.").removesuffix("Tensor")
        found = next((one for one in dtypes.ALL if one.type_name == word), None)
        if found is None:
            raise ValueError(f"invalid type: '{name}'")
        dtype = found
    return shape.to(self, dtype)


def _type_as(self: Any, other: Any) -> Any:
    """The tensor as the type of another."""
    return shape.to(self, other.dtype)


def _itself(self: Any, *_: Any, **__: Any) -> Any:
    """The tensor itself: there is no other memory than the computer's."""
    return self


def _cuda(self: Any, *_: Any, **__: Any) -> Any:
    """Raise as PyTorch does without CUDA."""
    raise AssertionError("Torch not compiled with CUDA enabled")


def _new(factory: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *size: Any, dtype: Any = None, **keywords: Any) -> Any:
        return factory(*size, dtype=dtype or self.dtype, **keywords)

    method.__doc__ = f"``{factory.__name__}`` in the type of this tensor."
    return method


def _new_tensor(self: Any, data: Any, dtype: Any = None, requires_grad: bool = False) -> Any:
    """``tensor`` in the type of this tensor."""
    return creation.tensor(data, dtype=dtype or self.dtype, requires_grad=requires_grad)


def _backward(
    self: Any, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False, inputs: Any = None
) -> None:
    """Compute the gradients of this tensor with respect to the leaves, and add them into their ``.grad``."""
    backward(self, gradient, retain_graph, create_graph, inputs)


def _share_memory_with(self: Any, other: Any) -> bool:
    """Whether both look at the same memory in the same way."""
    return self._array is other._array or (
        self.data_ptr() == other.data_ptr() and self.shape == other.shape and self.stride() == other.stride()
    )


# -- operators ------------------------------------------------------------------------------------------------------


def _operable(other: Any) -> bool:
    if isinstance(other, complex):
        raise dtypes.absent("complex64")
    return isinstance(other, (Tensor, int, float, np.generic))


def _operator(
    operation: Callable[..., Any], swapped: bool = False, reflected: bool = False
) -> Callable[[Any, Any], Any]:
    """What an operator does; ``reflected`` after an array of numpy's, which PyTorch does not take on the left."""

    def method(self: Any, other: Any) -> Any:
        if not _operable(other):
            if reflected or swapped or not isinstance(other, np.ndarray):
                return NotImplemented
            other = creation.as_tensor(other)
        return operation(other, self) if swapped else operation(self, other)

    return method


def _matmul(self: Any, other: Any) -> Any:
    if isinstance(other, Tensor):
        return linalg.matmul(self, other)
    return linalg.matmul(self, creation.as_tensor(other)) if isinstance(other, np.ndarray) else NotImplemented


def _rmatmul(self: Any, other: Any) -> Any:
    return linalg.matmul(other, self) if isinstance(other, Tensor) else NotImplemented


def _arithmetic(operation: Op, reflected: bool = False) -> Callable[[Any, Any], Any]:
    return operation.writer(operation).written_as_operator(_operator(operation, reflected=reflected))


def _augmented(operation: Op) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        return writing.in_place(operation, self, other) if _operable(other) else NotImplemented

    return method


def _invert(self: Any) -> Any:
    if self.dtype.is_floating_point:
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return logic.bitwise_not(self)


def _rsub(self: Any, other: Any) -> Any:
    if is_deriving():
        return pointwise.sub(_filled(self, other), self)
    return pointwise.rsub(self, other) if _operable(other) else NotImplemented


def _filled(self: Any, number: Any) -> Any:
    """A tensor of one number, as which a rule of PyTorch's takes one on the left of a difference or a quotient."""
    return wrap(np.full(self.shape, number, self.dtype.numpy), self.dtype, self.shape)


def _rtruediv(self: Any, other: Any) -> Any:
    if is_deriving():
        return pointwise.div(_filled(self, other), self)
    if isinstance(other, np.ndarray):
        other = creation.as_tensor(other)
    return pointwise.reciprocal(self) * other if _operable(other) else NotImplemented


def _iter(self: Any) -> Any:
    if not self.shape:
        raise TypeError("iteration over a 0-d tensor")
    return iter(joins.unbind(self, 0))


def _delitem(self: Any, _: Any) -> None:
    raise TypeError("Tensor does not support deleting items")


def _contains(self: Any, element: Any) -> bool:
    if not _operable(element):
        raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")
    return bool((element == self).any())


def _compare(operation: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        return operation(self, other) if _operable(other) else NotImplemented

    return method


_OPERATORS: dict[str, Callable[..., Any]] = {
    "__add__": _arithmetic(pointwise.add),
    "__radd__": _arithmetic(pointwise.add, reflected=True),
    "__sub__": _arithmetic(pointwise.sub),
    "__rsub__": _rsub,
    "__mul__": _arithmetic(pointwise.mul),
    "__rmul__": _arithmetic(pointwise.mul, reflected=True),
    "__truediv__": _arithmetic(pointwise.true_divide),
    "__rtruediv__": _rtruediv,
    "__rdiv__": _rtruediv,
    "__floordiv__": _operator(pointwise.floor_divide),
    "__rfloordiv__": _operator(pointwise.floor_divide, swapped=True),
    "__mod__": _operator(pointwise.remainder),
    "__rmod__": _operator(pointwise.remainder, swapped=True),
    "__pow__": _operator(pointwise.pow),
    "__rpow__": _operator(pointwise.pow, swapped=True),
    "__matmul__": _matmul,
    "__rmatmul__": _rmatmul,
    "__and__": _operator(logic.bitwise_and),
    "__rand__": _operator(logic.bitwise_and, reflected=True),
    "__or__": _operator(logic.bitwise_or),
    "__ror__": _operator(logic.bitwise_or, reflected=True),
    "__xor__": _operator(logic.bitwise_xor),
    "__rxor__": _operator(logic.bitwise_xor, reflected=True),
    "__lt__": _compare(logic.lt),
    "__le__": _compare(logic.le),
    "__gt__": _compare(logic.gt),
    "__ge__": _compare(logic.ge),
    "__eq__": _operator(logic.eq),
    "__ne__": _operator(logic.ne),
    "__neg__": lambda self: pointwise.neg(self),
    "__pos__": pointwise.positive,
    "__abs__": lambda self: pointwise.abs(self),
    "__invert__": _invert,
    "__lshift__": _operator(logic.bitwise_left_shift),
    "__rlshift__": _operator(logic.bitwise_left_shift, swapped=True),
    "__rshift__": _operator(logic.bitwise_right_shift),
    "__rrshift__": _operator(logic.bitwise_right_shift, swapped=True),
    "__iadd__": _augmented(pointwise.add),
    "__iand__": _augmented(logic.bitwise_and),
    "__ior__": _augmented(logic.bitwise_or),
    "__ixor__": _augmented(logic.bitwise_xor),
    "__ilshift__": _augmented(logic.bitwise_left_shift),
    "__irshift__": _augmented(logic.bitwise_right_shift),
    "__isub__": _augmented(pointwise.sub),
    "__imul__": _augmented(pointwise.mul),
    "__itruediv__": _augmented(pointwise.true_divide),
    "__ifloordiv__": _augmented(pointwise.floor_divide),
    "__imod__": _augmented(pointwise.remainder),
    "__ipow__": pointwise.pow_,
    "__getitem__": index.getitem,
    "__setitem__": index.setitem,
    "__delitem__": _delitem,
    "__iter__": _iter,
    "__contains__": _contains,
}

_OTHERS: dict[str, Callable[..., Any]] = {
    "backward": _backward,
    "copy_": _copy_,
    "cpu": _itself,
    "cuda": _cuda,
    "is_floating_point": lambda self: self.dtype.is_floating_point,
    "is_set_to": _share_memory_with,
    "lu": matrices.lu,
    "lu_solve": matrices.lu_solve,
    "new_tensor": _new_tensor,
    **{
        f"new_{name}": _new(factory)
        for name, factory in _declared(creation, "empty", "empty_strided", "full", "ones", "zeros").items()
    },
    **_declared(activation, "hardshrink"),
    "triangular_solve": matrices.triangular_solve,
    "type": _type,
    "type_as": _type_as,
    "where": lambda self, condition, other: scatter.where(condition, self, other),
    "zero_": _zero_,
    "_is_view": lambda self: self._base is not None and not is_inference(self),
}


ATTACHED: set[str] = set()
"""The names of the methods that are no operation of :data:`METHODS`."""


class _Method:
    """Stands in the class of tensors for an operation until that is first called: then the call is written out."""

    def __init__(self, name: str, operation: Op) -> None:
        self.__name__ = name
        self.__doc__ = operation.__doc__
        self.__wrapped__ = operation

    def __get__(self, instance: Any, owner: type) -> Any:
        method = self._written()
        setattr(Tensor, self.__name__, method)
        return method if instance is None else MethodType(method, instance)

    def _written(self) -> Callable[..., Any]:
        operation, name = self.__wrapped__, self.__name__

        def general(given: dict[str, Any], rest: tuple[Any, ...], out: Any, named: dict[str, Any]) -> Any:
            try:
                return operation.general(given, rest, out, named)
            except Exception as error:
                args, kwargs = operation.as_given(given, rest, out, named, signatures.only_by_name(name))
                signatures.check(name, args, kwargs, True, error)
                raise

        return operation.writer(operation).written(general)


def _made_by_numpy(self: Tensor, array: NDArray[Any], *_: Any) -> Any:
    """What a function of numpy's makes of a tensor, as a tensor; truths come as PyTorch gives them, in bytes."""
    return creation.from_numpy(array.astype(np.uint8) if array.dtype == np.bool_ else array)


def _attach() -> None:
    _collect()
    for name, operation in METHODS.items():
        setattr(Tensor, name, _Method(name, operation) if isinstance(operation, Op) else operation)
    for name, in_place in _IN_PLACE.items():
        if name + "_" not in METHODS:
            setattr(Tensor, name + "_", _in_place(in_place))
    for name, dtype in _CONVERSIONS.items():
        setattr(Tensor, name, _convert(name, dtype))
    for name, function in {**_OTHERS, **_OPERATORS}.items():
        setattr(Tensor, name, function)
    ATTACHED.update([*[f"{name}_" for name in _IN_PLACE], *_CONVERSIONS, *_OTHERS, *_OPERATORS, *members.METHODS])
    for name, member in {**members.METHODS, **members.PROPERTIES}.items():
        setattr(Tensor, name, member)
    OPERATIONS["detach"] = Tensor.detach
    for name in _IN_PLACE_FUNCTIONS:
        OPERATIONS[name] = getattr(Tensor, name)
    Tensor.T = property(shape.numpy_T)  # type: ignore[attr-defined]
    Tensor.mT = property(shape.matrix_T)  # type: ignore[attr-defined]
    Tensor.mH = property(lambda self: shape.matrix_T(self, "mH"))  # type: ignore[attr-defined]
    Tensor.H = property(shape.conjugate_T)  # type: ignore[attr-defined]
    Tensor.__array_priority__ = 1000  # type: ignore[attr-defined]
    Tensor.__array_wrap__ = _made_by_numpy  # type: ignore[attr-defined]


_attach()

__all__ = ["METHODS", "OPERATIONS", "Tensor", "into", "loss", "wrap"]
