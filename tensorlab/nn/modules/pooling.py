"""Pooling layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from tensorlab.nn import functional as F
from tensorlab.nn.modules.family import Family
from tensorlab.nn.modules.module import Module


class _MaxPoolNd(Family, Module):
    """The largest element of each window."""

    handed_down = ("forward",)
    _pool: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Any) -> Any:
        return type(self)._pool(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPoolNd):
    """The largest element of each window along the last axis."""

    _pool = F.max_pool1d


class MaxPool2d(_MaxPoolNd):
    """The largest element of each window of images."""

    _pool = F.max_pool2d


class MaxPool3d(_MaxPoolNd):
    """The largest element of each window of volumes."""

    _pool = F.max_pool3d


class _MaxUnpool(Family, Module):
    """Zeros with each element where a pooling found it."""

    handed_down = ("__init__", "forward")

    axes: ClassVar[int]
    _unpool: ClassVar[Callable[..., Any]]

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = self._each(kernel_size)
        self.stride = self._each(kernel_size if stride is None else stride)
        self.padding = self._each(padding)

    def _each(self, value: Any) -> tuple[int, ...]:
        return (value,) * self.axes if isinstance(value, int) else tuple(value)

    def forward(self, input: Any, indices: Any, output_size: Any = None) -> Any:
        return type(self)._unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """The way back of :class:`MaxPool1d`, by its indices."""

    axes = 1
    _unpool = F.max_unpool1d


class MaxUnpool2d(_MaxUnpool):
    """The way back of :class:`MaxPool2d`, by its indices."""

    axes = 2
    _unpool = F.max_unpool2d


class MaxUnpool3d(_MaxUnpool):
    """The way back of :class:`MaxPool3d`, by its indices."""

    axes = 3
    _unpool = F.max_unpool3d


class AvgPool1d(Module):
    """The mean of each window along the last axis."""

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        single = [(one,) if isinstance(one, int) else one for one in (kernel_size, stride or kernel_size, padding)]
        self.kernel_size, self.stride, self.padding = single
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, input: Any) -> Any:
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AvgPool(Family, Module):
    """The mean of each window."""

    handed_down = ("__init__", "forward")

    _pool: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Any) -> Any:
        return type(self)._pool(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(_AvgPool):
    """The mean of each window of images."""

    _pool = F.avg_pool2d


class AvgPool3d(_AvgPool):
    """The mean of each window of volumes."""

    _pool = F.avg_pool3d


class _LPPoolNd(Family, Module):
    """The length of each window, by a power of one's choice."""

    handed_down = ("forward",)
    _pool: ClassVar[Callable[..., Any]]

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Any) -> Any:
        return type(self)._pool(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPoolNd):
    """The length of each window along the last axis, by a power of one's choice."""

    _pool = F.lp_pool1d


class LPPool2d(_LPPoolNd):
    """The length of each window of images, by a power of one's choice."""

    _pool = F.lp_pool2d


class LPPool3d(_LPPoolNd):
    """The length of each window of volumes, by a power of one's choice."""

    _pool = F.lp_pool3d


class _AdaptiveAvgPoolNd(Family, Module):
    """A pooling in a number of bins."""

    handed_down = ("forward",)
    _pool: ClassVar[Callable[..., Any]]

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Any) -> Any:
        return type(self)._pool(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """The mean of each of a number of bins along the last axis."""

    _pool = F.adaptive_avg_pool1d


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """The mean of each of a number of bins of images."""

    _pool = F.adaptive_avg_pool2d


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """The mean of each of a number of bins of volumes."""

    _pool = F.adaptive_avg_pool3d


class _AdaptiveMaxPoolNd(_AdaptiveAvgPoolNd):
    """The largest element of each of a number of bins."""

    handed_down = ("forward",)

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Any) -> Any:
        return type(self)._pool(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """The largest element of each of a number of bins along the last axis."""

    _pool = F.adaptive_max_pool1d


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """The largest element of each of a number of bins of images."""

    _pool = F.adaptive_max_pool2d


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """The largest element of each of a number of bins of volumes."""

    _pool = F.adaptive_max_pool3d


class _FractionalMaxPool(Family, Module):
    """The largest element of each window; the windows lie at random."""

    handed_down = ("__init__", "forward")
    _pool: ClassVar[Callable[..., Any]]
    _axes: ClassVar[int]

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Any = None,
    ) -> None:
        super().__init__()
        name = type(self).__name__
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        self.kernel_size = self._each(kernel_size)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else self._each(output_size)
        self.output_ratio = None if output_ratio is None else self._each(output_ratio)
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def _each(self, value: Any) -> tuple[Any, ...]:
        return tuple(value) if isinstance(value, (tuple, list)) else (value,) * self._axes

    def forward(self, input: Any) -> Any:
        return type(self)._pool(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, self._random_samples
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """The largest element of each window of images; the windows lie at random."""

    _pool = F.fractional_max_pool2d
    _axes = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """The largest element of each window of volumes; the windows lie at random."""

    _pool = F.fractional_max_pool3d
    _axes = 3
