"""``python3 -m ui export``: what the window would show, written to files, without a display.

A script runs in the same kernel process, recorded by the same session; a recording from a file needs no kernel. The
graph is painted by the canvas's own code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tensorlab.errors import LoadError, SaveError
from ui import app, headless, i18n, theme
from ui.canvas.render import FORMATS, write
from ui.models.folding import Wishes
from ui.models.graph import GraphModel
from ui.models.marking import QT_TRANSLATE_NOOP
from ui.models.picture import Picture
from ui.models.recording import Recording
from ui.models.recording_file import Document, load, save
from ui.models.script_file import read_script
from ui.session.base import Session


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m ui export", description="Write what TensorLab would show.")
    parser.add_argument("file", type=Path, help="a script (.py) to run, or a recording (.tlab)")
    parser.add_argument("--graph", type=Path, help=f"the graph, as {', '.join(FORMATS)}")
    parser.add_argument("--all", action="store_true", help="every node, also of a graph that is folded as it is large")
    parser.add_argument("--window", type=Path, help="the whole window, as .png")
    parser.add_argument("--recording", type=Path, help="the recording, as .tlab")
    parser.add_argument(
        "--step", type=int, help="the step to show, as `inspect` numbers them, from 0; default: the last"
    )
    parser.add_argument("--theme", choices=("light", "dark", "high_contrast"), default="light")
    parser.add_argument("--language", choices=tuple(i18n.LANGUAGES), default="en")
    parser.add_argument("--size", default="1440x900", help="of the window, WIDTHxHEIGHT")
    chosen = parser.parse_args(argv)
    if not (chosen.graph or chosen.window or chosen.recording):
        parser.error("say what to write: --graph, --window or --recording")
    if chosen.step is not None and chosen.step < 0:
        parser.error("--step counts from 0")
    if chosen.graph is not None and chosen.graph.suffix not in FORMATS:
        parser.error(f"--graph writes {', '.join(FORMATS)}")
    return chosen


def main(argv: Sequence[str]) -> int:
    """Do what the arguments say; 1 when the script failed or a file could not be read or written."""
    chosen = arguments(argv)
    application = QApplication.instance() or app.application(["tensorlab"])
    theme.manager().choose(theme.Choice(chosen.theme))
    translations = i18n.Translations()
    translations.choose(chosen.language)
    try:
        if chosen.file.suffix == ".tlab":
            return _export_recording(chosen, translations)
        return _export_script(chosen, translations)
    except (LoadError, SaveError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        del application


def _export_recording(chosen: argparse.Namespace, translations: i18n.Translations) -> int:
    session = Session()
    session.show_recording(load(chosen.file).recording)
    window = _window(session, translations, chosen) if chosen.window else None
    _write(chosen, session, window)
    return 0


def _export_script(chosen: argparse.Namespace, translations: i18n.Translations) -> int:
    from ui.session.jupyter import JupyterSession

    text = read_script(chosen.file)
    session = JupyterSession()
    output = headless.Output()
    session.client_changed.connect(output.listen_to)
    session.start()
    try:
        window = _window(session, translations, chosen) if chosen.window else None
        if not headless.ready(session):
            return 1
        last_words = "The kernel is gone; what was recorded until then is written."
        ended = headless.run(session, text, chosen.file, last_words)
        _write(chosen, session, window)
        return 0 if ended else 1
    finally:
        session.shutdown()


def _window(session: Session, translations: i18n.Translations, chosen: argparse.Namespace) -> Any:
    from ui.session.jupyter import JupyterSession
    from ui.window import MainWindow

    width, _, height = chosen.size.partition("x")
    window = MainWindow(session, translations)
    window.resize(int(width), int(height))
    window.show()
    if isinstance(session, JupyterSession):
        from ui.panels.console import ConsolePanel

        window.set_console(ConsolePanel(session))
        window.documents.open([chosen.file.absolute()])
    window.documents.show_graph()
    return window


def _write(chosen: argparse.Namespace, session: Session, window: Any) -> None:
    recording = session.recording
    step = recording.last_step if chosen.step is None else min(chosen.step, recording.last_step)
    if chosen.graph is not None:
        write(chosen.graph, _picture(recording, step, chosen.all), theme.current())
    if chosen.recording is not None:
        save(chosen.recording, Document(recording, step))
    if window is not None:
        if chosen.step is not None:
            session.show_step(step)
        pause = QTimer(singleShot=True, interval=400)
        pause.start()
        headless.wait(lambda: not pause.isActive())
        if not window.grab().save(str(chosen.window), "PNG"):
            raise SaveError(str(chosen.window), QT_TRANSLATE_NOOP("Files", "the picture could not be written"))
        window.close()


def _picture(recording: Recording, step: int, is_whole: bool) -> Picture:
    model = GraphModel(recording)
    model.wish(Wishes(fold=False if is_whole else None))
    model.settle()
    return model.picture(step)
