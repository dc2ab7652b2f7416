"""The few names of PyTorch's inner module that scripts reach for."""

from tensorlab.random import Generator
from tensorlab.subclasses import DisableTorchFunctionSubclass

DisableTorchFunction = DisableTorchFunctionSubclass

__all__ = ["DisableTorchFunction", "DisableTorchFunctionSubclass", "Generator"]
