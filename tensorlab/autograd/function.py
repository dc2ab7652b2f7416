"""Operations with a derivative of one's own: a subclass of :class:`Function` with ``forward`` and ``backward``."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tensorlab import errors, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.mode import enabled, no_grad
from tensorlab.graph.node import (
    RELEASED,
    Edge,
    Node,
    Origin,
    ViewEdge,
    check_unchanged,
    count_write,
    edge_of,
    known_counter,
    next_moment,
)
from tensorlab.graph.saved import Packed, unpacked
from tensorlab.ops.histories import remember
from tensorlab.ops.writing import check_history, rebase


class FunctionCtx(Node):
    """The node of a custom operation and, at the same time, the ``ctx`` that its two methods share."""

    __module__ = "torch.autograd.function"
    __slots__ = (
        "__dict__",
        "_dirty",
        "_for_forward",
        "_handed_on",
        "_materialize",
        "_non_differentiable",
        "_to_save",
        "count",
        "inputs",
        "inputs_shapes",
        "metas",
        "needs_input_grad",
    )
    count: int
    inputs: tuple[Any, ...]
    inputs_shapes: list[Any]
    metas: list[Any]
    needs_input_grad: tuple[bool, ...]
    function: type[Function]

    def __init__(self) -> None:
        self.saved = ()
        self.edges = ()
        self._to_save: tuple[Any, ...] = ()
        self._for_forward: tuple[Any, ...] = ()
        self._non_differentiable: tuple[Any, ...] = ()
        self._dirty: tuple[Any, ...] = ()
        self._handed_on: tuple[Any, ...] = ()
        self._materialize = True

    # -- for forward and backward -----------------------------------------------------------------------------------

    runs_on_nothing = True

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for ``backward``; they are freed with the graph's other saved tensors."""
        self._to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep tensors for ``jvp``."""
        self._check_tensors("save_for_forward", tensors)
        self._for_forward = tensors

    @staticmethod
    def _check_tensors(name: str, tensors: tuple[Any, ...]) -> None:
        for place, one in enumerate(tensors):
            if one is not None and not isinstance(one, Tensor):
                raise TypeError(f"{name} can only save variables, but argument {place} is of type {type(one).__name__}")

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved, after a check that nobody has changed it since."""
        if self.saved is RELEASED:
            raise errors.second_backward()
        if not self.saved and self._for_forward:
            return self._for_forward
        return tuple([self._unpack(value) for value in self.saved])

    def _unpack(self, value: Any) -> Any:
        if isinstance(value, tuple):
            array, dtype, number = value
            check_unchanged(known_counter(array), self.moment, dtype.type_name, array.shape, self.name())
            made = wrap(array, dtype)
            made._edge = (self, number) if self.outputs > 1 else self
            return made
        if isinstance(value, Packed):
            return unpacked(value)
        if isinstance(value, Tensor):
            producer = value.grad_fn
            name = "" if producer is None else producer.name()
            check_unchanged(value._counter, self.moment, value.dtype.type_name, value.shape, name)
        return value

    def mark_non_differentiable(self, *outputs: Any) -> None:
        """These outputs take no gradient."""
        self._non_differentiable = outputs

    def mark_dirty(self, *inputs: Any) -> None:
        """``forward`` has changed these inputs in place."""
        self._dirty = inputs

    def set_materialize_grads(self, value: bool) -> None:
        """Whether ``backward`` gets zeros, instead of None, for outputs without a gradient."""
        self._materialize = value

    # -- for the graph ----------------------------------------------------------------------------------------------

    @property
    def outputs(self) -> int:
        return len(self.metas)

    def saved_items(self) -> Iterable[tuple[str, Any]]:
        if self.saved is RELEASED:
            return ()
        return [
            (f"saved_tensors[{place}]", value[0] if isinstance(value, tuple) else value)
            for place, value in enumerate(self.saved)
            if not isinstance(value, Packed)
        ]

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        given = [self._filled(g, meta) for g, meta in zip(gradients, self.metas, strict=True)]
        found = self.function._backward_of()(self, *given)
        return self._checked(found if isinstance(found, tuple) else (found,))

    def _filled(self, gradient: Any, meta: Any) -> Any:
        shape, dtype = meta
        if gradient is None and self._materialize and dtype is not None:
            return wrap(np.zeros(shape, dtype.numpy), dtype)
        return gradient

    def _checked(self, results: tuple[Any, ...]) -> tuple[Any, ...]:
        name = self.name()
        if len(results) > self.count and all(one is None for one in results[self.count :]):
            results = results[: self.count]
        if len(results) != self.count:
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {self.count}, got {len(results)})"
            )
        shaped = []
        for place, (result, shape) in enumerate(zip(results, self.inputs_shapes, strict=True)):
            if result is not None and not isinstance(result, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(result).__name__})")
            if shape is None:
                if result is not None:
                    raise RuntimeError(
                        f"function {name} returned a gradient different than None at position {place + 1}, but the "
                        "corresponding forward input was not a Variable"
                    )
                continue
            if result is not None and tuple(result.shape) != tuple(shape):
                result = _reduced(result, shape, name, place)
            shaped.append(result)
        return tuple(shaped)

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at {hex(id(self))}>"


