"""What user code prints: measured, clipped, and noted in the recording.

A cell may print ten megabytes in one line or a million lines. The window gets the first megabyte, and a sentence saying
that there was more.
"""

from __future__ import annotations

from collections.abc import Callable

from tensorlab.events import Tracer

LARGEST = 1_000_000
"""Characters that a cell may show."""

NOTED_LINES = 500
"""Lines of a cell that become steps of the recording."""

NOTED_LENGTH = 500
"""Characters of such a line."""


class Clip:
    """Stands before a stream's ``write``; one for all streams of a kernel."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self.reset()

    def reset(self) -> None:
        """A cell begins."""
        self._left = LARGEST
        self._lines = NOTED_LINES
        self._line = ""

    def guard(self, write: Callable[[str], int | None]) -> Callable[[str], int]:
        """The stream's ``write``, limited."""

        def limited(text: str) -> int:
            if not isinstance(text, str):
                raise TypeError(f"write() argument must be str, not {type(text).__name__}")
            if self._left > 0:
                write(text[: self._left])
                self._left -= len(text)
                if self._left <= 0:
                    write("\n… the rest of this cell's output is not shown (more than 1 MB)\n")
            self._note(text)
            return len(text)

        return limited

    def _note(self, text: str) -> None:
        if self._lines <= 0:
            return
        *lines, rest = (self._line + text[: LARGEST // 10]).split("\n")
        for line in lines[: self._lines]:
            self._tracer.printed(line[:NOTED_LENGTH])
        self._lines -= len(lines)
        self._line = rest[:NOTED_LENGTH]
