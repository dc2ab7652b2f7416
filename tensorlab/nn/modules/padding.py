"""Borders as layers."""

from __future__ import annotations

from typing import Any, ClassVar

from tensorlab.nn import functional as F
from tensorlab.nn.modules.family import Family
from tensorlab.nn.modules.module import Module


class _Pad(Family, Module):
    """A border around the last axes."""

    handed_down = ("forward",)
    axes: ClassVar[int]
    mode: ClassVar[str]

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self.axes) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPadNd(_Pad):
    """A border of one value."""

    handed_down = ("__init__",)

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPadNd):
    """A border of zeros."""

    handed_down = ("__init__",)

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad1d(_ConstantPadNd):
    """A border of one value around the last axis."""

    axes = 1


class ConstantPad2d(_ConstantPadNd):
    """A border of one value around images."""

    axes = 2


class ConstantPad3d(_ConstantPadNd):
    """A border of one value around volumes."""

    axes = 3


class ZeroPad1d(_ZeroPad):
    """A border of zeros around the last axis."""

    axes = 1


class ZeroPad2d(_ZeroPad):
    """A border of zeros around images."""

    axes = 2


class ZeroPad3d(_ZeroPad):
    """A border of zeros around volumes."""

    axes = 3


class _ReflectionPadNd(_Pad):
    """A border that mirrors what it surrounds."""

    handed_down = ("__init__",)
    mode = "reflect"


class ReflectionPad1d(_ReflectionPadNd):
    """The last axis mirrored at its ends."""

    axes = 1


class ReflectionPad2d(_ReflectionPadNd):
    """Images mirrored at their edges."""

    axes = 2


class ReflectionPad3d(_ReflectionPadNd):
    """Volumes mirrored at their faces."""

    axes = 3


class _ReplicationPadNd(_Pad):
    """A border that repeats the last elements."""

    handed_down = ("__init__",)
    mode = "replicate"


class ReplicationPad1d(_ReplicationPadNd):
    """The ends of the last axis repeated."""

    axes = 1


class ReplicationPad2d(_ReplicationPadNd):
    """The edges of images repeated."""

    axes = 2


class ReplicationPad3d(_ReplicationPadNd):
    """The faces of volumes repeated."""

    axes = 3


class _CircularPadNd(_Pad):
    """A border from the opposite side of what it surrounds."""

    handed_down = ("__init__",)
    mode = "circular"


class CircularPad1d(_CircularPadNd):
    """Each end of the last axis continued by the other one."""

    axes = 1


class CircularPad2d(_CircularPadNd):
    """Images continued by their opposite edges."""

    axes = 2


class CircularPad3d(_CircularPadNd):
    """Volumes continued by their opposite faces."""

    axes = 3
