"""Weights set to zero by a mask: the smallest, some at random, or whole rows.

The tensor that is learnt moves to ``name_orig``, the mask stands in ``name_mask``, and their product is computed before
each call under the old name. A method that follows another one works on what that one left.
"""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from tensorlab.nn.modules.module import Module
from tensorlab.nn.utils.convert_parameters import parameters_to_vector
from tensorlab.ops.creation import ones_like, rand_like, zeros_like
from tensorlab.ops.sorting import topk


class BasePruningMethod(ABC):
    """A way to choose what becomes zero; also the hook that applies it before each call."""

    _tensor_name: str
    PRUNING_TYPE: str

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask, from how much each element matters, and from the mask before."""

    def apply_mask(self, module: Any) -> Any:
        """The tensor with zeros where the mask has them."""
        original = getattr(module, f"{self._tensor_name}_orig")
        return getattr(module, f"{self._tensor_name}_mask").to(original.dtype) * original

    @classmethod
    def apply(cls, module: Any, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prune a tensor of the module from now on, on top of what was pruned before."""
        method = _joined_to_earlier(cls(*args, **kwargs), module, name)
        original = getattr(module, name)
        if importance_scores is not None and importance_scores.shape != original.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as parameter {name} of {module}, got "
                f"{importance_scores.shape} vs {original.shape}"
            )
        scores = original if importance_scores is None else importance_scores
        is_first = not isinstance(method, PruningContainer)
        before = ones_like(original) if is_first else getattr(module, f"{name}_mask").detach().clone()
        mask = method.compute_mask(scores, default_mask=before)
        if is_first:
            del module._parameters[name]
            module.register_parameter(f"{name}_orig", original)
        module.register_buffer(f"{name}_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Any:
        """A pruned version of a tensor."""
        if importance_scores is not None and importance_scores.shape != t.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as tensor t, got {importance_scores.shape} vs {t.shape}"
            )
        scores = t if importance_scores is None else importance_scores
        return t * self.compute_mask(scores, default_mask=ones_like(t) if default_mask is None else default_mask)

    def remove(self, module: Any) -> None:
        """Leave the tensor as it is pruned, a parameter under its own name."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        delattr(module, name)
        original = module._parameters[f"{name}_orig"]
        original.data = weight.data
        del module._parameters[f"{name}_orig"]
        del module._buffers[f"{name}_mask"]
        setattr(module, name, original)


def _joined_to_earlier(method: Any, module: Any, name: str) -> Any:
    """The method alone, or together with the one that prunes this tensor already, whose hook is taken away."""
    method._tensor_name = name
    hooks = module._hooks.forward_pre
    keys = [key for key, hook in hooks.items() if isinstance(hook, BasePruningMethod) and hook._tensor_name == name]
    if len(keys) > 1:
        raise AssertionError(
            f"Avoid adding multiple pruning hooks to the same tensor {name} of module {module}. Use a PruningContainer."
        )
    if not keys:
        return method
    earlier = hooks.pop(keys[0])
    together = earlier if isinstance(earlier, PruningContainer) else PruningContainer(earlier)
    together.add_pruning_method(method)
    return together


class PruningContainer(BasePruningMethod):
    """Several methods for one tensor, each on what the ones before it left."""

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[Any, ...] = ()
        if len(args) == 1:
            self._tensor_name = args[0]._tensor_name
            self.add_pruning_method(args[0])
        else:
            for method in args:
                self.add_pruning_method(method)

    def add_pruning_method(self, method: Any) -> None:
        """Put a method last."""
        if not isinstance(method, BasePruningMethod) and method is not None:
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer "
                f"{self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Any:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask of the last method, on what the mask before left."""
        method = self._pruning_methods[-1]
        mask = default_mask.to(t.dtype)
        chosen = self._left(method, mask)
        mask[chosen] = method.compute_mask(t[chosen], default_mask=mask[chosen]).to(mask.dtype)
        return mask

    @staticmethod
    def _left(method: Any, mask: Any) -> Any:
        """What a method may still prune: single elements, or the rows that are not all zero."""
        kind = method.PRUNING_TYPE
        if kind == "unstructured":
            return mask == 1
        if kind == "structured":
            rank = mask.dim()
            dim = method.dim + rank if method.dim < 0 else method.dim
            if dim < 0:
                raise IndexError(f"Index is out of bounds for tensor with dimensions {rank}")
            places: list[Any] = [slice(None)] * rank
            places[dim] = mask.sum([axis for axis in range(rank) if axis != dim]) != 0
            return tuple(places)
        if kind == "global":
            return (slice(None),) * mask.dim()
        raise ValueError(f"Unrecognized PRUNING_TYPE {kind}")


