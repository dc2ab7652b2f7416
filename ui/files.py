"""What is asked and said about files: where they are, whether to save them, what went wrong, which were used last.

Nothing here waits for an answer but the system's own file dialogs: a message or a question stands beside the work, and
what follows from the answer is handed over as a function.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from tensorlab.errors import FileTrouble, SaveError
from ui import icons
from ui.troubles import told

RECENT = 8
"""Files that the menu remembers."""


class Files(QObject):
    """The files of one window."""

    recent_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._settings = QSettings()
        self._question: QMessageBox | None = None

    # -- where --------------------------------------------------------------------------------------------------------

    def ask_open(self, kinds: str) -> list[Path]:
        """The files to open; none if the user thinks better of it."""
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open"), self._folder(), kinds)
        return [Path(name) for name in names]

    def ask_save(self, title: str, kinds: Sequence[str], name: str = "") -> Path | None:
        """Where to save, ``kinds`` being endings; a name without one of them gets the chosen one."""
        place = str(Path(self._folder(), name)) if name else self._folder()
        filters = ";;".join(f"*{ending}" for ending in kinds)
        chosen, kind = QFileDialog.getSaveFileName(self._window, title, place, filters)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix in kinds else path.with_name(path.name + kind.removeprefix("*"))

    def _folder(self) -> str:
        return str(self._settings.value("folder", str(Path.home())))

    # -- used last ----------------------------------------------------------------------------------------------------

    def remember(self, path: Path) -> None:
        """A file has been opened or saved: its folder is offered next time, and itself in the menu."""
        self._settings.setValue("folder", str(path.parent))
        recent = [str(path), *[name for name in self.recent() if name != str(path)]][:RECENT]
        self._settings.setValue("recent", recent)
        self.recent_changed.emit()

    def recent(self) -> list[str]:
        """The files used last, without those that are gone."""
        return self.existing("recent")

    def existing(self, key: str) -> list[str]:
        """The files that a setting names, without those that are gone; Qt gives a list of one as a text."""
        found = self._settings.value(key, [])
        names = [found] if isinstance(found, str) else list(found) if isinstance(found, list) else []
        return [name for name in names if Path(name).exists()]

    # -- what is said -------------------------------------------------------------------------------------------------

    def complain(self, troubles: Sequence[FileTrouble], save_elsewhere: Callable[[], object] | None = None) -> None:
        """What went wrong with one or several files; ``save_elsewhere`` is offered after a failed save."""
        failed_to_save = isinstance(troubles[0], SaveError)
        title = self.tr("Can't save file") if failed_to_save else self.tr("Can't open file")
        box = self._box("error", "error_text", title)
        box.setText(title)
        box.setInformativeText("\n\n".join(told(trouble) for trouble in troubles))
        box.setDetailedText("\n".join("".join(traceback.format_exception(trouble)) for trouble in troubles))
        close = box.addButton(QMessageBox.StandardButton.Close)
        if save_elsewhere is not None:
            other = box.addButton(self.tr("Save as…"), QMessageBox.ButtonRole.AcceptRole)
            other.clicked.connect(lambda: save_elsewhere())
        box.setDefaultButton(QMessageBox.StandardButton.Close)
        box.setEscapeButton(close)
        box.show()
        close.setFocus()

    def ask_to_save(self, names: Sequence[str], save: Callable[[], object], discard: Callable[[], object]) -> None:
        """Ask what becomes of changes that are not saved; a question that stands already is put to the front."""
        if self._question is not None:
            self._question.activateWindow()
            return
        box = self._question = self._box("script", "text", self.tr("Unsaved changes"))
        box.setText(self.tr("Save the changes to {names}?").format(names=self.tr(", ").join(names)))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)

        def answered(answer: int) -> None:
            self._question = None
            if answer == buttons.Save.value:
                save()
            elif answer == buttons.Discard.value:
                discard()

        box.finished.connect(answered)
        box.show()

    def _box(self, icon: str, role: str, title: str) -> QMessageBox:
        """A message that blocks nothing."""
        box = QMessageBox(self._window)
        box.setIconPixmap(icons.icon(icon, role).pixmap(32, 32))
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box
