"""How the application opens: the window first, and what takes long to load after its first picture."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
from ui import app, i18n

application = app.application(["test"])
session = app.started()
window = app.opened(session, i18n.Translations())
print(*[name for name in ("networkx", "qtconsole", "IPython") if name in sys.modules])
session.shutdown()
"""


def test_the_window_stands_before_networkx_and_the_consoles_library_are_loaded():
    child = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)

    assert child.stdout.split() == []
