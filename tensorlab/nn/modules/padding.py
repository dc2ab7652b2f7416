"""Borders as layers."""

from __future__ import annotations

from typing import Any, ClassVar

from tensorlab.nn import functional as F
from tensorlab.nn.modules.module import Module


class _Pad(Module):
    """A border around the last axes."""

    axes: ClassVar[int]
    mode: ClassVar[str]

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self.axes) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    """A border of one value."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPad):
    """A border of zeros."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad1d(_ConstantPad):
    """A border of one value around the last axis."""

    axes = 1


class ConstantPad2d(_ConstantPad):
    """A border of one value around images."""

    axes = 2


class ConstantPad3d(_ConstantPad):
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


class ReflectionPad1d(_Pad):
    """The last axis mirrored at its ends."""

    axes, mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """Images mirrored at their edges."""

    axes, mode = 2, "reflect"


class ReflectionPad3d(_Pad):
    """Volumes mirrored at their faces."""

    axes, mode = 3, "reflect"


class ReplicationPad1d(_Pad):
    """The ends of the last axis repeated."""

    axes, mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """The edges of images repeated."""

    axes, mode = 2, "replicate"


class ReplicationPad3d(_Pad):
    """The faces of volumes repeated."""

    axes, mode = 3, "replicate"


class CircularPad1d(_Pad):
    """Each end of the last axis continued by the other one."""

    axes, mode = 1, "circular"


class CircularPad2d(_Pad):
    """Images continued by their opposite edges."""

    axes, mode = 2, "circular"


class CircularPad3d(_Pad):
    """Volumes continued by their opposite faces."""

    axes, mode = 3, "circular"
