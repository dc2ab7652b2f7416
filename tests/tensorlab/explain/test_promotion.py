"""Types that meet: the mechanism that computes is the witness for the record that explains."""

from itertools import product

import pytest

from tensorlab import dtypes
from tensorlab.explain import Rule, Typed, promote
from tensorlab.explain.promotion import LADDER, Rank, wider

KNOWN = [one.name for one in dtypes.ALL if one.name in LADDER]


@pytest.mark.parametrize("ranks", list(product(Rank, Rank)), ids=lambda ranks: "-".join(rank.name for rank in ranks))
def test_any_two_types_give_what_the_operations_compute_with(ranks):
    for names in product(KNOWN, KNOWN):
        operands = [Typed(name, rank) for name, rank in zip(names, ranks, strict=True)]
        key = tuple((dtypes.named(name), dtypes.Rank[rank.name]) for name, rank in zip(names, ranks, strict=True))
        assert promote(*operands).result == dtypes.promote(key).name, operands


@pytest.mark.parametrize(
    ("operands", "result", "rule"),
    [
        (("float32", "float32"), "float32", Rule.SAME),
        (("int64", "float32"), "float32", Rule.CATEGORY),
        (("int64", 2.5), "float32", Rule.CATEGORY),
        (("float32", 2), "float32", Rule.RANK),
        (("float16", Typed("float64", Rank.ZERO_DIM)), "float16", Rule.RANK),
        (("uint8", "int8"), "int16", Rule.WIDTH),
        (("bool", True), "bool", Rule.SAME),
        (("float32", 1j), "complex64", Rule.CATEGORY),
        (("complex64", "float64"), "complex128", Rule.CATEGORY),
    ],
)
def test_the_rule_that_decided_is_named(operands, result, rule):
    mix = promote(*operands)

    assert (mix.result, mix.rule) == (result, rule)
    assert f"result {result}" in str(mix)


def test_a_tensor_tells_its_own_type_and_whether_it_has_axes():
    class Thing:
        dtype = "torch.int32"
        shape = ()

    assert promote(Thing()).operands == (Typed("int32", Rank.ZERO_DIM),)


def test_an_integer_wider_than_the_floats_digits_is_said_to_lose():
    assert promote("int64", "float32").loses == (0,)
    assert promote("int8", "float32").loses == ()
    assert promote("float32", "float64").loses == ()
    assert promote("float32", 2).loses == (1,)


def test_the_ladder_goes_from_what_gives_way_to_what_stays():
    for one in LADDER:
        assert wider(one, LADDER[0]) == one


def test_mixing_nothing_has_no_answer():
    with pytest.raises(TypeError):
        promote()
