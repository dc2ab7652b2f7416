"""Arranging happens elsewhere, is told about, and can be given up."""

from __future__ import annotations

import pytest

from ui.models.graph import GraphModel
from ui.session.arranger import AT_ONCE, Arranger


def order_of(recording):
    model = GraphModel(recording)
    model.update()
    return model, model.order()


@pytest.fixture
def small(recorded):
    return order_of(recorded("x = torch.ones(2, requires_grad=True)\ny = x * 2"))


@pytest.fixture
def large(recorded):
    return order_of(recorded(f"x = torch.ones(2, requires_grad=True)\nfor _ in range({AT_ONCE}):\n    x = x * 2"))


@pytest.fixture
def arranger(qtbot):
    arranger = Arranger()
    yield arranger
    arranger.shutdown()


def test_a_small_graph_is_arranged_at_once(arranger, small):
    model, order = small
    arranger.arranged.connect(model.adopt)

    arranger.ask(order)

    assert not arranger.is_busy
    assert len(model.positions) == model.count


def test_a_large_graph_is_arranged_by_another_process_which_tells_how_far_it_is(qtbot, arranger, large):
    model, order = large
    told = []
    arranger.progressed.connect(told.append)

    with qtbot.waitSignal(arranger.arranged, timeout=20_000) as got:
        arranger.ask(order)
        assert arranger.is_busy

    model.adopt(got.args[0])
    assert told and 0 < told[-1] <= 1
    assert not model.is_outgrown


def test_the_process_serves_one_order_after_another(qtbot, arranger, large):
    _, order = large
    for _ in range(2):
        with qtbot.waitSignal(arranger.arranged, timeout=20_000):
            arranger.ask(order)


def test_of_many_orders_in_a_row_the_last_is_answered(qtbot, arranger, large, small):
    _, order = large
    answers = []
    arranger.arranged.connect(answers.append)

    for _ in range(3):
        arranger.ask(order)
    arranger.ask(small[1])
    qtbot.waitUntil(lambda: not arranger.is_busy, timeout=20_000)

    assert [len(answer.places) for answer in answers] == [small[0].count]


def test_an_order_can_be_given_up(qtbot, arranger, large):
    _, order = large
    arrived = []
    arranger.arranged.connect(arrived.append)

    arranger.ask(order)
    arranger.cancel()
    qtbot.wait(50)

    assert not arranger.is_busy
    assert not arrived


def test_a_lost_process_is_told(qtbot, arranger, large):
    _, order = large
    with qtbot.waitSignal(arranger.failed, timeout=20_000):
        arranger.ask(order)
        arranger._worker._process.kill()

    with qtbot.waitSignal(arranger.arranged, timeout=20_000):
        arranger.ask(order)
