"""Where in the user's code something happens: the instruction of the innermost frame that is the user's."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType

from tensorlab.events.records import Place

_CORE = str(Path(__file__).parents[1])


class Places:
    """Every place met so far, each under a number.

    Args:
        sources: file name of compiled code → the name a user knows it by (``In [3]``, ``script.py``). Only frames of
            these count as the user's; without it, every frame outside the core does.
    """

    def __init__(self, sources: dict[str, str] | None = None) -> None:
        self.sources = sources
        self.places: list[Place] = [Place("", 0, -1, 0, -1, "")]
        self.last_place = 0
        self._numbers: dict[int, dict[int, int] | None] = {}
        """The places in a code object by instruction, None where it is not the user's. By the code's id, since a code
        object takes long to hash."""
        self._codes: list[CodeType] = []
        """These, so that the ids do not become those of others."""

    def place(self, above: int = 1) -> int:
        """Index in :attr:`places` of the instruction of the user's innermost frame that runs now.

        Args:
            above: so many frames at least are the core's own.
        """
        return self.place_from(sys._getframe(above))

    def place_from(self, frame: FrameType | None) -> int:
        """The same, seen from this frame."""
        while frame is not None:
            code = frame.f_code
            numbers = self._numbers_in(code)
            if numbers is not None:
                number = numbers.get(frame.f_lasti)
                if number is None:
                    number = self._new_place(code, frame.f_lasti)
                self.last_place = number
                return number
            frame = frame.f_back
        return self.last_place

    def _numbers_in(self, code: CodeType) -> dict[int, int] | None:
        key = id(code)
        try:
            return self._numbers[key]
        except KeyError:
            self._codes.append(code)
            found = self._numbers[key] = {} if self._is_users(code) else None
            return found

    def _is_users(self, code: CodeType) -> bool:
        if self.sources is not None:
            return code.co_filename in self.sources
        return not code.co_filename.startswith((_CORE, "<frozen"))

    def place_in(self, code: CodeType, instruction: int) -> int:
        """The place of an instruction of the user's code, ``tb_lasti`` of a traceback."""
        number = (self._numbers_in(code) or {}).get(instruction)
        return self._new_place(code, instruction) if number is None else number

    def _new_place(self, code: CodeType, instruction: int) -> int:
        span = next(islice(code.co_positions(), instruction // 2, None))
        line, end_line, column, end_column = (-1 if value is None else value for value in span)
        source = code.co_filename if self.sources is None else self.sources[code.co_filename]
        scope = "" if code.co_name == "<module>" else code.co_qualname
        self.places.append(Place(source, line, column, end_line, end_column, scope))
        number = len(self.places) - 1
        numbers = self._numbers_in(code)
        if numbers is not None:
            numbers[instruction] = number
        return number

    def place_of_line(self, source: str, line: int) -> int:
        """A place that is a whole line, for what has no instruction of its own."""
        place = Place(source, line, -1, line, -1, "")
        self.places.append(place)
        self.last_place = len(self.places) - 1
        return self.last_place
