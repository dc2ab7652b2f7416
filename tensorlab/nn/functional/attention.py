"""Attention: every query mixes the values by how well their keys fit."""

from __future__ import annotations

import math
from typing import Any

from tensorlab import dtypes
from tensorlab.nn.functional.activation import linear, softmax
from tensorlab.nn.functional.dropping import dropout
from tensorlab.nn.functional.padding import pad
from tensorlab.ops.attention import flash_attention
from tensorlab.ops.creation import ones, zeros
from tensorlab.ops.joins import cat


def _additive(mask: Any, like: Any) -> Any:
    """A mask as numbers to add: minus infinity where attention is not allowed."""
    if mask.dtype is not dtypes.bool:
        return mask
    return zeros(tuple(mask.shape), dtype=like.dtype).masked_fill(mask.logical_not(), -math.inf)


def _can_be_fused(query: Any, key: Any, value: Any, mask: Any, dropout_p: float, enable_gqa: bool) -> bool:
    """Whether PyTorch runs this attention as one operation."""
    three = (query, key, value)
    if dropout_p or any(one.dim() != 4 or not one.numel() or one.stride(-1) != 1 for one in three):
        return False
    if query.dtype is not key.dtype or key.dtype is not value.dtype or not query.dtype.is_floating_point:
        return False
    if mask is not None and (mask.requires_grad or mask.dim() not in (2, 4) or mask.stride(-1) != 1):
        return False
    fits = len({one.shape[0] for one in three}) == len({one.shape[3] for one in three}) == 1
    heads = [one.shape[1] for one in three]
    shared = enable_gqa and heads[1] == heads[2] and heads[0] % heads[1] == 0
    return fits and key.shape[2] == value.shape[2] and (len(set(heads)) == 1 or shared)


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
    if is_causal and attn_mask is not None:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if _can_be_fused(query, key, value, attn_mask, dropout_p, enable_gqa):
        mask = None if attn_mask is None else _additive(attn_mask, query)
        made: Any = flash_attention(query, key, value, mask, 0.0, is_causal, scale)
        return made[0]
    if enable_gqa:
        times = query.shape[-3] // key.shape[-3]
        key, value = key.repeat_interleave(times, -3), value.repeat_interleave(times, -3)
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


# -- many heads -------------------------------------------------------------------------------------------------------


def _projected(query: Any, key: Any, value: Any, weight: Any, bias: Any) -> tuple[Any, Any, Any]:
    """Query, key and value through the three parts of one weight."""
    width = query.shape[-1]
    if key is value and query is key:
        made = linear(query, weight, bias).unflatten(-1, (3, width)).unsqueeze(0).transpose(0, -2).squeeze(-2)
        made = made.contiguous()
        return made[0], made[1], made[2]
    weights = weight.chunk(3)
    biases = (None, None, None) if bias is None else bias.chunk(3)
    first, second, third = (linear(one, w, b) for one, w, b in zip((query, key, value), weights, biases, strict=True))
    return first, second, third


def _float_mask(mask: Any, other: Any, like: Any, name: str, other_name: str) -> Any:
    """A mask of True for "not allowed" as numbers to add."""
    if mask is None:
        return None
    if mask.dtype is not dtypes.bool and not mask.dtype.is_floating_point:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if mask.dtype is dtypes.bool:
        return zeros(tuple(mask.shape), dtype=like.dtype).masked_fill(mask, -math.inf)
    return mask


