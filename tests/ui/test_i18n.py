"""Two languages, switched while the window is open; Qt's own words change with ours."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QWidget

from ui import i18n, theme
from ui.i18n import LANGUAGES, Translations, of_system


class Listener(QWidget):
    """Counts how often it was told to speak another language."""

    def __init__(self) -> None:
        super().__init__()
        self.told = 0

    def changeEvent(self, event: QEvent) -> None:
        self.told += event.type() == QEvent.Type.LanguageChange
        super().changeEvent(event)


@pytest.fixture
def translations(qapp):
    translations = Translations()
    yield translations
    translations.choose("en")


def words(context: str, source: str) -> str:
    return QCoreApplication.translate(context, source)


def test_the_languages_are_named_in_themselves():
    assert LANGUAGES == {"en": "English", "zh_CN": "中文"}


def test_chinese_is_spoken_after_choosing_it_and_english_again_after_that(translations):
    translations.choose("zh_CN")
    assert words("Canvas", "collected") == "已回收"

    translations.choose("en")
    assert words("Canvas", "collected") == "collected"


def test_an_open_window_hears_of_the_change(qtbot, translations):
    listener = Listener()
    qtbot.addWidget(listener)

    translations.choose("zh_CN")
    qtbot.waitUntil(lambda: listener.told > 0)


def test_qts_own_dialogs_change_too(translations):
    translations.choose("zh_CN")

    assert words("QPlatformTheme", "Cancel") == "取消"


def test_chinese_text_is_not_set_too_small(translations):
    translations.choose("zh_CN")
    assert theme.current().font("micro").pixelSize() >= 12

    translations.choose("en")
    assert theme.current().font("micro").pixelSize() == 10


@pytest.mark.parametrize(
    ("desktop", "language"), [("zh_CN", "zh_CN"), ("zh_TW", "zh_CN"), ("en_GB", "en"), ("de_DE", "en")]
)
def test_the_first_start_speaks_the_language_of_the_desktop(desktop, language, monkeypatch):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(desktop))

    assert of_system() == language


def test_no_text_is_translated_that_the_translators_tool_does_not_find():
    """It finds texts in ``tr``, ``translate`` and ``QT_TRANSLATE_NOOP``, and none that a helper is given."""
    helpers = re.compile(r"""(?<![\w.])_tr\(\s*["']""")
    package = Path(i18n.__file__).parent

    assert [file.name for file in package.rglob("*.py") if helpers.search(file.read_text("utf-8"))] == []
