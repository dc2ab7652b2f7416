"""What the explain dock is about: the page follows the operation, and what is no tensor is read from the code."""

import pytest

from tensorlab.events import NOBODY
from ui.models.explanation import (
    Operand,
    Page,
    call_of,
    compute,
    drawn_smaller,
    number_in,
    parse_key,
    parse_sizes,
    reduction_of,
    subject_of,
)


@pytest.fixture
def explained(recorded, named):
    """The subject when the tensor ``y`` of some code is selected."""

    def explained(code: str, name: str = "y"):
        recording = recorded(f"import torch\nx = torch.arange(6.).reshape(2, 3)\n{code}")
        return subject_of(recording, recording.last_step, (), named(recording, name))

    return explained


@pytest.mark.parametrize(
    ("code", "page"),
    [
        ("y = x + torch.ones(3)", Page.BROADCAST),
        ("y = x.permute(1, 0)", Page.ORDER),
        ("y = x.view(3, 2)", Page.ORDER),
        ("y = x.sum(0)", Page.REDUCE),
        ("y = x @ torch.ones(3, 2)", Page.MATMUL),
        ("y = torch.ones(5, 2, 3) @ torch.ones(5, 3, 1)", Page.MATMUL),
        ("y = x.to(torch.int64)", Page.DTYPE),
        ("y = torch.arange(3) + 0.5", Page.DTYPE),
        ("y = x + torch.ones(2, 3, dtype=torch.float64)", Page.DTYPE),
        ("y = x + torch.ones(3, dtype=torch.float64)", Page.BROADCAST),
        ("y = x + 0.5", Page.STORAGE),
        ("y = x[:, 1:]", Page.INDEX),
        ("y = x[[0, 1]]", Page.INDEX),
        ("y = x[0, 1]", Page.INDEX),
        ("y = x[None, :, 0]", Page.INDEX),
        ("y = torch.cat([x, x])", Page.CONCATENATE),
        ("y = torch.zeros(3)", Page.STORAGE),
        ("y = x.exp()", Page.STORAGE),
    ],
)
def test_the_page_follows_the_operation_that_made_the_selection(explained, code, page):
    assert explained(code).page is page


@pytest.mark.parametrize(
    ("code", "number"),
    [("torch.arange(3) + 0.5", 0.5), ("2 * x", 2), ("x * True", True), ("x + y", None), ("f(1)", None), ("x +", None)],
)
def test_the_number_that_a_tensor_is_joined_with_is_read_from_the_code(code, number):
    assert number_in(code) == number


def test_tensors_held_beside_each_other_are_broadcast(recorded, named):
    recording = recorded("import torch\na = torch.ones(3)\nb = torch.ones(3, 1)")
    both = [named(recording, "a"), named(recording, "b")]

    subject = subject_of(recording, recording.last_step, both, NOBODY)

    assert subject.page is Page.BROADCAST
    assert [operand.name for operand in subject.operands] == ["a", "b"]
    assert subject_of(recording, recording.last_step, both[:1], NOBODY).page is Page.STORAGE


def test_nothing_selected_is_nothing_to_explain(recorded):
    recording = recorded("import torch\nx = torch.ones(2)")

    assert subject_of(recording, recording.last_step, (), NOBODY) is None


@pytest.mark.parametrize(
    ("code", "sign"),
    [("y = x + x", "+"), ("y = x * 2 * x", "×"), ("y = torch.add(x, x, alpha=2)", ""), ("y = x.sum()", "")],
)
def test_a_sign_is_shown_where_it_tells_all(explained, code, sign):
    assert explained(code).sign == sign


@pytest.mark.parametrize(
    ("code", "dims", "keepdim"),
    [
        ("y = x.sum(0)", (0,), False),
        ("y = x.sum(dim=-1, keepdim=True)", (1,), True),
        ("y = x.mean()", (0, 1), False),
        ("y = torch.sum(x, 1)", (1,), False),
        ("n = 1\ny = x.sum(n)", (1,), False),
        ("s = torch.ones(2, 2)\ny = s.sum((0, 1), keepdim=True)", (0, 1), True),
    ],
)
def test_the_axes_that_folded_are_read_from_the_code_or_from_the_shapes(explained, code, dims, keepdim):
    reduction = reduction_of(explained(code))

    assert (reduction.dims, reduction.keepdim) == (dims, keepdim)


