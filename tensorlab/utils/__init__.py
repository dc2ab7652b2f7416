"""What belongs to no one family: loading data."""

from tensorlab.utils import checkpoint, data, hooks

__all__ = ["checkpoint", "data", "hooks"]
