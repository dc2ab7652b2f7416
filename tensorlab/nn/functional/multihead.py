"""Attention in several heads: the width is cut into parts, and each part attends for itself.

Three maps make queries, keys and values; their widths are cut into heads, which stand in one batch with the samples;
all masks become one that is added to the scores; and what the heads found is joined by a last map.

Source: A. Vaswani et al., "Attention is all you need" (2017), section 3.2.2.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

from tensorlab import dtypes
from tensorlab.nn.functional.activation import linear, softmax
from tensorlab.nn.functional.attention import scaled_dot_product_attention
from tensorlab.nn.functional.dropping import dropout
from tensorlab.nn.functional.padding import pad
from tensorlab.ops.creation import zeros, zeros_like
from tensorlab.ops.joins import cat


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
        static_k: keys to use in place of those made of ``key``, shape (batch · heads, keys, width of a head).

    Returns:
        The mixed values in the shape of ``query``, and the weights, shape (batch, queries, keys), or None.
    """
    _check_dims(query, key, value, key_padding_mask, attn_mask, num_heads)
    batched = query.dim() == 3
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    target, batch, width = query.shape
    padding = added_mask(key_padding_mask, "key_padding_mask", query.dtype, beside=attn_mask)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    # Where nothing but the order of the keys forbids, the hint says all that the mask says.
    is_causal = is_causal and padding is None and not need_weights
    mask = None if is_causal else added_mask(attn_mask, "attn_mask", query.dtype)
    _check_sizes(query, key, value, embed_dim_to_check, num_heads, use_separate_proj_weight)
    if use_separate_proj_weight:
        weights = {"q_proj_weight": q_proj_weight, "k_proj_weight": k_proj_weight, "v_proj_weight": v_proj_weight}
        _check_given(weights, use_separate_proj_weight)
        q, k, v = _mapped((query, key, value), tuple(weights.values()), in_proj_bias)
    else:
        _check_given({"in_proj_weight": in_proj_weight}, use_separate_proj_weight)
        q, k, v = _mapped_by_one(query, key, value, in_proj_weight, in_proj_bias)
    mask = _for_each_head(mask, (target, key.shape[0]), batch * num_heads)
    if _has_bias(bias_k, bias_v, static_k, static_v):
        k, v = cat([k, bias_k.repeat(1, batch, 1)]), cat([v, bias_v.repeat(1, batch, 1)])
        mask, padding = _one_wider(mask), _one_wider(padding)
    head = width // num_heads
    q = _cut(q, batch * num_heads, head)
    k = _cut(k, batch * num_heads, head) if static_k is None else _checked(static_k, "k", batch * num_heads, head)
    v = _cut(v, batch * num_heads, head) if static_v is None else _checked(static_v, "v", batch * num_heads, head)
    if add_zero_attn:
        nothing = batch * num_heads, 1, head
        k, v = cat([k, zeros(nothing, dtype=k.dtype)], 1), cat([v, zeros(nothing, dtype=v.dtype)], 1)
        mask, padding = _one_wider(mask), _one_wider(padding)
    mask = _joined(mask, padding, batch, num_heads, k.shape[1])
    chance = dropout_p if training else 0.0
    if need_weights:
        made, shown = _attended_in_steps(q, k, v, mask, chance)
        shown = shown.view(batch, num_heads, target, k.shape[1])
        shown = shown.mean(1) if average_attn_weights else shown
    else:
        made, shown = _attended_at_once(q, k, v, mask, (batch, num_heads), chance, is_causal), None
    made = linear(made.reshape(target * batch, width), out_proj_weight, out_proj_bias).view(target, batch, -1)
    if batched:
        return made, shown
    return made.squeeze(1), None if shown is None else shown.squeeze(0)


# -- what is refused ---------------------------------------------------------------------------------------------------


def _check_dims(query: Any, key: Any, value: Any, padding: Any, mask: Any, heads: int) -> None:
    """Either all have a batch or none has."""
    dims = query.dim()
    if dims not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {dims}-D query tensor")
    kind = "batched (3-D)" if dims == 3 else "unbatched (2-D)"
    if key.dim() != dims or value.dim() != dims:
        raise AssertionError(
            f"For {kind} `query`, expected `key` and `value` to be {dims}-D but found {key.dim()}-D and "
            f"{value.dim()}-D tensors respectively"
        )
    if padding is not None and padding.dim() != dims - 1:
        raise AssertionError(
            f"For {kind} `query`, expected `key_padding_mask` to be `None` or {dims - 1}-D but found "
            f"{padding.dim()}-D tensor instead"
        )
    if mask is not None and mask.dim() not in (2, 3):
        raise AssertionError(
            f"For {kind} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor instead"
        )
    expected = heads, query.shape[0], key.shape[0]
    if dims == 2 and mask is not None and mask.dim() == 3 and mask.shape != expected:
        raise AssertionError(f"Expected `attn_mask` shape to be {expected} but got {mask.shape}")


def _check_sizes(query: Any, key: Any, value: Any, expected: int, heads: int, separate: bool) -> None:
    width = query.shape[-1]
    if width != expected:
        raise AssertionError(f"was expecting embedding dimension of {expected}, but got {width}")
    if width % heads:
        raise AssertionError(f"embed_dim {width} not divisible by num_heads {heads}")
    if separate and key.shape[:2] != value.shape[:2]:
        raise AssertionError(f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}")
    if not separate and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")


def _check_given(weights: dict[str, Any], separate: bool) -> None:
    for name, weight in weights.items():
        if weight is None:
            raise AssertionError(f"use_separate_proj_weight is {separate} but {name} is None")


