"""Questions and answers of :mod:`ui.models.why` in the reader's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.models.marking import QT_TRANSLATE_NOOP
from ui.models.why import Because, Question


def question(asked: Question) -> str:
    """What a reader may ask."""
    return _tr(QUESTIONS[asked.value])


def reason(because: Because) -> str:
    """One event of an answer."""
    return _tr(REASONS[because.key]).format(**because.fields)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Answers", text)


QUESTIONS = {
    "grad_none": QT_TRANSLATE_NOOP("Answers", "Why is .grad None?"),
    "asks_nothing": QT_TRANSLATE_NOOP("Answers", "Why is requires_grad False?"),
    "shape": QT_TRANSLATE_NOOP("Answers", "Why this shape?"),
    "not_contiguous": QT_TRANSLATE_NOOP("Answers", "Why is it not contiguous?"),
    "not_a_leaf": QT_TRANSLATE_NOOP("Answers", "Why is it not a leaf?"),
    "who_holds": QT_TRANSLATE_NOOP("Answers", "Who holds this graph?"),
}
"""By the value of a question."""

REASONS = {
    "asks_for_none": QT_TRANSLATE_NOOP("Answers", "`{name}` asks for no gradient: requires_grad is False"),
    "computed": QT_TRANSLATE_NOOP("Answers", "`{name}` was computed by `{op}`, line {line}"),
    "leaves_only": QT_TRANSLATE_NOOP(
        "Answers",
        "backward fills .grad of leaves only; `{name}`.retain_grad() would keep its gradient",
    ),
    "retained_and_waits": QT_TRANSLATE_NOOP(
        "Answers",
        "retain_grad() was called on line {line}, and no backward has run since",
    ),
    "cleared": QT_TRANSLATE_NOOP("Answers", "its gradient was forgotten on line {line}"),
    "no_backward_yet": QT_TRANSLATE_NOOP("Answers", "no backward has run yet"),
    "backward_failed": QT_TRANSLATE_NOOP("Answers", "the backward of line {line} failed: {error}"),
    "only_grad": QT_TRANSLATE_NOOP(
        "Answers",
        "autograd.grad on line {line} gives gradients back and stores none",
    ),
    "not_reached": QT_TRANSLATE_NOOP("Answers", "the backward of line {line} did not come by `{name}`"),
    "others_asked": QT_TRANSLATE_NOOP(
        "Answers", "the backward of line {line} was asked for the gradients of {inputs} alone"
    ),
    "never_used": QT_TRANSLATE_NOOP("Answers", "`{name}` was not used in what was computed"),
    "cut": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} used `{name}` without being tracked"),
    "other_graph": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} used `{name}` in another graph"),
    "switched_off": QT_TRANSLATE_NOOP("Answers", "requires_grad was switched off on line {line}"),
    "made_whole": QT_TRANSLATE_NOOP(
        "Answers",
        "`{name}` was made of whole numbers ({dtype}) on line {line}, which can have no gradient",
    ),
    "made_without": QT_TRANSLATE_NOOP(
        "Answers",
        "`{name}` was made on line {line} by `{op}` without requires_grad=True",
    ),
    "inputs_ask_nothing": QT_TRANSLATE_NOOP(
        "Answers",
        "`{name}` was computed by `{op}` on line {line} from tensors that ask for none: {inputs}",
    ),
    "detach": QT_TRANSLATE_NOOP(
        "Answers",
        "`{name}` is `{input}` without its history: detach() on line {line}",
    ),
    "data": QT_TRANSLATE_NOOP("Answers", "`{name}` is `{input}` without its history: .data on line {line}"),
    "no_derivative": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} gives {dtype}, through which no gradient can pass",
    ),
    "untracked": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} used `{input}` under no_grad, so nothing was recorded",
    ),
    "written_into": QT_TRANSLATE_NOOP(
        "Answers",
        "`{name}` was written into on line {line} (`{op}`), with a value that has a history",
    ),
    "leaf_that_asks": QT_TRANSLATE_NOOP(
        "Answers",
        "its history begins at `{name}`, line {line}, which asks for gradients",
    ),
    "made_of_shape": QT_TRANSLATE_NOOP("Answers", "`{name}` {shape} was made on line {line} by `{op}`"),
    "had_shape": QT_TRANSLATE_NOOP("Answers", "`{name}` had the shape {shape}, from `{op}` on line {line}"),
    "shape_view": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} reads the elements of {inputs} as {shape}"),
    "shape_turn": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} exchanges axes: {inputs} becomes {shape}"),
    "shape_part": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} takes a part of {inputs}: {shape}"),
    "shape_product": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} multiplies {inputs}: the inner size folds away and {shape} is left",
    ),
    "shape_join": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} joins {inputs} into {shape}"),
    "shape_expand": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} repeats {inputs} to {shape}"),
    "shape_squeeze": QT_TRANSLATE_NOOP(
        "Answers",
        "squeeze on line {line} drops axes of size 1: {inputs} becomes {shape}",
    ),
    "shape_unsqueeze": QT_TRANSLATE_NOOP(
        "Answers",
        "unsqueeze on line {line} adds an axis of size 1: {inputs} becomes {shape}",
    ),
    "shape_broadcast": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} stretches {inputs} to one shape, {shape}"),
    "shape_reduce": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} folds axes of {inputs} away: {shape} is left",
    ),
    "shape_keepdim": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} folds axes of {inputs} to size 1, and keepdim=True keeps them: {shape}",
    ),
    "shape_slide": QT_TRANSLATE_NOOP(
        "Answers", "`{op}` on line {line} slides over the last axes of {inputs}: {shape} is what comes out"
    ),
    "shape_other": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} makes {shape} of {inputs}"),
    "turned": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} only exchanges strides: {before} of `{input}` became {stride}, and the "
        "memory stayed as it was",
    ),
    "expanded": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} repeats without copying: stride 0 in {stride}",
    ),
    "skips": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} shows a part of `{input}`: with stride {stride} it steps over the rest",
    ),
    "kept_order": QT_TRANSLATE_NOOP(
        "Answers",
        "`{op}` on line {line} kept the order of `{input}` in memory: stride {stride}",
    ),
    "made_in_other_order": QT_TRANSLATE_NOOP(
        "Answers", "`{name}` was made in this order on line {line}: stride {stride}"
    ),
    "looks_at": QT_TRANSLATE_NOOP("Answers", "`{op}` on line {line} looks at the memory of `{base}`"),
    "holds": QT_TRANSLATE_NOOP("Answers", "`{name}`, made on line {line}, comes by here on its way back"),
    "holds_itself": QT_TRANSLATE_NOOP("Answers", "the name `{name}` itself, line {line}"),
    "held_in": QT_TRANSLATE_NOOP("Answers", "held by `{name}`, into which line {line} has put it"),
    "holds_unnamed": QT_TRANSLATE_NOOP(
        "Answers",
        "a tensor without a name, made on line {line}: it may stand in a list or an object",
    ),
}
"""By the key of an event."""
