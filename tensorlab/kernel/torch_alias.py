"""``import torch`` gives tensorlab: every path below ``torch`` is another name of the *same* module object."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from tensorlab import naming


class Aliased(ModuleType):
    """A module that was imported as one of PyTorch's, and says so when it lacks what it is asked for."""

    def __getattr__(self, name: str) -> Any:
        torch_name = "torch" + self.__name__.removeprefix("tensorlab")
        raise AttributeError(f"module {torch_name!r} has no attribute {name!r}", name=name, obj=self)


class TorchAlias(MetaPathFinder, Loader):
    """An import finder and loader for ``torch`` and all that lies below it."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "torch" or name.startswith("torch."):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Put the real module in the place of the fresh one; the import system takes what it finds there."""
        name = module.__name__
        try:
            found = importlib.import_module("tensorlab" + name.removeprefix("torch"))
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("tensorlab"):
                raise
            raise ModuleNotFoundError(f"No module named {name!r}", name=name) from None
        sys.modules[name] = found
        for one in [one for loaded, one in sys.modules.items() if loaded.startswith("tensorlab.")]:
            if one.__class__ is ModuleType:
                one.__class__ = Aliased


_ALIAS = TorchAlias()


def install() -> None:
    """From now on ``torch`` means tensorlab."""
    if _ALIAS not in sys.meta_path:
        sys.meta_path.insert(0, _ALIAS)
    naming.speak_torch()


def remove() -> None:
    """Undo :func:`install`."""
    if _ALIAS in sys.meta_path:
        sys.meta_path.remove(_ALIAS)
    naming.speak_tensorlab()
    for name in [name for name in sys.modules if name == "torch" or name.startswith("torch.")]:
        del sys.modules[name]
