"""A tensor to be made: what was filled in, the line of Python that makes it, and what it will hold.

The line is all that runs; the preview is worked out here, so that nothing is recorded before one has decided.
"""

from __future__ import annotations

import ast
import csv
import io
import keyword
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil, prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models.cell_text import Refusal, parse
from ui.models.number_files import delimiter

MOST_WRITTEN = 4096
"""Elements that a literal may have; beyond, it is a book and no line."""

MOST_PREVIEWED = 1_000_000
"""Elements that a preview is worked out for."""

DTYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool")
_NUMPY = {"bfloat16": "float32"}


class Source(Enum):
    """Where the numbers come from."""

    LITERAL = "literal"
    ZEROS = "zeros"
    ONES = "ones"
    FULL = "full"
    ARANGE = "arange"
    LINSPACE = "linspace"
    EYE = "eye"
    RAND = "rand"
    RANDN = "randn"
    CLIPBOARD = "clipboard"
    FILE = "file"
    IMAGE = "image"


SHAPED = frozenset({Source.ZEROS, Source.ONES, Source.FULL, Source.RAND, Source.RANDN, Source.EYE})
RANDOM = frozenset({Source.RAND, Source.RANDN})


class Reason(Enum):
    """Why there is no such tensor."""

    NAME = "no name"
    LITERAL = "no literal"
    RAGGED = "rows of different lengths"
    NUMBER = "no number"
    STEP = "a step that leads nowhere"
    INTEGER_GRAD = "an integer cannot require grad"
    RANDOM_INTEGER = "a random whole number"
    EYE = "not two axes"
    NO_PATH = "no file chosen"
    ABSENT = "no such file"
    FILE = "nothing that can be read"
    CELL = "a cell that is no number"
    TYPE = "numbers of another kind"
    READING = "not read yet"
    TOO_LARGE = "too large"
    NOTHING = "nothing there"


@dataclass(eq=False)
class Invalid(Exception):
    """What is wrong, with which words or number, and in which line and column of a file, counted from 1."""

    reason: Reason
    detail: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Recipe:
    """All that the dialog asks; what does not belong to the source is left alone.

    Attributes:
        text: a literal, or what the clipboard holds.
        shape: sizes; of ``eye`` rows and columns.
        numbers: value of ``full``; start, end and step of ``arange``; start, end and count of ``linspace``.
        seed: of the random sources, "" for none.
        path: of a file or an image.
        dtype: "" where the numbers decide.
    """

    source: Source
    name: str = "x"
    text: str = "[[1., 2.], [3., 4.]]"
    shape: tuple[int, ...] = (2, 3)
    numbers: tuple[str, ...] = ()
    seed: str = ""
    path: str = ""
    dtype: str = ""
    requires_grad: bool = False


@dataclass(frozen=True)
class Drawn:
    """A random tensor: by which function, and from which seed; None where the stream goes on from where it is."""

    function: str
    seed: int | None


@dataclass(frozen=True)
class Planned:
    """What a recipe gives.

    Attributes:
        code: the line that makes it.
        shape, dtype: of the tensor.
        values: what it will hold, or its first rows; None where the kernel draws it, or where it is too much to be
            worked out beforehand.
        drawn: how the kernel draws it.
    """

    code: str
    shape: tuple[int, ...]
    dtype: str
    values: NDArray[Any] | None
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Loaded:
    """What a file holds.

    Attributes:
        code: reads it.
        values: the numbers; of many the first rows.
    """

    code: str
    shape: tuple[int, ...]
    dtype: str
    values: NDArray[Any]


def plan(recipe: Recipe, found: Loaded | None = None) -> Planned:
    """The line and the preview of a recipe.

    Args:
        found: what the file that ``path`` names holds, once it has been read.

    Raises:
        Invalid: there is no such tensor, and why.
    """
    if not recipe.name.isidentifier() or keyword.iskeyword(recipe.name):
        raise Invalid(Reason.NAME, recipe.name)
    made: Planned = _MAKERS[recipe.source](recipe, found)
    if recipe.requires_grad and not made.dtype.startswith(("float", "bfloat", "complex")):
        raise Invalid(Reason.INTEGER_GRAD, made.dtype)
    return made


def free_name(used: Collection[str]) -> str:
    """A name that is not taken yet: x, y, z, then others.

    >>> free_name({"x"})
    'y'
    """
    letters = [*"xyzwuvabcde", *(f"x{number}" for number in range(1, 1000))]
    found: str = next(name for name in letters if name not in used)
    return found


# -- makers ------------------------------------------------------------------------------------------------------------


def _call(recipe: Recipe, function: str, arguments: str) -> str:
    """``x = torch.zeros(2, 3, dtype=torch.int64)``."""
    given = [arguments] if arguments else []
    if recipe.dtype:
        given.append(f"dtype=torch.{recipe.dtype}")
    if recipe.requires_grad:
        given.append("requires_grad=True")
    return f"{recipe.name} = torch.{function}({', '.join(given)})"


