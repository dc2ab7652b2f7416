"""What a profiler has measured: the times of operations, summed up by name, and printed as PyTorch's table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tensorlab.naming import name_as_in_torch

_COLUMNS = ("Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg", "# of Calls")
_WIDTH = 12
_LONGEST_NAME = 55


def _time(microseconds: float) -> str:
    for unit, word in ((1e6, "s"), (1e3, "ms")):
        if microseconds >= unit:
            return f"{microseconds / unit:.3f}{word}"
    return f"{microseconds:.3f}us"


@dataclass
class FunctionEventAvg:
    """All calls of one operation together; times in microseconds.

    Attributes:
        key: ``aten::add``, or the name of a ``record_function`` block.
        self_cpu_time_total: without the operations inside a block.
    """

    key: str
    count: int = 0
    cpu_time_total: float = 0.0
    self_cpu_time_total: float = 0.0
    input_shapes: Any = ""

    @property
    def cpu_time(self) -> float:
        """The mean of its calls."""
        return self.cpu_time_total / self.count if self.count else 0.0

    @property
    def cpu_time_str(self) -> str:
        return _time(self.cpu_time)

    @property
    def cpu_time_total_str(self) -> str:
        return _time(self.cpu_time_total)

    @property
    def self_cpu_time_total_str(self) -> str:
        return _time(self.self_cpu_time_total)

    def add(self, event: FunctionEvent) -> None:
        """One more call."""
        self.count += 1
        self.cpu_time_total += event.cpu_time_total
        self.self_cpu_time_total += event.self_cpu_time_total

    def __repr__(self) -> str:
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={self.self_cpu_time_total_str} "
            f"cpu_time={self.cpu_time_str}  self_cuda_time=0.000us cuda_time=0.000us input_shapes={self.input_shapes} "
            "cpu_memory_usage=0 cuda_memory_usage=0>"
        )


@dataclass
class FunctionEvent:
    """One call; times in microseconds, ``start`` since the profiler began."""

    name: str
    start: float
    cpu_time_total: float
    self_cpu_time_total: float
    input_shapes: Any = ()

    @property
    def key(self) -> str:
        return self.name


class EventList(list[Any]):
    """Calls, or what they come to by name."""

    @property
    def self_cpu_time_total(self) -> float:
        """The time of all."""
        return float(sum(event.self_cpu_time_total for event in self))

    def key_averages(self, group_by_input_shape: bool = False) -> EventList:
        """The calls summed up by name, and by the shapes of their inputs where that is asked for."""
        found: dict[Any, FunctionEventAvg] = {}
        for event in self:
            shapes = [list(shape) for shape in event.input_shapes] if group_by_input_shape else ""
            entry = found.setdefault((event.key, str(shapes)), FunctionEventAvg(event.key, input_shapes=shapes))
            entry.add(event)
        return EventList(found.values())

    def total_average(self) -> FunctionEventAvg:
        """All in one."""
        whole = FunctionEventAvg("Total", input_shapes=[])
        for event in self:
            whole.count += getattr(event, "count", 1)
            whole.self_cpu_time_total += event.self_cpu_time_total
        whole.cpu_time_total = whole.self_cpu_time_total
        return whole

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int = 75,
        max_name_column_width: int = _LONGEST_NAME,
        max_shapes_column_width: int = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
        **_: Any,
    ) -> str:
        """The rows as text, the largest first by ``cpu_time_total``, ``self_cpu_time_total``, ``count`` …"""
        rows = self if self and isinstance(self[0], FunctionEventAvg) else self.key_averages()
        shown: list[FunctionEventAvg] = list(rows)
        if sort_by is not None:
            shown.sort(key=_sorting(sort_by), reverse=True)
        whole = self.self_cpu_time_total
        widest = max([len(row.key) for row in shown], default=0) + 4
        columns = [("Name", min(widest, max_name_column_width)), *[(title, _WIDTH) for title in _COLUMNS]]
        has_shapes = any(row.input_shapes != "" for row in shown)
        if has_shapes:
            wide = max(len(str(row.input_shapes)) for row in shown) + 4
            columns.append(("Input Shapes", min(max(wide, _WIDTH), max_shapes_column_width)))
        rule = "".join("-" * width + "  " for _, width in columns)
        lines = [rule, _row([title for title, _ in columns], columns), rule]
        lines += [_row(_cells(row, whole, has_shapes), columns) for row in shown[:row_limit]]
        lines += [rule, f"Self CPU time total: {_time(whole)}", ""]
        return "\n".join(lines if header is None else ["=" * len(rule), header, *lines])

    def __str__(self) -> str:
        return self.table()


def _sorting(name: str) -> Callable[[FunctionEventAvg], Any]:
    if not hasattr(FunctionEventAvg(""), name):
        raise AttributeError(f"'FunctionEventAvg' object has no attribute '{name}'")
    return lambda row: getattr(row, name)


def _cells(row: FunctionEventAvg, whole: float, has_shapes: bool) -> list[str]:
    def share(part: float) -> str:
        return f"{100 * part / whole:.2f}%" if whole else "NaN"

    cells = [
        row.key,
        share(row.self_cpu_time_total),
        row.self_cpu_time_total_str,
        share(row.cpu_time_total),
        row.cpu_time_total_str,
        row.cpu_time_str,
        str(row.count),
    ]
    return [*cells, str(row.input_shapes)] if has_shapes else cells


def _row(cells: Iterable[str], columns: Iterable[tuple[str, int]]) -> str:
    pairs = zip(cells, columns, strict=True)
    return "".join(
        f"{text if len(text) <= width else text[: width - 3] + '...':>{width}}  " for text, (_, width) in pairs
    )


name_as_in_torch([EventList, FunctionEvent, FunctionEventAvg])
