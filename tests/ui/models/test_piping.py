"""The window and a process that works for it: orders go in, answers come out."""

import io
import pickle

import pytest

from tensorlab.errors import SaveError
from ui.models.arrangement import Arrangement, arrange
from ui.models.graph import GraphModel
from ui.models.piping import Failure, packed, serve, unpacked


@pytest.fixture
def order(recorded):
    model = GraphModel(recorded("x = torch.ones(2, requires_grad=True)\ny = x * 2"))
    model.update()
    return model.order()


def answers_of(work, *orders):
    out = io.BytesIO()
    serve(work, io.BytesIO(b"".join(map(packed, orders))), out)
    return unpacked(bytearray(out.getvalue()))


def test_messages_come_whole_however_they_are_cut():
    data = packed("first") + packed([2])
    arrived, got = bytearray(), []
    for byte in data:
        arrived.append(byte)
        got += unpacked(arrived)

    assert got == ["first", [2]]


def test_what_goes_wrong_is_an_answer_and_the_next_order_is_carried_out():
    first, second = answers_of(lambda order, _: 1 / order, 0, 2)

    assert isinstance(first, Failure) and "ZeroDivisionError" in first.why
    assert second == 0.5


def test_orders_to_arrange_are_answered_until_there_are_no_more(order):
    answers = answers_of(arrange, order, order)

    assert [type(answer) for answer in answers if not isinstance(answer, float)] == [Arrangement, Arrangement]


def test_the_trouble_with_a_file_goes_through_a_pipe():
    trouble = SaveError("a/b.svg", "it has {count} members", advice="Take fewer", where="line {line}", count=3, line=9)

    again = pickle.loads(pickle.dumps(trouble))

    assert type(again) is SaveError
    assert str(again) == str(trouble)
    assert again.fields == {"count": 3, "line": 9}
