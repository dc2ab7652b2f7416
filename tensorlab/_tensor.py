"""The tensor itself: memory, shape, type, and its place in the graph. It knows no mathematics.

Operations become methods in :mod:`tensorlab.methods`, which also gives this class its operators.
"""

from __future__ import annotations

import warnings
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import tensorlab
from tensorlab import dtypes, errors, events, printing
from tensorlab.dtypes import Size, sizes
from tensorlab.graph import mode, node
from tensorlab.graph.node import (
    ENDS,
    RECORDED,
    UNASKED,
    AccumulateGrad,
    Counter,
    Edge,
    Leaf,
    Node,
    Origin,
    RemovableHandle,
    ViewEdge,
    Watched,
    add_hook,
    counter_of,
    edge_of,
    keep_shape,
    known_counter,
    memory_of,
    numbered,
)
from tensorlab.storage import TypedStorage, UntypedStorage

_NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated "
    "during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use "
    ".retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure "
    "you access the leaf "
    "Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)

_DETACHED_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, "
    "and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be "
    "called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in "
    "torch/optim/optimizer.py as the solution."
)

_FLOAT_OF_TRACKED = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using "
    "tensor.detach() first."
)


class Tensor:
    """An n-dimensional array that remembers how it was computed.

    ``Tensor(2, 3)`` is an uninitialised tensor of that size, ``Tensor([2, 3])`` one of those values as floats;
    :func:`tensorlab.tensor` is what one usually wants.
    """

    __module__ = "torch"

    # Memory, shape, type, edge and base are set on every tensor; the others stay unset until they are needed. What few
    # tensors ever have, such as the views that stand by them, is in the dictionary.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_base_tensor",
        "_edge",
        "_gradient",
        "_raw",
        "_tracked",
        "dtype",
        "shape",
    )
    _raw: Any
    _edge: Any
    shape: Size
    dtype: dtypes.dtype
    _base_tensor: Tensor | None
    _unusual_origin: Origin
    _own_counter: Counter | None = None
    """Set on what ``.data`` has made: it counts its writes apart from those who share its memory."""
    _views: list[tuple[weakref.ref[Tensor], int]]

    if TYPE_CHECKING:
        # The operations are attached by tensorlab.methods.
        def __getattr__(self, name: str) -> Any: ...

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        ENDS.add(cls)
        if not cls.__module__.startswith(("tensorlab.", "torch.")):
            tensorlab.subclasses.take_in(cls)

    def __new__(cls, *args: Any, size: Any = None, **_: Any) -> Any:
        made = tensorlab.ops.creation.old_constructor("Tensor", dtypes.get_default_dtype(), args, size)
        return made if cls is Tensor else made._seen_as(cls)

    # -- shape and memory ---------------------------------------------------------------------------------------------

    @property
    def _array(self) -> NDArray[Any]:
        """Its memory.

        A 0-d float that an operation has made is kept as a numpy scalar in ``_raw``, with which numpy is several times
        as fast as with 0-d arrays; it becomes memory here, when somebody asks for it.
        """
        raw = self._raw
        if raw.__class__ in _SCALARS:
            raw = self._raw = _memory_for(self, raw)
        return raw  # type: ignore[no-any-return]

    @_array.setter
    def _array(self, array: NDArray[Any]) -> None:
        self._raw = array

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def dim(self) -> int:
        """How many axes it has."""
        return len(self.shape)

    def size(self, dim: int | None = None) -> Any:
        """Its shape, or the size of one axis."""
        if dim is None:
            return self.shape
        return self.shape[wrap_dim(dim, len(self.shape))]

    def numel(self) -> int:
        """How many elements it has."""
        return int(self._array.size)

    nelement = numel

    def stride(self, dim: int | None = None) -> Any:
        """How many elements of the storage lie between neighbours on each axis."""
        strides = self._strides
        return strides if dim is None else strides[wrap_dim(dim, len(strides))]

    @property
    def _strides(self) -> tuple[int, ...]:
        itemsize = self._array.itemsize
        if not self._array.size:
            # numpy has nothing to step over; PyTorch counts as if each empty axis had one element.
            return dtypes.contiguous_strides(self.shape)
        return tuple([step // itemsize for step in self._array.strides])

    def storage_offset(self) -> int:
        """Where in its storage its first element stands."""
        return self._offset

    @property
    def _offset(self) -> int:
        return (address(self._array) - memory_start(self._array)) // self._array.itemsize

    def data_ptr(self) -> int:
        """The address of its first element."""
        return address(self._array)

    def untyped_storage(self) -> UntypedStorage:
        """The memory that it looks at, which other tensors may share."""
        return UntypedStorage(self._array, self.dtype)

    def storage(self) -> TypedStorage:
        """The same memory, element by element."""
        return TypedStorage(self._array, self.dtype)

    def element_size(self) -> int:
        return self.dtype.itemsize

    @property
    def itemsize(self) -> int:
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        return self.numel() * self.dtype.itemsize

    def is_contiguous(self, memory_format: Any = dtypes.contiguous_format) -> bool:
        """Whether its elements stand in memory one after another, row by row."""
        if memory_format is dtypes.channels_last and len(self.shape) == 4:
            return bool(self._array.transpose(0, 2, 3, 1).flags.c_contiguous)
        return bool(self._array.flags.c_contiguous)

    @property
    def _base(self) -> Tensor | None:
        """The tensor that it is a view of."""
        return self._base_tensor

    @property
    def _version(self) -> int:
        """How often its memory was changed in place."""
        if mode.inference_tensors and mode.is_inference(self) and not self._counts_anew:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._writes

    @property
    def _writes(self) -> int:
        """The same, of a tensor that PyTorch counts no writes of, too."""
        counter = self._own_counter
        if counter is None:
            raw = self._raw
            counter = known_counter(raw) if raw.__class__ is np.ndarray else None
        return 0 if counter is None else len(counter.moments)

    @property
    def _counter(self) -> Counter | None:
        """What counts its versions: its memory's, unless it has one of its own; None where nothing was counted yet."""
        own = self._own_counter
        if own is not None or self._raw.__class__ is not np.ndarray:
            return own
        return known_counter(self._raw)

    @property
    def device(self) -> dtypes.device:
        return dtypes.CPU

    printed_as = "tensor"
    """What stands before the bracket when it is printed."""
    _is_lazy = False
    """Whether its shape is still to be told by a first input: see :class:`tensorlab.nn.UninitializedParameter`."""
    is_cuda = False
    is_sparse = False
    is_quantized = False
    is_meta = False
    layout = dtypes.strided

    # -- autograd -----------------------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        return self._edge is not None

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        if not self._is_unrecorded:
            raise (
                RuntimeError("you can only change requires_grad flags of leaf variables.")
                if value
                else (errors.non_leaf_flag())
            )
        if value and not self.dtype.is_floating_point:
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Ask for gradients of this leaf, or no longer."""
        if not self._is_unrecorded:
            if requires_grad:
                return self
            raise errors.non_leaf_flag()
        if requires_grad and not self.dtype.is_floating_point:
            raise errors.only_floating_flag()
        if requires_grad and mode.is_inference(self) and not mode.is_inference_mode_enabled():
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        slot = self._edge
        if slot.__class__ is ViewEdge or (requires_grad and self._base is not None):
            self._ask_of_view(requires_grad)
        elif requires_grad != (slot is not None):
            self._edge = UNASKED if requires_grad else None
            self._tell_requires_grad()
            self._tell_views()
        return self

    def _ask_of_view(self, requires_grad: bool) -> None:
        """A view may be asked for a gradient of its own; it has one anyway where its base has one."""
        slot, base = self._edge, self._base
        if slot is None:
            made = [moment for reference, moment in getattr(base, "_views", ()) if reference() is self]
            slot = self._edge = ViewEdge(None, base, self._array, self._origin, (made or [node.last_write])[-1])
            self._tell_requires_grad()
        if requires_grad:
            slot.held = slot.held or UNASKED
        else:
            slot.held = None
            if slot.base._edge is None:
                self._edge = None
                self._tell_requires_grad()

    def _tell_views(self) -> None:
        """What looks at it, made outside any graph, asks for gradients as it does."""
        for reference, moment in getattr(self, "_views", ()):
            view = reference()
            if view is None:
                continue
            slot = view._edge
            if slot is None and self._edge is not None:
                view._edge = ViewEdge(None, self, view._array, view._origin, moment)
                view._tell_requires_grad()
            elif slot.__class__ is ViewEdge and slot.held is None and self._edge is None:
                view._edge = None
                view._tell_requires_grad()

    def _tell_requires_grad(self) -> None:
        if events.tracer is not None:
            events.tracer.fact(self, events.Fact.REQUIRES_GRAD, int(self._edge is not None))

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation has made it."""
        slot = self._edge
        if slot.__class__ is ViewEdge:
            slot = slot()
        return slot is None or slot.__class__ is Leaf

    @property
    def _is_unrecorded(self) -> bool:
        """The same as far as is known, without a look at what its base has become."""
        slot = self._edge
        if slot.__class__ is ViewEdge:
            slot = slot.held
        return slot is None or slot.__class__ is Leaf

    @property
    def _origin(self) -> Origin:
        """How the view was made."""
        slot = self._edge
        if slot.__class__ is ViewEdge:
            return slot.origin
        found: Origin = getattr(self, "_unusual_origin", RECORDED)
        return found

    @property
    def grad_fn(self) -> Node | None:
        """The node that made it, None for a leaf."""
        if self.is_leaf:
            return None
        edge = edge_of(self)
        return None if edge is None else numbered(edge)[0]

    @property
    def output_nr(self) -> int:
        edge = None if self.is_leaf else edge_of(self)
        return 0 if edge is None else numbered(edge)[1]

    @property
    def grad(self) -> Any:
        """The sum of the gradients that backward has brought here so far, None before the first."""
        found = getattr(self, "_gradient", None)
        if found is None and not self._is_unrecorded and not self.retains_grad:
            warnings.warn(_NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return found

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            if not isinstance(value, Tensor):
                raise TypeError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}"
                )
            self._check_grad(value)
        # Held until it is told, so that its end comes after the news of the change.
        before = getattr(self, "_gradient", None)
        self._gradient = value
        if value is not before and events.tracer is not None:
            events.tracer.grad_set(self, value)

    @grad.deleter
    def grad(self) -> None:
        self.grad = None

    def _check_grad(self, value: Tensor) -> None:
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value.dtype is not self.dtype:
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{dtypes.word(value.dtype)}' to a tensor with grad_dtype "
                f"'{self.dtype.type_name}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
                "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow "
                "any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break "
                "downstream systems that assume they match."
            )
        if value.shape != self.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size "
                f"'{list(self.shape)}'. Please ensure that the gradient and the tensor are the same size"
            )

    @property
    def retains_grad(self) -> bool:
        return hasattr(self, "_retained") and not self._is_unrecorded

    def retain_grad(self) -> None:
        """Keep the gradient of this computed tensor, too, in ``.grad``."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._is_unrecorded or self.retains_grad:
            return
        self._retained = True
        edge = edge_of(self)
        assert edge is not None, "a tensor that requires a gradient has an edge"
        producer, number = numbered(edge)
        producer.extra.setdefault("retain", {})[number] = weakref.ref(self)
        if events.tracer is not None:
            events.tracer.fact(self, events.Fact.RETAINS_GRAD, 1)

    def register_hook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """``hook(grad)`` runs when this tensor's whole gradient is known; a result replaces the gradient."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        return add_hook(self._hooks_for("tensor"), hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], None]) -> RemovableHandle:
        """``hook(leaf)`` runs after backward has added into ``leaf.grad``."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if not self.is_leaf:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return add_hook(self._hooks_for("accumulated"), hook)

    def _hooks_for(self, kind: str) -> OrderedDict[int, Any]:
        """A leaf carries its own hooks; those of a computed tensor live on its node, which may outlive it."""
        if self.is_leaf:
            if not hasattr(self, "_hook_table"):
                self._hook_table = Watched()
            hooks: OrderedDict[int, Any] = self._hook_table.setdefault(kind, OrderedDict())
            return hooks
        edge = edge_of(self)
        assert edge is not None, "a computed tensor has an edge"
        producer, number = numbered(edge)
        table: dict[int, OrderedDict[int, Any]] = producer.extra.setdefault("tensor", {})
        return table.setdefault(number, OrderedDict())

    def detach(self) -> Any:
        """The same memory outside the graph: no gradient goes through it."""
        twin = wrap(self._array, self.dtype, self.shape)
        own = self._own_counter
        if own is not None:
            twin._own_counter = own
        if events.tracer is not None:
            events.tracer.operated("detach", ("self",), (self,), (twin,), None, shares_memory=True)
        self._count_anew(twin)
        return twin

    def detach_(self) -> Any:
        """Cut this tensor itself out of the graph.

        Raises:
            RuntimeError: it is a view, whose base would stay in.
        """
        if self._base is not None and not (mode.is_inference(self) or mode.is_inference_mode_enabled()):
            raise RuntimeError(_DETACHED_VIEW)
        self._edge = None
        self._tell_views()
        if events.tracer is not None:
            events.tracer.fact(self, events.Fact.REQUIRES_GRAD, 0)
            events.tracer.fact(self, events.Fact.GRAD_FN, events.NOBODY)
        return self

    @property
    def data(self) -> Any:
        """The same memory outside the graph, whose changes autograd does not notice."""
        twin = wrap(self._array, self.dtype, self.shape)
        twin._own_counter = Counter()
        if events.tracer is not None:
            events.tracer.operated("data", ("self",), (self,), (twin,), None, shares_memory=True)
        self._count_anew(twin)
        return twin

    @data.setter
    def data(self, other: Tensor) -> None:
        if not isinstance(other, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
        if self.requires_grad and not other.dtype.is_floating_point:
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        # Its versions are counted on as before, and not with those of the new memory.
        self._own_counter = self._own_counter or counter_of(self._array)
        # Held until the change is told: what ends with it ends after it.
        before = (self._raw, self._edge)
        if self.shape != other.shape or self.dtype is not other.dtype:
            keep_shape(self)
        if self.dtype is not other.dtype and self._edge.__class__ is Leaf:
            self._edge = UNASKED
        self._array, self.shape, self.dtype = other._array, other.shape, other.dtype
        if self._edge.__class__ is ViewEdge:
            self._edge.array = self._array
        if events.tracer is not None:
            events.tracer.relaid(self)
        del before

    @property
    def _counts_anew(self) -> bool:
        """Whether it was cut off from a tensor of inference mode: writes to it are counted, and so allowed."""
        return "_anew" in self.__dict__

    def _count_anew(self, twin: Tensor) -> None:
        if mode.inference_tensors and mode.is_inference(self):
            twin._own_counter = Counter()
            twin.__dict__["_anew"] = True

    def is_inference(self) -> bool:
        """Whether it was made in inference mode."""
        return mode.is_inference(self)

    # -- as a value ---------------------------------------------------------------------------------------------------

    def item(self) -> Any:
        """Its one element as a Python number."""
        if self._raw.size != 1:
            raise errors.no_scalar(self._raw.size)
        return self._raw.item()

    def tolist(self) -> Any:
        """Its elements as nested lists of Python numbers."""
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> NDArray[Any]:
        """The same memory as a numpy array."""
        if self.requires_grad and not force:
            raise errors.numpy_requires_grad()
        if events.tracer is not None:
            events.tracer.lend(self)
        return self._array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        array = self.numpy()
        return array if dtype is None or array.dtype == dtype else array.astype(dtype)

    def __repr__(self) -> str:
        return printing.tensor_repr(self)

    def __format__(self, spec: str) -> str:
        if not self.shape and type(self) is Tensor:
            return format(self.item(), spec)
        return object.__format__(self, spec)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d tensor")
        return int(self.shape[0])

    def __bool__(self) -> bool:
        if self._array.size != 1:
            raise errors.ambiguous_truth(self._array.size)
        return bool(self._array.reshape(()).item())

    def _number(self) -> Any:
        if self._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._array.item()

    def __float__(self) -> float:
        if self._edge is not None and mode.enabled.get():
            warnings.warn(_FLOAT_OF_TRACKED, UserWarning, stacklevel=2)
        return float(self._number())

    def __int__(self) -> int:
        return int(self._number())

    def __index__(self) -> int:
        if self.dtype.is_floating_point or self._array.size != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._array.item())

    __hash__ = object.__hash__

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at "
                "the moment. "
                " If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm "
                "usage, see https://github.com/pytorch/pytorch/pull/103001"
            )
        twin = wrap(self._array.copy(), self.dtype)
        twin = twin if type(self) is Tensor else twin._seen_as(type(self))
        memo[id(self)] = twin
        if self.requires_grad:
            twin._edge = UNASKED
        grad = getattr(self, "_gradient", None)
        if grad is not None:
            twin._gradient = grad.detach().clone()
        return twin

    def __reduce_ex__(self, protocol: Any) -> Any:
        # The class by itself only where it is a subclass: one that says it is of torch could not be found by its name.
        kind = None if type(self) is Tensor else type(self)
        return _rebuild, (kind, self._array, self.dtype.name, self.requires_grad and self.is_leaf)

    def as_subclass(self, cls: type[Any]) -> Any:
        """The same tensor as an instance of a subclass; its gradient goes on to this one."""
        return tensorlab.subclasses.as_subclass(self, cls)

    @staticmethod
    def _make_subclass(cls: type[Any], data: Any, require_grad: bool = False) -> Any:
        """A leaf of this class over the memory of ``data``."""
        made = data._seen_as(cls)
        return made.requires_grad_() if require_grad else made

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """What an operation that meets a tensor of this class does: by default it runs, and gives the class on."""
        return tensorlab.subclasses.default(cls, func, types, args, kwargs)

    def _seen_as(self, cls: type[Any]) -> Any:
        """The same memory as an instance of a subclass, in no graph."""
        twin = object.__new__(cls)
        twin._array, twin.shape, twin.dtype = self._array, self.shape, self.dtype
        twin._edge = twin._base_tensor = None
        return twin


ENDS.add(Tensor)
_SCALARS = frozenset({np.float32, np.float64})


def _memory_for(tensor: Tensor, scalar: Any) -> NDArray[Any]:
    """A scalar's memory. A node that has saved the scalar as its result shares it from now on: it may be written to."""
    array = np.array(scalar)
    edge = tensor._edge
    if isinstance(edge, Node):
        edge.replace_saved(scalar, array)
    if events.tracer is not None:
        events.tracer.given_memory(tensor, array)
    return array


