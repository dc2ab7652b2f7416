"""What a tensor or an operation is called at a step: by a name of the user's, or by the text that made it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, Flag, Place
from ui.models.columns import Ints
from ui.models.recording.facts import Facts

Bools = NDArray[np.bool_]

_CHARACTERS = 40


class Names(Facts):
    """Names, labels and the code behind them."""

    def _bound_at(self, step: int) -> Ints:
        """The rows of ``names`` that hold at ``step``: for every name of the module or of a function, its last."""
        names = self.tables["names"]
        end = names.until(step)
        rows: Ints = np.full(2 * len(self.texts), -1, np.int64)
        rows[2 * names["name"][:end] + names["is_global"][:end]] = np.arange(end)
        rows = np.sort(rows[rows >= 0])
        return rows[names["tensor"][rows] >= 0]

    def name_texts_at(self, step: int) -> Ints:
        """For each id the text that is its name, or -1, shape (n_nodes,).

        Of several names bound at ``step`` the module's oldest counts; of none, the first it ever had.
        """
        if self._names_cache is not None and self._names_cache[:2] == (step, self.last_step):
            return self._names_cache[2]
        names = self.tables["names"]
        found = self._first_name.values.copy()
        rows = self._bound_at(step)[::-1]
        rows = rows[np.argsort(names["is_global"][rows], kind="stable")]
        found[names["tensor"][rows]] = names["name"][rows]
        self._names_cache = (step, self.last_step, found)
        return found

    def name(self, tensor: int, step: int) -> str:
        """The name bound to it then, else the first it ever had, else ""."""
        return self._text(int(self.name_texts_at(step)[tensor]))

    def is_named(self, step: int) -> Bools:
        """Which tensors have a name bound at ``step``, shape (n_nodes,)."""
        named = np.zeros(self.n_nodes, np.bool_)
        named[self.tables["names"]["tensor"][self._bound_at(step)]] = True
        return named

    def names_at(self, step: int) -> dict[str, int]:
        """The module's names and the tensors they mean.

        Between the end of a tensor and the step that tells what its name means now, the name means nothing.
        """
        names = self.tables["names"]
        rows = self._bound_at(step)
        rows = rows[(names["is_global"][rows] == 1) & (self.collected[names["tensor"][rows]] > step)]
        return {
            self._text(n): t for n, t in zip(names["name"][rows].tolist(), names["tensor"][rows].tolist(), strict=True)
        }

    def label(self, node: int, step: int) -> str:
        """What to call it: its name, else the text of the expression that made it, else its operation."""
        if self.is_tensor(node):
            return self.name(node, step) or self._unnamed(node, step)
        return self.op(node) or self.grad_fn_name(node)

    def _unnamed(self, tensor: int, step: int) -> str:
        flags = self.flags(tensor)
        if flags & Flag.GRADIENT:
            rows = self.tables["grad"].of("gradient", tensor)
            if len(rows):
                owner = self.tables["grad"].cell(int(rows[0]), "tensor")
                return f"{self.name(owner, step) or f'lab[{owner}]'}.grad"
        text = "" if flags & Flag.MET else self.expression(tensor)
        return text or self.op(tensor) or f"lab[{tensor}]"

    def expression(self, node: int) -> str:
        """The text that made a node, on one line, cut where it is long; "" where the source is not known."""
        if self.born[node] == NEVER:
            return ""
        text = self._excerpt(self.place(node), int(self.born[node]))
        return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"

    def _excerpt(self, place: Place, step: int) -> str:
        lines = (self.source_text(place.source, step) or "").split("\n")[max(0, place.line - 1) : place.end_line]
        if not lines or place.line < 1 or place.column < 0 or place.end_column < 0:
            return ""
        # Columns of compiled code count bytes of UTF-8.
        coded = [line.encode() for line in lines]
        coded[-1] = coded[-1][: place.end_column]
        coded[0] = coded[0][place.column :]
        return " ".join(b" ".join(coded).decode(errors="replace").split())
