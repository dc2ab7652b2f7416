"""Limited-memory BFGS: a quasi-Newton step whose curvature is read off the last gradients.

Source: Nocedal and Wright, "Numerical optimization" (2006): algorithm 7.4 for the direction, 3.5 and 3.6 for the
line search; the bounds of its interpolation follow Schmidt's minFunc, as PyTorch's do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import tensorlab
from tensorlab.graph.mode import enable_grad, no_grad
from tensorlab.optim.optimizer import Optimizer, checked

_SUFFICIENT, _CURVATURE, _SHORTEST = 1e-4, 0.9, 1e-9


@dataclass
class _Point:
    """A place on the search line: how far along, the loss there, its gradient, and its slope along the line."""

    at: Any
    loss: float
    grad: Any
    slope: Any


class LBFGS(Optimizer):
    """Minimise with second-order steps; ``step(closure)`` may evaluate the loss many times.

    One step makes up to ``max_iter`` moves, along ``strong_wolfe`` line searches or by ``lr`` alone.
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        defaults = {
            "lr": checked("learning rate", lr),
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params: list[Any] = self.param_groups[0]["params"]

    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Move until a tolerance or a limit is met; the result is the loss before."""
        with no_grad():
            return self._minimise(closure)

    def _minimise(self, closure: Callable[[], Any]) -> Any:
        group = self.param_groups[0]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = self._evaluate(closure)
        state["func_evals"] += 1
        loss, grad = float(first), self._flat_grad()
        if grad.abs().max() <= group["tolerance_grad"]:
            return first
        evaluations, moves = 1, 0
        rate, limit = float(group["lr"]), group["tolerance_change"]
        while moves < group["max_iter"]:
            moves += 1
            state["n_iter"] += 1
            direction = self._direction(state, grad, group["history_size"])
            previous = loss
            length: Any = min(1.0, 1.0 / grad.abs().sum()) * rate if state["n_iter"] == 1 else rate
            state.update(prev_flat_grad=grad.clone(), prev_loss=loss)
            slope = grad.dot(direction)
            if slope > -limit:
                state.update(d=direction, t=length)
                break
            if group["line_search_fn"] is not None:
                start = _Point(0, loss, grad.clone(), slope)
                best, tries = self._search(closure, start, length, direction, group["max_eval"] - evaluations)
                loss, grad, length = best.loss, best.grad, best.at
                self._advance(length, direction)
                is_flat = bool(grad.abs().max() <= group["tolerance_grad"])
            else:
                self._advance(length, direction)
                is_flat, tries = False, 0
                if moves != group["max_iter"]:
                    # What is computed after the last move would be computed again by the next step.
                    loss, grad, tries = float(self._evaluate(closure)), self._flat_grad(), 1
                    is_flat = bool(grad.abs().max() <= group["tolerance_grad"])
            evaluations += tries
            state["func_evals"] += tries
            state.update(d=direction, t=length)
            if moves == group["max_iter"] or evaluations >= group["max_eval"] or is_flat:
                break
            if direction.mul(length).abs().max() <= limit or abs(loss - previous) < limit:
                break
        return first

    def _evaluate(self, closure: Callable[[], Any]) -> Any:
        with enable_grad():
            return closure()

    # -- all parameters as one vector ---------------------------------------------------------------------------------

    def _flat_grad(self) -> Any:
        parts = []
        for parameter in self._params:
            grad = parameter.grad
            parts.append(parameter.new_zeros((parameter.numel(),)) if grad is None else grad.detach().reshape(-1))
        return tensorlab.cat(parts)

    def _advance(self, length: Any, direction: Any) -> None:
        """Move all parameters along the direction."""
        start = 0
        for parameter in self._params:
            count = parameter.numel()
            parameter.add_(direction[start : start + count].view_as(parameter), alpha=float(length))
            start += count

    # -- where to -----------------------------------------------------------------------------------------------------

    def _direction(self, state: dict[str, Any], grad: Any, longest: int) -> Any:
        """The gradient, multiplied by an inverse Hessian that the last moves speak for."""
        if state["n_iter"] == 1:
            state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return grad.neg()
        changes, moves, inverses = state["old_dirs"], state["old_stps"], state["ro"]
        change = grad.sub(state["prev_flat_grad"])
        move = state["d"].mul(state["t"])
        curvature = change.dot(move)
        if curvature > 1e-10:
            if len(changes) == longest:
                for history in (changes, moves, inverses):
                    history.pop(0)
            changes.append(change)
            moves.append(move)
            inverses.append(1.0 / curvature)
            state["H_diag"] = curvature / change.dot(change)
        found = grad.neg()
        shares = []
        for change, move, inverse in zip(reversed(changes), reversed(moves), reversed(inverses), strict=True):
            shares.append(move.dot(found) * inverse)
            found.add_(change, alpha=-shares[-1].item())
        found = found.mul(state["H_diag"])
        for change, move, inverse, share in zip(changes, moves, inverses, reversed(shares), strict=True):
            found.add_(move, alpha=(share - change.dot(found) * inverse).item())
        return found

    # -- how far ------------------------------------------------------------------------------------------------------

    def _search(
        self, closure: Callable[[], Any], start: _Point, length: Any, direction: Any, most: int
    ) -> tuple[_Point, int]:
        """A point that meets the strong Wolfe conditions: the loss falls enough, and the slope flattens enough."""
        if self.param_groups[0]["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        places = [parameter.clone() for parameter in self._params]

        def look(at: Any) -> _Point:
            self._advance(at, direction)
            value, there = float(self._evaluate(closure)), self._flat_grad()
            for parameter, place in zip(self._params, places, strict=True):
                parameter.copy_(place)
            return _Point(at, value, there, there.dot(direction))

        return _wolfe(look, start, length, direction.abs().max(), most)


def _wolfe(look: Callable[[Any], _Point], start: _Point, length: Any, scale: Any, most: int) -> tuple[_Point, int]:
    """The point found, and how many points were looked at."""

    def falls_enough(point: _Point) -> bool:
        return bool(point.loss <= start.loss + _SUFFICIENT * point.at * start.slope)

    def is_flat_enough(point: _Point) -> bool:
        return bool(abs(point.slope) <= -_CURVATURE * start.slope)

    # First go ahead until a minimum must lie between two points.
    before, point = start, look(length)
    seen, rounds = 1, 0
    while rounds < most:
        if not falls_enough(point) or (rounds > 1 and point.loss >= before.loss):
            break
        if is_flat_enough(point):
            return point, seen
        if point.slope >= 0:
            break
        nearest, farthest = point.at + 0.01 * (point.at - before.at), point.at * 10
        before, point = point, look(_between(before, point, nearest, farthest))
        seen, rounds = seen + 1, rounds + 1
    bracket = [start, point] if rounds == most else [before, point]
    # Then close in on it.
    low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
    was_at_edge = False
    while rounds < most and not abs(bracket[1].at - bracket[0].at) * scale < _SHORTEST:
        left, right = sorted((bracket[0].at, bracket[1].at))
        at = _between(bracket[0], bracket[1], left, right)
        edge = 0.1 * (right - left)
        if min(right - at, at - left) < edge:
            if was_at_edge or at >= right or at <= left:
                at = right - edge if abs(at - right) < abs(at - left) else left + edge
                was_at_edge = False
            else:
                was_at_edge = True
        else:
            was_at_edge = False
        point = look(at)
        seen, rounds = seen + 1, rounds + 1
        if not falls_enough(point) or point.loss >= bracket[low].loss:
            bracket[high] = point
            low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
            continue
        if is_flat_enough(point):
            bracket[low] = point
            break
        if point.slope * (bracket[high].at - bracket[low].at) >= 0:
            bracket[high] = bracket[low]
        bracket[low] = point
    return bracket[low], seen


def _between(first: _Point, second: _Point, least: Any, most: Any) -> Any:
    """Where the cubic through two points with their slopes has its minimum, kept within bounds.

    Source: Nocedal and Wright (2006), equation 3.59.
    """
    slope = first.slope + second.slope - 3 * (first.loss - second.loss) / (first.at - second.at)
    square = slope**2 - first.slope * second.slope
    if square < 0:
        return (least + most) / 2.0
    root = sqrt(square)
    low, high = (first, second) if first.at <= second.at else (second, first)
    fraction = (high.slope + root - slope) / (high.slope - low.slope + 2 * root)
    return min(max(high.at - (high.at - low.at) * fraction, least), most)
