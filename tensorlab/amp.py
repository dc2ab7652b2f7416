"""Mixed precision, as scripts for a GPU ask for it: without one it is switched off, and says so as PyTorch does."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any


class autocast:
    """Inside the block, products would run in half precision on a GPU; without one nothing changes.

    Raises:
        NotImplementedError: half precision was asked for on the CPU.
    """

    def __init__(
        self, device_type: str = "cuda", dtype: Any = None, enabled: bool = True, cache_enabled: bool | None = None
    ) -> None:
        self.device = device_type
        self._enabled = False
        if not enabled:
            return
        if device_type == "cpu":
            raise NotImplementedError(
                "TensorLab has no mixed precision on the CPU; use autocast(enabled=False), or convert with .bfloat16()"
            )
        warnings.warn(
            f"User provided device_type of '{device_type}', but {device_type.upper()} is not available. Disabling",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing was changed."""

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return wrapper


class GradScaler:
    """Would scale a loss so that small gradients survive half precision; without a GPU it passes everything on."""

    def __init__(self, device: str = "cuda", *args: Any, enabled: bool = True, **kwargs: Any) -> None:
        if enabled:
            warnings.warn(
                f"torch.{device}.amp.GradScaler is enabled, but {device.upper()} is not available.  Disabling.",
                UserWarning,
                stacklevel=2,
            )

    def is_enabled(self) -> bool:
        return False

    def scale(self, outputs: Any) -> Any:
        """The loss as it is."""
        return outputs

    def unscale_(self, optimizer: Any) -> None:
        """Gradients are as they should be."""

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """The optimiser's own step."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """There is no scale to adapt."""

    def get_scale(self) -> float:
        return 1.0

    def state_dict(self) -> dict[str, Any]:
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """There is nothing to go on from."""


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether products run in half precision: never."""
    return False


__all__ = ["GradScaler", "autocast", "is_autocast_enabled"]
