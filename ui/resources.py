"""The one place that knows where icons, themes, translations, examples and fonts are."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def folder() -> Path:
    """The resources: inside the package when it was installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def path(*parts: str) -> Path:
    """A file of the resources: ``path("icons", "run.svg")``."""
    return folder().joinpath(*parts)