def _cast(values: NDArray[Any], dtype: str) -> NDArray[Any]:
    with np.errstate(all="ignore"):
        return values.astype(_NUMPY.get(dtype, dtype))


def _planned(code: str, values: NDArray[Any], dtype: str) -> Planned:
    return Planned(code, values.shape, dtype, _cast(values, dtype))


def _literal(recipe: Recipe, _: object) -> Planned:
    values = _parse(recipe.text)
    dtype = recipe.dtype or _default(values)
    return _planned(_call(recipe, "tensor", _written(recipe.text)), values, dtype)


def _parse(text: str) -> NDArray[Any]:
    """A nested list of numbers."""
    if not text.strip():
        raise Invalid(Reason.NOTHING)
    try:
        value = _number_tree(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        raise Invalid(Reason.LITERAL, text.strip()[:40]) from None
    try:
        return np.array(value)
    except ValueError:
        raise Invalid(Reason.RAGGED) from None


def _number_tree(node: ast.expr) -> Any:
    """What a literal means; ``float('inf')``, ``inf`` and ``nan`` are numbers, too."""
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_number_tree(part) for part in parts]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number_tree(operand)
        case ast.Name(id="inf" | "nan" as name):
            return float(name)
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as name)]):
            return float(name)
        case ast.Constant(value=bool() | int() | float() as number):
            return number
    raise ValueError(ast.unparse(node))


