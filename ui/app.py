"""Joins strangers: the kernel's session, the theme, the language and the window. Nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ui import i18n, theme
from ui.session import loading
from ui.session.garbage import Garbage

if TYPE_CHECKING:
    from ui.session.jupyter import JupyterSession
    from ui.window import MainWindow


def application(argv: Sequence[str]) -> QApplication:
    """The process's application object, with its name, fonts and look."""
    app = QApplication(list(argv))
    app.setOrganizationName("TensorLab")
    app.setApplicationName("TensorLab")
    theme.load_fonts()
    Garbage(app)
    # While another thread computes, the window's gets its turn ten times sooner than by default: it asks for it at
    # every picture some dozen times.
    sys.setswitchinterval(0.0005)
    return app


_WITHOUT_QT = (
    "networkx",
    "IPython",
    "IPython.lib.latextools",
    "ipython_pygments_lexers",
    "pygments.formatters.html",
    "ui.models.failure",
)
_WITH_QT = ("qtconsole.console_widget", "qtconsole.rich_jupyter_widget", "ui.panels.console")


class _Completion(QObject):
    """After the first picture: opens the files, and gives the window its console when that is loaded.

    The console's library and networkx take as long to load as all else together.
    """

    _loaded = Signal()

    def __init__(self, window: MainWindow, session: JupyterSession, files: Sequence[str]) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._files = files
        self._loaded.connect(self._load_console)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self._begin)
        return False

    def _begin(self) -> None:
        loading.beside(_WITHOUT_QT, self._loaded.emit)
        self._window.documents.reopen_scripts()
        self._keep_unsaved()
        self._window.documents.open([Path(name).absolute() for name in self._files])

    def _keep_unsaved(self) -> None:
        """Have unsaved scripts kept on disk from now on, and those back that a crash has left there."""
        from ui.unsaved import Unsaved

        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
        try:
            unsaved = Unsaved(self._window.documents, Path(place, "unsaved"), self)
        except OSError as trouble:
            text = self.tr("A crash would lose what is not saved: nothing can be written to {folder} ({reason}).")
            self._window.say(text.format(folder=place, reason=trouble.strerror))
            return
        running = QCoreApplication.instance()
        assert running is not None, "a window has been painted"
        running.aboutToQuit.connect(unsaved.end)
        names = unsaved.bring_back()
        if names:
            text = self.tr("TensorLab ended unexpectedly. What was not saved is open again: {names}.")
            self._window.say(text.format(names=", ".join(names)))

    def _load_console(self) -> None:
        loading.in_turns(self, _WITH_QT, self._set_console)

    def _set_console(self) -> None:
        from ui.panels.console import ConsolePanel

        self._window.set_console(ConsolePanel(self._session))


def main(files: Sequence[str] = ()) -> int:
    """Open the window, with these files in it, and stay until it is closed."""
    app = application(["tensorlab"])
    session = started()
    settings = QSettings()
    theme.manager().choose(theme.Choice(str(settings.value("theme", "system"))))
    theme.manager().set_scale(float(str(settings.value("scale", 1.0))))
    theme.manager().follow_system()
    translations = i18n.Translations()
    translations.choose(str(settings.value("language", i18n.of_system())))
    window = opened(session, translations, files)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    status = app.exec()
    del window
    return status


def started() -> JupyterSession:
    """A session whose kernel starts: it needs a second to come up, in which the window is made."""
    from ui.session.jupyter import JupyterSession

    session = JupyterSession()
    session.start()
    return session


def opened(session: JupyterSession, translations: i18n.Translations, files: Sequence[str] = ()) -> MainWindow:
    """The window on a session, with these files in it; its console comes when it is loaded."""
    from ui.window import MainWindow

    window = MainWindow(session, translations)
    _Completion(window, session, files)
    window.show()
    return window


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