@pytest.mark.parametrize(
    ("code", "arguments", "keywords"),
    [
        ("x.sum(1, keepdim=True)", (1,), (("keepdim", True),)),
        ("x[1:, None, ...]", ((slice(1, None), None, ...),), ()),
        ("torch.cat([a, b], 1)", (1,), ()),
        ("x.permute(-1, 0)", (-1, 0), ()),
    ],
)
def test_arguments_that_are_written_out_are_read(code, arguments, keywords):
    call = call_of(code)

    assert (call.arguments, call.keywords) == (arguments, keywords)


@pytest.mark.parametrize("code", ["a + b", "x.sum(", "x[n]"])
def test_what_is_no_call_or_not_written_out_has_no_arguments(code):
    assert call_of(code) is None


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("3, -1", (3, -1)), ("(2,)", (2,)), ("[]", ()), ("2×3", (2, 3)), ("−1", (-1,)), ("2，3", (2, 3))],
)
def test_sizes_are_read_however_they_are_typed(text, sizes):
    assert parse_sizes(text) == sizes


def test_what_is_no_size_is_refused():
    with pytest.raises(ValueError):
        parse_sizes("two")


@pytest.mark.parametrize(
    ("text", "key"),
    [("0, 1:3", (0, slice(1, 3))), ("...", ...), ("None", None), ("[0, 2]", [0, 2]), ("::2", slice(None, None, 2))],
)
def test_an_index_is_read_as_python_reads_it(text, key):
    assert parse_key(text) == key


@pytest.mark.parametrize("text", ["n", "0,,", "'a'", "1.5"])
def test_what_is_no_index_of_literals_is_refused(text):
    with pytest.raises(ValueError):
        parse_key(text)


def test_truths_add_up_like_numbers():
    yes = Operand.played("a", (2,)).value.astype(bool)

    assert compute("+", yes, yes).tolist() == [2, 2]


def test_an_index_of_several_steps_is_explained_as_it_was_written(explained):
    subject = explained("y = x[1, 2]")

    assert subject.operands[0].name == "x"
    assert subject.call.arguments == ((1, 2),)
    assert subject.result.shape == ()


def test_large_sizes_are_drawn_smaller_and_stay_equal_or_apart():
    made, instead = drawn_smaller([Operand.played("a", (300, 1, 4)), Operand.played("b", (20, 4))])

    assert [operand.shape for operand in made] == [(5, 1, 4), (3, 4)]
    assert instead == {300: 5, 20: 3}


@pytest.mark.parametrize("shape", [(7, 8, 9, 10), (), (7, 8, 9), (10, 11, 12)])
def test_what_has_too_many_axes_is_not_drawn(shape):
    found = drawn_smaller([Operand.played("a", shape)])

    assert (found is None) == (len(shape) in (0, 4))


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        ((5, 2, 3), (3, 4), (5, 2, 4)),
        ((2, 1, 2, 3), (4, 3, 2), (2, 4, 2, 2)),
        ((5, 2, 3), (3,), (5, 2)),
        ((5, 2, 3), (5, 3, 4), (5, 2, 4)),
    ],
)
def test_a_product_is_explained_with_the_shapes_that_were_written(explained, left, right, result):
    subject = explained(f"a, b = torch.ones{left}, torch.ones{right}\ny = a @ b")

    assert subject.page is Page.MATMUL
    assert [operand.name for operand in subject.operands] == ["a", "b"]
    assert [operand.shape for operand in subject.operands] == [left, right]
    assert subject.result.shape == result


def test_a_view_that_was_written_stays_one_before_a_product(explained):
    subject = explained("a = torch.ones(10, 3)\ny = a.view(5, 2, 3) @ torch.ones(3, 4)")

    assert subject.operands[0].shape == (5, 2, 3)
