"""Which part of a tensor a grid shows: a role for every axis, and a position for those that are not shown.

Plain values without a display. One axis may run down the rows and one across the columns; every other axis is held at
a position. The text of the selection is what one would type in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum


class Role(Enum):
    """What an axis does in the grid."""

    ROWS = "rows"
    COLUMNS = "columns"
    SLIDER = "slider"
    TILE = "tile"
    """Every position in small, beside each other; read at its own position it is held like a slider."""


@dataclass(frozen=True)
class Selection:
    """A two-dimensional look at a tensor of any rank.

    >>> Selection.of((8, 16, 20, 16)).with_position(0, 3).text("conv")
    'conv[3, 0, :, :]'
    """

    shape: tuple[int, ...]
    roles: tuple[Role, ...]
    positions: tuple[int, ...]

    @classmethod
    def of(cls, shape: Sequence[int]) -> Selection:
        """The last two axes shown, the others at 0; a vector lies across the columns."""
        rank = len(shape)
        last_two = (Role.ROWS, Role.COLUMNS)[max(0, 2 - rank) :]
        roles = (Role.SLIDER,) * (rank - 2) + last_two
        return cls(tuple(shape), roles, (0,) * rank)

    def on(self, shape: Sequence[int]) -> Selection:
        """The same look at another tensor: roles and positions stay where the rank is equal."""
        if len(shape) != len(self.shape):
            return Selection.of(shape)
        positions = tuple(max(0, min(at, length - 1)) for at, length in zip(self.positions, shape, strict=True))
        return Selection(tuple(shape), self.roles, positions)

    def with_role(self, axis: int, role: Role) -> Selection:
        """``axis`` takes a role; the axis that had it takes what ``axis`` had, so that the others stay as they are.

        An axis that was seen and is laid side by side hands on what it was to one that is held, if there is any: so
        there are pictures side by side, not lines.
        """
        previous = self.roles[axis]
        if role is previous:
            return self
        roles = list(self.roles)
        if role is not Role.SLIDER and role in roles:
            roles[roles.index(role)] = previous
        elif role is Role.TILE and Role.SLIDER in roles and previous is not Role.SLIDER:
            roles[len(roles) - 1 - roles[::-1].index(Role.SLIDER)] = previous
        roles[axis] = role
        return replace(self, roles=tuple(roles))

    def with_position(self, axis: int, position: int) -> Selection:
        """``axis`` is held at ``position``, or at the nearest one that exists."""
        positions = list(self.positions)
        positions[axis] = max(0, min(position, self.shape[axis] - 1))
        return replace(self, positions=tuple(positions))

    @property
    def rows_axis(self) -> int | None:
        """The axis that runs downwards; None when there is one row."""
        return self.roles.index(Role.ROWS) if Role.ROWS in self.roles else None

    @property
    def columns_axis(self) -> int | None:
        """The axis that runs to the right; None when there is one column."""
        return self.roles.index(Role.COLUMNS) if Role.COLUMNS in self.roles else None

    @property
    def tile_axis(self) -> int | None:
        """The axis whose positions are shown side by side; None for none."""
        return self.roles.index(Role.TILE) if Role.TILE in self.roles else None

    @property
    def grid_shape(self) -> tuple[int, int]:
        """Rows and columns of what is shown; (0, 0) when nothing can be held at a position."""
        held_nowhere = any(
            length == 0 for length, role in zip(self.shape, self.roles, strict=True) if role in (Role.SLIDER, Role.TILE)
        )
        if held_nowhere:
            return (0, 0)
        rows, columns = self.rows_axis, self.columns_axis
        return (1 if rows is None else self.shape[rows], 1 if columns is None else self.shape[columns])

    @property
    def is_transposed(self) -> bool:
        """Whether the axis shown as rows comes after the one shown as columns, so that the cells must be turned."""
        rows, columns = self.rows_axis, self.columns_axis
        return rows is not None and columns is not None and rows > columns

    def index(self) -> tuple[int | slice, ...]:
        """What numpy or a tensor is indexed with; axes keep their order, see :attr:`is_transposed`."""
        return tuple(
            at if role in (Role.SLIDER, Role.TILE) else slice(None)
            for at, role in zip(self.positions, self.roles, strict=True)
        )

    def element(self, row: int, column: int) -> tuple[int, ...]:
        """Full index of the element in a cell, one position per axis."""
        places = {Role.ROWS: row, Role.COLUMNS: column}
        return tuple(places.get(role, at) for at, role in zip(self.positions, self.roles, strict=True))

    def text(self, name: str) -> str:
        """The selection as one would type it; turned when rows and columns have changed places."""
        if not self.shape:
            return name
        inside = ", ".join(":" if isinstance(part, slice) else str(part) for part in self.index())
        return f"{name}[{inside}]" + (".T" if self.is_transposed else "")

    def element_text(self, name: str, row: int, column: int) -> str:
        """A cell as one would type it: ``x[3, 5, 7, 11]``, and ``x`` for a tensor without axes."""
        if not self.shape:
            return name
        return f"{name}[{', '.join(map(str, self.element(row, column)))}]"

    def block_text(self, name: str, rows: range, columns: range) -> str:
        """A rectangle of cells as one would type it: ``x[3, 5, 7:9, 11]``."""
        if not self.shape:
            return name
        spans = {Role.ROWS: rows, Role.COLUMNS: columns}
        parts = []
        for role, at in zip(self.roles, self.positions, strict=True):
            span = spans.get(role)
            if span is None:
                parts.append(str(at))
            else:
                parts.append(str(span.start) if len(span) == 1 else f"{span.start}:{span.stop}")
        return f"{name}[{', '.join(parts)}]"
