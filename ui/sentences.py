"""What a step means, as one sentence in the reader's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.models.marking import QT_TRANSLATE_NOOP
from ui.models.meaning import Meaning

_LONGEST = 60
"""Characters of the user's own text that a sentence quotes."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sentences", text)


_SENTENCES = {
    "created": QT_TRANSLATE_NOOP("Sentences", "{what} is created"),
    "met": QT_TRANSLATE_NOOP("Sentences", "{what} was there before"),
    "ran": QT_TRANSLATE_NOOP("Sentences", "{what} runs on {inputs}"),
    "viewed": QT_TRANSLATE_NOOP("Sentences", "{what} looks at the memory of {inputs}"),
    "wrote": QT_TRANSLATE_NOOP("Sentences", "{what} changes {target} in place"),
    "changed": QT_TRANSLATE_NOOP("Sentences", "{what} was changed from numpy"),
    "relaid": QT_TRANSLATE_NOOP("Sentences", "{what} looks at other memory now"),
    "requires_grad": QT_TRANSLATE_NOOP("Sentences", "requires_grad of {what} is now {value}"),
    "retains_grad": QT_TRANSLATE_NOOP("Sentences", "{what} will keep its gradient"),
    "grad_set": QT_TRANSLATE_NOOP("Sentences", "the gradient of {what} is set by hand"),
    "grad_cleared": QT_TRANSLATE_NOOP("Sentences", "the gradient of {what} is forgotten: .grad is None"),
    "bound": QT_TRANSLATE_NOOP("Sentences", "{name} is the name of {what}"),
    "unbound": QT_TRANSLATE_NOOP("Sentences", "{name} means no tensor any more"),
    "began": QT_TRANSLATE_NOOP("Sentences", "backward begins at {what}"),
    "arrived": QT_TRANSLATE_NOOP("Sentences", "the gradient of {root} reaches {what}"),
    "accumulated": QT_TRANSLATE_NOOP("Sentences", "the gradient is added to {what}.grad: addition {count}"),
    "released": QT_TRANSLATE_NOOP("Sentences", "the saved tensors of {what} are freed"),
    "ended": QT_TRANSLATE_NOOP("Sentences", "backward from {what} ends"),
    "failed": QT_TRANSLATE_NOOP("Sentences", "backward from {what} fails: {message}"),
    "collected": QT_TRANSLATE_NOOP("Sentences", "{what} is collected: nothing refers to it any more"),
    "printed": QT_TRANSLATE_NOOP("Sentences", "the program prints {text}"),
    "raised": QT_TRANSLATE_NOOP("Sentences", "the program fails with {error}: {message}"),
    "iterated": QT_TRANSLATE_NOOP("Sentences", "pass {number} through the loop begins"),
    "looped": QT_TRANSLATE_NOOP("Sentences", "the loop is over"),
}


def sentence(meaning: Meaning) -> str:
    """One sentence, with the line of code where one is known."""
    fields = {name: _short(value) for name, value in meaning.fields.items()}
    told = _tr(_SENTENCES[meaning.key]).format(**fields)
    if meaning.line <= 0:
        return told
    return QCoreApplication.translate("Sentences", "{sentence}, line {line}").format(sentence=told, line=meaning.line)


def _short(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= _LONGEST else first[: _LONGEST - 1] + "…"
