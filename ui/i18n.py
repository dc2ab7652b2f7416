"""Languages: English and Simplified Chinese, switched while the app runs.

``python -m ui.i18n`` brings the catalogue up to date with the code and compiles it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ui import resources, theme

LANGUAGES = {"en": "English", "zh_CN": "中文"}


class Translations:
    """Which language the application speaks; it keeps the translators alive."""

    def __init__(self) -> None:
        self.language = "en"
        self._installed: list[QTranslator] = []

    def choose(self, language: str) -> None:
        """Speak this language from now on: every widget hears of it as a LanguageChange."""
        app = QCoreApplication.instance()
        assert app is not None, "a language needs an application"
        for translator in self._installed:
            app.removeTranslator(translator)
        self._installed = []
        self.language = language
        theme.manager().set_chinese(language.startswith("zh"))
        if language != "en":
            self._install(app, resources.path("translations", f"tensorlab_{language}.qm"))
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._install(app, Path(folder) / f"qtbase_{language}.qm")
        QLocale.setDefault(QLocale(language))

    def _install(self, app: QCoreApplication, file: Path) -> None:
        translator = QTranslator()
        if translator.load(str(file)):
            app.installTranslator(translator)
            self._installed.append(translator)


def in_chinese(context: str, text: str) -> str:
    """A text in Simplified Chinese whatever is spoken now, for those who search in it; "" where it has none."""
    if not _chinese:
        translator = QTranslator()
        translator.load(str(resources.path("translations", "tensorlab_zh_CN.qm")))
        _chinese.append(translator)
    return _chinese[0].translate(context, text) or ""


_chinese: list[QTranslator] = []


def of_system() -> str:
    """The language of the desktop, English unless it is Chinese."""
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def update_catalogues() -> int:
    """Collect the strings of the code into the catalogue, and compile it."""
    package = Path(__file__).parent
    catalogue = resources.path("translations", "tensorlab_zh_CN.ts")
    tools = Path(sys.executable).parent
    sources = sorted(str(file) for file in package.rglob("*.py"))
    update = [str(tools / "pyside6-lupdate"), *sources, "-ts", str(catalogue), "-no-obsolete", "-locations", "none"]
    compile_ = [str(tools / "pyside6-lrelease"), str(catalogue), "-qm", str(catalogue.with_suffix(".qm"))]
    return max(subprocess.run(command, check=False).returncode for command in (update, compile_))


if __name__ == "__main__":
    sys.exit(update_catalogues())
