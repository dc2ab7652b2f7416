"""Gradients by function call, operations with a derivative of one's own, and checks of derivatives."""

from tensorlab import methods as _methods  # noqa: F401  (tensors need their methods before a gradient is taken)
from tensorlab.autograd import functional
from tensorlab.autograd.function import Function
from tensorlab.autograd.gradcheck import gradcheck, gradgradcheck
from tensorlab.graph.backward import backward, grad
from tensorlab.graph.mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from tensorlab.public import Variable

__all__ = [
    "Function",
    "Variable",
    "backward",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_grad_enabled",
]
