"""Writes ``tensorlab/__init__.pyi``, from which editors complete ``torch.`` and ``x.``; run it after adding operations.

python -m tests.tensorlab.stub
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import tensorlab
from tensorlab._tensor import Tensor
from tensorlab.ops.table import Op

STUB = Path(tensorlab.__file__).with_suffix(".pyi")
_HEAD = '''"""What there is, for editors and type checkers. Written by ``python -m tests.tensorlab.stub``."""

import builtins
from typing import Any

from tensorlab import _tensor
'''
_PLAIN = {
    "bool": "builtins.bool",
    "int": "builtins.int",
    "float": "builtins.float",
    "str": "builtins.str",
    "None": "None",
}


def public_names() -> list[str]:
    """Everything that can be written behind ``torch.``."""
    return sorted(name for name in dir(tensorlab) if not name.startswith("_"))


def members() -> dict[str, Any]:
    """Everything that can be written behind a tensor, and its operators."""
    found = {name: inspect.getattr_static(Tensor, name) for name in dir(Tensor)}
    operators = {name for name in found if name.startswith("__") and name not in dir(object)}
    wanted = (
        {name for name in found if not name.startswith("_")}
        | operators
        | {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
    )
    return {
        name: found[name]
        for name in sorted(wanted - {"__dict__", "__weakref__", "__slots__", "__torch_function__", "__module__"})
    }


def _parameters(function: Any, first: str = "") -> str:
    """The parameters of a function, each of any type."""
    if isinstance(function, Op):
        function = function.function
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return ", ".join([*[first] * bool(first), "*args: Any", "**kwargs: Any"])
    texts = [first] if first else []
    kinds = [one.kind for one in parameters]
    for one in parameters[1 if first else 0 :]:
        if one.kind is one.KEYWORD_ONLY and not any(t.startswith("*") for t in texts):
            texts.append("*")
        star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        texts.append(f"{star}{one.name}: Any" + ("" if one.default is one.empty else " = ..."))
    if inspect.Parameter.VAR_KEYWORD not in kinds and "out" not in [one.name for one in parameters]:
        texts.append("**kwargs: Any")
    return ", ".join(texts)


def _returned(function: Any) -> str:
    if isinstance(function, Op):
        return "Any" if function.is_many or len(function.results) > 1 else "Tensor"
    told = getattr(function, "__annotations__", {}).get("return")
    return _PLAIN.get(str(told), "Any")


def _member_lines() -> Iterator[str]:
    yield "class Tensor(_tensor.Tensor):"
    for name, member in members().items():
        if isinstance(member, property) or (
            not callable(member) and not isinstance(member, (classmethod, staticmethod))
        ):
            yield f"    {name}: Any"
        elif not isinstance(member, (classmethod, staticmethod)):
            member = inspect.unwrap(member)
            result = "Tensor" if name.endswith("_") and not name.startswith("__") else _returned(member)
            yield f"    def {name}({_parameters(member, 'self')}) -> {result}: ..."


def _module_lines() -> Iterator[str]:
    for name in public_names():
        one = getattr(tensorlab, name)
        if name == "Tensor":
            continue
        if isinstance(one, ModuleType):
            yield f"from tensorlab import {one.__name__.removeprefix('tensorlab.')} as {name}"
        elif isinstance(one, type):
            home = tensorlab._WHERE[name]
            yield f"from {home} import {name} as {name}"
        elif callable(one):
            yield f"def {name}({_parameters(one)}) -> {_returned(one)}: ..."
        else:
            yield f"{name}: Any"


def text() -> str:
    """The whole stub."""
    lines = list(_module_lines())
    imports = [line for line in lines if line.startswith("from")]
    rest = [line for line in lines if not line.startswith("from")]
    head = [_HEAD.rstrip(), *imports, "", "__version__: Any", "", *_member_lines(), ""]
    return "# ruff: noqa\n" + "\n".join([*head, *rest]) + "\n"


if __name__ == "__main__":
    STUB.write_text(text(), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(STUB)], check=True)
