"""How PyTorch refuses a call whose arguments fit none of a function's forms, in its words.

``signatures.txt`` has the forms that PyTorch names in such texts, one a line: functions as ``add(Tensor input, …)``,
methods, where they don't follow from the function, as ``.add_(Tensor other, …)``; a star marks what has old forms, too,
that PyTorch takes and does not name. They are read when a call has failed; one that succeeds knows nothing of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.random import Generator

_TABLE = Path(__file__).with_name("signatures.txt")
_NO_ARGUMENTS = "no arguments"
_SPELLINGS = {"dim": "axis", "keepdim": "keepdims", "input": "x", "other": "x2"}

_WITH_NUMBERS = frozenset(["add", "div", "divide", "floor_divide", "mul", "multiply", "sub", "subtract", "true_divide"])
"""Functions that take numbers for tensors."""

_SIZES = frozenset(["size", "shape", "sizes", "split_sizes", "repeats"])
"""Lists for which one number does not stand."""


def _is_whole(value: Any) -> bool:
    if isinstance(value, Tensor):
        return not value.shape and not value.dtype.is_floating_point and not value.requires_grad
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    if isinstance(value, Tensor):
        return not value.shape and not value.requires_grad
    return isinstance(value, (int, float, complex, np.number, np.bool_))


def _is_list(value: Any, of: Callable[[Any], bool]) -> bool:
    return isinstance(value, (tuple, list)) and all(map(of, value))


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def _is_truth(value: Any) -> bool:
    return isinstance(value, (bool, np.bool_))


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "Tensor": _is_tensor,
    "Number": _is_number,
    "int": _is_whole,
    "float": _is_number,
    "bool": _is_truth,
    "str": lambda value: isinstance(value, str),
    # Of whole numbers PyTorch looks at the first, and finds out about the others later.
    "tuple of ints": lambda value: _is_list(value[:1] if isinstance(value, (tuple, list)) else value, _is_whole),
    "tuple of floats": lambda value: _is_list(value, _is_number),
    "tuple of Scalars": lambda value: _is_list(value, _is_number),
    "tuple of bools": lambda value: _is_list(value, _is_truth),
    # Into a list of tensors PyTorch looks later; the operation says what it finds.
    "tuple of Tensors": lambda value: isinstance(value, (tuple, list)),
    "torch.dtype": lambda value: isinstance(value, dtypes.dtype) or value in (bool, int, float, complex),
    "torch.Generator": lambda value: isinstance(value, Generator),
    "torch.device": lambda value: isinstance(value, (str, int, dtypes.device)),
    "name": lambda value: isinstance(value, str),
    "tuple of names": lambda value: _is_list(value, lambda one: isinstance(one, str)),
}

_ELEMENTS: dict[str, Callable[[Any], bool]] = {
    "tuple of ints": _is_whole,
    "tuple of floats": _is_number,
    "tuple of Scalars": _is_number,
    "tuple of bools": _is_truth,
    "tuple of names": lambda value: isinstance(value, str),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a form: its type and its name as PyTorch writes them."""

    kind: str
    name: str
    default: str | None
    by_name: bool

    def takes(self, value: Any, with_numbers: bool) -> bool:
        """Whether PyTorch takes this value for it."""
        if value is None and self.default == "None":
            return True
        if self.name == "out" and isinstance(value, (tuple, list)):
            return True
        if self.kind == "tuple of ints" and self.name not in _SIZES and _is_whole(value):
            return True
        if self.kind == "Tensor" and with_numbers and _is_number(value):
            return True
        check = _CHECKS.get(self.kind)
        return check is None or check(value)


