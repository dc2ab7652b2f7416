"""Models from the network: refused, since TensorLab fetches nothing."""

from __future__ import annotations

from typing import Any, NoReturn


def load(repo_or_dir: str, model: str, *_: Any, **__: Any) -> NoReturn:
    """Refused.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(
        f"TensorLab fetches nothing from a network; build {model} from torch.nn, and load its state_dict() from a file"
    )


def load_state_dict_from_url(url: str, *_: Any, **__: Any) -> NoReturn:
    """Refused.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(f"TensorLab fetches nothing from a network; fetch {url} by hand and torch.load() it")
