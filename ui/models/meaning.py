"""What a step means, for a sentence in any language: which sentence, and what stands in its places.

===================  =====================  ==========================================================================
key                  fields                 in English
===================  =====================  ==========================================================================
``created``          what                   a tensor is created
``met``              what                   it was there before the recording began
``ran``              what, inputs           an operation runs on its inputs
``viewed``           what, inputs           an operation makes a view
``wrote``            what, target           an operation changes a tensor in place
``changed``          what                   numpy has written into its memory
``relaid``           what                   it looks at other memory now
``requires_grad``    what, value            the user has set it
``retains_grad``     what, value            the user has asked for it
``grad_set``         what                   the user has set its ``.grad``
``grad_cleared``     what                   its ``.grad`` is None now
``bound``            name, what             a name means what this expression made
``unbound``          name                   a name means no tensor any more
``began``            what                   backward begins
``arrived``          what, root             the gradient of ``root`` reaches an operation or a leaf
``accumulated``      what, count            it is added to a leaf's ``.grad``, the ``count``-th since it was zero
``released``         what                   saved tensors are freed
``ended``            what                   backward ends
``failed``           what, message          backward fails
``collected``        what                   nobody refers to it any more
``printed``          text                   the program prints
``raised``           error, message         the program fails
``iterated``         number                 a loop's body starts, counted from 1
``looped``                                  a loop is over
===================  =====================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tensorlab.events import NOBODY, Kind
from ui.models.recording import Recording

Told = tuple[str, dict[str, str]]
Teller = Callable[[Recording, int, int], Told]


@dataclass(frozen=True)
class Meaning:
    """One sentence to be: ``line`` is the line of code, 0 where none is known."""

    key: str
    fields: Mapping[str, str]
    line: int


def meaning(recording: Recording, step: int) -> Meaning:
    """What happened at a step."""
    event = recording.step(step)
    key, fields = _TELL[event.kind](recording, step, event.subject)
    return Meaning(key, fields, event.place.line)


def _what(recording: Recording, step: int, node: int) -> str:
    return recording.label(node, step) if node != NOBODY else ""


def _plain(key: str) -> Teller:
    return lambda recording, step, subject: (key, {"what": _what(recording, step, subject)})


def _ran(recording: Recording, step: int, function: int) -> Told:
    key = "viewed" if recording.is_view(function) else "ran"
    inputs = ", ".join(recording.label(used.tensor, step) for used in recording.inputs(function))
    return key, {"what": _what(recording, step, function), "inputs": inputs}


def _wrote(recording: Recording, step: int, function: int) -> Told:
    target = _what(recording, step, recording.target(function))
    return "wrote", {"what": _what(recording, step, function), "target": target}


def _fact(recording: Recording, step: int, tensor: int) -> Told:
    what = _what(recording, step, tensor)
    for name in ("requires_grad", "retains_grad", "grad"):
        table = recording.tables[name]
        row = table.last("tensor", tensor, step)
        if row >= 0 and table.cell(row, "step") == step:
            value = table.cell(row, table.columns[-1])
            if name == "grad":
                return "grad_cleared" if value == NOBODY else "grad_set", {"what": what}
            return name, {"what": what, "value": str(bool(value))}
    return "relaid", {"what": what}


def _bound(recording: Recording, step: int, tensor: int) -> Told:
    names = recording.tables["names"]
    name = recording.texts[names.cell(names.until(step) - 1, "name")]
    if tensor == NOBODY:
        return "unbound", {"name": name}
    return "bound", {"name": name, "what": recording.expression(tensor) or recording.op(tensor)}


def _root(recording: Recording, step: int, number: int) -> str:
    """The name of what a backward started from."""
    call = recording.call(number)
    if call is None or call.root == NOBODY:
        return ""
    outputs = recording.outputs(call.root)
    return recording.label(outputs[0] if outputs else call.root, step)


def _of_call(key: str) -> Teller:
    return lambda recording, step, subject: (key, {"what": _root(recording, step, subject)})


def _arrived(recording: Recording, step: int, node: int) -> Told:
    flows = recording.tables["flows"]
    number = flows.cell(flows.until(step) - 1, "call")
    leaf = recording.leaf(node)
    what = _what(recording, step, node if leaf == NOBODY else leaf)
    return "arrived", {"what": what, "root": _root(recording, step, number)}


def _accumulated(recording: Recording, step: int, leaf: int) -> Told:
    count = str(recording.gradient_count(leaf, step))
    return "accumulated", {"what": _what(recording, step, leaf), "count": count}


def _failed(recording: Recording, step: int, number: int) -> Told:
    call = recording.call(number)
    return "failed", {"what": _root(recording, step, number), "message": "" if call is None else call.error}


def _printed(recording: Recording, step: int, subject: int) -> Told:
    prints = recording.tables["prints"]
    return "printed", {"text": recording.texts[prints.cell(prints.until(step) - 1, "text")].strip()}


def _raised(recording: Recording, step: int, subject: int) -> Told:
    errors = recording.tables["errors"]
    kind, message = (recording.texts[errors.cell(errors.until(step) - 1, column)] for column in ("class", "message"))
    return "raised", {"error": kind, "message": message}


def _iterated(recording: Recording, step: int, subject: int) -> Told:
    iterations = recording.tables["iterations"]
    number = iterations.cell(iterations.until(step) - 1, "number")
    return ("looped", {}) if number == NOBODY else ("iterated", {"number": str(number + 1)})


_TELL: dict[Kind, Teller] = {
    Kind.CREATED: _plain("created"),
    Kind.OPERATED: _ran,
    Kind.MUTATED: _wrote,
    Kind.MET: _plain("met"),
    Kind.CHANGED: _plain("changed"),
    Kind.FACT: _fact,
    Kind.LAYOUT: _plain("relaid"),
    Kind.BOUND: _bound,
    Kind.BEGAN: _of_call("began"),
    Kind.ARRIVED: _arrived,
    Kind.ACCUMULATED: _accumulated,
    Kind.RELEASED: _plain("released"),
    Kind.ENDED: _of_call("ended"),
    Kind.FAILED: _failed,
    Kind.COLLECTED: _plain("collected"),
    Kind.PRINTED: _printed,
    Kind.ERROR: _raised,
    Kind.ITERATION: _iterated,
}