class Form:
    """One form of a function.

    Attributes:
        text: its parameters as PyTorch lists them.
        least: how many of them a call must give.
        has_hidden: whether there are old forms, too.
    """

    def __init__(self, name: str, text: str, has_hidden: bool) -> None:
        self.name = name
        self.has_hidden = has_hidden
        self.text = text
        self.parameters = tuple(_parameters(text))
        self.positional = [one for one in self.parameters if not one.by_name]
        self.least = sum(one.default is None for one in self.parameters)
        self._with_numbers = name.rstrip("_") in _WITH_NUMBERS

    def could_take(self, count: int) -> bool:
        """Whether a call with so many arguments might be of this form."""
        return self.least <= count <= len(self.parameters)

    def refusal(self, args: Sequence[Any], named: Mapping[str, Any]) -> str | None:
        """What is wrong with these arguments; nothing where they fit."""
        alone = len(self.positional) == 1 and self.positional[0].kind == "tuple of ints"
        if len(args) > len(self.positional) and not alone:
            return self._too_many(len(args))
        left, place = dict(named), 0
        for number, parameter in enumerate(self.parameters):
            if place < len(args) and not parameter.by_name:
                value, by_name, is_given = args[place], False, True
            elif place < len(args):
                return self._too_many(len(args))
            else:
                spelling = parameter.name if parameter.name in left else _SPELLINGS.get(parameter.name, "")
                is_given, by_name = spelling in left, True
                value = left.pop(spelling, None)
            if not is_given:
                if parameter.default is None:
                    return self._missing(number)
                continue
            if alone and not by_name and not isinstance(value, (tuple, list)) and _is_whole(value):
                value, place = args, len(args)
            if not parameter.takes(value, self._with_numbers):
                return self._wrong(parameter, value, None if by_name else place + 1)
            self._check_elements(parameter, value)
            place += not by_name
        return self._unknown(left)

    def _too_many(self, count: int) -> str:
        most = len(self.positional)
        if self.least != most:
            return f"{self.name}() takes from {self.least} to {most} positional arguments but {count} were given"
        verb = "was" if count == 1 else "were"
        return f"{self.name}() takes {most} positional argument{'' if most == 1 else 's'} but {count} {verb} given"

    def _missing(self, start: int) -> str:
        names = [f'"{one.name}"' for one in self.parameters[start:] if one.default is None]
        return f"{self.name}() missing {len(names)} required positional argument{'s' if len(names) == 1 else ''}: " + (
            ", ".join(names)
        )

    def _wrong(self, parameter: Parameter, value: Any, place: int | None) -> str:
        where = f"{self.name}(): argument '{parameter.name}'" + ("" if place is None else f" (position {place})")
        if parameter.kind.startswith("tuple") and isinstance(value, (tuple, list)) and place is not None:
            wrong = next(number for number, one in enumerate(value) if not _ELEMENTS[parameter.kind](one))
            given = type_name(value[wrong])
            return f"{where} must be {parameter.kind}, but found element of type {given} at pos {wrong}"
        return f"{where} must be {parameter.kind}, not {type_name(value)}"

    def _check_elements(self, parameter: Parameter, value: Any) -> None:
        """Raise where a list that began well goes on badly: that is found out when the form is chosen."""
        if parameter.kind != "tuple of ints" or not isinstance(value, (tuple, list)):
            return
        for place, one in enumerate(value, 1):
            if not _is_whole(one):
                raise TypeError(
                    f"{self.name}(): argument '{parameter.name}' failed to unpack the object at pos {place} with error "
                    f'"type must be tuple of ints,but got {type_name(one)}"'
                )

    def _unknown(self, left: Mapping[str, Any]) -> str | None:
        names = {one.name for one in self.positional}
        for key in left:
            if key == "out":
                continue
            if key in names:
                return f"{self.name}() got multiple values for argument '{key}'"
            return f"{self.name}() got an unexpected keyword argument '{key}'"
        return None


def _parameters(text: str) -> Iterator[Parameter]:
    by_name = False
    for part in text.split(", ") if text else ():
        if part == "*":
            by_name = True
            continue
        declared, _, default = part.partition(" = ")
        kind, _, name = declared.rpartition(" ")
        yield Parameter(kind, name, default or None, by_name)


@cache
def _table() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _TABLE.read_text("utf-8").splitlines():
        name, _, text = line.partition("(")
        found.setdefault(name, []).append(text[:-1])
    return found


@cache
def forms_of(name: str, is_method: bool) -> tuple[Form, ...]:
    """The forms of a function or a method; none where nothing is known of them."""
    key = f".{name}" if is_method else name
    found = _listed(key)
    if found is None and is_method:
        function = _listed(name)
        if function is not None:
            texts = [_without_tensor(text) for text in function[0] if text.startswith("Tensor input")]
            found = [_NO_ARGUMENTS] if texts == [""] else texts, function[1]
    return () if found is None else tuple([Form(name, text, found[1]) for text in found[0]])


def only_by_name(method: str) -> frozenset[str]:
    """The parameters of a method that are given by their names alone."""
    return frozenset([one.name for form in forms_of(method, True) for one in form.parameters if one.by_name])


def _listed(key: str) -> tuple[list[str], bool] | None:
    """The forms in the table, and whether there are hidden ones."""
    table = _table()
    if key in table:
        return table[key], False
    return (table[f"{key}*"], True) if f"{key}*" in table else None


def _without_tensor(text: str) -> str:
    """The form of a method from that of the function: the tensor itself and ``out`` are no arguments."""
    rest = text.removeprefix("Tensor input").removeprefix(", ")
    rest = re.sub(r",? ?Tensor out = None", "", rest)
    return re.sub(r",? ?\*$", "", rest)


