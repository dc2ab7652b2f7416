"""Convolution layers, forward and transposed, for one, two and three axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from tensorlab.graph.mode import no_grad
from tensorlab.nn import functional as F
from tensorlab.nn import init
from tensorlab.nn.modules.family import Family
from tensorlab.nn.modules.lazy import LazyModuleMixin, unknown_parameter
from tensorlab.nn.modules.module import Module, new_parameter


def _each(value: Any, axes: int) -> tuple[int, ...]:
    return (value,) * axes if isinstance(value, int) else tuple(value)


class _ConvNd(Module):
    """A weight that slides over the last axes of its input.

    Attributes:
        weight: shape (out_channels, in_channels / groups, *kernel_size); transposed, the first two change places.
        bias: shape (out_channels,), or None.
    """

    axes: ClassVar[int]
    transposed: ClassVar[bool] = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        output_padding: Any,
        groups: int,
        bias: bool,
        padding_mode: str,
        dtype: Any,
    ) -> None:
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        modes = ("zeros", "reflect", "replicate", "circular")
        if padding_mode not in modes:
            raise ValueError(f"padding_mode must be one of {set(modes)}, but got padding_mode='{padding_mode}'")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = _each(kernel_size, self.axes)
        self.stride, self.dilation = _each(stride, self.axes), _each(dilation, self.axes)
        self.padding = self._checked_padding(padding)
        self.output_padding = _each(output_padding, self.axes)
        self.groups, self.padding_mode = groups, padding_mode
        self.weight = new_parameter(*self._weight_shape(), dtype=dtype)
        if bias:
            self.bias = new_parameter(out_channels, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _checked_padding(self, padding: Any) -> Any:
        if not isinstance(padding, str):
            return _each(padding, self.axes)
        if padding not in ("same", "valid"):
            raise ValueError(f"Invalid padding string '{padding}', should be one of {{'valid', 'same'}}")
        if padding == "same" and any(step != 1 for step in self.stride):
            raise ValueError("padding='same' is not supported for strided convolutions")
        return padding

    def _weight_shape(self) -> tuple[int, ...]:
        first, second = self.out_channels, self.in_channels
        if self.transposed:
            first, second = second, first
        return (first, second // self.groups, *self.kernel_size)

    def reset_parameters(self) -> None:
        """Start again from random numbers."""
        if not self.weight.numel():
            return
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init.fans(self.weight)
            bound = 1 / math.sqrt(fan_in)
            init.uniform_(self.bias, -bound, bound)

    def _border(self) -> list[int]:
        """The padding as :func:`F.pad` takes it: the last axis first."""
        if self.padding == "same":
            ends = []
            for spread, size in zip(reversed(self.dilation), reversed(self.kernel_size), strict=True):
                total = spread * (size - 1)
                ends += [total // 2, total - total // 2]
            return ends
        sides = [0] * self.axes if self.padding == "valid" else list(self.padding)
        return [side for one in reversed(sides) for side in (one, one)]

    def extra_repr(self) -> str:
        parts = [
            f"{self.in_channels}, {self.out_channels}",
            f"kernel_size={self.kernel_size}",
            f"stride={self.stride}",
        ]
        if self.padding != (0,) * self.axes:
            parts.append(f"padding={self.padding}")
        if self.dilation != (1,) * self.axes:
            parts.append(f"dilation={self.dilation}")
        if self.output_padding != (0,) * self.axes:
            parts.append(f"output_padding={self.output_padding}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class _Convolution(Family, _ConvNd):
    """A convolution of some number of axes."""

    handed_down: ClassVar[tuple[str, ...]] = ("__init__", "forward")

    _convolve: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            0,
            groups,
            bias,
            padding_mode,
            dtype,
        )

    def forward(self, input: Any) -> Any:
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._border(), self.padding_mode), 0
        convolve = type(self)._convolve
        return convolve(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv1d(_Convolution):
    """A weight that slides along signals; input of shape (batch, channels, length)."""

    axes = 1
    _convolve = F.conv1d


class Conv2d(_Convolution):
    """A weight that slides over images; input of shape (batch, channels, height, width)."""

    axes = 2
    _convolve = F.conv2d


class Conv3d(_Convolution):
    """A weight that slides through volumes; input of shape (batch, channels, depth, height, width)."""

    axes = 3
    _convolve = F.conv3d


class _Transposed(Family, _ConvNd):
    """A transposed convolution of some number of axes."""

    handed_down: ClassVar[tuple[str, ...]] = ("__init__", "forward")

    transposed = True
    _spread: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            output_padding,
            groups,
            bias,
            padding_mode,
            dtype,
        )

    def forward(self, input: Any, output_size: Sequence[int] | None = None) -> Any:
        extra = self.output_padding if output_size is None else self._extra(input, output_size)
        spread = type(self)._spread
        return spread(input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation)

    def _extra(self, input: Any, output_size: Sequence[int]) -> tuple[int, ...]:
        """The output padding that makes the result as large as asked for."""
        wanted = list(output_size)[-self.axes :]
        extra = []
        least, most = [], []
        for place, size in enumerate(input.shape[-self.axes :]):
            low = (
                (size - 1) * self.stride[place]
                - 2 * self.padding[place]
                + self.dilation[place] * (self.kernel_size[place] - 1)
                + 1
            )
            least.append(low)
            most.append(low + self.stride[place] - 1)
            extra.append(wanted[place] - low)
        if any(not low <= size <= high for low, size, high in zip(least, wanted, most, strict=True)):
            raise ValueError(
                f"requested an output size of {list(output_size)}, but valid sizes range from {least} to {most} (for "
                f"an input of {input.size()[-self.axes :]!r})"
            )
        return tuple(extra)


class ConvTranspose1d(_Transposed):
    """The way back of a :class:`Conv1d`: signals made longer."""

    axes = 1
    _spread = F.conv_transpose1d


class ConvTranspose2d(_Transposed):
    """The way back of a :class:`Conv2d`: images made larger."""

    axes = 2
    _spread = F.conv_transpose2d


class ConvTranspose3d(_Transposed):
    """The way back of a :class:`Conv3d`: volumes made larger."""

    axes = 3
    _spread = F.conv_transpose3d


class _LazyConv(Family, LazyModuleMixin):
    """A convolution that learns ``in_channels`` from its first input."""

    handed_down: ClassVar[tuple[str, ...]] = ("__init__",)

    def __init__(self, out_channels: int, kernel_size: Any, *args: Any, bias: bool = True, **kwargs: Any) -> None:
        dtype = kwargs.get("dtype")
        super().__init__(0, 0, kernel_size, *args, bias=False, **kwargs)
        self.out_channels = out_channels
        self.weight = unknown_parameter(dtype)
        if bias:
            self.bias = unknown_parameter(dtype)

    def initialize_parameters(self, input: Any) -> None:
        axes: int = self.axes  # type: ignore[attr-defined]
        if input.dim() not in (axes + 1, axes + 2):
            raise RuntimeError(
                f"Expected {axes + 1}D (unbatched) or {axes + 2}D (batched) input to {type(self).__name__}, but got "
                f"input of size: {input.shape!r}"
            )
        with no_grad():
            self.in_channels = input.shape[-axes - 1]
            if self.in_channels % self.groups:  # type: ignore[attr-defined]
                raise ValueError("in_channels must be divisible by groups")
            self.weight.materialize(self._weight_shape())  # type: ignore[attr-defined]
            if self.bias is not None:
                self.bias.materialize((self.out_channels,))
            self.reset_parameters()


class LazyConv1d(_LazyConv, Conv1d):
    """A :class:`Conv1d` that learns ``in_channels`` from its first input."""

    cls_to_become = Conv1d


class LazyConv2d(_LazyConv, Conv2d):
    """A :class:`Conv2d` that learns ``in_channels`` from its first input."""

    cls_to_become = Conv2d


class LazyConv3d(_LazyConv, Conv3d):
    """A :class:`Conv3d` that learns ``in_channels`` from its first input."""

    cls_to_become = Conv3d


class LazyConvTranspose1d(_LazyConv, ConvTranspose1d):
    """A :class:`ConvTranspose1d` that learns ``in_channels`` from its first input."""

    cls_to_become = ConvTranspose1d


class LazyConvTranspose2d(_LazyConv, ConvTranspose2d):
    """A :class:`ConvTranspose2d` that learns ``in_channels`` from its first input."""

    cls_to_become = ConvTranspose2d


class LazyConvTranspose3d(_LazyConv, ConvTranspose3d):
    """A :class:`ConvTranspose3d` that learns ``in_channels`` from its first input."""

    cls_to_become = ConvTranspose3d
