"""A recording answers what was so at any step, from what a kernel tells in batches."""

import dataclasses
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.events import NEVER, NOBODY, FlowRecord, FunctionRecord, Kind, Phase, Place, TensorRecord
from tensorlab.kernel.protocol import Batch, Encoder, ProtocolError
from ui.models.recording import NodeKind, Recording

PLACES = [Place("In [1]", 1, 0, 1, 5, "")]


def tensor(number, values=(1.0,), version=0, storage=None, grad_fn=NOBODY, requires_grad=False):
    array = np.array(values, np.float32)
    kept = storage if storage is not None else number
    strides = tuple(each // 4 for each in array.strides)
    return TensorRecord(
        number, "float32", array.shape, strides, 0, kept, version, 0, requires_grad, grad_fn, 0, array.tobytes()
    )


def created(number, **facts):
    return (Kind.CREATED, 0, Phase.BUILD, "ones", tensor(number, **facts))


def told(*events, encoder=None):
    encoder = encoder or Encoder()
    return encoder.batch(events, PLACES if encoder.step == 0 else [])


def recording_of(*batches):
    recording = Recording()
    for batch in batches:
        recording.append(batch)
    return recording


# -- batches ----------------------------------------------------------------------------------------------------------


def test_an_empty_recording_has_no_step_and_knows_nobody():
    recording = Recording()

    assert recording.last_step == -1
    assert recording.n_nodes == 0
    assert recording.names_at(-1) == {}
    assert not recording.alive(0).size


def test_a_batch_that_does_not_follow_is_refused_and_changes_nothing():
    encoder = Encoder()
    first = told(created(0), encoder=encoder)
    told(created(1), encoder=encoder)
    third = told(created(2), encoder=encoder)
    recording = recording_of(first)

    with pytest.raises(ProtocolError, match="starts at step 2 does not follow step 0"):
        recording.append(third)

    assert recording.last_step == 0
    assert recording.n_nodes == 1


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("steps", 0, 99),
        ("steps", 1, 7),
        ("steps", 3, 2**40),
        ("tensors", 1, 2**40),
        ("tensors", 1, -1),
        ("tensors", 4, 500),
        ("layouts", 4, 2**50),
        ("layouts", 5, 10_000),
        ("versions", 5, 10_000),
        ("versions", 6, 2**62),
        ("versions", 7, 0),
        ("versions", 0, 40),
    ],
)
def test_a_batch_that_points_to_what_is_not_there_is_refused(table, column, value):
    batch = told(created(0))
    batch.tables[table][0, column] = value
    recording = Recording()

    with pytest.raises(ProtocolError):
        recording.append(batch)

    assert recording.last_step == -1
    assert recording.texts == []


def test_a_batch_without_one_of_the_tables_is_refused():
    batch = told(created(0))
    del batch.tables["layouts"]

    with pytest.raises(ProtocolError, match="layouts"):
        Recording().append(batch)


def test_an_operation_cannot_be_its_own_ancestor():
    function = FunctionRecord(1, "add", "", "", ((2, 0, "input"),), (), (), ())
    batch = told(created(0), (Kind.OPERATED, 0, Phase.BUILD, function, False, (tensor(2),)))

    with pytest.raises(ProtocolError, match="inputs"):
        Recording().append(batch)


def test_how_events_are_cut_into_batches_does_not_matter(lab):
    whole = lab.run("x = torch.ones(2, requires_grad=True)\ny = (x * x).sum()\ny.backward()\ndel y")

    again = recording_of(*lab.batches)

    assert again.last_step == whole.last_step
    assert all(np.array_equal(again.tables[name].rows(), table.rows()) for name, table in whole.tables.items())


# -- lives ------------------------------------------------------------------------------------------------------------


def test_a_node_is_alive_then_freed_then_collected(recorded, functions):
    recording = recorded("""
        x = torch.tensor(3., requires_grad=True)
        z = x * x
        z.backward()
        del z
    """)
    (mul,) = functions(recording, "mul")

    born, released, collected = recording.born[mul], recording.released[mul], recording.collected[mul]

    assert born < released < collected < NEVER
    assert not recording.alive(born - 1)[mul] and recording.alive(born)[mul]
    assert not recording.released_by(released - 1)[mul] and recording.released_by(released)[mul]
    assert recording.alive(collected - 1)[mul] and not recording.alive(collected)[mul]


