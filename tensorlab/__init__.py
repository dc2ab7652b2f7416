"""PyTorch's twin on numpy: the same names, semantics, printing, error texts and graph.

Names are found when they are first asked for, so that ``import tensorlab`` costs little more than nothing, and whoever
needs only the plain data of :mod:`tensorlab.events` or :mod:`tensorlab.explain` loads no operations.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from tensorlab.version import __version__  # noqa: F401

_SUBMODULES = frozenset(
    [
        "_C",
        "accelerator",
        "amp",
        "autograd",
        "backends",
        "compiler",
        "cuda",
        "distributions",
        "dtypes",
        "errors",
        "events",
        "explain",
        "fft",
        "func",
        "functional",
        "graph",
        "hub",
        "jit",
        "kernel",
        "linalg",
        "mps",
        "nn",
        "ops",
        "optim",
        "printing",
        "profiler",
        "random",
        "return_types",
        "serialization",
        "special",
        "testing",
        "storage",
        "subclasses",
        "utils",
        "version",
        "xpu",
    ]
)

_HOMES = {
    "tensorlab._tensor": "Tensor is_tensor",
    "tensorlab.dtypes": (
        "Size bfloat16 bool can_cast double dtype device finfo float float16 float32 float64 "
        "get_default_dtype half iinfo int int16 int32 int64 int8 long promote_types set_default_dtype short "
        "uint8 cdouble cfloat chalf complex128 complex32 complex64 float8_e4m3fn float8_e5m2 uint16 uint32 uint64 "
        "channels_last channels_last_3d contiguous_format layout legacy_contiguous_format memory_format "
        "preserve_format strided"
    ),
    "tensorlab.random": (
        "Generator default_generator fork_rng get_rng_state initial_seed manual_seed seed set_rng_state "
        "thread_safe_generator"
    ),
    "tensorlab.serialization": "load save",
    "tensorlab.autograd.anomaly": "is_anomaly_check_nan_enabled is_anomaly_enabled set_anomaly_enabled",
    "tensorlab.control": "cond",
    "tensorlab.amp": "GradScaler autocast is_autocast_enabled",
    "tensorlab.func": "vmap",
    "tensorlab.settings": (
        "are_deterministic_algorithms_enabled compile get_default_device get_deterministic_debug_mode "
        "get_float32_matmul_precision is_inference get_num_interop_threads get_num_threads has_lapack has_mkl "
        "has_openmp has_spectral is_deterministic_algorithms_warn_only_enabled is_storage is_warn_always_enabled "
        "set_default_device set_default_tensor_type set_deterministic_debug_mode set_float32_matmul_precision "
        "set_flush_denormal set_num_interop_threads set_num_threads set_warn_always typename "
        "use_deterministic_algorithms"
    ),
    "tensorlab.storage": "TypedStorage UntypedStorage",
    "tensorlab.printing": "set_printoptions",
    "tensorlab.graph.mode": (
        "enable_grad inference_mode is_grad_enabled is_inference_mode_enabled no_grad set_grad_enabled"
    ),
    "tensorlab.ops.creation": (
        "BFloat16Tensor BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor IntTensor LongTensor "
        "ShortTensor arange as_tensor asarray empty empty_like empty_permuted empty_strided eye from_dlpack from_numpy "
        "frombuffer full full_like scalar_tensor "
        "linspace logspace ones ones_like rand rand_like randint randint_like randn "
        "randn_like randperm tensor zeros zeros_like"
    ),
    "tensorlab.nn.functional": (
        "adaptive_avg_pool1d adaptive_max_pool1d alpha_dropout avg_pool1d bilinear celu channel_shuffle conv1d conv2d "
        "conv3d conv_transpose1d conv_transpose2d conv_transpose3d cosine_embedding_loss cosine_similarity ctc_loss "
        "dropout feature_alpha_dropout group_norm hardshrink hinge_embedding_loss instance_norm kl_div layer_norm "
        "margin_ranking_loss max_pool1d max_pool1d_with_indices max_pool2d max_pool3d pairwise_distance pixel_shuffle "
        "pixel_unshuffle poisson_nll_loss prelu rms_norm rrelu selu threshold triplet_margin_loss"
    ),
    "tensorlab.native": (
        "_dirichlet_grad _sample_dirichlet _standard_gamma _standard_gamma_grad "
        "affine_grid_generator alpha_dropout_ batch_norm binary_cross_entropy_with_logits celu_ constant_pad_nd "
        "conv_tbc convolution dropout_ embedding embedding_renorm_ feature_alpha_dropout_ feature_dropout "
        "feature_dropout_ grid_sampler grid_sampler_2d grid_sampler_3d gru_cell lstm_cell native_batch_norm "
        "native_channel_shuffle native_dropout native_group_norm native_layer_norm rnn_relu_cell rnn_tanh_cell rrelu_ "
        "selu_ threshold_"
    ),
    "tensorlab.ops.lengths": "norm_except_dim",
    "tensorlab.public": ("Variable is_floating_point numel range result_type e inf nan newaxis pi"),
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        # As whoever asks has imported it: a module of torch's speaks of itself as torch's.
        called = "torch" if sys.modules.get("torch") is sys.modules[__name__] else __name__
        return importlib.import_module(f"{called}.{name}")
    module = _WHERE.get(name)
    if module is not None:
        importlib.import_module("tensorlab.methods")
        found = getattr(importlib.import_module(module), name)
        if module == "tensorlab.ops.creation" and not isinstance(found, type):
            found = importlib.import_module("tensorlab.signatures").guarded(found, name)
    elif name.startswith("__"):
        raise AttributeError(name)
    else:
        operations = importlib.import_module("tensorlab.methods").OPERATIONS
        if name not in operations:
            raise AttributeError(f"module 'torch' has no attribute '{name}'")
        found = operations[name]
        if hasattr(found, "call"):
            found = importlib.import_module("tensorlab.signatures").guarded(found.call, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    operations = importlib.import_module("tensorlab.methods").OPERATIONS
    own = [name for name in globals() if name.startswith("__")]
    return sorted({*own, *_SUBMODULES, *_WHERE, *operations})
