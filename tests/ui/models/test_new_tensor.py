"""A tensor to be made: the line that makes it, the preview that is the same, and why there is none."""

import numpy as np
import pytest

from ui.models.new_tensor import Drawn, Invalid, Reason, Recipe, Source, free_name, plan, table

PLANS = [
    (Recipe(Source.LITERAL), "x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])"),
    (Recipe(Source.LITERAL, text="[1, 2]"), "x = torch.tensor([1, 2])"),
    (Recipe(Source.LITERAL, text="[True, False]"), "x = torch.tensor([True, False])"),
    (Recipe(Source.LITERAL, text="[-inf, float('nan')]"), "x = torch.tensor([-float('inf'), float('nan')])"),
    (Recipe(Source.LITERAL, text="3.5"), "x = torch.tensor(3.5)"),
    (Recipe(Source.ZEROS), "x = torch.zeros(2, 3)"),
    (Recipe(Source.ZEROS, shape=()), "x = torch.zeros(())"),
    (Recipe(Source.ONES, dtype="int64"), "x = torch.ones(2, 3, dtype=torch.int64)"),
    (Recipe(Source.ONES, requires_grad=True), "x = torch.ones(2, 3, requires_grad=True)"),
    (Recipe(Source.FULL, numbers=("7.",)), "x = torch.full((2, 3), 7.0)"),
    (Recipe(Source.FULL, numbers=("7",), shape=(2,)), "x = torch.full((2,), 7)"),
    (Recipe(Source.ARANGE, numbers=("0", "6", "1")), "x = torch.arange(0, 6, 1)"),
    (Recipe(Source.ARANGE, numbers=("0", "1", ".25")), "x = torch.arange(0, 1, 0.25)"),
    (Recipe(Source.LINSPACE, numbers=("0", "1", "5")), "x = torch.linspace(0, 1, 5)"),
    (Recipe(Source.EYE, shape=(3, 3)), "x = torch.eye(3)"),
    (Recipe(Source.EYE, shape=(2, 3)), "x = torch.eye(2, 3)"),
    (Recipe(Source.CLIPBOARD, text="1\t2\n3\t4.5"), "x = torch.tensor([[1.0, 2.0], [3.0, 4.5]])"),
]


@pytest.mark.parametrize(("recipe", "code"), PLANS, ids=[code for _, code in PLANS])
def test_the_line_makes_exactly_what_the_preview_shows(recorded, named, recipe, code):
    planned = plan(recipe)
    assert planned.code == code

    recording = recorded(f"import torch\n{code}")
    tensor = named(recording, "x")

    value = recording.value(tensor, recording.last_step)
    assert np.array_equal(value, planned.values, equal_nan=value.dtype.kind == "f")
    assert recording.dtype(tensor) == planned.dtype
    assert recording.shape(tensor, recording.last_step) == planned.shape
    assert recording.requires_grad(tensor, recording.last_step) == recipe.requires_grad


def test_chance_is_seeded_on_the_same_line_and_not_foretold(recorded, named):
    planned = plan(Recipe(Source.RAND, seed="3", name="r"))

    assert planned.code == "torch.manual_seed(3); r = torch.rand(2, 3)"
    assert planned.values is None
    assert planned.drawn == Drawn("rand", 3)
    assert plan(Recipe(Source.RAND)).drawn == Drawn("rand", None)
    recording = recorded(f"import torch\n{planned.code}")
    assert recording.shape(named(recording, "r"), recording.last_step) == (2, 3)


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (Recipe(Source.ONES, name="2x"), Reason.NAME),
        (Recipe(Source.ONES, name="for"), Reason.NAME),
        (Recipe(Source.LITERAL, text="[1, two]"), Reason.LITERAL),
        (Recipe(Source.LITERAL, text="__import__('os')"), Reason.LITERAL),
        (Recipe(Source.LITERAL, text="[[1, 2], [3]]"), Reason.RAGGED),
        (Recipe(Source.LITERAL, text=" "), Reason.NOTHING),
        (Recipe(Source.CLIPBOARD, text="1\t2\n3"), Reason.RAGGED),
        (Recipe(Source.CLIPBOARD, text="a,b"), Reason.NUMBER),
        (Recipe(Source.CLIPBOARD, text=""), Reason.NOTHING),
        (Recipe(Source.CLIPBOARD, text="\n".join(["1"] * 5000)), Reason.TOO_LARGE),
        (Recipe(Source.FULL, numbers=("much",)), Reason.NUMBER),
        (Recipe(Source.FULL, numbers=()), Reason.NUMBER),
        (Recipe(Source.ARANGE, numbers=("0", "6", "0")), Reason.STEP),
        (Recipe(Source.ARANGE, numbers=("0", "6", "-1")), Reason.STEP),
        (Recipe(Source.ARANGE, numbers=("0", "inf", "1")), Reason.STEP),
        (Recipe(Source.LINSPACE, numbers=("0", "1", "-5")), Reason.STEP),
        (Recipe(Source.EYE, shape=(2, 2, 2)), Reason.EYE),
        (Recipe(Source.ARANGE, numbers=("0", "6", "1"), requires_grad=True), Reason.INTEGER_GRAD),
        (Recipe(Source.ONES, dtype="bool", requires_grad=True), Reason.INTEGER_GRAD),
        (Recipe(Source.RANDN, dtype="int64"), Reason.RANDOM_INTEGER),
        (Recipe(Source.RAND, seed="soon"), Reason.NUMBER),
        (Recipe(Source.FILE), Reason.NO_PATH),
        (Recipe(Source.FILE, path="no/such.npy"), Reason.ABSENT),
        (Recipe(Source.IMAGE), Reason.NO_PATH),
        (Recipe(Source.IMAGE, path="no/such.png"), Reason.ABSENT),
    ],
    ids=str,
)
def test_what_cannot_be_made_says_why(recipe, reason):
    with pytest.raises(Invalid) as refused:
        plan(recipe)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1\t2\n3\t4", [[1, 2], [3, 4]]),
        ("1;2", [1, 2]),
        ("1,5", [1, 5]),
        ("1,5;2", [1.5, 2]),
        ("1,5\t2", [1.5, 2]),
        ("1 2\n3 4", [[1, 2], [3, 4]]),
        ("−1.5", [-1.5]),
        ("true\tFALSE", [True, False]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
    ],
)
def test_a_table_is_read_however_it_was_copied(text, values):
    assert table(text).tolist() == values


def test_a_name_that_is_free_is_offered():
    assert free_name(()) == "x"
    assert free_name({"x", "y", "z"}) == "w"


@pytest.mark.parametrize(
    ("recipe", "shape", "dtype"),
    [
        (Recipe(Source.ARANGE, numbers=("0", "1e9", "2.5")), (400_000_000,), "float32"),
        (Recipe(Source.ARANGE, numbers=("0", "1000000000", "3")), (333_333_334,), "int64"),
        (Recipe(Source.LINSPACE, numbers=("0", "1", "1000000000")), (1_000_000_000,), "float32"),
        (Recipe(Source.EYE, shape=(99_999, 99_999)), (99_999, 99_999), "float32"),
        (Recipe(Source.ONES, shape=(30_000, 30_000)), (30_000, 30_000), "float32"),
    ],
)
def test_of_a_large_tensor_the_shape_is_foretold_without_its_numbers(recipe, shape, dtype):
    planned = plan(recipe)

    assert (planned.shape, planned.dtype, planned.values) == (shape, dtype, None)