def refusal(name: str, args: Sequence[Any], named: Mapping[str, Any], is_method: bool = False) -> TypeError | None:
    """The error of PyTorch about these arguments, without the tensor itself for a method; nothing where they fit."""
    forms = forms_of(name, is_method)
    if not forms:
        return None
    if forms[0].text == _NO_ARGUMENTS:
        count = len(args) + len(named)
        if not count:
            return None
        if named:
            return TypeError(f"TensorBase.{name}() takes no keyword arguments")
        return TypeError(f"TensorBase.{name}() takes no arguments ({count} given)")
    try:
        found = [form.refusal(args, named) for form in forms]
    except TypeError as error:
        return error
    if None in found:
        return None
    if len(forms) == 1 and not forms[0].has_hidden:
        return TypeError(found[0])
    plausible = [text for form, text in zip(forms, found, strict=True) if form.could_take(len(args) + len(named))]
    return TypeError(plausible[0] if len(plausible) == 1 else _listing(name, forms, args, named))


# -- the list of forms ------------------------------------------------------------------------------------------------


def type_name(value: Any) -> str:
    """The name of a value's type, as PyTorch writes it."""
    kind = type(value)
    if isinstance(value, (dtypes.dtype, dtypes.device, dtypes.Size)):
        return f"torch.{kind.__name__}"
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


def _described(args: Sequence[Any], named: Mapping[str, Any]) -> str:
    return ", ".join([*map(type_name, args), *[f"{key}={type_name(one)}" for key, one in named.items()]])


def _with_elements(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        inner = ", ".join([type_name(one) for one in value])
        if isinstance(value, tuple):
            return f"{type_name(value)} of ({inner}{',' if len(value) == 1 else ''})"
        return f"{type_name(value)} of [{inner}]"
    return type_name(value)


def _listing(name: str, forms: Sequence[Form], args: Sequence[Any], named: Mapping[str, Any]) -> str:
    start = f"{name}() received an invalid combination of arguments - got ({_described(args, named)}), but expected "
    if len(forms) == 1:
        return f"{start}({forms[0].text})"
    lines = [start + "one of:"]
    for form in forms:
        lines += [f" * ({form.text})", *_reason(form, args, named)]
    return "\n".join(lines) + "\n"


def _reason(form: Form, args: Sequence[Any], named: Mapping[str, Any]) -> Iterator[str]:
    """Why a form with as many parameters does not fit."""
    # As PyTorch counts them: the star is one, too.
    if len(args) + len(named) != len(form.text.split(", ")):
        return
    known = {one.name for one in form.parameters}
    wrong = [key for key in named if key not in known]
    if wrong:
        yield f"      didn't match because some of the keywords were incorrect: {', '.join(wrong)}"
        return
    parts = [_marked(one, value) for one, value in zip(form.parameters, args, strict=False)]
    parts += [f"{key}={_marked(_named(form, key), value)}" for key, value in named.items()]
    yield f"      didn't match because some of the arguments have invalid types: ({', '.join(parts)})"


def _named(form: Form, name: str) -> Parameter:
    return next(one for one in form.parameters if one.name == name)


def _marked(parameter: Parameter, value: Any) -> str:
    text = _with_elements(value)
    return text if _is_of(parameter.kind, value) else f"!{text}!"


def _is_of(kind: str, value: Any) -> bool:
    """Whether a value's type is called as the parameter's: PyTorch marks what is called otherwise, be it right."""
    if kind.startswith("tuple of "):
        each = kind.removeprefix("tuple of ").removesuffix("s")
        return isinstance(value, (tuple, list)) and all(type_name(one) == each for one in value)
    return type_name(value) == kind


# -- calls ------------------------------------------------------------------------------------------------------------


def guarded(function: Callable[..., Any], name: str, is_method: bool = False) -> Callable[..., Any]:
    """The function, refusing as PyTorch does the calls that fit none of its forms."""

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            check(name, args, kwargs, is_method, error)
            raise

    return call


def check(name: str, args: Sequence[Any], named: Mapping[str, Any], is_method: bool, error: Exception) -> None:
    """Raise what PyTorch says about these arguments, where they fit no form and that is not what ``error`` is about."""
    found = refusal(name, args[1:] if is_method else args, named, is_method)
    if found is not None:
        raise found from error.__cause__


def guard_all(namespace: dict[str, Any], names: Iterable[str], prefix: str = "") -> None:
    """Put guarded functions in the place of those of a module; PyTorch calls them by ``prefix`` and name."""
    for name in names:
        function = namespace[name]
        if not isinstance(function, type) and forms_of(prefix + name, False):
            namespace[name] = guarded(getattr(function, "call", function), prefix + name)