def test_an_operation_that_saved_nothing_is_never_released(recorded, functions):
    recording = recorded("x = torch.ones(2, requires_grad=True)\ny = (x + 2).sum()\ny.backward()")

    (add,) = functions(recording, "add")

    assert recording.grad_fn_name(add) == "AddBackward0"
    assert recording.released[add] == NEVER


def test_with_retain_graph_nothing_is_released_until_a_call_without_it(recorded, functions):
    recording = recorded("""
        x = torch.tensor(3., requires_grad=True)
        z = x * x
        z.backward(retain_graph=True)
        z.backward()
    """)
    (mul,) = functions(recording, "mul")
    first, second = recording.calls

    assert first.retain_graph and not second.retain_graph
    assert second.step < recording.released[mul] <= second.end_step


def test_an_untracked_write_is_over_when_its_tensor_is(recorded, functions):
    recording = recorded("x = torch.ones(2)\nx.add_(1)\ndel x")

    (add,) = functions(recording, "add_")

    assert recording.target(add) == 0
    assert recording.collected[add] == recording.collected[0] < NEVER


# -- what is known of operations --------------------------------------------------------------------------------------


def test_an_operation_knows_what_went_in_and_what_it_saved(recorded, named, functions):
    recording = recorded("x = torch.tensor(2., requires_grad=True)\ny = torch.tensor(3.)\nz = x * y")
    x, y, z = (named(recording, name) for name in "xyz")
    (mul,) = functions(recording, "mul")

    assert [used.tensor for used in recording.inputs(mul)] == [x, y]
    assert recording.outputs(mul) == [z]
    assert recording.producer(z) == mul
    assert recording.users(x) == [mul]
    # Only x wants a gradient, and that needs y alone.
    assert [(saved.name, saved.tensor) for saved in recording.saved(mul)] == [("other", y)]
    (after, _), *_ = recording.next_functions(mul)
    assert recording.kind[after] == NodeKind.ACCUMULATE
    assert recording.leaf(after) == x


# -- facts ------------------------------------------------------------------------------------------------------------


def test_requires_grad_is_what_it_was_then(recorded, named):
    recording = recorded("x = torch.ones(2)\nx.requires_grad_()\n")
    x = named(recording, "x")
    born = int(recording.born[x])

    assert not recording.requires_grad(x, born)
    assert recording.requires_grad(x, recording.last_step)
    assert recording.requires_grad_at(born)[x] != recording.requires_grad_at(recording.last_step)[x]


def test_the_gradient_adds_up_until_it_is_cleared(recorded, named):
    recording = recorded("""
        x = torch.tensor([1., 2.], requires_grad=True)
        for _ in range(2):
            y = (x * x).sum()
            y.backward()
        x.grad = None
    """)
    x = named(recording, "x")
    first, second = recording.accumulations(x)

    assert recording.grad(x, first - 1) == NOBODY
    assert [recording.gradient_count(x, step) for step in (first - 1, first, second)] == [0, 1, 2]
    assert recording.value(recording.grad(x, first), first).tolist() == [2.0, 4.0]
    assert recording.value(recording.grad(x, second), second).tolist() == [4.0, 8.0]
    assert recording.grad(x, recording.last_step) == NOBODY
    assert recording.gradient_count(x, recording.last_step) == 0


def test_setting_the_gradient_to_zero_in_place_starts_the_count_anew(recorded, named):
    recording = recorded("""
        x = torch.tensor(1., requires_grad=True)
        (x * 2).backward()
        x.grad.zero_()
        (x * 2).backward()
    """)
    x = named(recording, "x")

    assert recording.gradient_count(x, recording.last_step) == 1


# -- values -----------------------------------------------------------------------------------------------------------