# -- how many ---------------------------------------------------------------------------------------------------------


def _check_amount(amount: Any) -> None:
    if not isinstance(amount, numbers.Real):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if (isinstance(amount, int) and amount < 0) or (not isinstance(amount, int) and not 0.0 <= float(amount) <= 1.0):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")


def _count(amount: float, available: int) -> int:
    if isinstance(amount, int):
        if amount > available:
            raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={available}")
        return amount
    return round(amount * available)


def _check_rows(t: Any) -> None:
    if t.dim() <= 1:
        raise ValueError(
            "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape "
            f"{t.shape} with {t.dim()} dims"
        )


def _check_axis(t: Any, dim: int) -> None:
    if dim >= t.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")


# -- single elements --------------------------------------------------------------------------------------------------


class Identity(BasePruningMethod):
    """A mask of ones."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        return default_mask

    @classmethod
    def apply(cls, module: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        return super().apply(module, name)


class _Unstructured(BasePruningMethod):
    """So many single elements, those that :meth:`chosen` names."""

    PRUNING_TYPE = "unstructured"

    def __init__(self, amount: Any) -> None:
        _check_amount(amount)
        self.amount = amount

    @abstractmethod
    def chosen(self, t: Any, count: int) -> Any:
        """The positions of the elements that become zero, in the tensor as a row."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        count = _count(self.amount, t.numel())
        mask = default_mask.clone()
        if count:
            mask.view(-1)[self.chosen(t, count)] = 0
        return mask


class RandomUnstructured(_Unstructured):
    """Elements at random."""

    def chosen(self, t: Any, count: int) -> Any:
        return topk(rand_like(t).view(-1), count).indices

    @classmethod
    def apply(cls, module: Any, name: str, amount: Any = 0, *args: Any, **kwargs: Any) -> Any:
        return super().apply(module, name, amount)


class L1Unstructured(_Unstructured):
    """The elements that are smallest in size."""

    def chosen(self, t: Any, count: int) -> Any:
        return topk(t.abs().view(-1), count, largest=False).indices

    @classmethod
    def apply(
        cls, module: Any, name: str, amount: Any = 0, *args: Any, importance_scores: Any = None, **kwargs: Any
    ) -> Any:
        return super().apply(module, name, amount, importance_scores=importance_scores)


# -- whole rows -------------------------------------------------------------------------------------------------------


class _Structured(BasePruningMethod):
    """So many rows along one axis: those that are not among the first by :meth:`ranking`."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        _check_amount(amount)
        self.amount = amount
        self.dim = dim

    @abstractmethod
    def ranking(self, t: Any) -> Any:
        """A number for each row; those with the largest are kept."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        _check_rows(t)
        _check_axis(t, self.dim)
        rows = t.shape[self.dim]
        kept = rows - _count(self.amount, rows)
        if kept == rows:
            return default_mask
        places = topk(self.ranking(t), kept).indices
        mask = zeros_like(t)
        mask[(*[slice(None)] * (self.dim % t.dim()), places)] = 1
        return mask * default_mask.to(mask.dtype)


