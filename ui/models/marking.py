"""Marks texts for the translators where they are written, in code that needs no display."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text by the name that the translators' tool looks for; it is translated when shown."""
    return text
