"""``torch.func``: functions that make functions, ``grad(f)``, ``jacrev(f)`` …, for arguments that are trees of tensors.

A tree is a tensor, or a list, tuple or dictionary of trees. ``vmap`` runs the function once for each slice and stacks
what comes out: the same numbers as PyTorch's, without its speed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

import tensorlab
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph import backward
from tensorlab.graph.mode import enable_grad
from tensorlab.graph.node import AccumulateGrad, edge_of, numbered

Argnums = int | tuple[int, ...]


# -- trees ------------------------------------------------------------------------------------------------------------


def leaves_of(tree: Any) -> list[Any]:
    """Everything in a tree that is no container, in order."""
    if isinstance(tree, dict):
        return [leaf for value in tree.values() for leaf in leaves_of(value)]
    if isinstance(tree, (list, tuple)):
        return [leaf for value in tree for leaf in leaves_of(value)]
    return [tree]


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The tree with the function's result in the place of each leaf."""
    if isinstance(tree, dict):
        return type(tree)({key: mapped(function, value) for key, value in tree.items()})
    if isinstance(tree, (list, tuple)):
        values = [mapped(function, value) for value in tree]
        return type(tree)(*values) if hasattr(tree, "_fields") else type(tree)(values)
    return function(tree)


def _filled(tree: Any, values: Sequence[Any]) -> Any:
    """The tree with these values as its leaves."""
    left = iter(values)
    return mapped(lambda _: next(left), tree)


# -- following arguments ----------------------------------------------------------------------------------------------


class _Followed:
    """Arguments made fresh, so that a gradient with respect to them can be taken, wherever they come from."""

    def __init__(self, arguments: Any) -> None:
        self._own: list[Any] = []
        self.arguments = mapped(self._follow, arguments)
        self.leaves = [one for one in leaves_of(self.arguments) if isinstance(one, Tensor)]

    def _follow(self, one: Any) -> Any:
        if not isinstance(one, Tensor):
            return one
        if one.requires_grad:
            return one.view_as(one)
        fresh = one.detach().requires_grad_()
        self._own.append(fresh)
        return fresh

    def released(self, tree: Any) -> Any:
        """Results without the graph, unless someone outside follows them, too."""
        return mapped(self._let_go, tree)

    def _let_go(self, one: Any) -> Any:
        if not isinstance(one, Tensor) or not one.requires_grad:
            return one
        return one if any(not self._owns(leaf) for leaf in _graph_leaves(one)) else one.detach()

    def _owns(self, leaf: Any) -> bool:
        return any(leaf is own for own in self._own)


def _graph_leaves(tensor: Any) -> Iterator[Any]:
    """The leaves that a graph leads to."""
    edge = edge_of(tensor)
    assert edge is not None, "only tensors that require a gradient are asked"
    stack, seen = [numbered(edge)[0]], set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, AccumulateGrad):
            yield node.variable
        stack += [numbered(after)[0] for after in node.edges if after is not None]


def _gradients(outputs: Sequence[Any], inputs: Sequence[Any], weights: Sequence[Any]) -> list[Any]:
    """Gradients that can be differentiated again, zeros where there are none."""
    pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    if not pairs:
        return [_like(np.zeros_like, one) for one in inputs]
    found = backward.grad(
        [o for o, _ in pairs], inputs, [w for _, w in pairs], retain_graph=True, create_graph=True, allow_unused=True
    )
    return [_like(np.zeros_like, one) if g is None else g for one, g in zip(inputs, found, strict=True)]


def _like(fill: Callable[..., Any], tensor: Any) -> Any:
    return wrap(fill(tensor._array), tensor.dtype)


def _picked(args: tuple[Any, ...], argnums: Argnums) -> Any:
    return args[argnums] if isinstance(argnums, int) else tuple(args[number] for number in argnums)


def _replaced(args: tuple[Any, ...], argnums: Argnums, values: Any) -> list[Any]:
    changed = list(args)
    if isinstance(argnums, int):
        changed[argnums] = values
        return changed
    for number, value in zip(argnums, values, strict=True):
        changed[number] = value
    return changed


# -- derivatives ------------------------------------------------------------------------------------------------------


