"""Gradients by function call, operations with a derivative of one's own, and checks of derivatives."""

from tensorlab import methods as _methods  # noqa: F401  (tensors need their methods before a gradient is taken)
from tensorlab.autograd import forward_ad, function, functional, graph, profiler, profiler_util
from tensorlab.autograd.anomaly import detect_anomaly, set_detect_anomaly
from tensorlab.autograd.function import Function
from tensorlab.autograd.gradcheck import GradcheckError, gradcheck, gradgradcheck
from tensorlab.graph.backward import backward, grad
from tensorlab.graph.mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from tensorlab.public import Variable

__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "forward_ad",
    "function",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "profiler",
    "profiler_util",
    "set_detect_anomaly",
    "set_grad_enabled",
]
