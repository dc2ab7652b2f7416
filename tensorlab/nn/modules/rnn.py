"""Recurrent layers and their single steps: plain, with a long memory, and gated.

All three share everything but the step itself, which is a function of the hidden state and of what the input brings:
:func:`plain_step`, :func:`lstm_step` and :func:`gru_step`. The input's part of all steps is one product, made before
the walk.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any, ClassVar

from tensorlab import dtypes
from tensorlab.nn import functional as F
from tensorlab.nn import init
from tensorlab.nn.modules.family import Family
from tensorlab.nn.modules.module import Module, new_parameter
from tensorlab.nn.packed import PackedSequence
from tensorlab.ops._lstm_layer import lstm_layer
from tensorlab.ops._recurrence import lstm_cell
from tensorlab.ops.creation import zeros
from tensorlab.ops.joins import cat, stack

State = tuple[Any, ...]
Step = Callable[[Any, State, Any, Any, Any], State]


def plain_step(squash: Callable[[Any], Any]) -> Step:
    """A step of the plain network: ``squash(input part + weight @ hidden + bias)``."""

    def step(part: Any, state: State, weight: Any, bias: Any, project: Any) -> State:
        return (squash(part + F.linear(state[0], weight, bias)),)

    return step


def lstm_step(part: Any, state: State, weight: Any, bias: Any, project: Any) -> State:
    """A step with a memory cell behind three gates.

    Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers (1999).
    """
    hidden, cell = state
    gates = part + F.linear(hidden, weight, bias)
    enter, forget, new, leave = gates.chunk(4, -1)
    cell = forget.sigmoid() * cell + enter.sigmoid() * new.tanh()
    hidden = leave.sigmoid() * cell.tanh()
    return (hidden if project is None else F.linear(hidden, project)), cell


def _fused_lstm_step(part: Any, state: State, weight: Any, bias: Any, project: Any) -> State:
    """The same with all that happens inside the cell as one operation."""
    hidden, cell, _ = lstm_cell(part + F.linear(state[0], weight, bias), state[1])
    return (hidden if project is None else F.linear(hidden, project)), cell


def gru_step(part: Any, state: State, weight: Any, bias: Any, project: Any) -> State:
    """A step with two gates and no cell.

    Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014).
    """
    (hidden,) = state
    fresh = part.chunk(3, -1)
    known = F.linear(hidden, weight, bias).chunk(3, -1)
    reset = (fresh[0] + known[0]).sigmoid()
    update = (fresh[1] + known[1]).sigmoid()
    new = (fresh[2] + reset * known[2]).tanh()
    return ((hidden - new) * update + new,)


class RNNBase(Family, Module):
    """Layers of recurrent steps, in one direction or in both.

    Attributes:
        weight_ih_l0: shape (gates * hidden_size, input_size), and so on for each layer and direction.
    """

    handed_down = ("forward",)
    gates: ClassVar[int] = 1
    states: ClassVar[int] = 1

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        self._check_settings(dropout)
        directions = 2 if bidirectional else 1
        self._all_weights: list[list[str]] = []
        for layer in range(num_layers):
            for direction in range(directions):
                width = input_size if layer == 0 else (proj_size or hidden_size) * directions
                end = f"l{layer}{'_reverse' if direction else ''}"
                self._all_weights.append(self._add_weights(end, width, dtype))
        self.reset_parameters()

    def _check_settings(self, dropout: Any) -> None:
        if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                UserWarning,
                stacklevel=4,
            )
        for name in ("input_size", "hidden_size"):
            size = getattr(self, name)
            if not isinstance(size, int):
                raise TypeError(f"{name} should be of type int, got: {type(size).__name__}")
        for name in ("input_size", "hidden_size", "num_layers"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if self.proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if self.proj_size >= self.hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")

    def _add_weights(self, end: str, width: int, dtype: Any) -> list[str]:
        tall = self.gates * self.hidden_size
        shapes: dict[str, tuple[int, ...]] = {
            f"weight_ih_{end}": (tall, width),
            f"weight_hh_{end}": (tall, self.proj_size or self.hidden_size),
        }
        if self.bias:
            shapes |= {f"bias_ih_{end}": (tall,), f"bias_hh_{end}": (tall,)}
        if self.proj_size:
            shapes[f"weight_hr_{end}"] = (self.proj_size, self.hidden_size)
        for name, shape in shapes.items():
            setattr(self, name, new_parameter(*shape, dtype=dtype))
        return list(shapes)

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters of each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def reset_parameters(self) -> None:
        """Start again from random numbers."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self) -> None:
        """Accepted for scripts that ask for it: the weights need not lie side by side here."""

    def _step(self) -> Step:
        raise NotImplementedError

    # -- a call --------------------------------------------------------------------------------------------------------

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The hidden states of the last layer at all steps, and of all layers after the last step.

        Args:
            input: shape (time, batch, input_size), (time, input_size), or a packed sequence.
            hx: the first hidden state, shape (layers * directions, batch, hidden_size); zeros where it is None.
        """
        if isinstance(input, PackedSequence):
            return self._packed(input, hx)
        if input.dim() not in (2, 3):
            raise ValueError(f"{type(self).__name__}: Expected input to be 2D or 3D, got {input.dim()}D tensor instead")
        alone = input.dim() == 2
        self._check_input(input)
        if hx is not None:
            hx = self._batched_state(hx, alone)
        if alone:
            input = input.unsqueeze(1)
        elif self.batch_first:
            input = input.transpose(0, 1)
        if self.proj_size:
            warnings.warn(
                "LSTM with projections is not supported with oneDNN. Using default implementation.",
                UserWarning,
                stacklevel=2,
            )
        first = self._first_state(input.shape[1], input, hx)
        made, last = self._walk_layers(input, first, [input.shape[1]] * input.shape[0])
        if alone:
            return made.squeeze(1), self._shown([one.squeeze(1) for one in last])
        return (self._batch_first(made) if self.batch_first else made), self._shown(last)

    def _batch_first(self, made: Any) -> Any:
        """PyTorch turns the axes in place, except where it runs oneDNN's kernel."""
        return made.transpose_(0, 1)

    def _packed(self, input: Any, hx: Any) -> Any:
        data, batch_sizes, order, undo = input
        self._check_input(data)
        if hx is not None:
            states = hx if self.states == 2 else (hx,)
            hx = [one if order is None else one.index_select(1, order) for one in states]
        counts = batch_sizes.tolist()
        first = self._first_state(counts[0], data, hx)
        made, last = self._walk_layers(data, first, counts)
        if undo is not None:
            last = [one.index_select(1, undo) for one in last]
        return PackedSequence(made, batch_sizes, order, undo), self._shown(last)

    def _shown(self, states: list[Any]) -> Any:
        return tuple(states) if self.states == 2 else states[0]

    def _check_input(self, input: Any) -> None:
        weight = getattr(self, self._all_weights[0][0])
        if input.dtype is not weight.dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). Convert input: "
                f"input.to({weight.dtype}), or convert model: model.to({input.dtype})"
            )
        if input.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}"
            )

    def _batched_state(self, hx: Any, alone: bool) -> list[Any]:
        states = list(hx) if self.states == 2 else [hx]
        rank = 2 if alone else 3
        if any(one.dim() != rank for one in states):
            kind = "unbatched 2-D" if alone else "batched 3-D"
            if self.states == 2:
                found = ", ".join(f"{one.dim()}-D" for one in states)
                raise RuntimeError(f"For {kind} input, hx and cx should also be {rank}-D but got ({found}) tensors")
            raise RuntimeError(f"For {kind} input, hx should also be {rank}-D but got {states[0].dim()}-D tensor")
        return [one.unsqueeze(1) for one in states] if alone else states

    def _first_state(self, batch: int, like: Any, hx: list[Any] | None) -> list[Any]:
        rows = self.num_layers * (2 if self.bidirectional else 1)
        sizes = [(rows, batch, self.proj_size or self.hidden_size), (rows, batch, self.hidden_size)][: self.states]
        if hx is None:
            return [zeros(*size, dtype=like.dtype) for size in sizes]
        for number, (one, size) in enumerate(zip(hx, sizes, strict=True)):
            if tuple(one.shape) != size:
                word = "hidden size" if self.states == 1 else f"hidden[{number}] size"
                raise RuntimeError(f"Expected {word} {size}, got {list(one.shape)}")
        return hx

    def _walk_layers(self, input: Any, first: list[Any], counts: list[int]) -> tuple[Any, list[Any]]:
        """All layers over all steps; packed steps lie in a row, and ``counts`` says how many belong to each."""
        ends: list[State] = []
        directions = 2 if self.bidirectional else 1
        for layer in range(self.num_layers):
            sides = []
            for direction in range(directions):
                row = layer * directions + direction
                weights = self.all_weights[row]
                state = tuple(one[row] for one in first)
                side, end = self._side(input, state, weights, counts, bool(direction))
                sides.append(side)
                ends.append(end)
            input = sides[0] if directions == 1 else cat(sides, -1)
            if self.dropout and self.training and layer < self.num_layers - 1:
                input = F.dropout(input, self.dropout, True)
        return input, [stack([end[number] for end in ends]) for number in range(self.states)]

    def _side(
        self, input: Any, state: State, weights: list[Any], counts: list[int], backwards: bool
    ) -> tuple[Any, State]:
        """One layer in one direction: the hidden states at all steps, and the state after the last one."""
        steps, end = self._walk(input, state, weights, counts, backwards)
        return (cat(steps) if input.dim() == 2 else stack(steps)), end

    def _walk(
        self, input: Any, state: State, weights: list[Any], counts: list[int], backwards: bool
    ) -> tuple[list[Any], State]:
        """One layer in one direction: the hidden state at each step, and the state after the last one."""
        biases = weights[2:4] if self.bias else (None, None)
        project = weights[-1] if self.proj_size else None
        parts = F.linear(input, weights[0], biases[0])
        parts = parts.split(counts) if input.dim() == 2 else parts.unbind(0)
        step = self._step()
        made: list[Any] = [None] * len(counts)
        order = range(len(counts) - 1, -1, -1) if backwards else range(len(counts))
        whole = state
        state = tuple(one[: counts[order[0]]] for one in state) if counts[order[0]] != counts[0] else state
        done: list[State] = []
        for time in order:
            count, now = counts[time], state[0].shape[0]
            if count < now:
                # Some sequences have ended: their state is the last one.
                done.append(tuple(one[count:] for one in state))
                state = tuple(one[:count] for one in state)
            elif count > now:
                state = tuple(cat([one, start[now:count]]) for one, start in zip(state, whole, strict=True))
            state = step(parts[time], state, weights[1], biases[1], project)
            made[time] = state[0]
        if done:
            state = tuple(cat([state[i], *[one[i] for one in reversed(done)]]) for i in range(len(state)))
        return made, state

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.proj_size:
            text += f", proj_size={self.proj_size}"
        for name, usual in (
            ("num_layers", 1),
            ("bias", True),
            ("batch_first", False),
            ("dropout", 0.0),
            ("bidirectional", False),
        ):
            if getattr(self, name) != usual:
                text += f", {name}={getattr(self, name)}"
        return text