class _Spelled(ast.NodeTransformer):
    """``inf`` and ``nan`` as Python spells them."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.parse(f"float('{node.id}')", mode="eval").body if node.id in ("inf", "nan") else node


def _written(text: str) -> str:
    """The literal on one line, as Python reads it."""
    spelled: ast.AST = _Spelled().visit(ast.parse(text.strip(), mode="eval"))
    return str(ast.unparse(spelled))


def _default(values: NDArray[Any]) -> str:
    """The type that PyTorch gives a literal: floats are float32."""
    return {"b": "bool", "i": "int64", "u": "int64"}.get(values.dtype.kind, "float32")


def _filled(recipe: Recipe, function: str, value: float) -> Planned:
    arguments = ", ".join(map(str, recipe.shape)) if recipe.shape else "()"
    code = _call(recipe, function, arguments)
    return _of_shape(code, recipe, value)


def _of_shape(code: str, recipe: Recipe, value: object, dtype: str = "float32") -> Planned:
    dtype = recipe.dtype or dtype
    if prod(recipe.shape) > MOST_PREVIEWED:
        return Planned(code, recipe.shape, dtype, None)
    return _planned(code, np.full(recipe.shape, value), dtype)


def _full(recipe: Recipe, _: object) -> Planned:
    literal = _number(recipe, 0, recipe.dtype or "float64")
    value = _parse(literal).item()
    code = _call(recipe, "full", f"{_tuple(recipe.shape)}, {literal}")
    return _of_shape(code, recipe, value, _default(np.asarray(value)))


def _tuple(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _number(recipe: Recipe, at: int, dtype: str = "float64") -> str:
    """A number that was typed, as Python writes it; whole numbers stay whole."""
    text = recipe.numbers[at].strip() if at < len(recipe.numbers) else ""
    try:
        literal = parse(text, dtype)
    except Refusal:
        raise Invalid(Reason.NUMBER, text) from None
    typed = text.replace("−", "-")
    return typed if typed.lstrip("+-").isdigit() and dtype == "float64" else literal


def _arange(recipe: Recipe, _: object) -> Planned:
    start, end, step = (_number(recipe, at) for at in range(3))
    ends = [_parse(one).item() for one in (start, end, step)]
    if not np.all(np.isfinite(ends)) or not ends[2] or (ends[1] - ends[0]) * ends[2] < 0:
        raise Invalid(Reason.STEP, step)
    code = _call(recipe, "arange", f"{start}, {end}, {step}")
    count, dtype = ceil((ends[1] - ends[0]) / ends[2]), recipe.dtype or _default(np.array(ends))
    if count > MOST_PREVIEWED:
        return Planned(code, (count,), dtype, None)
    return _planned(code, np.arange(*ends), dtype)


def _linspace(recipe: Recipe, _: object) -> Planned:
    start, end, count = _number(recipe, 0), _number(recipe, 1), _number(recipe, 2, "int64")
    if int(count) < 0:
        raise Invalid(Reason.STEP, count)
    code, dtype = _call(recipe, "linspace", f"{start}, {end}, {count}"), recipe.dtype or "float32"
    if int(count) > MOST_PREVIEWED:
        return Planned(code, (int(count),), dtype, None)
    return _planned(code, np.linspace(float(start), float(end), int(count)), dtype)


def _eye(recipe: Recipe, _: object) -> Planned:
    if len(recipe.shape) not in (1, 2):
        raise Invalid(Reason.EYE)
    rows, columns = (*recipe.shape, *recipe.shape)[:2]
    code = _call(recipe, "eye", str(rows) if rows == columns else f"{rows}, {columns}")
    dtype = recipe.dtype or "float32"
    if rows * columns > MOST_PREVIEWED:
        return Planned(code, (rows, columns), dtype, None)
    return _planned(code, np.eye(rows, columns), dtype)


def _random(recipe: Recipe, function: str) -> Planned:
    dtype = recipe.dtype or "float32"
    if "float" not in dtype:
        raise Invalid(Reason.RANDOM_INTEGER, dtype)
    line = _call(recipe, function, ", ".join(map(str, recipe.shape)) if recipe.shape else "()")
    if not recipe.seed.strip():
        return Planned(line, recipe.shape, dtype, None, Drawn(function, None))
    try:
        seed = int(recipe.seed)
    except ValueError:
        raise Invalid(Reason.NUMBER, recipe.seed) from None
    if not -(2**63) <= seed < 2**63:
        raise Invalid(Reason.NUMBER, recipe.seed)
    return Planned(f"torch.manual_seed({seed}); {line}", recipe.shape, dtype, None, Drawn(function, seed))


def _clipboard(recipe: Recipe, _: object) -> Planned:
    values = table(recipe.text)
    if values.size > MOST_WRITTEN:
        raise Invalid(Reason.TOO_LARGE, f"{MOST_WRITTEN:,}")
    return _planned(_call(recipe, "tensor", literal(values)), values, recipe.dtype or _default(values))


def literal(values: NDArray[Any]) -> str:
    """Numbers as a nested list that Python reads back.

    >>> literal(np.array([[1.0, np.inf]]))
    "[[1.0, float('inf')]]"
    """
    return _listed(values.tolist())


def _listed(values: Any) -> str:
    if isinstance(values, list):
        return f"[{', '.join(map(_listed, values))}]"
    return f"float('{values}')" if isinstance(values, float) and not np.isfinite(values) else repr(values)


def table(text: str) -> NDArray[Any]:
    """What a spreadsheet, a CSV file or Python puts on the clipboard, as numbers; one row is a vector.

    Raises:
        Invalid: it is empty, ragged, or holds something that is no number.
    """
    stripped = text.strip()
    if not stripped:
        raise Invalid(Reason.NOTHING)
    if stripped.startswith(("[", "(")):
        return _parse(stripped)
    rows = [row for row in split_table(stripped) if row]
    if len({len(row) for row in rows}) > 1:
        raise Invalid(Reason.RAGGED)
    has_decimal_comma = delimiter(stripped) != ","
    values = np.array([[_cell(cell, has_decimal_comma) for cell in row] for row in rows])
    return values[0] if len(rows) == 1 else values


def split_table(text: str) -> list[list[str]]:
    """Rows and cells of tab-, semicolon-, comma- or blank-separated text."""
    lines = text.strip("\n").splitlines()
    mark = delimiter(lines[0]) if lines else ""
    if not mark:
        return [line.split() for line in lines]
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)]


def _cell(text: str, has_decimal_comma: bool) -> bool | int | float:
    """A number, 1,5 being one where something else stands between the cells."""
    typed = text.strip().replace("−", "-")
    if has_decimal_comma:
        typed = typed.replace(",", ".")
    if typed.lower() in ("true", "false"):
        return typed.lower() == "true"
    try:
        return int(typed)
    except ValueError:
        pass
    try:
        return float(typed)
    except ValueError:
        raise Invalid(Reason.NUMBER, text[:40]) from None


def _from_file(recipe: Recipe, found: Loaded | None) -> Planned:
    """What was read, turned into the type that was asked for."""
    path = Path(recipe.path)
    if not recipe.path:
        raise Invalid(Reason.NO_PATH)
    if not path.is_file():
        raise Invalid(Reason.ABSENT, path.name)
    if found is None:
        raise Invalid(Reason.READING, path.name)
    if found.dtype not in DTYPES:
        raise Invalid(Reason.TYPE, found.dtype)
    code, dtype = found.code, recipe.dtype or found.dtype
    if dtype != found.dtype:
        code += f".to(torch.{dtype})"
    if recipe.requires_grad:
        code += ".requires_grad_()"
    return Planned(f"{recipe.name} = {code}", found.shape, dtype, _cast(found.values, dtype))


_MAKERS: dict[Source, Any] = {
    Source.LITERAL: _literal,
    Source.ZEROS: lambda recipe, _: _filled(recipe, "zeros", 0),
    Source.ONES: lambda recipe, _: _filled(recipe, "ones", 1),
    Source.FULL: _full,
    Source.ARANGE: _arange,
    Source.LINSPACE: _linspace,
    Source.EYE: _eye,
    Source.RAND: lambda recipe, _: _random(recipe, "rand"),
    Source.RANDN: lambda recipe, _: _random(recipe, "randn"),
    Source.CLIPBOARD: _clipboard,
    Source.FILE: _from_file,
    Source.IMAGE: _from_file,
}
