"""What went wrong with a file, in the reader's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tensorlab.errors import FileTrouble, SaveError
from ui.models.marking import QT_TRANSLATE_NOOP

_NOT_SAVED = QT_TRANSLATE_NOOP("Files", "“{name}” can't be saved: {reason}. {advice}")
_NOT_OPENED = QT_TRANSLATE_NOOP("Files", "“{name}” can't be opened: {reason}. {advice}")
_PLACED = QT_TRANSLATE_NOOP("Files", "{reason} ({where})")


def told(trouble: FileTrouble) -> str:
    """One sentence of cause and one of what to do."""
    reason, advice, where = [
        _tr(text).format(**trouble.fields) for text in (trouble.reason, trouble.advice, trouble.where)
    ]
    if where:
        reason = _tr(_PLACED).format(reason=reason, where=where)
    sentence = _NOT_SAVED if isinstance(trouble, SaveError) else _NOT_OPENED
    return _tr(sentence).format(name=trouble.name, reason=reason, advice=advice).rstrip()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text) if text else ""
