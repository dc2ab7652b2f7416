"""Anomaly mode: which line of the program made the operation whose derivative fails or gives nan?"""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tensorlab import events
from tensorlab._tensor import Tensor
from tensorlab.events.onlooking import Onlooker
from tensorlab.graph import backward

_CORE = str(Path(__file__).parents[1])
_SLOW = (
    "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."
)
_HINT = "Hint: enable anomaly detection to find the operation that failed to compute its gradient"
_BETTER_HINT = (
    "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in "
    "question was changed in there or anywhere later. Good luck!"
)


class _Lines(Onlooker):
    """Notes with each node the lines that led to it."""

    def made(self, outputs: Sequence[Any], node: Any, inputs: Sequence[Any], shares_memory: bool) -> None:
        if node is not None:
            frames = [frame for frame in traceback.extract_stack() if not frame.filename.startswith(_CORE)]
            node.metadata["traceback_"] = traceback.format_list(traceback.StackSummary.from_list(frames))


_lines = _Lines()
_enabled = False
_checks_nan = True


def is_anomaly_enabled() -> bool:
    """Whether anomaly mode is on."""
    return _enabled


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly mode raises at nan, too."""
    return _checks_nan


def set_anomaly_enabled(enabled: bool, check_nan: bool = True) -> None:
    """Switch anomaly mode on or off."""
    global _enabled, _checks_nan
    if enabled != _enabled:
        (events.look_on if enabled else events.look_away)(_lines)
    _enabled, _checks_nan = enabled, check_nan
    backward.watch = _watched if enabled else None


class detect_anomaly:
    """Inside the block, a failing derivative names the line of its operation, and nan counts as failure."""

    def __init__(self, check_nan: bool = True) -> None:
        self._before = (_enabled, _checks_nan)
        self._check_nan = check_nan
        warnings.warn(_SLOW, UserWarning, stacklevel=2)

    def __enter__(self) -> None:
        self._before = (_enabled, _checks_nan)
        set_anomaly_enabled(True, self._check_nan)

    def __exit__(self, *exception: object) -> None:
        set_anomaly_enabled(*self._before)


class set_detect_anomaly:
    """Switch anomaly mode at once or, as a context manager, for a while."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = (_enabled, _checks_nan)
        set_anomaly_enabled(mode, check_nan)

    def __enter__(self) -> None:
        """It is switched already."""

    def __exit__(self, *exception: object) -> None:
        set_anomaly_enabled(*self._before)


def _watched(visit: Callable[[Any, Any], Sequence[Any]], node: Any, gradient: Any) -> Sequence[Any]:
    """Run a node; where it fails, say first where it comes from."""
    try:
        results = visit(node, gradient)
        if _checks_nan:
            _check(node, results)
    except Exception as error:
        _tell(node)
        if isinstance(error, RuntimeError) and _HINT in str(error):
            error.args = (str(error).partition("Hint:")[0] + _BETTER_HINT,)
        raise
    return results


def _check(node: Any, results: Sequence[Any]) -> None:
    for place, result in enumerate(results):
        if result is None:
            continue
        if np.isnan(result._array if isinstance(result, Tensor) else result).any():
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {place}th output.")


def _tell(node: Any) -> None:
    lines = node.metadata.get("traceback_")
    if lines is None:
        text = (
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during "
            "forward pass for more information."
        )
    else:
        text = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{''.join(lines)}"
    warnings.warn(text, UserWarning, stacklevel=2)
