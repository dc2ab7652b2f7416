"""Models spread over several devices, of which there is one here."""

from __future__ import annotations

from typing import Any

from tensorlab.naming import name_as_in_torch
from tensorlab.nn.modules.module import Module


class DataParallel(Module):
    """A model that without other devices is called as it is."""

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)


name_as_in_torch([DataParallel], "torch.nn.parallel.data_parallel")

__all__ = ["DataParallel"]
