"""Attention as one operation, as PyTorch fuses it on a CPU."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tensorlab.ops._kernels import undifferentiable
from tensorlab.ops.plans import Array
from tensorlab.ops.table import Op, op

_ONCE = undifferentiable("_scaled_dot_product_flash_attention_for_cpu_backward")


def _scores(query: Array, key: Array, attn_mask: Array | None, is_causal: bool, scale: float | None) -> Array:
    """How well every query fits every key, shape (batch, heads, queries, keys); minus infinity where it may not."""
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    made = np.matmul(query, key.swapaxes(-1, -2)) * query.dtype.type(factor)
    if attn_mask is not None:
        made = made + attn_mask
    if is_causal:
        made = np.where(np.tri(*made.shape[-2:]) > 0, made, -np.inf).astype(made.dtype)
    return np.asarray(made)


def _for_each_head(part: Array, heads: int) -> Array:
    """Keys or values that several heads share, once for each of them."""
    return part if part.shape[1] == heads else np.repeat(part, heads // part.shape[1], 1)


def _shared(gradient: Array, heads: int) -> Array:
    """The gradient of what several heads share."""
    if gradient.shape[1] == heads:
        return gradient
    batch, all_heads, *rest = gradient.shape
    return np.asarray(gradient.reshape(batch, heads, all_heads // heads, *rest).sum(2))


def _wide(*arrays: Array) -> list[Array]:
    """Half precision is computed in single."""
    return [one.astype(np.float32) if one.dtype == np.float16 else one for one in arrays]


def _chances(scores: Array, logsumexp: Array) -> Array:
    """The softmax of the scores; a query that may see nothing gives all zeros."""
    made = np.exp(scores - np.where(np.isfinite(logsumexp), logsumexp, 0)[..., None])
    return np.asarray(made)


def _declared(name: str, derive: Any) -> Op:
    return op(
        name=f"_scaled_dot_product_flash_attention_for_cpu_backward_{name}",
        node=f"ScaledDotProductFlashAttentionForCpuBackward{name.title()}Backward0",
        operands=("g", "query", "key", "value", "output", "logsumexp", "attn_mask"),
        g=_ONCE,
        query=_ONCE,
        key=_ONCE,
        value=_ONCE,
    )(derive)


def _of_scores(g: Array, query: Array, value: Array, output: Array, chances: Array, scale: float | None) -> Array:
    """The gradient of the products of queries and keys."""
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    along = np.matmul(g, _for_each_head(value, query.shape[1]).swapaxes(-1, -2))
    return np.asarray(chances * (along - (g * output).sum(-1, keepdims=True)) * factor)


def _remade(
    g: Array,
    query: Array,
    key: Array,
    value: Array,
    output: Array,
    logsumexp: Array,
    attn_mask: Array | None,
    is_causal: bool,
    scale: float | None,
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """What forward did not keep: the arrays in the type that is computed in, keys for each head, and the chances."""
    g, query, key, value, output = _wide(g, query, key, value, output)
    keys = _for_each_head(key, query.shape[1])
    return g, query, keys, value, output, _chances(_scores(query, keys, attn_mask, is_causal, scale), logsumexp)


def _query_gradient(
    g: Array,
    query: Array,
    key: Array,
    value: Array,
    output: Array,
    logsumexp: Array,
    attn_mask: Array | None,
    is_causal: bool,
    scale: float | None,
) -> Array:
    """The gradient of the queries."""
    kind = query.dtype
    g, query, keys, value, output, chances = _remade(
        g, query, key, value, output, logsumexp, attn_mask, is_causal, scale
    )
    return np.matmul(_of_scores(g, query, value, output, chances, scale), keys).astype(kind)


def _key_gradient(
    g: Array,
    query: Array,
    key: Array,
    value: Array,
    output: Array,
    logsumexp: Array,
    attn_mask: Array | None,
    is_causal: bool,
    scale: float | None,
) -> Array:
    """The gradient of the keys."""
    kind, heads = key.dtype, key.shape[1]
    g, query, _, value, output, chances = _remade(g, query, key, value, output, logsumexp, attn_mask, is_causal, scale)
    made = _of_scores(g, query, value, output, chances, scale)
    return _shared(np.matmul(made.swapaxes(-1, -2), query), heads).astype(kind)


def _value_gradient(
    g: Array,
    query: Array,
    key: Array,
    value: Array,
    output: Array,
    logsumexp: Array,
    attn_mask: Array | None,
    is_causal: bool,
    scale: float | None,
) -> Array:
    """The gradient of the values."""
    kind, heads = value.dtype, value.shape[1]
    g, query, _, value, output, chances = _remade(g, query, key, value, output, logsumexp, attn_mask, is_causal, scale)
    return _shared(np.matmul(chances.swapaxes(-1, -2), g), heads).astype(kind)


query_gradient = _declared("query", _query_gradient)
key_gradient = _declared("key", _key_gradient)
value_gradient = _declared("value", _value_gradient)


def _query_rule(
    grad: Any,
    query: Any,
    key: Any,
    value: Any,
    output: Any,
    logsumexp: Any,
    attn_mask: Any,
    dropout_p: float,
    is_causal: bool,
    scale: float | None,
) -> Any:
    return query_gradient(grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale)


def _key_rule(
    grad: Any,
    query: Any,
    key: Any,
    value: Any,
    output: Any,
    logsumexp: Any,
    attn_mask: Any,
    is_causal: bool,
    scale: float | None,
) -> Any:
    return key_gradient(grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale)


def _value_rule(
    grad: Any,
    query: Any,
    key: Any,
    value: Any,
    output: Any,
    logsumexp: Any,
    attn_mask: Any,
    is_causal: bool,
    scale: float | None,
) -> Any:
    return value_gradient(grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale)


@op(
    name="_scaled_dot_product_flash_attention_for_cpu",
    node="ScaledDotProductFlashAttentionForCpuBackward0",
    operands=("query", "key", "value", "attn_mask"),
    constants=("attn_mask",),
    results=("output", "logsumexp"),
    query=_query_rule,
    key=_key_rule,
    value=_value_rule,
)
def flash_attention(
    query: Array,
    key: Array,
    value: Array,
    attn_mask: Array | None,
    dropout_p: float,
    is_causal: bool,
    scale: float | None,
) -> tuple[Array, Array]:
    """``softmax(query @ key.T * scale + attn_mask) @ value``, and the logarithm of what the softmax divided by.

    Args:
        query: shape (batch, heads, queries, width).
        key: shape (batch, heads or a divisor of them, keys, width).
        value: shape as of ``key``.
        attn_mask: numbers to add, broadcast to (batch, heads, queries, keys), or None.
    """
    kind, heads = query.dtype, query.shape[1]
    query, key, value = _wide(query, key, value)
    scores = _scores(query, _for_each_head(key, heads), attn_mask, is_causal, scale)
    largest = scores.max(-1, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0)
    weights = np.exp(scores - largest)
    total = weights.sum(-1, keepdims=True)
    laid_out_as_query = np.empty_like(query, dtype=kind)
    # A query that may see nothing gets zeros: there is nothing to share out.
    shared_out = np.matmul(weights, _for_each_head(value, heads)) / np.where(total, total, 1)
    np.copyto(laid_out_as_query, shared_out, casting="same_kind")
    return laid_out_as_query, (np.log(total) + largest)[..., 0]
