"""Operations with a derivative of one's own: a subclass of :class:`Function` with ``forward`` and ``backward``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np

from tensorlab import errors, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.mode import enabled, no_grad
from tensorlab.graph.node import RELEASED, Node, check_unchanged, edge_of, next_moment, note_write


class FunctionCtx(Node):
    """The node of a custom operation and, at the same time, the ``ctx`` that its two methods share."""

    __slots__ = (
        "__dict__",
        "_dirty",
        "_materialize",
        "_non_differentiable",
        "_to_save",
        "count",
        "inputs",
        "inputs_shapes",
        "metas",
    )
    count: int
    inputs: tuple[Any, ...]
    inputs_shapes: list[Any]
    metas: list[Any]
    function: type[Function]

    def __init__(self) -> None:
        self.saved = ()
        self.edges = ()
        self._to_save: tuple[Any, ...] = ()
        self._non_differentiable: tuple[Any, ...] = ()
        self._dirty: tuple[Any, ...] = ()
        self._materialize = True

    # -- for forward and backward -----------------------------------------------------------------------------------

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for ``backward``; they are freed with the graph's other saved tensors."""
        self._to_save = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved, after a check that nobody has changed it since."""
        if self.saved is RELEASED:
            raise errors.second_backward()
        assert isinstance(self.saved, tuple), "what is not released is a tuple"
        return tuple(self._unpack(value) for value in self.saved)

    def _unpack(self, value: Any) -> Any:
        if isinstance(value, tuple):
            array, dtype, number = value
            check_unchanged(array, self.moment, dtype.type_name, self.name())
            made = wrap(array, dtype)
            made._edge = (self, number) if self.outputs > 1 else self
            return made
        if isinstance(value, Tensor):
            producer = value.grad_fn
            name = "" if producer is None else producer.name()
            check_unchanged(value._array, self.moment, value.dtype.type_name, name)
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

    @property
    def needs_input_grad(self) -> tuple[bool, ...]:
        return tuple(isinstance(one, Tensor) and one.requires_grad for one in self.inputs)

    # -- for the graph ----------------------------------------------------------------------------------------------

    @property
    def outputs(self) -> int:
        return len(self.metas)

    def saved_items(self) -> Iterator[tuple[str, Any]]:
        if isinstance(self.saved, tuple):
            for place, value in enumerate(self.saved):
                yield f"saved_tensors[{place}]", value[0] if isinstance(value, tuple) else value

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        if self.saved is RELEASED:
            raise errors.second_backward()
        given = [self._filled(g, meta) for g, meta in zip(gradients, self.metas, strict=True)]
        found = self.function.backward(self, *given)
        results = found if isinstance(found, tuple) else (found,)
        return self._checked(results)

    def _filled(self, gradient: Any, meta: Any) -> Any:
        if gradient is None and self._materialize:
            shape, dtype = meta
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
            if shape is None:
                continue
            if result is not None and tuple(result.shape) != tuple(shape):
                result = _reduced(result, shape, name, place)
            shaped.append(result)
        return tuple(shaped)


def _reduced(result: Any, shape: Any, name: str, place: int) -> Any:
    from tensorlab.ops.table import sum_to_size

    try:
        fits = np.broadcast_shapes(tuple(result.shape), tuple(shape)) == tuple(result.shape)
    except ValueError:
        fits = False
    if not fits:
        raise RuntimeError(
            f"Function {name} returned an invalid gradient at index {place} - got {list(result.shape)} but "
            "expected shape "
            f"compatible with {list(shape)}"
        )
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
    """

    _node: type[FunctionCtx]

    def __init_subclass__(cls, **_: Any) -> None:
        cls._node = type(f"{cls.__name__}Backward", (FunctionCtx,), {"function": cls})

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use "
            "it with backward "
            "mode AD."
        )

    vjp = backward

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """Run ``forward``, and record it where an input requires a gradient."""
        ctx = cls._node()
        ctx.inputs = args
        tracks = enabled.get() and any(isinstance(one, Tensor) and one.requires_grad for one in args)
        tracer = events.tracer
        if tracer is None:
            made = cls._run(ctx, args)
        else:
            with tracer.inside(cls.__name__):
                made = cls._run(ctx, args)
        outputs = list(made) if isinstance(made, tuple) else [made]
        outputs = [_own(one, args, ctx) for one in outputs]
        if tracks:
            cls._record(ctx, args, outputs)
        if tracer is not None and not tracer.muted:
            named = [(f"args[{i}]", one) for i, one in enumerate(args) if isinstance(one, Tensor)]
            fresh = [one for one in outputs if isinstance(one, Tensor)]
            tracer.operated(cls.__name__, named, fresh, ctx if tracks else None, shares_memory=False)
        ctx.inputs = tuple(None if isinstance(one, Tensor) and not tracks else one for one in args)
        return tuple(outputs) if isinstance(made, tuple) else outputs[0]

    @classmethod
    def _run(cls, ctx: FunctionCtx, args: tuple[Any, ...]) -> Any:
        with no_grad():
            if hasattr(cls, "setup_context"):
                made = cls.forward(*args)
                cls.setup_context(ctx, args, made)
                return made
            return cls.forward(ctx, *args)

    @classmethod
    def _record(cls, ctx: FunctionCtx, args: tuple[Any, ...], outputs: list[Any]) -> None:
        edges = []
        shapes: list[Any] = []
        for one in args:
            takes = isinstance(one, Tensor)
            shapes.append(one.shape if takes else None)
            if takes:
                edges.append(edge_of(one) if one._edge is not None else None)
        ctx.edges = tuple(edges)
        ctx.inputs_shapes = shapes
        ctx.count = len(args)
        ctx.metas = [(one.shape, one.dtype) if isinstance(one, Tensor) else ((), None) for one in outputs]
        ctx.moment = next_moment()
        for changed in ctx._dirty:
            note_write(changed._array)
            ctx.moment = next_moment()
        for number, one in enumerate(outputs):
            plain = any(one is other for other in ctx._non_differentiable)
            if isinstance(one, Tensor) and one.dtype.is_floating_point and not plain:
                one._edge = (ctx, number) if len(outputs) > 1 else ctx
        ctx.saved = tuple(_kept(value, outputs) for value in ctx._to_save)
        ctx._to_save = ()


def _own(output: Any, args: tuple[Any, ...], ctx: FunctionCtx) -> Any:
    """``forward`` may return an input as it is: the output is then a tensor of its own over the same memory."""
    if isinstance(output, Tensor) and any(output is one for one in args):
        if any(output is one for one in ctx._dirty):
            return output
        return wrap(output._array, output.dtype, output.shape)
    return output


def _kept(value: Any, outputs: list[Any]) -> Any:
    """An output is kept as bare memory: its tensor would make a cycle with the node."""
    for number, one in enumerate(outputs):
        if value is one and one._edge is not None:
            return (one._array, one.dtype, number)
    return value


def source_of(function: type[Function]) -> str:
    """The Python text of a custom operation, empty where it cannot be found."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""
