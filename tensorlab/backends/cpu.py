"""What the processor can do is numpy's own matter."""

from __future__ import annotations


def get_cpu_capability() -> str:
    """The plainest answer that PyTorch knows."""
    return "DEFAULT"
