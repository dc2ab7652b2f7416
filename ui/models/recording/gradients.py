"""What backward has done: its calls, the gradients on their way, and what they added up to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, NOBODY, Kind, Phase
from tensorlab.kernel.protocol import FLOW_ACCUMULATED, FLOW_ARRIVED
from ui.models.columns import Ints
from ui.models.recording.records import Call
from ui.models.recording.values import Values, numpy_type


class Gradients(Values):
    """The flows of gradients, and the calls that they belong to."""

    def accumulations(self, tensor: int) -> list[int]:
        """The steps at which a backward stored or added to its ``.grad``."""
        table = self.tables["grad"]
        steps = table["step"][table.of("tensor", tensor)]
        return [int(step) for step in steps if self.kinds[step] == Kind.ACCUMULATED]

    def gradient_count(self, tensor: int, step: int) -> int:
        """How many additions are in ``.grad`` since it was last None or zero."""
        table = self.tables["grad"]
        rows = table.of("tensor", tensor)
        steps = table["step"][rows[: np.searchsorted(rows, table.until(step))]]
        added = self.kinds[steps] == Kind.ACCUMULATED
        resets = steps[~added]
        since = max(int(resets[-1]) if len(resets) else -1, self._zeroed(self.grad(tensor, step), step))
        return int((added & (steps > since)).sum())

    def _zeroed(self, gradient: int, step: int) -> int:
        """The last step by ``step`` at which a gradient was set to zero in place, -1 for none."""
        functions = self.tables["functions"]
        rows = [] if gradient == NOBODY else functions.of("target", gradient).tolist()
        steps = [functions.cell(row, "step") for row in rows if self._text(functions.cell(row, "op")) == "zero_"]
        return max((each for each in steps if each <= step), default=-1)

    def gradient_of(self, node: int, step: int) -> NDArray[Any] | None:
        """The gradient that had reached a node or a tensor by ``step`` in the last backward that came by; or None."""
        if self.is_tensor(node):
            target, number = self.gradient_edge(node, step)
        else:
            target, number = node, 0
        if target == NOBODY:
            return None
        flows = self.tables["flows"]
        rows = flows.of("node", target)
        rows = rows[: np.searchsorted(rows, flows.until(step))]
        rows = rows[(flows["kind"][rows] == FLOW_ARRIVED) & (flows["input"][rows] == number)]
        if not len(rows):
            return None
        rows = rows[flows["call"][rows] == flows["call"][rows[-1]]]
        parts = [self.gradient(row) for row in rows.tolist()]
        total = parts[0]
        for part in parts[1:]:
            if total is None or part is None or part.shape != total.shape:
                return None
            total = total + part
        return total

    def gradient_edge(self, tensor: int, step: int) -> tuple[int, int]:
        """The node and input number at which a tensor's gradient arrives: its ``grad_fn``, or its AccumulateGrad."""
        node = self.grad_fn(tensor, step)
        if node != NOBODY:
            return node, self.output_number(tensor) if node == self.producer(tensor) else 0
        nodes = [each for each in self.accumulate_nodes(tensor) if self.born[each] <= step]
        return (nodes[-1], 0) if nodes else (NOBODY, 0)

    def gradient(self, flow: int) -> NDArray[Any] | None:
        """The value of one row of ``flows``, None when it was not kept."""
        flows = self.tables["flows"]
        kind = numpy_type(self._text(flows.cell(flow, "dtype")))
        blob, size = flows.cell(flow, "blob"), flows.cell(flow, "bytes")
        data = None if blob < 0 else self.memory.read(blob, size)
        shape = self.gradient_shape(flow)
        if kind is None or data is None or int(np.prod(shape, dtype=object)) * kind.itemsize != size:
            return None
        return np.frombuffer(data, kind).reshape(shape)

    def gradient_shape(self, flow: int) -> tuple[int, ...]:
        flows = self.tables["flows"]
        start = flows.cell(flow, "shape")
        return () if start < 0 else tuple(self.dims.values[start : start + flows.cell(flow, "rank")].tolist())

    def largest_of(self, flow: int) -> float:
        """The largest magnitude in one row of ``flows``."""
        place = self.tables["flows"].cell(flow, "largest")
        return 0.0 if place < 0 else float(self.floats.values[place])

    # -- backward calls -----------------------------------------------------------------------------------------------

    def call(self, number: int) -> Call | None:
        rows = self.tables["calls"].of("call", number)
        return self._call(int(rows[0])) if len(rows) else None

    @property
    def calls(self) -> list[Call]:
        return [self._call(row) for row in range(len(self.tables["calls"]))]

    def _call(self, row: int) -> Call:
        table, ends = self.tables["calls"], self.tables["ends"]
        step, number, root, is_backward, retain, create, start, count = (table.cell(row, c) for c in table.columns)
        ended = ends.of("call", number)
        end, error = (
            (ends.cell(int(ended[0]), "step"), ends.cell(int(ended[0]), "error")) if len(ended) else (NEVER, -1)
        )
        inputs = tuple(self.dims.values[start : start + count].tolist())
        return Call(number, step, end, root, is_backward == 1, retain == 1, create == 1, inputs, self._text(error))

    def call_at(self, step: int) -> Call | None:
        """The backward that runs at ``step``; its last step still belongs to it."""
        for row in reversed(range(self.tables["calls"].until(step))):
            call = self._call(row)
            if step <= call.end_step:
                return call
            if not self._is_nested(call):
                return None
        return None

    def _is_nested(self, call: Call) -> bool:
        """Whether it began while another was running."""
        return call.step > 0 and self.phases[call.step - 1] == Phase.BACKWARD

    def flows_until(self, step: int) -> int:
        """How many rows of ``tables["flows"]`` belong to ``step`` or one before."""
        return self.tables["flows"].until(step)

    def flows_of(self, call: int) -> Ints:
        """The rows of ``tables["flows"]`` of one call."""
        return self.tables["flows"].of("call", call)

    def running(self, step: int) -> int:
        """The operation or node that works at ``step``, or NOBODY."""
        if not 0 <= step <= self.last_step:
            return NOBODY
        kind, subject = Kind(int(self.kinds[step])), int(self.tables["steps"]["subject"][step])
        if kind in (Kind.OPERATED, Kind.MUTATED, Kind.RELEASED):
            return subject
        if kind not in (Kind.BEGAN, Kind.ARRIVED, Kind.ACCUMULATED):
            return NOBODY
        flows = self.tables["flows"]
        row = flows.until(step) - 1
        source = flows.cell(row, "source")
        return source if source != NOBODY else flows.cell(row, "node")

    def failed_node(self, step: int) -> int:
        """The node in which the backward that fails at ``step`` was, or NOBODY."""
        if not 0 <= step <= self.last_step or self.kinds[step] != Kind.FAILED:
            return NOBODY
        flows = self.tables["flows"]
        rows = self.flows_of(int(self.tables["steps"]["subject"][step]))
        rows = rows[(rows < flows.until(step)) & (flows["kind"][rows] == FLOW_ARRIVED)]
        done = set(flows["source"][rows].tolist()) | self._accumulated(rows)
        waiting = [node for node in flows["node"][rows].tolist() if node not in done]
        # The engine takes the youngest node that has its gradient.
        return max(waiting, default=NOBODY)

    def _accumulated(self, rows: Ints) -> set[int]:
        flows = self.tables["flows"]
        calls = np.unique(flows["call"][rows])
        chosen = np.isin(flows["call"], calls) & (flows["kind"] == FLOW_ACCUMULATED)
        return set(flows["node"][chosen].tolist())
