"""A diagnosis as a card: its sentence, its lines, its tensors by name, its reason, its fixes, each one click away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from ui import diagnoses
from ui.models import diagnosis as model
from ui.models.diagnosis import Diagnosis, shape_text
from ui.models.explanation import parse_sizes
from ui.widgets.error_card import ErrorCard, Fix, Level

LINE, RULE = 0, 1
"""The two ways to mute a trap: on its line, or everywhere."""


class DiagnosisCard(ErrorCard):
    """The card of an error or a trap, in the language of the moment.

    Args:
        has_exact: whether PyTorch's own text is told, too; where it stands right above, once is enough.
    """

    mended = Signal(object)
    """A :class:`ui.models.diagnosis.Fix` that was chosen."""
    line_wanted = Signal(str, int)
    tensor_wanted = Signal(int)
    shapes_wanted = Signal(object)
    """The ids of the tensors that took part, to be lined up."""
    view_wanted = Signal(int, object)
    """The id of a tensor to be seen in memory, and the sizes under which it could not be viewed."""
    step_wanted = Signal(int)
    muted = Signal(int)
    """``LINE`` or ``RULE``."""

    def __init__(self, told: Diagnosis, parent: QWidget | None = None, *, has_exact: bool = True) -> None:
        super().__init__(Level.TRAP if told.is_trap else Level.ERROR, parent)
        self._told = told
        self._has_exact = has_exact
        self._drawn = tuple(part.tensor for part in told.operands if part.tensor >= 0)
        self._places = list(dict.fromkeys([(told.culprit_source, told.culprit_line), (told.source, told.line)]))
        self.fix_chosen.connect(lambda number: self.mended.emit(told.fixes[number]))
        self.place_chosen.connect(lambda number: self.line_wanted.emit(*self._places[number]))
        self.operand_chosen.connect(lambda number: self.tensor_wanted.emit(told.operands[number].tensor))
        self.picture_wanted.connect(self._show_picture)
        self.show_moment.connect(lambda: self.step_wanted.emit(told.step))
        self.muting_chosen.connect(self.muted)
        self.set_moment_known(told.step >= 0)
        self._phrase()

    @property
    def diagnosis(self) -> Diagnosis:
        return self._told

    def _phrase(self) -> None:
        told = self._told
        exact = f"{told.kind}: {told.exact}" if told.exact and self._has_exact else ""
        self.show_error(diagnoses.sentence(told), diagnoses.why(told), exact, [_shown(fix) for fix in told.fixes])
        places = [self._where(source, line) for source, line in self._places if line > 0]
        operands = [(part.name, f"{shape_text(part.shape)} {part.dtype}") for part in told.operands]
        self.set_facts(places, operands, self._picture_words())
        if told.is_trap:
            self.set_mutings([self.tr("I meant it: mute this line"), self.tr("Mute “{rule}”").format(rule=told.rule)])

    def _picture_words(self) -> str:
        """Which picture of the operands would explain it."""
        if len(self._drawn) > 1:
            return self.tr("Line up the shapes ›")
        return self.tr("See it in memory ›") if self._drawn and self._told.key == "cannot_view" else ""

    def _show_picture(self) -> None:
        if len(self._drawn) > 1:
            self.shapes_wanted.emit(self._drawn)
        else:
            self.view_wanted.emit(self._drawn[0], parse_sizes(self._told.fields["wanted"]))

    def _where(self, source: str, line: int) -> str:
        if source:
            return self.tr("{source}, line {line}").format(source=source, line=line)
        return self.tr("Line {line}").format(line=line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._phrase()


def _shown(fix: model.Fix) -> Fix:
    """Code stands as code, all else in words; the lines that change are the hint."""
    lines = "\n".join(f"{edit.line}: {edit.replacement or ''}" for edit in fix.edits)
    if fix.key == "write":
        return Fix(fix.fields["code"], fix.outcome, hint=lines)
    text = diagnoses.title(fix).replace("`", "")
    return Fix(f"{text} → {fix.outcome}" if fix.outcome else text, is_code=False, hint=lines)
