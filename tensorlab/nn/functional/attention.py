"""Attention: every query mixes the values by how well their keys fit."""

from __future__ import annotations

import math
from contextvars import ContextVar
from typing import Any

from tensorlab import dtypes
from tensorlab.nn.functional.activation import softmax
from tensorlab.nn.functional.dropping import dropout
from tensorlab.ops.attention import flash_attention
from tensorlab.ops.creation import ones, zeros


def _additive(mask: Any, like: Any) -> Any:
    """A mask as numbers to add: minus infinity where attention is not allowed."""
    if mask.dtype is not dtypes.bool:
        return mask
    return zeros(tuple(mask.shape), dtype=like.dtype).masked_fill(mask.logical_not(), -math.inf)


fusing: ContextVar[bool] = ContextVar("fusing", default=True)
"""Whether an attention may run as one operation; ``sdpa_kernel`` sets it."""


def _can_be_fused(query: Any, key: Any, value: Any, mask: Any, dropout_p: float, enable_gqa: bool) -> bool:
    """Whether PyTorch runs this attention as one operation."""
    three = (query, key, value)
    if not fusing.get() or dropout_p or any(one.dim() != 4 or not one.numel() or one.stride(-1) != 1 for one in three):
        return False
    if query.dtype is not key.dtype or key.dtype is not value.dtype or not query.dtype.is_floating_point:
        return False
    if mask is not None and (mask.requires_grad or mask.dim() not in (2, 4) or mask.stride(-1) != 1):
        return False
    fits = len({one.shape[0] for one in three}) == len({one.shape[3] for one in three}) == 1
    heads = [one.shape[1] for one in three]
    shared = enable_gqa and heads[1] == heads[2] and heads[0] % heads[1] == 0
    return fits and key.shape[2] == value.shape[2] and (len(set(heads)) == 1 or shared)


def _check(query: Any, key: Any, value: Any, mask: Any) -> None:
    """Raise where types do not go together, or a tensor is no matrix."""
    q, k, v = (dtypes.word(one.dtype) for one in (query, key, value))
    if not q == k == v:
        raise RuntimeError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {q} key.dtype: {k} and "
            f"value.dtype: {v} instead."
        )
    if min(query.dim(), key.dim(), value.dim()) < 2:
        raise RuntimeError(
            f"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {query.dim()} "
            f"key.dim: {key.dim()} and value.dim: {value.dim()} instead."
        )
    if mask is not None and mask.dtype not in (dtypes.bool, dtypes.float32, query.dtype):
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
            f"{dtypes.word(mask.dtype)} and  query.dtype: {q} instead."
        )


def _for_each_head(query: Any, shared: Any) -> Any:
    """Keys or values that several heads share, once for each of them."""
    heads, count = query.size(-3), shared.size(-3)
    if heads % count:
        raise RuntimeError("Number of heads in key and value must divide the number of heads in ")
    return shared.repeat_interleave(heads // count, -3)


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """``softmax(query @ key.T / sqrt(width)) @ value``.

    Args:
        query: shape (…, queries, width).
        key: shape (…, keys, width).
        value: shape (…, keys, any width).
        attn_mask: True where attention is allowed, or numbers to add, broadcast to (…, queries, keys).
        is_causal: no query sees a key behind its own place.

    Source: A. Vaswani et al., "Attention is all you need" (2017), section 3.2.1.
    """
    _check(query, key, value, attn_mask)
    if _can_be_fused(query, key, value, attn_mask, dropout_p, enable_gqa):
        mask = None if attn_mask is None else _additive(attn_mask, query)
        made: Any = flash_attention(query, key, value, mask, 0.0, is_causal, scale)
        return made[0]
    if enable_gqa:
        key, value = _for_each_head(query, key), _for_each_head(query, value)
    if is_causal and attn_mask is not None:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if is_causal:
        attn_mask = ones(query.shape[-2], key.shape[-2], dtype=dtypes.bool).tril()
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    root = math.sqrt(abs(factor))
    scores = (query * (root if factor >= 0 else -root)) @ (key.transpose(-2, -1) * root)
    if attn_mask is not None:
        added = _additive(attn_mask, query)
        scores = scores + added
        weights = softmax(scores, -1)
        # A query that may see nothing gets zeros, not the nan of an empty softmax.
        weights = weights.masked_fill((scores == -math.inf).all(-1, keepdim=True), 0.0)
    else:
        weights = softmax(scores, -1)
    if dropout_p > 0.0:
        weights = dropout(weights, dropout_p)
    return weights @ value


__all__ = ["scaled_dot_product_attention"]