def test_a_change_in_place_is_seen_through_every_view_from_that_step_on(recorded, named):
    recording = recorded("""
        x = torch.arange(6.).view(2, 3)
        row = x[1]
        x.mul_(10)
    """)
    row, x = named(recording, "row"), named(recording, "x")
    (step,) = (k for k in range(recording.last_step + 1) if recording.kinds[k] == Kind.MUTATED)

    assert recording.value(row, step - 1).tolist() == [3.0, 4.0, 5.0]
    assert recording.value(row, step).tolist() == [30.0, 40.0, 50.0]
    assert recording.version(row, step - 1) == 0
    assert recording.version(row, step) == 1
    assert recording.storage(row, step) == recording.storage(x, step)
    assert {row, x} <= set(recording.shares_memory(step)[recording.storage(x, step)])


def test_strides_are_followed(recorded, named):
    recording = recorded("x = torch.arange(6.).view(2, 3)\nt = x.t()\ne = torch.ones(1, 2).expand(3, 2)")
    last = recording.last_step

    assert recording.value(named(recording, "t"), last).tolist() == [[0, 3], [1, 4], [2, 5]]
    assert recording.stride(named(recording, "t"), last) == (1, 3)
    assert recording.value(named(recording, "e"), last).shape == (3, 2)
    assert recording.stride(named(recording, "e"), last) == (0, 1)


def test_a_value_cannot_be_written_to(recorded, named):
    recording = recorded("x = torch.ones(3)")

    with pytest.raises(ValueError, match="read-only"):
        recording.value(named(recording, "x"), recording.last_step)[0] = 5


def test_of_a_large_tensor_a_summary_is_kept_and_why_there_is_no_value(recorded, named):
    recording = recorded("x = torch.arange(5000.)")
    x, last = named(recording, "x"), recording.last_step

    assert recording.value(x, last) is None
    assert recording.why_no_value(x, last) == "large"
    assert recording.summary(x, last).size == 5000
    assert recording.summary(x, last).maximum == 4999.0


def test_a_stretch_of_a_large_memory_is_kept_until_somebody_writes_there(recorded, named):
    recording = recorded("x = torch.zeros(5000)\nhead = x[:3]\nx.add_(1)")
    head = named(recording, "head")
    born = int(recording.born[head])

    assert recording.value(head, born).tolist() == [0.0, 0.0, 0.0]
    assert recording.value(head, recording.last_step) is None


def test_before_its_birth_a_tensor_has_no_value(recorded, named):
    recording = recorded("x = torch.ones(2)\ny = x + 1")
    y = named(recording, "y")

    assert recording.value(y, int(recording.born[y]) - 1) is None
    assert recording.why_no_value(y, int(recording.born[y]) - 1) == "later"


def test_the_oldest_values_go_when_memory_is_short_and_the_gap_is_known(lab, named):
    lab.run("x = torch.arange(500.)")
    lab.run("y = torch.arange(500.)")
    small = Recording(memory_limit=1)
    for batch in lab.batches:
        small.append(batch)
    x, last = named(small, "x"), small.last_step

    assert small.value(x, last) is None
    assert small.why_no_value(x, last) == "dropped"
    assert small.values_kept_from > small.born[x]
    assert small.shape(x, last) == (500,)
    assert small.last_step == lab.recording.last_step


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_name_means_what_it_meant_then(recorded):
    recording = recorded("x = torch.zeros(1)\na = x\nx = torch.ones(2)\ndel a")
    first = [k for k in range(recording.last_step + 1) if recording.kinds[k] == Kind.BOUND]

    assert [sorted(recording.names_at(step)) for step in first] == [["x"], ["a", "x"], ["a", "x"], ["x"]]
    zero = recording.names_at(first[0])["x"]
    assert recording.name(zero, first[0]) == "x"
    assert recording.name(zero, first[2]) == "a"
    # No name is bound to it any more: the first that it ever had.
    assert recording.name(zero, recording.last_step) == "x"


def test_what_has_no_name_is_called_by_its_source(recorded, functions):
    recording = recorded("x = torch.ones(2)\ny = (x  *  3) + x")
    (mul,) = functions(recording, "mul")
    (product,) = recording.outputs(mul)

    assert recording.name(product, recording.last_step) == ""
    assert recording.label(product, recording.last_step) == "x * 3"
    assert recording.label(mul, recording.last_step) == "mul"


