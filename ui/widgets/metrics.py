"""Sizes that follow the size of the text; nothing here is a fixed height."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics

_ICON_SIZES = (16, 20, 24, 32)


def row_height(font: QFont) -> int:
    """Height of a row of text: the text and 8, rounded up to a multiple of 4."""
    return (QFontMetrics(font).height() + 8 + 3) // 4 * 4


def icon_size(font: QFont) -> int:
    """The icon that stands well beside this text, one of 16, 20, 24 and 32."""
    height = QFontMetrics(font).height()
    return max((size for size in _ICON_SIZES if size <= height), default=_ICON_SIZES[0])