def _has_bias(bias_k: Any, bias_v: Any, static_k: Any, static_v: Any) -> bool:
    """Whether one more key and value are learnt, which is both or neither."""
    if bias_k is None and bias_v is None:
        return False
    if bias_v is None:
        raise AssertionError("bias_k is set but bias_v is None")
    if bias_k is None:
        raise AssertionError("bias_v is set but bias_k is None")
    if static_k is not None:
        raise AssertionError("bias cannot be added to static key.")
    if static_v is not None:
        raise AssertionError("bias cannot be added to static value.")
    return True


def _checked(static: Any, letter: str, rows: int, head: int) -> Any:
    """Keys or values that the caller made, if they fit."""
    for dim, size in ((0, rows), (2, head)):
        if static.shape[dim] != size:
            raise AssertionError(f"expecting static_{letter}.size({dim}) of {size}, but got {static.shape[dim]}")
    return static


# -- masks -------------------------------------------------------------------------------------------------------------


def added_mask(mask: Any, name: str, dtype: Any, beside: Any = None) -> Any:
    """A mask of True for "not allowed" as numbers to add; ``beside`` is another mask, which should be of its kind."""
    if mask is None:
        return None
    if mask.dtype is not dtypes.bool and not mask.dtype.is_floating_point:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if beside is not None and mask.dtype is not beside.dtype:
        warnings.warn(
            f"Support for mismatched {name} and attn_mask is deprecated. Use same type for both instead.", stacklevel=3
        )
    if mask.dtype is dtypes.bool:
        return zeros_like(mask, dtype=dtype).masked_fill_(mask, -math.inf)
    return mask


def _for_each_head(mask: Any, plane: tuple[int, int], rows: int) -> Any:
    """A mask of shape (1 or ``rows``, queries, keys)."""
    if mask is None:
        return None
    expected = plane if mask.dim() == 2 else (rows, *plane)
    if mask.shape != expected:
        raise RuntimeError(f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {expected}.")
    return mask.unsqueeze(0) if mask.dim() == 2 else mask


def _one_wider(mask: Any) -> Any:
    """A mask that allows one more key."""
    return None if mask is None else pad(mask, (0, 1))


def _joined(mask: Any, padding: Any, batch: int, heads: int, keys: int) -> Any:
    """What forbids a key to some queries and what forbids it to all, in one mask."""
    if padding is None:
        return mask
    for dim, size in enumerate((batch, keys)):
        if padding.shape[dim] != size:
            raise AssertionError(f"Expected key_padded_mask.shape[{dim}] to be {size}, but got {padding.shape[dim]}")
    wide = padding.view(batch, 1, 1, keys).expand(-1, heads, -1, -1).reshape(batch * heads, 1, keys)
    return wide if mask is None else mask + wide


# -- maps and heads ----------------------------------------------------------------------------------------------------


def _mapped(inputs: tuple[Any, ...], weights: tuple[Any, ...], bias: Any) -> tuple[Any, ...]:
    """Each input through its own weight, and its third of the bias."""
    biases = (None, None, None) if bias is None else bias.chunk(3)
    return tuple(linear(one, weight, part) for one, weight, part in zip(inputs, weights, biases, strict=True))


def _mapped_by_one(query: Any, key: Any, value: Any, weight: Any, bias: Any) -> tuple[Any, ...]:
    """Through the three parts of one weight, with one product for those that are the same tensor."""
    width = query.shape[-1]
    if key is not value:
        return _mapped((query, key, value), weight.chunk(3), bias)
    if query is key:
        return _apart(linear(query, weight, bias), 3)
    first, others = weight.split([width, width * 2])
    first_bias, other_bias = (None, None) if bias is None else bias.split([width, width * 2])
    return (linear(query, first, first_bias), *_apart(linear(key, others, other_bias), 2))


def _apart(made: Any, count: int) -> tuple[Any, ...]:
    """The parts that lie side by side in the last dimension."""
    width = made.shape[-1] // count
    parts = made.unflatten(-1, (count, width)).unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()
    return tuple(parts[place] for place in range(count))


def _cut(made: Any, rows: int, head: int) -> Any:
    """From shape (length, batch, width) to (``rows`` of batch and heads, length, ``head``)."""
    return made.view(made.shape[0], rows, head).transpose(0, 1)


def _attended_in_steps(q: Any, k: Any, v: Any, mask: Any, chance: float) -> tuple[Any, Any]:
    """What the heads found, shape (queries, rows, head), and their weights."""
    q = q * math.sqrt(1.0 / q.shape[-1])
    turned = k.transpose(-2, -1)
    weights = softmax(q.bmm(turned) if mask is None else mask.baddbmm(q, turned), -1)
    if chance > 0.0:
        weights = dropout(weights, chance)
    return weights.bmm(v).transpose(0, 1), weights


def _attended_at_once(q: Any, k: Any, v: Any, mask: Any, rows: tuple[int, int], chance: float, is_causal: bool) -> Any:
    """What the heads found, shape (queries, batch, heads, head), by the operation that keeps no weights."""
    q, k, v = (one.view(*rows, *one.shape[1:]) for one in (q, k, v))
    if mask is not None:
        mask = mask.unsqueeze(0) if mask.shape[0] == 1 else mask.view(*rows, *mask.shape[1:])
    return scaled_dot_product_attention(q, k, v, mask, chance, is_causal).permute(2, 0, 1, 3)


__all__ = ["multi_head_attention_forward"]
