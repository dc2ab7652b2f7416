"""What each line of a script has bound, as the editor writes it behind the line: ``h = x @ w`` and then ``(4, 3) f32``.

A loop binds the same name on the same line a hundred thousand times and only the last counts, so the bindings are
summed up in blocks, a few at each look: a look at a step merges the blocks before it and reads one block's rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ui.models.graph_state import subtitle
from ui.models.recording import Cell, Recording

_BLOCK = 4096
_BLOCKS_A_LOOK = 4

Binding = tuple[int, int, int]
"""The number of the source's text, the line, and the number of the name's text."""


class LineShape(NamedTuple):
    """What stands behind a line, the tensors that it tells of, and the line's code as it was when it ran."""

    text: str
    tensors: tuple[int, ...]
    code: str


class LineShapes:
    """Reads the lines' bindings from a recording that grows."""

    def __init__(self) -> None:
        self._recording: Recording | None = None
        self._blocks: list[dict[Binding, int]] = []

    def follow(self, recording: Recording) -> bool:
        """Take in some of what has been recorded; whether that was all."""
        if recording is not self._recording:
            self._recording, self._blocks = recording, []
        whole = len(recording.tables["names"]) // _BLOCK
        for number in range(len(self._blocks), min(whole, len(self._blocks) + _BLOCKS_A_LOOK)):
            self._blocks.append(_last_rows(recording, number * _BLOCK, (number + 1) * _BLOCK))
        return len(self._blocks) == whole

    def at(self, source: str, step: int) -> dict[int, LineShape]:
        """For each line of a source that had bound tensors by ``step``: their names, shapes and types, or numbers.

        All of the recording must have been taken in.
        """
        recording = self._recording
        assert recording is not None, "there is nothing to read from"
        runs = [cell for cell in reversed(recording.cells) if cell.source == source and cell.step <= step]
        lines: dict[int, list[tuple[str, int]]] = {}
        code: dict[int, str] = {}
        for (origin, line, name), row in sorted(self._rows(recording, step).items(), key=lambda found: found[1]):
            if recording.texts[origin] != source:
                continue
            run = next((run for run in runs if run.first_line <= line <= _last_line(run)), None)
            if run is None or recording.tables["names"].cell(row, "step") < run.step:
                # What an earlier run of the line has bound holds no more.
                continue
            code[line] = run.text.split("\n")[line - run.first_line]
            lines.setdefault(line, []).append((recording.texts[name], recording.tables["names"].cell(row, "tensor")))
        return {line: _told(recording, bound, code[line], step) for line, bound in lines.items()}

    def _rows(self, recording: Recording, step: int) -> dict[Binding, int]:
        """The last row of ``names``, up to ``step``, of each name on each line."""
        end = recording.tables["names"].until(step)
        whole = end // _BLOCK
        found: dict[Binding, int] = {}
        for block in self._blocks[:whole]:
            found |= block
        return found | _last_rows(recording, whole * _BLOCK, end)


def _last_rows(recording: Recording, first: int, end: int) -> dict[Binding, int]:
    names, places = recording.tables["names"], recording.tables["places"]
    rows = np.arange(first, end)
    rows = rows[names["tensor"][first:end] >= 0]
    at = recording.tables["steps"]["place"][names["step"][rows]]
    keys = zip(places["source"][at].tolist(), places["line"][at].tolist(), names["name"][rows].tolist(), strict=True)
    return dict(zip(keys, rows.tolist(), strict=True))


def _last_line(run: Cell) -> int:
    return run.first_line + run.text.count("\n")


def _told(recording: Recording, bound: list[tuple[str, int]], code: str, step: int) -> LineShape:
    words = [subtitle(recording, tensor, step) for _, tensor in bound]
    if len(bound) > 1:
        words = [f"{name} {word}" for (name, _), word in zip(bound, words, strict=True)]
    return LineShape("   ".join(words), tuple(tensor for _, tensor in bound), code)