def grad_and_value(func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[..., Any]:
    """A function that gives (gradient, value) of ``func``, or (gradient, (value, extra)) with ``has_aux``."""

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with enable_grad():
            followed = _Followed(_picked(args, argnums))
            output = func(*_replaced(args, argnums, followed.arguments), **kwargs)
            extra = None
            if has_aux:
                output, extra = _two(output, "grad_and_value")
            _check_scalar(output)
            found = _gradients([output], followed.leaves, [_like(np.ones_like, output)])
            gradient = _filled_tensors(followed.arguments, found)
        value = followed.released(output)
        return followed.released(gradient), (value, followed.released(extra)) if has_aux else value

    return wrapper


def _filled_tensors(tree: Any, values: Sequence[Any]) -> Any:
    left = iter(values)
    return mapped(lambda one: next(left) if isinstance(one, Tensor) else None, tree)


def _two(output: Any, name: str) -> Any:
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(
            f"{name}(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    return output


def _check_scalar(output: Any) -> None:
    start = "grad_and_value(f)(*args): Expected f(*args) to return a"
    if not isinstance(output, Tensor):
        raise RuntimeError(f"{start} Tensor, got {type(output)}")
    if output.shape:
        raise RuntimeError(
            f"{start} scalar Tensor, got tensor with {len(output.shape)} dims. Maybe you wanted to use the vjp or "
            "jacrev APIs instead?"
        )


def grad(func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[..., Any]:
    """A function that gives the gradient of ``func``, or (gradient, extra) with ``has_aux``.

    >>> grad(lambda x: x**3)(torch.tensor(2.0))
    tensor(12.)
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        gradient, value = both(*args, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return wrapper


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """(output, pull): ``pull(cotangents)`` multiplies the Jacobian from the left; ``has_aux`` adds what is extra."""
    with enable_grad():
        followed = _Followed(primals)
        output = func(*followed.arguments)
        extra = None
        if has_aux:
            output, extra = _two(output, "vjp")
        outputs = leaves_of(output)

    def pull(cotangents: Any) -> Any:
        with enable_grad():
            found = _gradients(outputs, followed.leaves, leaves_of(cotangents))
        return followed.released(_filled_tensors(followed.arguments, found))

    value = followed.released(output)
    return (value, pull, followed.released(extra)) if has_aux else (value, pull)


def jvp(func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False) -> Any:
    """(output, how it changes when ``primals`` move along ``tangents``), by running backward twice."""
    with enable_grad():
        followed = _Followed(tuple(primals))
        output = func(*followed.arguments)
        extra = None
        if has_aux:
            output, extra = _two(output, "jvp")
        outputs = leaves_of(output)
        weights = [_like(np.zeros_like, one).requires_grad_() for one in outputs]
        first = _gradients(outputs, followed.leaves, weights)
        found = _gradients(first, weights, leaves_of(tuple(tangents)))
        followed._own += weights
    value, change = followed.released(output), followed.released(_filled(output, found))
    return (value, change, followed.released(extra)) if has_aux else (value, change)


def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """(output, push): ``push(*tangents)`` multiplies the Jacobian at ``primals`` from the right."""

    def push(*tangents: Any) -> Any:
        return jvp(func, primals, tangents)[1]

    return func(*primals), push


def jacrev(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """A function that gives the Jacobian of ``func``: for output y and argument x of shape ``y.shape + x.shape``."""

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with enable_grad():
            followed = _Followed(_picked(args, argnums))
            output = func(*_replaced(args, argnums, followed.arguments), **kwargs)
            extra = None
            if has_aux:
                output, extra = _two(output, "jacrev")
            whole = mapped(lambda one: _rows(one, followed), output)
        jacobian = followed.released(whole)
        return (jacobian, followed.released(extra)) if has_aux else jacobian

    return wrapper


def _rows(output: Any, followed: _Followed) -> Any:
    """The derivatives of one output with respect to each argument, one backward for each of its elements."""
    flat = output.reshape(-1)
    one = wrap(np.ones((), flat._array.dtype), flat.dtype)
    rows = [_gradients([flat[place]], followed.leaves, [one]) for place in range(flat.numel())]
    whole = [tensorlab.stack(column).reshape(*output.shape, *column[0].shape) for column in zip(*rows, strict=True)]
    return _filled_tensors(followed.arguments, whole)


def jacfwd(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    has_aux: bool = False,
    *,
    randomness: str = "error",
) -> Callable[..., Any]:
    """The same Jacobian as :func:`jacrev`."""
    return jacrev(func, argnums, has_aux=has_aux)


def hessian(func: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """A function that gives all second derivatives of ``func``."""
    return jacfwd(jacrev(func, argnums), argnums)


# -- modules ----------------------------------------------------------------------------------------------------------


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """Call a module as if it had these parameters and buffers, given by their dotted names."""
    given = parameter_and_buffer_dicts
    tensors = given if isinstance(given, dict) else {name: one for part in given for name, one in part.items()}
    positional = () if args is None else args if isinstance(args, tuple) else (args,)
    with _exchanged(module, tensors, strict):
        return module(*positional, **(kwargs or {}))


@contextmanager
def _exchanged(module: Any, tensors: dict[str, Any], strict: bool) -> Iterator[None]:
    known = {name for name, _ in [*module.named_parameters(), *module.named_buffers()]}
    problems = [f"Unexpected key(s): {name!r}." for name in tensors if strict and name not in known]
    problems += [f"Missing key(s): {name!r}." for name in sorted(known) if strict and name not in tensors]
    if problems:
        raise RuntimeError(f"Error(s) in reparametrizing for {type(module).__name__}:\n\t" + "\n\t".join(problems))
    before: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for name, tensor in tensors.items():
            path, _, last = name.rpartition(".")
            owner = module.get_submodule(path)
            table = owner._parameters if last in owner._parameters else owner._buffers
            before.append((table, last, table.get(last)))
            table[last] = tensor
        yield
    finally:
        for table, last, tensor in reversed(before):
            table[last] = tensor


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters and the buffers of equally built models, stacked under their names."""
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    parameters = {
        name: tensorlab.stack([dict(model.named_parameters())[name].detach() for model in models]).requires_grad_()
        for name, _ in models[0].named_parameters()
    }
    buffers = {
        name: tensorlab.stack([dict(model.named_buffers())[name] for model in models])
        for name, _ in models[0].named_buffers()
    }
    return parameters, buffers


# -- many at once -----------------------------------------------------------------------------------------------------


def vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """A function that runs ``func`` for each slice of its arguments along ``in_dims`` and stacks along ``out_dims``."""

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        dims = _dims_for(args, in_dims)
        flat = leaves_of(args)
        _check_mapped(func, in_dims, flat, dims)
        sizes = [one.shape[dim] for one, dim in zip(flat, dims, strict=True) if dim is not None]
        if len(set(sizes)) > 1:
            raise ValueError(
                f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the "
                "mapped dimension"
            )
        made = [
            func(*_filled(args, [_slice(one, dim, i) for one, dim in zip(flat, dims, strict=True)]), **kwargs)
            for i in range(sizes[0])
        ]
        return _stacked(made, out_dims)

    return wrapper


def _dims_for(tree: Any, dims: Any) -> list[Any]:
    """A dimension, or None, for each leaf of a tree; one given for a container holds for all in it."""
    if isinstance(tree, (list, tuple)) and isinstance(dims, (list, tuple)):
        return [dim for one, given in zip(tree, dims, strict=True) for dim in _dims_for(one, given)]
    return [dims] * len(leaves_of(tree))


def _check_mapped(func: Callable[..., Any], in_dims: Any, flat: Sequence[Any], dims: Sequence[Any]) -> None:
    start = f"vmap({getattr(func, '__name__', func)}, in_dims={in_dims}, ...)(<inputs>): "
    for one, dim in zip(flat, dims, strict=True):
        if dim is None:
            continue
        if not isinstance(one, Tensor):
            raise ValueError(
                f"{start}Got in_dim={dim} for an input but the input is of type {type(one)}. We cannot vmap over "
                "non-Tensor arguments, please use None as the respective in_dim"
            )
        if not -len(one.shape) <= dim < len(one.shape):
            raise ValueError(
                f"{start}Got in_dim={dim} for some input, but that input is a Tensor of dimensionality "
                f"{len(one.shape)} so expected in_dim to satisfy -{len(one.shape)} <= in_dim < {len(one.shape)}."
            )
    if all(dim is None for dim in dims):
        raise ValueError(f"{start}at least one input must be mapped over")


def _slice(one: Any, dim: Any, number: int) -> Any:
    return one if dim is None else one.select(dim, number)


def _stacked(made: Sequence[Any], out_dims: Any) -> Any:
    first = made[0]
    if isinstance(first, tuple):
        dims = out_dims if isinstance(out_dims, tuple) else (out_dims,) * len(first)
        return tuple(_stacked(column, dim) for column, dim in zip(zip(*made, strict=True), dims, strict=True))
    if not all(isinstance(one, Tensor) for one in leaves_of(first)):
        raise ValueError(f"vmap(f)(<inputs>): `f` must only return Tensors, got type {type(first)} as a return.")
    columns = zip(*map(leaves_of, made), strict=True)
    return _filled(first, [tensorlab.stack(column, out_dims) for column in columns])


__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "stack_module_state",
    "vjp",
    "vmap",
]