def _rebuild(cls: type[Any] | None, array: NDArray[Any], name: str, requires_grad: bool) -> Any:
    made = wrap(array, dtypes.named(name))
    made = made if cls is None else made._seen_as(cls)
    if requires_grad:
        made._edge = UNASKED
    return made


def wrap(array: NDArray[Any], dtype: dtypes.dtype, shape: Size | None = None) -> Tensor:
    """A tensor over this memory, in no graph."""
    made = object.__new__(Tensor)
    made._raw = array
    made.shape = sizes[array.shape] if shape is None else shape
    made.dtype = dtype
    made._edge = made._base_tensor = None
    return made


def wrap_dim(dim: int, rank: int) -> int:
    """An axis number counted from the left.

    Raises:
        IndexError: there is no such axis.
    """
    limit = max(rank, 1)
    if not -limit <= dim < limit:
        raise errors.dimension_out_of_range(dim, rank)
    return dim + limit if dim < 0 else dim


def address(array: NDArray[Any]) -> int:
    """Where in the machine's memory the first element stands."""
    return int(array.__array_interface__["data"][0])


def memory_start(array: NDArray[Any]) -> int:
    """Where the memory begins that the array looks at."""
    return address(memory_of(array))


def is_tensor(obj: object) -> bool:
    return isinstance(obj, Tensor)


__all__ = ["AccumulateGrad", "Edge", "Tensor", "address", "is_tensor", "memory_start", "mode", "wrap", "wrap_dim"]
