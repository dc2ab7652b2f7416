"""Joins strangers: the kernel's session, the theme, the language and the window. Nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from ui import i18n, theme


def application(argv: Sequence[str]) -> QApplication:
    """The process's application object, with its name, fonts and look."""
    app = QApplication(list(argv))
    app.setOrganizationName("TensorLab")
    app.setApplicationName("TensorLab")
    theme.load_fonts()
    return app


def main(files: Sequence[str] = ()) -> int:
    """Open the window, with these files in it, and stay until it is closed."""
    app = application(["tensorlab"])
    from ui.session.jupyter import JupyterSession

    session = JupyterSession()
    session.start()
    settings = QSettings()
    theme.manager().choose(theme.Choice(str(settings.value("theme", "system"))))
    theme.manager().set_scale(float(str(settings.value("scale", 1.0))))
    theme.manager().follow_system()
    translations = i18n.Translations()
    translations.choose(str(settings.value("language", i18n.of_system())))

    from ui.window import MainWindow

    window = MainWindow(session, translations)
    window.show()

    def after_first_picture() -> None:
        from ui.panels.console import ConsolePanel

        window.set_console(ConsolePanel(session))
        window.reopen_scripts()
        for name in files:
            window.open_path(Path(name).absolute())

    QTimer.singleShot(0, after_first_picture)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
