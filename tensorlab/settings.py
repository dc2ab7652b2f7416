"""Settings that scripts touch before they start: the default type, and what on a CPU with numpy has no effect.

What has no effect is remembered, so that a script that asks gets the answer that it set.
"""

from __future__ import annotations

import importlib
import warnings
from typing import Any

from tensorlab import dtypes
from tensorlab.storage import TypedStorage, UntypedStorage

has_lapack = has_mkl = has_openmp = True
has_spectral = True

_remembered: dict[str, Any] = {
    "matmul": "highest",
    "threads": 1,
    "interop_threads": 1,
    "deterministic": 0,
    "warn_always": False,
}
_MODES = {"default": 0, "warn": 1, "error": 2}


def set_default_tensor_type(t: Any) -> None:
    """The old way to set the default type: ``torch.set_default_tensor_type(torch.DoubleTensor)``."""
    warnings.warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
        "torch.set_default_device() as alternatives.",
        UserWarning,
        stacklevel=2,
    )
    name = t if isinstance(t, str) else t.__name__
    word = name.removeprefix("torch.").removesuffix("Tensor")
    found = next((one for one in dtypes.ALL if one.type_name == word), None)
    if found is None:
        importlib.import_module(name)
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.set_default_dtype(found)


def get_default_device() -> dtypes.device:
    """The CPU."""
    return dtypes.CPU


def set_default_device(device: Any) -> None:
    """Accepted for the CPU, the one device that there is."""
    if device is not None:
        dtypes.check_device(device)


def get_float32_matmul_precision() -> str:
    return str(_remembered["matmul"])


def set_float32_matmul_precision(precision: str) -> None:
    """Remembered: products are always computed in full precision."""
    if precision not in ("highest", "high", "medium"):
        warnings.warn(
            f"{precision} is not one of 'highest', 'high', or 'medium'; the currentsetFloat32MatmulPrecision call has "
            "no effect.",
            UserWarning,
            stacklevel=2,
        )
        return
    _remembered["matmul"] = precision


def _checked_count(name: str, count: Any) -> int:
    if not isinstance(count, int):
        raise RuntimeError(f"{name} expects an int, but got {type(count).__name__}")
    if count <= 0:
        raise RuntimeError(f"{name} expects a positive integer")
    return count


def get_num_threads() -> int:
    return int(_remembered["threads"])


def set_num_threads(count: int) -> None:
    """Remembered: numpy decides its own threads."""
    _remembered["threads"] = _checked_count("set_num_threads", count)


def get_num_interop_threads() -> int:
    return int(_remembered["interop_threads"])


def set_num_interop_threads(count: int) -> None:
    """Remembered: one operation runs after the other."""
    _remembered["interop_threads"] = _checked_count("set_num_interop_threads", count)


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Remembered: results are always the same here."""
    _remembered["deterministic"] = (1 if warn_only else 2) if mode else 0


def are_deterministic_algorithms_enabled() -> bool:
    return bool(_remembered["deterministic"])


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    return bool(_remembered["deterministic"] == 1)


def get_deterministic_debug_mode() -> int:
    return int(_remembered["deterministic"])


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """Remembered: 0 or ``default``, 1 or ``warn``, 2 or ``error``."""
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    number = _MODES.get(debug_mode, -1) if isinstance(debug_mode, str) else debug_mode
    if number not in (0, 1, 2):
        raise RuntimeError(f"invalid value of debug_mode, expected 0, 1, or 2, but got {debug_mode}")
    _remembered["deterministic"] = number


def set_flush_denormal(mode: bool) -> bool:
    """False: numpy keeps the smallest numbers as they are."""
    return False


def is_warn_always_enabled() -> bool:
    return bool(_remembered["warn_always"])


def set_warn_always(b: bool) -> None:
    """Remembered: warnings appear as Python's filters say."""
    _remembered["warn_always"] = bool(b)


def compile(model: Any = None, **_: Any) -> Any:
    """The function or module as it is: nothing is compiled."""
    return model if model is not None else (lambda function: function)


def typename(obj: Any) -> str:
    """The name of an object's kind: ``torch.FloatTensor`` for a tensor."""
    if hasattr(obj, "untyped_storage"):
        return str(obj.type())
    kind = obj if hasattr(obj, "__qualname__") else type(obj)
    module = kind.__module__
    if module in ("builtins", None):
        return kind.__qualname__
    if module.startswith("tensorlab"):
        module = "torch" + module.removeprefix("tensorlab")
    return f"{module}.{kind.__qualname__}"


def is_storage(obj: Any) -> bool:
    """Whether it is a storage."""
    return isinstance(obj, (TypedStorage, UntypedStorage))


def is_inference(input: Any) -> bool:
    """Whether it was made in inference mode."""
    return bool(input.is_inference())
