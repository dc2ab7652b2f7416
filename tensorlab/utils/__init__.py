"""What belongs to no one family: loading data."""

from tensorlab.utils import data

__all__ = ["data"]
