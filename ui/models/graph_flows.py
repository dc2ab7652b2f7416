"""Along which links of a graph the gradients have moved, and which of them carry one at a step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from tensorlab.kernel.protocol import FLOW_ARRIVED
from ui.models.columns import Ints
from ui.models.graph_content import Content, Mode
from ui.models.picture import Flow
from ui.models.recording import Call
from ui.models.words import shape_text


class FlowMoment(NamedTuple):
    """The gradients at one step.

    Attributes:
        flows: a :class:`Flow` for each link.
        labels: the shapes of those that are told, by link.
        largest: the largest magnitude of each link's gradient; 0 where there is none.
        invalid: links whose gradient has NaN or infinity in it.
        spoiler: the node out of which the first of these came, or NOBODY.
    """

    flows: NDArray[np.uint8]
    labels: dict[int, str]
    largest: NDArray[np.float64]
    invalid: NDArray[np.bool_]
    spoiler: int = NOBODY


class Flows:
    """The movements of gradients in one recording, each with the links it goes along."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._seen = 0
        self._rows: list[int] = []
        self._links: list[int] = []
        self._is_tip: list[bool] = []

    @property
    def is_behind(self) -> bool:
        """Whether gradients have moved that have not been looked at."""
        return self._seen < len(self._content.recording.tables["flows"])

    def follow(self, most: int | None = None) -> None:
        """Find the links of the gradients that have moved since, or of up to so many of them."""
        recording, mode = self._content.recording, self._content.mode
        flows = recording.tables["flows"]
        first, self._seen = self._seen, len(flows) if most is None else min(len(flows), self._seen + most)
        if mode is Mode.FORWARD:
            return
        for row in (np.flatnonzero(flows["kind"][first : self._seen] == FLOW_ARRIVED) + first).tolist():
            node, index, source = (flows.cell(row, column) for column in ("node", "input", "source"))
            links = self._way(node, index, source)
            self._rows += [row] * len(links)
            self._links += links
            self._is_tip += [place == len(links) - 1 for place in range(len(links))]

    def at(self, step: int) -> FlowMoment:
        """What flows and has flowed at ``step``, since the last backward began."""
        count = len(self._content.links)
        found = FlowMoment(np.zeros(count, np.uint8), {}, np.zeros(count), np.zeros(count, np.bool_))
        call = self._call_shown(step)
        if call is None:
            return found
        recording = self._content.recording
        flows = recording.tables["flows"]
        rows, links, is_tip = self._until(recording.flows_until(step))
        own = flows["call"][rows] == call.number
        rows, links, is_tip = rows[own], links[own], is_tip[own]
        if not len(rows):
            return found
        found.flows[links] = Flow.PASSED
        flowing = np.full(len(rows), step < call.end_step) & (flows["source"][rows] == flows["source"][rows[-1]])
        found.flows[links[flowing]] = Flow.FLOWING
        place = flows["largest"][rows]
        values = np.concatenate([recording.floats.values, [0.0]])[place]
        np.maximum.at(found.largest, links, np.where(np.isfinite(values), np.abs(values), 0.0))
        is_bad = (flows["nans"][rows] > 0) | ~np.isfinite(values)
        np.logical_or.at(found.invalid, links, is_bad)
        told = is_tip & (flowing | (self._content.mode is Mode.BACKWARD))
        for link, row in zip(links[told].tolist(), rows[told].tolist(), strict=True):
            found.labels[link] = shape_text(recording.gradient_shape(row))
        spoilers = flows["source"][rows[is_bad]]
        return found._replace(spoiler=int(spoilers[0])) if len(spoilers) else found

    def _until(self, row: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Row, link and whether it is the tip, of all movements before a row of ``flows``."""
        rows = np.array(self._rows, np.int64)
        end = int(np.searchsorted(rows, row))
        return rows[:end], np.array(self._links[:end], np.int64), np.array(self._is_tip[:end], np.bool_)

    def _call_shown(self, step: int) -> Call | None:
        """The backward that runs or ran last, until something is built after it."""
        recording = self._content.recording
        count = recording.tables["calls"].until(step)
        if self._content.mode is Mode.FORWARD or not count:
            return None
        call = recording.call(recording.tables["calls"].cell(count - 1, "call"))
        if call is None:
            return None
        functions = recording.tables["functions"]
        built = functions.until(step) > functions.until(call.end_step)
        return None if built else call

    def _way(self, node: int, index: int, source: int) -> list[int]:
        """The links from ``source`` to input ``index`` of ``node``, against the values where values are drawn."""
        if self._content.mode is Mode.BACKWARD:
            ends = [(source, node)]
        else:
            between = self._tensor_between(node, index, source)
            ends = [(between, source), (node, between)]
        links = [self._content.link_of(*pair) for pair in ends]
        return [link for link in links if link >= 0]

    def _tensor_between(self, node: int, index: int, source: int) -> int:
        """The tensor whose gradient this is: the operand of ``source`` that came out of ``node``, or is its leaf."""
        recording = self._content.recording
        leaf = recording.leaf(node)
        if leaf != NOBODY:
            return leaf
        if source != NOBODY:
            # As it was when it went in: an in-place operation becomes the ``grad_fn`` of its own operand.
            before = int(recording.born[source]) - 1
            for used in recording.inputs(source):
                if used.tensor != NOBODY and recording.gradient_edge(used.tensor, before) == (node, index):
                    return used.tensor
        outputs = recording.outputs(node)
        return outputs[index] if index < len(outputs) else NOBODY
