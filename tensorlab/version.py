"""Which version of PyTorch this follows."""

from __future__ import annotations

import re
from typing import Any


class TorchVersion(str):
    """A version that compares by its numbers: with ``"2.0"`` and with ``(2, 0)``."""

    __module__ = "torch.torch_version"
    __slots__ = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its release: ``(2, 13, 0)``."""
        return _numbers(str(self))

    def __lt__(self, other: Any) -> bool:
        return self.numbers < _numbers(other)

    def __le__(self, other: Any) -> bool:
        return self.numbers <= _numbers(other)

    def __gt__(self, other: Any) -> bool:
        return self.numbers > _numbers(other)

    def __ge__(self, other: Any) -> bool:
        return self.numbers >= _numbers(other)


def _numbers(version: Any) -> tuple[int, ...]:
    if not isinstance(version, str):
        return tuple(int(number) for number in version)
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("+")[0]))


__version__ = TorchVersion("2.13.0+tensorlab")
cuda = hip = xpu = None
debug = False
git_version = ""
