"""``python3 -m ui compare A.tlab B.tlab [--json]``: what differs between two recordings, statement by statement.

Like ``diff``: 0 when nothing does, 1 when something does, 2 when a file could not be read.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from typing import Any

from tensorlab.errors import LoadError
from ui.models.comparison import Comparison, Difference, Side, What
from ui.models.recording import Recording
from ui.models.recording_file import load

MOST = 200
"""Differences that are printed as text; JSON has all of them."""


def main(argv: Sequence[str]) -> int:
    """Print what differs."""
    parser = argparse.ArgumentParser(prog="python3 -m ui compare", description="Tell what differs in two recordings.")
    parser.add_argument("here", metavar="A.tlab", help="a recording")
    parser.add_argument("there", metavar="B.tlab", help="another one")
    parser.add_argument("--json", action="store_true", help="every difference, as JSON")
    parser.add_argument(
        "--tolerance", type=float, default=0.0, help="values that differ by no more are the same; default: 0"
    )
    options = parser.parse_args(argv)
    try:
        sides = [Side.whole(load(name).recording) for name in (options.here, options.there)]
    except LoadError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    comparison = Comparison(sides[0], sides[1], options.tolerance)
    found = [one for some in comparison.differences() for one in some]
    if options.json:
        sys.stdout.write(json.dumps(as_json(comparison, found), indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in as_text(comparison, found)))
    return 1 if found else 0


def as_json(comparison: Comparison, found: Sequence[Difference]) -> dict[str, Any]:
    """Everything as plain values; ``null`` where a side has nothing."""
    return {
        "compared_values": comparison.compared,
        "values_not_kept": comparison.unknown,
        "differences": [
            {
                "what": one.what.value,
                "label": one.label,
                "largest": one.largest if math.isfinite(one.largest) else None,
                "here": _side(comparison.here.recording, one.here, one.here_text, one.node_here),
                "there": _side(comparison.there.recording, one.there, one.there_text, one.node_there),
            }
            for one in found
        ],
    }


def _side(recording: Recording, step: int, text: str, node: int) -> dict[str, Any] | None:
    if step < 0:
        return None
    place = recording.place_of(step)
    return {
        "step": step,
        "source": place.source,
        "line": place.line,
        "text": text,
        "node": node if node >= 0 else None,
    }


def as_text(comparison: Comparison, found: Sequence[Difference]) -> list[str]:
    """A line for each difference, and one that sums up."""
    lines = [_line(comparison, one) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"… and {len(found) - MOST} more")
    unknown = f"; {comparison.unknown} values were not kept" if comparison.unknown else ""
    count = "no differences" if not found else "1 difference" if len(found) == 1 else f"{len(found)} differences"
    return [*lines, f"{count}; {comparison.compared} values compared{unknown}"]


def _line(comparison: Comparison, one: Difference) -> str:
    side, step = (comparison.here, one.here) if one.here >= 0 else (comparison.there, one.there)
    place = side.recording.place_of(step)
    where = f"{place.source}:{place.line}"
    if one.what is What.STATEMENT:
        return f"{where}: only {'in the first' if one.here >= 0 else 'in the second'}: {one.label}"
    here, there = (" ".join(text.split()) or "nothing" for text in (one.here_text, one.there_text))
    by = f" (by {one.largest:.3g})" if one.what in (What.VALUE, What.GRADIENT) and math.isfinite(one.largest) else ""
    return f"{where}: {one.what.value} of {one.label}: {here} | {there}{by}"