def test_source_columns_are_right_behind_letters_of_other_scripts(recorded, functions):
    recording = recorded('x = torch.ones(2); s = "数字"; y = (x * 3) + x')
    (mul,) = functions(recording, "mul")

    assert recording.label(recording.outputs(mul)[0], recording.last_step) == "x * 3"


def test_a_gradient_is_called_after_its_tensor(recorded, named):
    recording = recorded("w = torch.ones(2, requires_grad=True)\nw.sum().backward()")
    grad = recording.grad(named(recording, "w"), recording.last_step)

    assert recording.label(grad, recording.last_step) == "w.grad"


# -- backward ---------------------------------------------------------------------------------------------------------


def test_a_call_knows_where_it_began_and_how_it_ended(recorded, functions):
    recording = recorded("""
        x = torch.tensor(3., requires_grad=True)
        z = x * x
        z.backward()
        z.backward()
    """)
    (mul,) = functions(recording, "mul")
    good, bad = recording.calls

    assert good.root == bad.root == mul
    assert good.error == "" and good.end_step < bad.step
    assert "backward through the graph a second time" in bad.error
    assert recording.call_at(good.step) == recording.call_at(good.end_step) == good
    assert recording.call_at(good.step - 1) is None
    assert recording.call_at(bad.step) == bad
    assert recording.failed_node(bad.end_step) == mul
    (error,) = recording.errors
    assert error.kind == "RuntimeError"
    assert error.place.line == 4
    assert "try:" in error.notes


def test_the_gradient_of_a_tensor_is_the_sum_of_what_arrived(recorded, named):
    recording = recorded("""
        x = torch.tensor(2., requires_grad=True)
        h = x * 3
        y = h * h + h
        y.backward()
    """)
    h, x = named(recording, "h"), named(recording, "x")

    # h = 6 arrives over both factors and the summand: 6 + 6 + 1
    assert recording.gradient_of(h, recording.last_step) == 13.0
    assert recording.gradient_of(x, recording.last_step) == 39.0
    assert recording.gradient_of(h, recording.calls[0].step - 1) is None


def test_while_backward_walks_the_node_at_work_is_known(recorded, functions):
    recording = recorded("x = torch.tensor(2., requires_grad=True)\ny = (x * 3).exp()\ny.backward()")
    (call,) = recording.calls
    order = [recording.running(step) for step in range(call.step, call.end_step)]

    names = [recording.grad_fn_name(node) for node in dict.fromkeys(order) if node != NOBODY]
    assert names == ["ExpBackward0", "MulBackward0", "AccumulateGrad"]
    assert recording.running(recording.last_step + 1) == NOBODY


# -- steps and sources ------------------------------------------------------------------------------------------------


def test_a_step_says_what_happened_and_where(recorded, named):
    recording = recorded("x = torch.ones(2)\n\ny = x + 1")
    y = named(recording, "y")
    step = recording.step(int(recording.born[y]))

    assert step.kind is Kind.OPERATED
    assert step.phase is Phase.BUILD
    assert step.subject == recording.producer(y)
    assert (step.place.source, step.place.line) == ("In [1]", 3)


def test_the_lines_of_a_part_of_a_script_are_numbered_as_in_the_whole():
    recording = Recording()
    recording.cell_began("script.py", "y = 2", 7)

    assert recording.source_text("script.py").split("\n")[6] == "y = 2"
    assert recording.source_text("other.py") is None


def test_what_was_printed_is_not_told_unless_the_kernel_tells_it():
    recording = recording_of(told((Kind.PRINTED, 0, Phase.BUILD, "3\n")))

    assert [(line.step, line.text) for line in recording.prints] == [(0, "3\n")]


# -- properties -------------------------------------------------------------------------------------------------------

STATEMENTS = (
    "x = torch.tensor([1., 2.], requires_grad=True)",
    "y = x * 2",
    "z = (y * x).sum()",
    "z.backward(retain_graph=True)",
    "v = y[0]",
    "y = y.detach()",
    "y.add_(1)",
    "x.grad = None",
    "del z",
    "w = x",
)


