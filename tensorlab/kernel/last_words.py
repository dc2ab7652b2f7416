"""What has happened and is not yet told, told before the process dies of a fault in native code or leaves at once.

Steps are sent every few milliseconds, so a program that ends in a segmentation fault right after it began would leave
nothing to look at. The handler of such a signal sends the rest, then lets the signal do what it does; ``os._exit``
sends the rest, then leaves. Nothing helps against an end that asks nobody: ``SIGKILL``, a stack without room for a
handler.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn

PATIENCE = 2
"""Seconds after which the process dies all the same: who knows what is left of it."""

FAULTS = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT")

_kept: list[object] = []
"""The handler itself: the system holds only its address."""


def speak_before_the_end(last_words: Callable[[], None]) -> None:
    """Call this before the process dies or leaves at once, on the thread that ends it."""
    _speak_before_leaving(last_words)
    _speak_before_a_fault(last_words)


def _speak_before_leaving(last_words: Callable[[], None]) -> None:
    leave, own = os._exit, os.getpid()

    @wraps(leave)
    def exit_at_once(status: int) -> NoReturn:
        # A forked process has nothing to tell: the threads that tell are its parent's.
        if os.getpid() == own:
            last_words()
        leave(status)

    os._exit = exit_at_once


def _speak_before_a_fault(last_words: Callable[[], None]) -> None:
    if sys.platform == "win32":
        return
    libc = ctypes.CDLL(None)
    # Python's own handlers only leave a note for the interpreter, which never comes to read it.
    handler = ctypes.CFUNCTYPE(None, ctypes.c_int)
    libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
    default = ctypes.c_void_p(int(signal.SIG_DFL))

    def told(number: int) -> None:
        libc.signal(signal.SIGALRM, default)
        libc.alarm(PATIENCE)
        # On return the instruction fails again, and nobody is in the way.
        libc.signal(number, default)
        last_words()

    kept = handler(told)
    _kept.append(kept)
    for name in FAULTS:
        libc.signal(getattr(signal, name), ctypes.cast(kept, ctypes.c_void_p))
