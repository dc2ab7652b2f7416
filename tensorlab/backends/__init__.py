"""Switches of libraries that are not here: they can be set, and do nothing."""

from tensorlab.backends import cpu, cuda, cudnn, mkl, mps, openmp

__all__ = ["cpu", "cuda", "cudnn", "mkl", "mps", "openmp"]