def _reduced(result: Any, shape: Any, name: str, place: int) -> Any:
    from tensorlab.ops.plans import sum_to_size

    try:
        fits = np.broadcast_shapes(tuple(result.shape), tuple(shape)) == tuple(result.shape)
    except ValueError:
        fits = False
    if not fits:
        raise errors.invalid_gradient(name, place, result.shape, shape)
    return sum_to_size(result, tuple(shape))


class Function:
    """An operation of one's own.

    ::

        class Square(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x

            @staticmethod
            def backward(ctx, g):
                (x,) = ctx.saved_tensors
                return 2 * x * g

        y = Square.apply(x)

    ``setup_context(ctx, inputs, output)`` may do what needs ``ctx``; ``forward`` then goes without it.
    """

    __module__ = "torch.autograd.function"
    _node: type[FunctionCtx]
    generate_vmap_rule = False

    def __init_subclass__(cls, **_: Any) -> None:
        cls._node = type(f"{cls.__name__}Backward", (FunctionCtx,), {"function": cls})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            "function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use "
            "it with backward "
            "mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
        )

    @classmethod
    def _backward_of(cls) -> Callable[..., Any]:
        """Its derivative, under either of its names."""
        if cls.vjp is not Function.vjp:
            if cls.backward is not Function.backward:
                raise RuntimeError(
                    "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
                    "implement one of them."
                )
            return cls.vjp
        return cls.backward

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run ``forward``, and record it where an input requires a gradient."""
        if kwargs:
            args = _positional(cls.forward, cls._has_setup(), args, kwargs)
        ctx = cls._node()
        ctx.inputs = args
        ctx.needs_input_grad = tuple([isinstance(one, Tensor) and one.requires_grad for one in args])
        tracks = enabled.get() and any(ctx.needs_input_grad)
        if tracks:
            ctx.edges = tuple([None if one._edge is None else edge_of(one) for one in args if isinstance(one, Tensor)])
        tracer = events.tracer
        if tracer is None:
            made = cls._run(ctx, args)
        else:
            with tracer.inside(cls.__name__):
                made = cls._run(ctx, args)
        many = isinstance(made, tuple)
        outputs = [_own(one, args, ctx, tracks) for one in (made if many else [made])]
        FunctionCtx._check_tensors("save_for_backward", ctx._to_save)
        for changed in ctx._dirty:
            count_write(changed)
        if tracks:
            cls._record(ctx, args, outputs)
        if tracer is not None and not tracer.muted:
            names = tuple([f"args[{i}]" for i in range(len(args))])
            fresh = [one for one in outputs if isinstance(one, Tensor)]
            tracer.operated(cls.__name__, names, args, fresh, ctx if tracks else None, shares_memory=False)
        ctx.inputs = ()
        return tuple(outputs) if many else outputs[0]

    @classmethod
    def _has_setup(cls) -> bool:
        return cls.setup_context is not Function.setup_context

    @classmethod
    def _run(cls, ctx: FunctionCtx, args: tuple[Any, ...]) -> Any:
        with no_grad():
            if cls._has_setup():
                made = cls.forward(*args)
                cls.setup_context(ctx, args, made)
                return made
            return cls.forward(ctx, *args)

    @classmethod
    def _record(cls, ctx: FunctionCtx, args: tuple[Any, ...], outputs: list[Any]) -> None:
        for changed in ctx._dirty:
            if changed.requires_grad and changed._is_unrecorded:
                raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
            check_history(changed)
            changed._gradient = None
        ctx.inputs_shapes = [one.shape if isinstance(one, Tensor) else None for one in args]
        ctx.count = len(args)
        ctx.metas = [(one.shape, one.dtype) if isinstance(one, Tensor) else ((), None) for one in outputs]
        ctx.moment = next_moment()
        for number, one in enumerate(outputs):
            plain = any(one is other for other in ctx._non_differentiable)
            if isinstance(one, Tensor) and one.dtype.is_floating_point and not plain:
                cls._put_behind(ctx, (ctx, number) if len(outputs) > 1 else ctx, one)
        ctx.saved = tuple([_kept(value, outputs) for value in ctx._to_save])
        ctx._to_save = ()

    @staticmethod
    def _put_behind(ctx: FunctionCtx, edge: Edge, output: Any) -> None:
        """The output comes from this node now; a view that was written to brings its base with it."""
        base = output._base
        if base is None or not any(output is one for one in (*ctx._dirty, *ctx._handed_on)):
            output._edge = edge
        elif any(output is one for one in ctx._dirty):
            rebase(output, ctx)
        else:
            output._edge = ViewEdge(edge, base, output._array, Origin.IN_FUNCTION, ctx.moment)


def _positional(
    forward: Callable[..., Any], has_setup: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    """Arguments given by name, in the places that ``forward`` has for them."""
    bound = inspect.signature(forward).bind(*(() if has_setup else (None,)), *args, **kwargs)
    bound.apply_defaults()
    return tuple(bound.args) if has_setup else tuple(bound.args[1:])


def _own(output: Any, args: tuple[Any, ...], ctx: FunctionCtx, tracks: bool) -> Any:
    """``forward`` may return an input as it is: the output is then a view of it, outside the graph without any."""
    if not isinstance(output, Tensor) or not any(output is one for one in args):
        return output
    if output.requires_grad and not tracks:
        return output.detach()
    if any(output is one for one in ctx._dirty):
        return output
    view = wrap(output._array, output.dtype, output.shape)
    view._base_tensor = base = output if output._base is None else output._base
    view._unusual_origin = Origin.IN_FUNCTION
    own = output._own_counter
    if own is not None:
        view._own_counter = own
    ctx._handed_on = (*ctx._handed_on, view)
    if not tracks and view.dtype.is_floating_point:
        remember(base, view, Origin.IN_FUNCTION)
    return view


def _kept(value: Any, outputs: list[Any]) -> Any:
    """An output is kept as bare memory: its tensor would make a cycle with the node."""
    for number, one in enumerate(outputs):
        if value is one and one._edge is not None:
            return (one._array, one.dtype, number)
    return value


class _Once(Node):
    """Stands behind a gradient that is not to be differentiated again."""

    __slots__ = ()

    def name(self) -> str:
        return "torch::autograd::Error"

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a ``backward`` whose own arithmetic is not to be differentiated: asking for it is an error."""

    @functools.wraps(fn)
    def wrapper(ctx: Any, *gradients: Any) -> Any:
        with no_grad():
            found = fn(ctx, *gradients)
        asked = [one for one in gradients if isinstance(one, Tensor) and one.requires_grad]
        if not enabled.get() or not asked:
            return found
        node = _Once()
        node.edges = tuple([edge_of(one) for one in asked])
        node.saved, node.moment = (), next_moment()
        return tuple([_behind(one, node) for one in found]) if isinstance(found, tuple) else _behind(found, node)

    return wrapper


def _behind(gradient: Any, node: Node) -> Any:
    if not isinstance(gradient, Tensor):
        return gradient
    twin = wrap(gradient._array, gradient.dtype, gradient.shape)
    twin._edge = node
    return twin


def source_of(function: type[Function]) -> str:
    """The Python text of a custom operation, empty where it cannot be found."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""
