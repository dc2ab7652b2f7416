"""Attention as one operation: its derivatives, and when it is one."""

import numpy as np
import pytest

import tensorlab as torch
import tensorlab.nn.functional as F
from tensorlab.autograd import gradcheck


def numbers(*size, seed=0):
    return torch.tensor(np.random.default_rng(seed).normal(size=size), requires_grad=True)


query, key, value = numbers(2, 4, 3, 5), numbers(2, 4, 6, 5, seed=1), numbers(2, 4, 6, 5, seed=2)
two_heads = numbers(2, 2, 6, 5, seed=3)
MASK = torch.tensor(np.random.default_rng(4).random((3, 6)) < 0.7)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"is_causal": True},
        {"scale": -0.4},
        {"attn_mask": MASK},
        {"attn_mask": torch.where(MASK, 0.5, -0.5).double()},
    ],
    ids=str,
)
def test_its_derivative_agrees_with_small_differences(settings):
    def attend(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, **settings)

    assert type(attend(query, key, value).grad_fn).__name__ == "ScaledDotProductFlashAttentionForCpuBackward0"
    assert gradcheck(attend, (query, key, value))


def test_heads_may_share_keys_and_values():
    def attend(q, k):
        return F.scaled_dot_product_attention(q, k, k, enable_gqa=True)

    assert gradcheck(attend, (query, two_heads))
    alone = F.scaled_dot_product_attention(query[:, 3:], two_heads[:, 1:], two_heads[:, 1:])
    assert torch.allclose(attend(query, two_heads)[:, 3:], alone)


def test_one_operation_or_several_give_the_same():
    apart = torch.stack([F.scaled_dot_product_attention(q, k, v) for q, k, v in zip(query, key, value, strict=True)])

    assert torch.allclose(F.scaled_dot_product_attention(query, key, value), apart)


def test_a_query_that_may_see_nothing_gets_zeros():
    nothing = torch.zeros(3, 6, dtype=torch.bool)

    assert not F.scaled_dot_product_attention(query, key, value, attn_mask=nothing).any()