def multi_head_attention_forward(
    query: Any,
    key: Any,
    value: Any,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Any,
    in_proj_bias: Any,
    bias_k: Any,
    bias_v: Any,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Any,
    out_proj_bias: Any,
    training: bool = True,
    key_padding_mask: Any = None,
    need_weights: bool = True,
    attn_mask: Any = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Any = None,
    k_proj_weight: Any = None,
    v_proj_weight: Any = None,
    static_k: Any = None,
    static_v: Any = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Any, Any]:
    """Attention in several heads, each with its part of the width.

    Args:
        query: shape (queries, batch, width) or (queries, width).
        key_padding_mask: True where a key is padding, shape (batch, keys).
        attn_mask: True where attention is not allowed, or numbers to add, shape (queries, keys) or one for each head.

    Returns:
        The mixed values in the shape of ``query``, and the weights, shape (batch, queries, keys), or None.
    """
    batched = query.dim() == 3
    if query.dim() not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {query.dim()}-D query tensor"
        )
    if not batched:
        same = key is query, value is key
        query = query.unsqueeze(1)
        key = query if same[0] else key.unsqueeze(1)
        value = key if same[1] else value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    target, batch, width = query.shape
    source = key.shape[0]
    if width != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}")
    head = width // num_heads
    padding = _float_mask(key_padding_mask, attn_mask, query, "key_padding_mask", "attn_mask")
    mask = _float_mask(attn_mask, None, query, "attn_mask", "")
    if is_causal and mask is None and not need_weights:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    if use_separate_proj_weight:
        biases = (None, None, None) if in_proj_bias is None else in_proj_bias.chunk(3)
        q = linear(query, q_proj_weight, biases[0])
        k = linear(key, k_proj_weight, biases[1])
        v = linear(value, v_proj_weight, biases[2])
    else:
        q, k, v = _projected(query, key, value, in_proj_weight, in_proj_bias)
    if mask is not None:
        if mask.dim() == 2:
            if tuple(mask.shape) != (target, source):
                raise RuntimeError(
                    f"The shape of the 2D attn_mask is {mask.shape!r}, but should be {(target, source)}."
                )
            mask = mask.unsqueeze(0)
        elif tuple(mask.shape) != (batch * num_heads, target, source):
            raise RuntimeError(
                f"The shape of the 3D attn_mask is {mask.shape!r}, but should be {(batch * num_heads, target, source)}."
            )
    if bias_k is not None and bias_v is not None:
        k, v = cat([k, bias_k.repeat(1, batch, 1)]), cat([v, bias_v.repeat(1, batch, 1)])
        mask, padding = _one_wider(mask), _one_wider(padding)
    q = q.view(target, batch * num_heads, head).transpose(0, 1)
    k = k.view(k.shape[0], batch * num_heads, head).transpose(0, 1)
    v = v.view(v.shape[0], batch * num_heads, head).transpose(0, 1)
    if add_zero_attn:
        nothing = zeros(batch * num_heads, 1, head, dtype=k.dtype)
        k, v = cat([k, nothing], 1), cat([v, nothing], 1)
        mask, padding = _one_wider(mask), _one_wider(padding)
    source = k.shape[1]
    if padding is not None:
        wide = padding.view(batch, 1, 1, source).expand(-1, num_heads, -1, -1)
        wide = wide.reshape(batch * num_heads, 1, source)
        mask = wide if mask is None else mask + wide
    chance = dropout_p if training else 0.0
    if not need_weights:
        return _without_weights(q, k, v, mask, batch, num_heads, chance, out_proj_weight, out_proj_bias, batched), None
    scores = (q * math.sqrt(1.0 / head)).bmm(k.transpose(-2, -1))
    weights = softmax(scores if mask is None else scores + mask, -1)
    if chance > 0.0:
        weights = dropout(weights, chance)
    made = weights.bmm(v).transpose(0, 1).reshape(target * batch, width)
    made = linear(made, out_proj_weight, out_proj_bias).view(target, batch, width)
    weights = weights.view(batch, num_heads, target, source)
    if average_attn_weights:
        weights = weights.mean(1)
    return (made, weights) if batched else (made.squeeze(1), weights.squeeze(0))


def _one_wider(mask: Any) -> Any:
    return None if mask is None else pad(mask, (0, 1))


def _without_weights(
    q: Any, k: Any, v: Any, mask: Any, batch: int, heads: int, chance: float, weight: Any, bias: Any, batched: bool
) -> Any:
    target, head = q.shape[1], q.shape[2]
    q, k, v = (one.view(batch, heads, -1, head) for one in (q, k, v))
    if mask is not None:
        mask = mask.unsqueeze(0) if mask.shape[0] == 1 else mask.view(batch, heads, -1, mask.shape[-1])
    made = scaled_dot_product_attention(q, k, v, mask, chance)
    made = made.permute(2, 0, 1, 3).reshape(target * batch, heads * head)
    made = linear(made, weight, bias).view(target, batch, -1)
    return made if batched else made.squeeze(1)


__all__ = ["multi_head_attention_forward", "scaled_dot_product_attention"]
