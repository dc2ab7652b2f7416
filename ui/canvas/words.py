"""What the canvas says in words: beside its nodes, and to those who hear it."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui.models.picture import EdgeKind, Flag, Flow, Life, Mark, NodeKind, Picture, Role

# Plain numbers, since words are asked for a hundred times in each frame.
_RUNNING, _ERROR, _FREED, _COLLECTED = int(Mark.RUNNING), int(Mark.ERROR), int(Life.FREED), int(Life.COLLECTED)


def state_words(life: int, mark: int = Mark.NONE, *, invalid_born: bool = False) -> str:
    """The words that belong to a state; empty for a node that is simply alive."""
    translate = QCoreApplication.translate
    if invalid_born:
        return translate("Canvas", "NaN or infinity begins here")
    if mark == _RUNNING:
        return translate("Canvas", "running")
    if mark == _ERROR:
        return translate("Canvas", "error")
    if life == _FREED:
        return translate("Canvas", "saved tensors freed")
    if life == _COLLECTED:
        return translate("Canvas", "collected")
    return ""


def spoken(picture: Picture, node: int) -> str:
    """A node as it is read out: ``MulBackward0, gradient 2 by 3, buffers freed``."""
    moment = picture.moment
    phrases = [moment.titles[node], _spoken_shape(moment.subtitles[node]), _spoken_role(picture, node)]
    if picture.nodes.kinds[node] == NodeKind.GROUP and picture.nodes.counts is not None:
        sentence = QCoreApplication.translate("Canvas", "stands for {count} nodes, Enter opens it")
        phrases.append(sentence.format(count=int(picture.nodes.counts[node])))
    phrases.append(_spoken_gradient(picture, node))
    phrases.append(_spoken_invalid(moment.flags[node]))
    phrases.append(moment.notes.get(node) or _spoken_state(picture, node))
    return QCoreApplication.translate("Canvas", ", ", "between the parts of a spoken list").join(filter(None, phrases))


def spoken_canvas(picture: Picture) -> str:
    """The whole picture in a sentence."""
    kinds = picture.nodes.kinds[picture.visible]
    tensors, functions = kinds == NodeKind.TENSOR, (kinds == NodeKind.FUNCTION) | (kinds == NodeKind.ACCUMULATE)
    sentence = QCoreApplication.translate("Canvas", "Graph of {tensors} tensors and {functions} functions")
    return sentence.format(tensors=int(tensors.sum()), functions=int(functions.sum()))


def _spoken_invalid(flags: int) -> str:
    if flags & Flag.INVALID_BORN:
        return QCoreApplication.translate("Canvas", "NaN or infinity begins here")
    return QCoreApplication.translate("Canvas", "has NaN or infinity") if flags & Flag.INVALID else ""


def _spoken_shape(text: str) -> str:
    """``(2, 3) f32`` as ``2 by 3 f32``: brackets and commas are not read out."""
    sizes = re.match(r"\(([\d, ]*)\)", text)
    if sizes is None:
        return text
    numbers = re.findall(r"\d+", sizes[1])
    by = QCoreApplication.translate("Canvas", "{size} by {next}")
    shape = numbers[0] if numbers else QCoreApplication.translate("Canvas", "scalar")
    for number in numbers[1:]:
        shape = by.format(size=shape, next=number)
    return shape + text[sizes.end() :]


def _spoken_role(picture: Picture, node: int) -> str:
    translate = QCoreApplication.translate
    role, flags = picture.moment.roles[node], picture.moment.flags[node]
    if flags & Flag.UNTRACKED:
        return translate("Canvas", "not tracked")
    if role == Role.LEAF:
        return translate("Canvas", "leaf")
    if role == Role.DATA:
        return translate("Canvas", "data, no gradient")
    return translate("Canvas", "view") if flags & Flag.VIEW else ""


def _spoken_gradient(picture: Picture, node: int) -> str:
    edges, moment = picture.edges, picture.moment
    if moment.flags[node] & Flag.HAS_GRAD:
        return QCoreApplication.translate("Canvas", "has a gradient")
    reached = np.where(edges.kinds == EdgeKind.BACKWARD, edges.targets, edges.sources)
    arriving = (reached == node) & (moment.flows != Flow.NONE)
    shape = next((moment.flow_labels[int(e)] for e in arriving.nonzero()[0] if int(e) in moment.flow_labels), "")
    if not shape:
        return ""
    return QCoreApplication.translate("Canvas", "gradient {shape}").format(shape=_spoken_shape(shape))


def _spoken_state(picture: Picture, node: int) -> str:
    life, mark = picture.moment.life[node], picture.moment.marks[node]
    if life == Life.FREED and mark == Mark.NONE:
        return QCoreApplication.translate("Canvas", "buffers freed")
    return state_words(life, mark)
