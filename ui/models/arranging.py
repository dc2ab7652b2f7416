"""The process that arranges large graphs: ``python -m ui.models.arranging`` answers each order with its arrangement."""

from __future__ import annotations

import sys

from ui.models.arrangement import arrange
from ui.models.piping import serve

if __name__ == "__main__":
    serve(arrange, sys.stdin.buffer, sys.stdout.buffer)
