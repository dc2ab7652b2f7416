"""How fast large tensors are paged and sliced: ``python -m tests.benchmarks.numbers``. Not part of the suite.

Beside each figure stands that of the usual way, in the same run: a plain ``QTableView`` with a model, and pyqtgraph's
``ImageItem``. Times are CPU milliseconds of this process, the median of several.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pyqtgraph as pg
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from ui import app, theme
from ui.models.statistics import Statistics
from ui.widgets.heat_legend import HeatLegend
from ui.widgets.heatmap import Range
from ui.widgets.tensor_grid import TensorGrid
from ui.widgets.tile_view import picture

ROWS, COLUMNS = 1_000_000, 1_000
SIDE = 4096
TIMES = 12


class Numbers:
    """10⁹ cells that are worked out when they are asked for."""

    rows, columns = ROWS, COLUMNS

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[np.float32]:
        down = np.arange(first_row, end_row, dtype=np.float32)[:, None]
        return np.sin(down + np.arange(first_column, end_column, dtype=np.float32))


class PlainModel(QAbstractTableModel):
    """The same cells, one question each."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return ROWS

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return COLUMNS

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{np.sin(np.float32(index.row() + index.column())):.2f}"
        return None


def timed(step: Callable[[int], None]) -> float:
    """CPU milliseconds of one step, drawn on the screen."""
    taken = []
    for number in range(TIMES):
        began = time.process_time()
        step(number)
        QApplication.processEvents()
        taken.append((time.process_time() - began) * 1000)
    return median(taken[2:])


def say(name: str, ours: float, usual: float) -> None:
    sys.stdout.write(f"{name:<40}{ours:8.2f} ms   usual {usual:8.2f} ms   ratio {ours / usual:5.2f}\n")


def measure_page() -> None:
    grid, table = TensorGrid(), QTableView()
    grid.set_source(Numbers(), "float32")
    table.setModel(PlainModel(table))
    cell = grid.cell_rect(0, 0).size()
    table.setFont(theme.current().font("code_small"))
    for header, size in ((table.horizontalHeader(), cell.width()), (table.verticalHeader(), cell.height())):
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(size)
    for view in (grid, table):
        view.resize(1100, 800)
        view.show()
    QApplication.processEvents()

    def page(view: TensorGrid | QTableView) -> float:
        bar = view.verticalScrollBar()
        return timed(lambda number: bar.setValue((number + 1) * 40))

    say("page of 10⁹ cells", page(grid), page(table))


def measure_slice() -> None:
    stack = np.random.default_rng(0).normal(size=(3, SIDE, SIDE)).astype(np.float32)
    shown = Range(-3, 3)
    grid, legend = TensorGrid(), HeatLegend()
    grid.set_heat("data", shown)
    for view in (grid, legend):
        view.show()
    grid.resize(1100, 800)

    class Plane:
        rows = columns = SIDE

        def __init__(self, values: NDArray[np.float32]) -> None:
            self._values = values

        def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[np.float32]:
            return self._values[first_row:end_row, first_column:end_column]

    def ours(number: int) -> None:
        plane = stack[number % 3]
        grid.set_source(Plane(plane), "float32", keep_look=True)
        thinned = plane[::16, ::16]
        figures = Statistics.of(thinned)
        legend.show_values(thinned, shown, figures.nans, figures.infs)
        picture(plane, shown, theme.current().heat("data"))

    widget = pg.GraphicsLayoutWidget()
    item = pg.ImageItem(axisOrder="row-major", levels=(-3, 3))
    item.setLookupTable(theme.current().heat("data"))
    widget.addViewBox().addItem(item)
    widget.resize(1100, 800)
    widget.show()
    mine = timed(ours)
    say("step to another 4k × 4k slice", mine, timed(lambda number: item.setImage(stack[number % 3], levels=(-3, 3))))


if __name__ == "__main__":
    application = app.application(["numbers"])
    measure_page()
    measure_slice()