def cut(batch: Batch, steps: int) -> Batch:
    """The part of a recording's first batch that had been told by then."""
    tables = {}
    for name, table in batch.tables.items():
        is_timed = name not in ("steps", "inputs", "edges", "saved", "places")
        tables[name] = table[table[:, 0] < steps] if is_timed else table
    tables["steps"] = tables["steps"][:steps]
    born = {int(row[1]) for name in ("tensors", "functions", "accumulates") for row in tables[name]}
    for name in ("inputs", "edges", "saved"):
        tables[name] = np.array([row for row in tables[name] if int(row[0]) in born], np.int64).reshape(
            -1, tables[name].shape[1]
        )
    return dataclasses.replace(batch, tables=tables)


def state(recording: Recording, step: int, nodes: range) -> list:
    """All that a panel asks of a step, of the nodes born by then."""
    told = [recording.names_at(step), recording.running(step)]
    alive, released = recording.alive(step), recording.released_by(step)
    for node in nodes:
        told += [bool(alive[node]), bool(released[node]), recording.shape(node, step), recording.grad(node, step)]
        told += [recording.grad_fn(node, step), recording.requires_grad(node, step), recording.version(node, step)]
        value = recording.value(node, step)
        told += [None if value is None else value.tolist(), recording.gradient_count(node, step)]
    return told


@settings(max_examples=25, deadline=None)
@given(statements=st.lists(st.sampled_from(STATEMENTS), max_size=8), percent=st.integers(0, 100))
def test_a_step_of_the_whole_recording_is_the_last_of_one_cut_there(new_lab, statements, percent):
    lab = new_lab()
    whole = lab.run("\n".join(["x = torch.tensor([1., 2.], requires_grad=True)", "y = x * 2", *statements]))
    batch = lab.batches[0]
    step = whole.last_step * percent // 100

    part = recording_of(cut(batch, step + 1))

    assert part.last_step == step
    assert state(whole, step, range(part.n_nodes)) == state(part, step, range(part.n_nodes))


# -- speed ------------------------------------------------------------------------------------------------------------


def test_a_hundred_thousand_events_are_appended_within_a_moment():
    encoder = Encoder()
    flow = FlowRecord("float32", (), 1.0, 0, None)
    events = [created(0)]
    for number in range(1, 25_001):
        function = FunctionRecord(2 * number, "mul", "MulBackward0", "", ((0, 0, "input"),), (), (), ())
        events.append((Kind.OPERATED, 0, Phase.BUILD, function, False, (tensor(2 * number + 1),)))
        events.append((Kind.ARRIVED, 0, Phase.BACKWARD, 0, 2 * number, 0, NOBODY, flow))
        events.append((Kind.RELEASED, 0, Phase.BACKWARD, 0, 2 * number))
        events.append((Kind.COLLECTED, 0, Phase.FREE, 2 * number))
    batches = [told(*events[start : start + 5000], encoder=encoder) for start in range(0, len(events), 5000)]

    began = time.thread_time()
    recording = recording_of(*batches)
    seconds = time.thread_time() - began

    assert recording.last_step == 100_000
    assert seconds < 1.0
    began = time.thread_time()
    for step in (10, 50_000, 100_000):
        recording.alive(step)
        recording.requires_grad_at(step)
        recording.name_texts_at(step)
    assert time.thread_time() - began < 0.2


def test_each_of_several_joined_tensors_went_in(recorded, named):
    recording = recorded("import torch\na, b = torch.ones(2), torch.zeros(3)\nc = torch.cat([a, b, a])")
    join = recording.producer(named(recording, "c"))

    went_in = [used.tensor for used in recording.inputs(join)]

    assert went_in == [named(recording, name) for name in ("a", "b", "a")]


def test_an_expanded_tensor_of_many_elements_is_too_large_to_be_kept_as_a_value(recorded, named):
    recording = recorded("import torch\nx = torch.zeros(1)\nfew, many = x.expand(3, 4), x.expand(40_000, 30_000)")
    last = recording.last_step

    assert recording.value(named(recording, "few"), last).shape == (3, 4)
    assert recording.value(named(recording, "many"), last) is None
    assert recording.why_no_value(named(recording, "many"), last) == "large"
