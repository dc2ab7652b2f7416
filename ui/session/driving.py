"""The pace of running code, as the window sets it."""

from __future__ import annotations

from enum import Enum


class Drive(Enum):
    """How the code that runs goes on from one statement to the next."""

    RUN = "run"
    SLOW = "slow"
    STOP = "stop"
    STEP = "step"
