"""The process that writes pictures: ``python -m ui.exporting`` answers each order with None, or why it was refused.

It paints with the canvas's own code, without a display.
"""

from __future__ import annotations

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tensorlab.errors import SaveError
from ui import app, i18n
from ui.canvas.exporter import ExportOrder
from ui.canvas.render import write
from ui.models.piping import Progress, serve
from ui.theme import Theme


def carry_out(order: ExportOrder, progress: Progress) -> SaveError | None:
    """Write one picture."""
    translations = i18n.Translations()
    translations.choose(order.language)
    look = Theme(order.theme, order.scale, order.language.startswith("zh"))
    try:
        write(order.path, order.picture, look, progress)
    except SaveError as trouble:
        return trouble
    return None


if __name__ == "__main__":
    application = app.application(["tensorlab"])
    serve(carry_out, sys.stdin.buffer, sys.stdout.buffer)