def _squasher(nonlinearity: str) -> Callable[[Any], Any]:
    return F.tanh if nonlinearity == "tanh" else F.relu


class RNN(RNNBase):
    """The plain recurrent network: ``h = tanh(x @ W_ih.T + h @ W_hh.T + biases)``."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        self.__dict__["nonlinearity"] = nonlinearity
        super().__init__(
            f"RNN_{nonlinearity.upper()}",
            input_size,
            hidden_size,
            num_layers,
            bias,
            batch_first,
            dropout,
            bidirectional,
            0,
            device,
            dtype,
        )

    def _step(self) -> Step:
        return plain_step(_squasher(self.nonlinearity))


class LSTM(RNNBase):
    """A recurrent network with a memory cell; its state is (hidden, cell)."""

    gates = 4
    states = 2

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            "LSTM",
            input_size,
            hidden_size,
            num_layers,
            bias,
            batch_first,
            dropout,
            bidirectional,
            proj_size,
            device,
            dtype,
        )

    def _step(self) -> Step:
        return _fused_lstm_step

    def _batch_first(self, made: Any) -> Any:
        return made.transpose(0, 1)

    def _side(
        self, input: Any, state: State, weights: list[Any], counts: list[int], backwards: bool
    ) -> tuple[Any, State]:
        if input.dim() == 2 or self.proj_size or input.dtype is not dtypes.float32 or not input.numel():
            return super()._side(input, state, weights, counts, backwards)
        biases = weights[2:4] if self.bias else (None, None)
        output, hidden, cell, _ = lstm_layer(input, *weights[:2], *biases, *state, reverse=backwards)
        return output, (hidden, cell)


class GRU(RNNBase):
    """A recurrent network with two gates."""

    gates = 3

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            "GRU",
            input_size,
            hidden_size,
            num_layers,
            bias,
            batch_first,
            dropout,
            bidirectional,
            0,
            device,
            dtype,
        )

    def _step(self) -> Step:
        return gru_step


# -- single steps -----------------------------------------------------------------------------------------------------


class RNNCellBase(Family, Module):
    """One step of a recurrent network."""

    handed_down = ("forward",)
    gates: ClassVar[int] = 1
    states: ClassVar[int] = 1

    def __init__(self, input_size: int, hidden_size: int, bias: bool, dtype: Any) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        tall = self.gates * hidden_size
        self.weight_ih = new_parameter(tall, input_size, dtype=dtype)
        self.weight_hh = new_parameter(tall, hidden_size, dtype=dtype)
        self.register_parameter("bias_ih", new_parameter(tall, dtype=dtype) if bias else None)
        self.register_parameter("bias_hh", new_parameter(tall, dtype=dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start again from random numbers."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _step(self) -> Step:
        raise NotImplementedError

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The state after one step.

        Args:
            input: shape (batch, input_size) or (input_size,).
            hx: the state before; zeros where it is None.
        """
        name = type(self).__name__
        if input.dim() not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        if hx is None:
            states = [zeros(*input.shape[:-1], self.hidden_size, dtype=input.dtype)] * self.states
        else:
            states = list(hx) if self.states == 2 else [hx]
            for number, one in enumerate(states):
                if one.dim() not in (1, 2):
                    word = "hidden" if self.states == 1 else f"hx[{number}]"
                    raise ValueError(f"{name}: Expected {word} to be 1D or 2D, got {one.dim()}D instead")
        alone = input.dim() == 1
        if alone:
            input, states = input.unsqueeze(0), [one.unsqueeze(0) for one in states]
        self._check(input, states)
        part = F.linear(input, self.weight_ih, self.bias_ih)
        made = self._step()(part, tuple(states), self.weight_hh, self.bias_hh, None)
        made = tuple(one.squeeze(0) for one in made) if alone else made
        return made if self.states == 2 else made[0]

    def _check(self, input: Any, states: list[Any]) -> None:
        if input.shape[1] != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {input.shape[1]} expected {self.input_size}")
        for number, one in enumerate(states):
            if one.shape[0] != input.shape[0]:
                raise RuntimeError(
                    f"Input batch size {input.shape[0]} doesn't match hidden{number} batch size {one.shape[0]}"
                )
            if one.shape[1] != self.hidden_size:
                raise RuntimeError(
                    f"hidden{number} has inconsistent hidden_size: got {one.shape[1]}, expected {self.hidden_size}"
                )

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        return text if self.bias else f"{text}, bias={self.bias}"


class RNNCell(RNNCellBase):
    """One step of the plain recurrent network."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, dtype)
        self.nonlinearity = nonlinearity

    def _step(self) -> Step:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return plain_step(_squasher(self.nonlinearity))

    def extra_repr(self) -> str:
        text = super().extra_repr()
        return text if self.nonlinearity == "tanh" else f"{text}, nonlinearity={self.nonlinearity}"


class LSTMCell(RNNCellBase):
    """One step of a network with a memory cell; its state is (hidden, cell)."""

    gates = 4
    states = 2

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, dtype)

    def _step(self) -> Step:
        return lstm_step


class GRUCell(RNNCellBase):
    """One step of a network with two gates."""

    gates = 3

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, dtype)

    def _step(self) -> Step:
        return gru_step
