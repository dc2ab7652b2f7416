"""One step after another: what kind it was, where in the code it happened, in which iteration, what it printed."""

from __future__ import annotations

import numpy as np

from tensorlab.events import NOBODY, Kind, Phase, Place
from ui.models.columns import Ints
from ui.models.recording.nodes import Nodes
from ui.models.recording.records import ErrorStep, PrintStep, Step


class Steps(Nodes):
    """What happened, in its order."""

    @property
    def kinds(self) -> Ints:
        """A :class:`tensorlab.events.Kind` for each step."""
        return self.tables["steps"]["kind"]

    @property
    def phases(self) -> Ints:
        """A :class:`tensorlab.events.Phase` for each step."""
        return self.tables["steps"]["phase"]

    @property
    def lines(self) -> Ints:
        """The line of code for each step, 0 where none is known."""
        return self.lines_from(0)

    def lines_from(self, step: int) -> Ints:
        """The same for the steps from this one on."""
        return self.tables["places"]["line"][self.tables["steps"]["place"][step:]]

    def step(self, step: int) -> Step:
        kind, _, phase, subject = (self.tables["steps"].cell(step, c) for c in self.tables["steps"].columns)
        return Step(Kind(kind), self.place_of(step), Phase(phase), subject)

    def place_of(self, step: int) -> Place:
        """Where in the code a step happened."""
        if not 0 <= step <= self.last_step:
            return Place("", 0, -1, 0, -1, "")
        table = self.tables["places"]
        row = self.tables["steps"].cell(step, "place")
        source, line, column, end_line, end_column, scope = (table.cell(row, c) for c in table.columns)
        return Place(self._text(source), line, column, end_line, end_column, self._text(scope))

    def place(self, node: int) -> Place:
        """Where in the code a node was born."""
        return self.place_of(int(self.born[node]))

    def source_text(self, source: str, step: int | None = None) -> str | None:
        """The code of this name, its lines numbered as in the places; as it was at ``step``, or last."""
        at = self.last_step if step is None else step
        cells = [cell for cell in self.cells if cell.source == source]
        known = [cell for cell in cells if cell.step <= at] or cells[:1]
        return "\n" * (known[-1].first_line - 1) + known[-1].text if known else None

    @property
    def iterations(self) -> Ints:
        """The steps at which the body of an outermost loop starts."""
        table = self.tables["iterations"]
        return table["step"][table["number"] >= 0]

    def iteration_at(self, step: int) -> int:
        """The number of the iteration in which a step lies, from 1; 0 where no loop runs."""
        row = int(self.iteration_rows(np.array([step]))[0])
        return self.tables["iterations"].cell(row, "number") + 1 if row >= 0 else 0

    def iteration_rows(self, steps: Ints) -> Ints:
        """The row of ``iterations`` in which each of these steps lies, -1 where no loop runs."""
        table = self.tables["iterations"]
        rows = np.searchsorted(table["step"], steps, side="right") - 1
        # No loop reaches into the next cell; recordings of old do not tell of a loop's end.
        cells = np.array([cell.step for cell in self.cells], np.int64)
        cell_of_row = np.append(np.searchsorted(cells, table["step"], side="right"), -1)
        is_over = np.append(table["number"], NOBODY) == NOBODY
        rows[is_over[rows] | (cell_of_row[rows] != np.searchsorted(cells, steps, side="right"))] = -1
        return rows

    @property
    def errors(self) -> list[ErrorStep]:
        table = self.tables["errors"]
        return [
            ErrorStep(step, self._text(kind), self._text(message), self._text(notes), self.place_of(step))
            for step, kind, message, notes in table.rows().tolist()
        ]

    @property
    def prints(self) -> list[PrintStep]:
        return [PrintStep(step, self._text(text)) for step, text in self.tables["prints"].rows().tolist()]
