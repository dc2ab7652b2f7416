"""Every tensor of the shown step, one row each: shape first, then what autograd knows, then whose memory it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from tensorlab.events import NOBODY
from ui import theme
from ui.models.tensors import GradState, Group, TensorRow, tensor_rows
from ui.models.words import is_path, shape_text, short_dtype
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.empty_state import EmptyState
from ui.widgets.focus_ring import paint_focus_ring, shows_focus

NAME, SHAPE, TYPE, GRAD, SUMMARY, MEMORY = range(6)

Index = QModelIndex | QPersistentModelIndex
RowRole = Qt.ItemDataRole.UserRole
TENSOR_FORMAT = "application/x-tensorlab-tensor"
"""A tensor that is dragged: its id as text."""


def dragged_tensor(data: QMimeData) -> int:
    """The id of the tensor that is dragged, NOBODY for anything else."""
    return int(bytes(data.data(TENSOR_FORMAT).data())) if data.hasFormat(TENSOR_FORMAT) else NOBODY


class TensorsModel(QAbstractItemModel):
    """Two levels: groups, and the tensors in them."""

    combined = Signal(int, int)
    """A tensor on which another, the second, has been dropped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[tuple[Group, list[TensorRow]]] = []

    def set_rows(self, rows: list[TensorRow]) -> None:
        """Show these rows. Where the same tensors stay in the same places, only what they say is renewed."""
        groups = [(group, [row for row in rows if row.group is group]) for group in Group]
        groups = [(group, members) for group, members in groups if members or group is Group.NAMED]
        if _shape_of(groups) == _shape_of(self._groups):
            self._groups = groups
            for place, (_, members) in enumerate(groups):
                if members:
                    parent = self.index(place, 0)
                    self.dataChanged.emit(self.index(0, 0, parent), self.index(len(members) - 1, MEMORY, parent))
            return
        self.beginResetModel()
        self._groups = groups
        self.endResetModel()

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_of(index)
        drags = Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | (drags if row is not None else Qt.ItemFlag.NoItemFlags)

    def mimeTypes(self) -> list[str]:
        return [TENSOR_FORMAT]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        row = next((row for row in map(self.row_of, indexes) if row is not None), None)
        data.setData(TENSOR_FORMAT, str(NOBODY if row is None else row.id).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, at: int, column: int, parent: Index) -> bool:
        """A tensor that is dropped on another asks to be combined with it."""
        onto = self.row_of(parent)
        dragged = dragged_tensor(data)
        if onto is not None and dragged not in (NOBODY, onto.id):
            self.combined.emit(onto.id, dragged)
        return False  # nothing moves

    def row_of(self, index: Index) -> TensorRow | None:
        row = index.data(RowRole)
        return row if isinstance(row, TensorRow) else None

    def shapes(self) -> set[str]:
        """The words of the shape column."""
        return {shape_text(row.shape) for _, members in self._groups for row in members}

    def longest_name(self) -> str:
        """Of the tensors that have one; "" without any."""
        return max(
            (row.name for group, members in self._groups if group is Group.NAMED for row in members),
            key=len,
            default="",
        )

    def index_of(self, tensor: int) -> QModelIndex:
        for place, (_, members) in enumerate(self._groups):
            for number, row in enumerate(members):
                if row.id == tensor:
                    return self.index(number, 0, self.index(place, 0))
        return QModelIndex()

    def group_at(self, place: int) -> Group:
        return self._groups[place][0]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        # A group is 0; a tensor carries its group's place, counted from 1.
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        group = index.internalId()
        return self.createIndex(group - 1, 0, 0) if index.isValid() and group else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column():
            return 0
        return len(self._groups[parent.row()][1])

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return MEMORY + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        headings = (
            self.tr("Name"),
            self.tr("Shape"),
            self.tr("Type"),
            self.tr("Grad"),
            self.tr("Values"),
            self.tr("Mem"),
        )
        return headings[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        group = index.internalId()
        if not group:
            return self._group_data(index, role)
        row = self._groups[group - 1][1][index.row()]
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def _group_data(self, index: Index, role: int) -> object:
        group, members = self._groups[index.row()]
        if role == RowRole:
            return group
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == NAME:
                return self._group_name(group)
            if index.column() == MEMORY:
                return str(len(members))
        return None

    def _group_name(self, group: Group) -> str:
        names = {
            Group.NAMED: self.tr("Named"),
            Group.UNNAMED: self.tr("Intermediates"),
            Group.LATER: self.tr("Created later"),
        }
        return names[group]

    def _cell(self, row: TensorRow, column: int) -> str:
        cells = (
            row.name,
            shape_text(row.shape),
            short_dtype(row.dtype),
            self._grad_text(row),
            row.summary,
            row.memory,
        )
        return cells[column]

    def _grad_text(self, row: TensorRow) -> str:
        return f"×{row.adds}" if row.grad is GradState.KEPT and row.adds else self.grad_words()[row.grad]

    def grad_words(self) -> dict[GradState, str]:
        """What stands beside the sign of a gradient, in the language in force."""
        return {
            GradState.OFF: "–",
            GradState.NONE_YET: self.tr("none yet"),
            GradState.NOT_KEPT: self.tr("not kept"),
            GradState.KEPT: ".grad",
        }

    def _tip(self, row: TensorRow, column: int) -> str:
        if column == MEMORY and row.is_shared:
            return self.tr("Every tensor marked {letter} looks at the same memory.").format(letter=row.memory)
        if column == GRAD:
            return self._grad_sentence(row)
        return row.name if not row.summary else f"{row.name}\n{row.summary}"

    def _grad_sentence(self, row: TensorRow) -> str:
        if row.grad is GradState.OFF:
            return self.tr("requires_grad is False: no gradient is computed for it.")
        if row.grad is GradState.NONE_YET:
            return self.tr("requires_grad is True; no backward has reached it yet, so .grad is None.")
        if row.grad is GradState.NOT_KEPT:
            return self.tr("It is not a leaf: gradients pass through it, and .grad stays None without retain_grad().")
        return self.tr("Gradients added into .grad so far: {count}.").format(count=row.adds)

    def _spoken(self, row: TensorRow) -> str:
        leaf = self.tr("leaf") if row.is_leaf else self.tr("computed")
        return ", ".join((row.name, shape_text(row.shape), row.dtype, leaf, self._grad_sentence(row)))


def _shape_of(groups: list[tuple[Group, list[TensorRow]]]) -> list[tuple[Group, list[int]]]:
    return [(group, [row.id for row in rows]) for group, rows in groups]


class TensorDelegate(QStyledItemDelegate):
    """Paints a row: the canvas card in small, the name, and the memory letter."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = (QFontMetrics(theme.current().font("control")).height() + 8 + 3) // 4 * 4
        return QSize(super().sizeHint(option, index).width(), max(24, height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(RowRole)
        look = theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        try:
            self._paint_back(painter, rect, state)
            if isinstance(row, TensorRow):
                self._paint_cell(painter, rect, index, row, bool(state & QStyle.StateFlag.State_Selected))
            else:
                # A group's row is one cell: its name on the left, how many it holds on the right.
                painter.setFont(look.font("label"))
                painter.setPen(look.color("muted"))
                painter.drawText(rect.adjusted(4, 0, -4, 0), _LEFT, str(index.data()))
                count = str(index.sibling(index.row(), MEMORY).data())
                painter.drawText(rect.adjusted(4, 0, -10, 0), _RIGHT, count)
        finally:
            painter.restore()

    def _paint_back(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        look = theme.current()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index, row: TensorRow, selected: bool) -> None:
        look = theme.current()
        column = index.column()
        text = str(index.data())
        later = row.group is Group.LATER
        inner = rect.adjusted(4, 0, -4, 0)
        if column == NAME:
            scale = max(1.0, look.scale)
            glyph = QRectF(0, 0, round(15 * scale), round(10 * scale))
            glyph.moveTo(inner.left(), round(inner.center().y() + 1 - glyph.height() / 2))
            self._paint_glyph(painter, glyph, row)
            inner.setLeft(inner.left() + round(22 * scale))
            painter.setFont(look.font("control_strong" if selected else "control"))
            painter.setPen(look.color("muted" if later else "text"))
            side = Qt.TextElideMode.ElideLeft if is_path(text) else Qt.TextElideMode.ElideRight
            painter.drawText(inner, _LEFT, painter.fontMetrics().elidedText(text, side, inner.width()))
        elif column == MEMORY:
            self._paint_letter(painter, inner, row)
        elif column == GRAD:
            self._paint_grad(painter, inner, row, text)
        else:
            painter.setFont(look.font("code_small"))
            painter.setPen(look.color("text" if column == SHAPE and not later else "muted"))
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, _LEFT, text)

    def _paint_glyph(self, painter: QPainter, box: QRectF, row: TensorRow) -> None:
        """The card of the canvas in small: stripe = kind, second stripe = view."""
        look = theme.current()
        role = "computed" if not row.is_leaf else ("leaf" if row.requires_grad else "data")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        unit = box.width() / 15
        painter.fillRect(QRectF(box.left(), box.top(), 4 * unit, box.height()), look.color(role))
        if row.is_view:
            painter.fillRect(QRectF(box.left() + 5.5 * unit, box.top(), 2 * unit, box.height()), look.color(role))

    def _paint_grad(self, painter: QPainter, inner: QRect, row: TensorRow, text: str) -> None:
        look = theme.current()
        has = row.grad is GradState.KEPT
        painter.setFont(look.font("label"))
        if row.grad is not GradState.OFF:
            painter.setPen(look.color("gradient_text" if has else "muted"))
            painter.drawText(inner, _LEFT, "∇")
            inner = inner.adjusted(painter.fontMetrics().horizontalAdvance("∇ "), 0, 0, 0)
        painter.setPen(look.color("gradient_text" if has else "muted"))
        if painter.fontMetrics().horizontalAdvance(text) <= inner.width():
            painter.drawText(inner, _LEFT, text)

    def _paint_letter(self, painter: QPainter, inner: QRect, row: TensorRow) -> None:
        if not row.memory:
            return
        look = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("micro"))
        height = painter.fontMetrics().height() + 1
        width = max(height, painter.fontMetrics().horizontalAdvance(row.memory) + 8)
        box = QRectF(inner.right() - width - 3, round(inner.center().y() + 1 - height / 2), width, height)
        colour = look.storage_color(row.memory) if row.is_shared else look.color("muted")
        painter.setPen(QPen(colour if row.is_shared else look.color("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, row.memory)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Rows(QTreeView):
    """The rows; the one that the keyboard acts on has a ring."""

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, options, index)
        current = self.currentIndex()
        if shows_focus(self) and (index.row(), index.parent()) == (current.row(), current.parent()):
            paint_focus_ring(painter, QRectF(options.rect), 4)


class TensorsPanel(QWidget):
    """The tensors dock."""

    new_wanted = Signal()
    """The user wants to make a tensor."""
    operation_wanted = Signal(int, int)
    """The user wants to do something to a tensor; the second is one to combine it with, or NOBODY."""
    comparison_wanted = Signal(int, int)
    """The user wants to see how two tensors differ."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filter = QLineEdit()
        self._filter.setClearButtonEnabled(True)
        self._model = TensorsModel(self)
        self._view = _Rows()
        self._empty = EmptyState()
        self._arrange()
        self._refresh = Pace(self._show, 16, self)

        session.step_changed.connect(self._refresh.soon)
        session.recorded.connect(self._refresh.soon)
        session.recording_replaced.connect(self._refresh.soon)
        session.selection_changed.connect(self._select)
        self._filter.textChanged.connect(self._show)
        self._empty.action_triggered.connect(self.new_wanted)
        self._view.selectionModel().currentChanged.connect(self._choose)
        # After the one that was clicked has been selected for the whole window.
        self._view.selectionModel().selectionChanged.connect(lambda *_: QTimer.singleShot(0, self, self._line_up))
        self._view.activated.connect(self._open)
        self._model.combined.connect(self.operation_wanted)
        self._view.customContextMenuRequested.connect(self._menu)
        theme.manager().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self._show()

    def _arrange(self) -> None:
        view = self._view
        view.setModel(self._model)
        view.setItemDelegate(TensorDelegate(view))
        view.setUniformRowHeights(True)
        view.setIndentation(0)
        view.setRootIsDecorated(False)
        view.setMouseTracking(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        view.setDefaultDropAction(Qt.DropAction.CopyAction)
        view.setDropIndicatorShown(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.header().setStretchLastSection(False)
        view.header().setSectionsMovable(False)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self._filter)
        layout.addLayout(self._stack, 1)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        rows = tensor_rows(self._session.recording, self._session.step)
        wanted = self._filter.text().strip()
        self._stack.setCurrentWidget(self._view if rows else self._empty)
        self._model.set_rows([row for row in rows if row.matches(wanted)])
        self._arrange_columns()
        for place in range(self._model.rowCount()):
            self._view.setFirstColumnSpanned(place, QModelIndex(), True)
            if self._model.group_at(place) is Group.NAMED or wanted:
                self._view.expand(self._model.index(place, 0))
        self._select(self._session.selection)

    def _select(self, node: int) -> None:
        index = self._model.index_of(node) if node != NOBODY else QModelIndex()
        if index.isValid() and index != self._view.currentIndex().siblingAtColumn(0):
            self._view.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.row_of(index)
        if row is not None and row.id != self._session.selection:
            self._session.select(row.id)

    def _line_up(self) -> None:
        """Several tensors that are chosen together are compared in their shapes."""
        rows = self._chosen()
        if len(rows) >= 2:
            self._session.compare([row.id for row in rows])

    def _open(self, index: QModelIndex) -> None:
        row = self._model.row_of(index)
        if row is not None:
            self._session.open_tensor(row.id)

    def _chosen(self) -> list[TensorRow]:
        rows = [self._model.row_of(index) for index in self._view.selectionModel().selectedRows()]
        return [row for row in rows if row is not None]

    def _open_all(self, rows: list[TensorRow]) -> None:
        for row in rows:
            self._session.open_tensor(row.id)

    def _menu(self, point: QPoint) -> None:
        rows = self._chosen()
        if not rows:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Open in a tab"), lambda: self._open_all(rows))
        compare = QAction(self.tr("Compare shapes"), menu)
        compare.setEnabled(len(rows) >= 2)
        compare.triggered.connect(lambda: self._session.compare([row.id for row in rows]))
        menu.addAction(compare)
        differ = QAction(self.tr("Compare values"), menu)
        differ.setEnabled(len(rows) == 2 and rows[0].shape == rows[1].shape)
        differ.triggered.connect(lambda: self.comparison_wanted.emit(rows[0].id, rows[1].id))
        menu.addAction(differ)
        menu.addSeparator()
        other = rows[1].id if len(rows) == 2 else NOBODY
        words = self.tr("Combine…") if len(rows) == 2 else self.tr("Reshape, sum, combine…")
        operate = QAction(words, menu)
        operate.setEnabled(len(rows) <= 2)
        operate.triggered.connect(lambda: self.operation_wanted.emit(rows[0].id, other))
        menu.addAction(operate)
        menu.addAction(self.tr("New tensor…"), self.new_wanted.emit)
        menu.exec(self._view.viewport().mapToGlobal(point))
        menu.deleteLater()

    # -- language and look --------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._filter.setPlaceholderText(self.tr("Filter by name, shape:3x1, dtype:int64, grad:none"))
        self._filter.setAccessibleName(self.tr("Filter the tensors"))
        self._view.setAccessibleName(self.tr("Tensors"))
        self._empty.set_texts(
            self.tr("No tensors yet. Type one in the console:"), "x = torch.arange(6.)", self.tr("New tensor…")
        )
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, MEMORY)

    def _restyle(self) -> None:
        header = self._view.header()
        header.setMinimumSectionSize(8)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (SHAPE, TYPE, GRAD, SUMMARY, MEMORY):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._arrange_columns()
        self._view.viewport().update()

    def _arrange_columns(self) -> None:
        """Where there is little room, the gradient keeps its sign and count, then the type goes, then the gradient.

        The gradient's words make room for names, too.

        The summary has a column of its own where there is much; else it is the row's tool-tip.
        """
        look = theme.current()
        code, label = QFontMetrics(look.font("code_small")), QFontMetrics(look.font("label"))
        glyph = round(30 * max(1.0, look.scale))
        name = QFontMetrics(look.font("control")).horizontalAdvance("weight") + glyph
        shape = max((code.horizontalAdvance(text) + 10 for text in self._model.shapes()), default=0)
        shape = max(shape, code.horizontalAdvance("(3, 4)") + 10)
        heading = str(self._model.headerData(MEMORY, Qt.Orientation.Horizontal))
        memory = QFontMetrics(look.font("control")).horizontalAdvance(heading) + 14
        kind = code.horizontalAdvance("bool") + 8
        words = max(label.horizontalAdvance(word) for word in self._model.grad_words().values())
        long = label.horizontalAdvance("∇ ") + words + 12
        short = label.horizontalAdvance("∇ ×99") + 10
        room = self.width() - 16 - name - memory
        shape = min(shape, max(room, code.horizontalAdvance("(3, 4)") + 10))
        room -= shape
        shows_kind = room >= kind + short
        wanted = QFontMetrics(look.font("control")).horizontalAdvance(self._model.longest_name()) + glyph - name
        grad = long if room >= kind + long + min(max(wanted, 0), long - short) else short
        self._view.setColumnHidden(TYPE, not shows_kind)
        self._view.setColumnHidden(GRAD, room < short)
        summary = room - kind - long
        self._view.setColumnHidden(SUMMARY, summary < 110)
        for column, width in ((SHAPE, shape), (TYPE, kind), (GRAD, grad), (SUMMARY, summary), (MEMORY, memory)):
            self._view.header().resizeSection(column, width)

    def resizeEvent(self, event: object) -> None:
        self._arrange_columns()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._restyle()
            self._show()
        super().changeEvent(event)