class RandomStructured(_Structured):
    """Rows at random."""

    def ranking(self, t: Any) -> Any:
        return rand_like(t.new_empty(t.shape[self.dim]))

    @classmethod
    def apply(cls, module: Any, name: str, amount: Any = 0, dim: int = -1, *args: Any, **kwargs: Any) -> Any:
        return super().apply(module, name, amount, dim=dim)


class LnStructured(_Structured):
    """The rows with the smallest norm."""

    def __init__(self, amount: Any, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def ranking(self, t: Any) -> Any:
        return t.norm(self.n, [axis for axis in range(t.dim()) if axis != self.dim % t.dim()])

    @classmethod
    def apply(
        cls,
        module: Any,
        name: str,
        amount: Any = 0,
        n: Any = 2,
        dim: int = -1,
        *args: Any,
        importance_scores: Any = None,
        **kwargs: Any,
    ) -> Any:
        return super().apply(module, name, amount, n, dim, importance_scores=importance_scores)


class CustomFromMask(BasePruningMethod):
    """A mask that is given."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Any) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        if default_mask.shape != self.mask.shape:
            raise AssertionError(
                f"default_mask shape {default_mask.shape} must match self.mask shape {self.mask.shape}"
            )
        return default_mask * self.mask.to(default_mask.dtype)

    @classmethod
    def apply(cls, module: Any, name: str, mask: Any = None, *args: Any, **kwargs: Any) -> Any:
        return super().apply(module, name, mask=mask)


# -- what a user calls ------------------------------------------------------------------------------------------------


def identity(module: Module, name: str) -> Module:
    """Prune nothing, and have the names as if something were."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Module, name: str, amount: Any) -> Module:
    """Set elements to zero at random: a share or a number of them."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: Module, name: str, amount: Any, importance_scores: Any = None) -> Module:
    """Set the smallest elements to zero."""
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: Module, name: str, amount: Any, dim: int) -> Module:
    """Set rows along ``dim`` to zero at random."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module: Module, name: str, amount: Any, n: Any, dim: int, importance_scores: Any = None) -> Module:
    """Set the rows along ``dim`` to zero that have the smallest ``n``-norm."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Module, name: str, mask: Any) -> Module:
    """Set to zero what the mask has zero."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters: Any, pruning_method: Any, importance_scores: Any = None, **kwargs: Any) -> None:
    """Prune several tensors together: the smallest of all of them, say.

    Args:
        parameters: pairs of a module and a name.
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    scores = {} if importance_scores is None else importance_scores
    if not isinstance(scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    pairs = list(parameters)
    wanted = parameters_to_vector([scores.get((one, name), getattr(one, name)) for one, name in pairs])
    before = parameters_to_vector([getattr(one, f"{name}_mask", ones_like(getattr(one, name))) for one, name in pairs])
    container = PruningContainer()
    container._tensor_name = "temp"
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method '
            f"{pruning_method} of type {method.PRUNING_TYPE}"
        )
    container.add_pruning_method(method)
    mask = container.compute_mask(wanted, before)
    start = 0
    for one, name in pairs:
        tensor = getattr(one, name)
        custom_from_mask(one, name, mask=mask[start : start + tensor.numel()].view_as(tensor))
        start += tensor.numel()


def remove(module: Module, name: str) -> Module:
    """Leave a tensor as it is pruned, and take the hook away."""
    for key, hook in module._hooks.forward_pre.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._hooks.forward_pre[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module: Module) -> bool:
    """Whether anything in the module, or below it, is pruned."""
    return any(
        isinstance(hook, BasePruningMethod) for one in module.modules() for hook in one._hooks.forward_pre.values()
    )


__all__ = [
    "BasePruningMethod",
    "CustomFromMask",
    "Identity",
    "L1Unstructured",
    "LnStructured",
    "PruningContainer",
    "RandomStructured",
    "RandomUnstructured",
    "custom_from_mask",
    "global_unstructured",
    "identity",
    "is_pruned",
    "l1_unstructured",
    "ln_structured",
    "random_structured",
    "random_unstructured",
    "remove",
]
