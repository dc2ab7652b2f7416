"""Measured operations; their times are nobody's to say, all else is."""

import json

import pytest

import tensorlab as torch
from tensorlab import events
from tensorlab.autograd.profiler_util import EventList, FunctionEvent
from tensorlab.profiler import ProfilerAction, ProfilerActivity, profile, record_function, schedule
from tensorlab.profiler import tensorboard_trace_handler as writes_traces_to


def test_operations_are_counted_by_name_and_by_shape_and_blocks_hold_what_is_in_them():
    x = torch.ones(2, 3)
    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as measured:
        with record_function("model"):
            y = x + x
            y.add_(x)
        torch.ones(2) * 2

    counted = {row.key: row.count for row in measured.key_averages()}
    assert counted == {"aten::add": 1, "aten::add_": 1, "model": 1, "aten::ones": 1, "aten::mul": 1}
    rows = {row.key: row for row in measured.key_averages(group_by_input_shape=True)}
    assert rows["aten::add"].input_shapes == [[2, 3], [2, 3]]
    assert rows["model"].cpu_time_total >= rows["aten::add"].cpu_time_total + rows["aten::add_"].cpu_time_total
    assert measured.self_cpu_time_total == pytest.approx(measured.total_average().self_cpu_time_total)
    assert "Input Shapes" in measured.key_averages(group_by_input_shape=True).table(sort_by="count", row_limit=2)
    assert events.tracer is None


def test_the_table_is_laid_out_as_pytorchs():
    calls = EventList([FunctionEvent("aten::mul", 0.0, 1500.0, 1500.0), FunctionEvent("aten::add", 0.0, 2e6, 2e6)])

    rule, head, _, first, *_, total, _ = calls.table(sort_by="cpu_time_total").split("\n")
    assert rule.startswith("-------------  ------------  ")
    assert head == "         Name    Self CPU %      Self CPU   CPU total %     CPU total  CPU time avg    # of Calls  "
    assert (
        first == "    aten::add        99.93%        2.000s        99.93%        2.000s        2.000s             1  "
    )
    assert total == "Self CPU time total: 2.002s"
    assert calls.table(header="Mine").split("\n")[1] == "Mine"
    assert str(EventList()).count("\n") == 5
    assert "NaN" in str(EventList([FunctionEvent("a", 0.0, 0.0, 0.0)]))
    assert repr(calls.key_averages()[0]).startswith("<FunctionEventAvg key=aten::mul self_cpu_time=1.500ms")
    assert calls.key_averages().total_average().cpu_time > 0 == EventList().total_average().cpu_time
    with pytest.raises(AttributeError, match="nothing"):
        calls.table(sort_by="nothing")


def test_a_schedule_says_which_steps_are_measured(tmp_path):
    plan = schedule(wait=1, warmup=1, active=2, repeat=1, skip_first=1)
    assert [plan(step).name for step in range(7)] == [
        "NONE",
        "NONE",
        "WARMUP",
        "RECORD",
        "RECORD_AND_SAVE",
        "NONE",
        "NONE",
    ]

    ready = []
    with profile(schedule=plan, on_trace_ready=ready.append) as measured:
        for _ in range(7):
            torch.ones(1)
            measured.step()
    assert ready == [measured]
    assert [event.key for event in measured.events()] == ["aten::ones"] * 2
    with profile(
        schedule=lambda _: ProfilerAction.RECORD_AND_SAVE, on_trace_ready=writes_traces_to(tmp_path / "t")
    ) as again:
        again.step()
        torch.zeros(1)
    assert len(list((tmp_path / "t").iterdir())) == 2


def test_the_old_profiler_writes_a_trace_and_measures_nothing_when_it_is_off(tmp_path):
    with torch.autograd.profiler.profile(enabled=False) as off:
        torch.ones(1)
    with pytest.raises(RuntimeError, match="didn't finish"):
        off.key_averages()
    assert str(off) == "<unfinished torch.autograd.profile>"

    @record_function("named")
    def work():
        return torch.ones(1)

    with torch.autograd.profiler.profile() as measured:
        work()
    measured.export_chrome_trace(str(tmp_path / "trace.json"))
    assert [call["name"] for call in json.loads((tmp_path / "trace.json").read_text())] == ["aten::ones", "named"]
    assert measured.table(sort_by="count") in str(measured) or "named" in str(measured)
