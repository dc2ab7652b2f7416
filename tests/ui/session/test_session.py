"""What a session promises, whether the user's code runs here or in a process of its own."""

import numpy as np
import pytest

from tensorlab.events import NEVER, Phase
from ui.session.base import KernelState


def test_a_cell_becomes_a_recording_with_names_and_values(driver):
    assert driver.run("x = torch.tensor([1., 2.], requires_grad=True)\nz = x * x")

    recording = driver.session.recording
    z = driver.id("z")
    assert recording.op(recording.producer(z)) == "mul"
    assert recording.value(z, recording.last_step).tolist() == [1.0, 4.0]
    assert recording.name(driver.id("x"), recording.last_step) == "x"


def test_the_shown_step_follows_the_last_while_live(driver):
    driver.run("x = torch.ones(2)")

    assert driver.session.is_live
    assert driver.session.step == driver.session.recording.last_step >= 1


def test_steps_know_their_line_and_source(driver):
    driver.run("a = torch.ones(2)\n\nb = a + 1")

    recording = driver.session.recording
    place = recording.place(recording.producer(driver.id("b")))
    assert (place.source, place.line) == ("In [1]", 3)


def test_a_script_keeps_its_name_and_its_lines(driver):
    driver.session.run_script("b = torch.ones(2)\nname = __name__\nfile = __file__", "/some/where/fit.py", 7)
    driver.until(lambda: bool(driver.ended) and driver.session.kernel is KernelState.IDLE)

    recording = driver.session.recording
    place = recording.place(driver.id("b"))
    assert (place.source, place.line) == ("fit.py", 7)
    assert driver.run("assert name == '__main__' and file == '/some/where/fit.py'")
    assert driver.run("assert '__file__' not in globals()")


def test_an_error_is_recorded_with_its_place_and_advice(driver):
    assert not driver.run("a = torch.ones(3)\na + torch.ones(4)")

    (problem,) = driver.session.recording.errors
    assert problem.kind == "RuntimeError"
    assert problem.message.startswith("The size of tensor a (3) must match the size of tensor b (4)")
    assert problem.notes.startswith("why:")
    assert (problem.place.source, problem.place.line) == ("In [1]", 2)


def test_an_error_in_a_script_is_recorded_once(driver):
    driver.session.run_script("a = torch.ones(3)\n\na.view(2)", "fit.py")
    driver.until(lambda: bool(driver.ended) and driver.session.kernel is KernelState.IDLE)

    (problem,) = driver.session.recording.errors
    assert (problem.place.source, problem.place.line) == ("fit.py", 3)


def test_a_syntax_error_has_a_place_too(driver):
    assert not driver.run("a = 1\nb = (")

    (problem,) = driver.session.recording.errors
    assert problem.kind == "SyntaxError"
    assert problem.place.line == 2


def test_what_nobody_refers_to_is_collected_at_once(driver):
    driver.run("x = torch.ones(2, requires_grad=True)\nz = x * x\nz = None\nw = x + 1")

    recording = driver.session.recording
    mul = next(node for node in range(recording.n_nodes) if recording.grad_fn_name(node) == "MulBackward0")
    assert recording.collected[mul] < recording.born[driver.id("w")]


def test_a_displayed_result_is_not_kept_alive(driver):
    driver.run("x = torch.ones(2)\nx * 2")
    driver.run("y = 1")

    recording = driver.session.recording
    product = next(n for n in range(recording.n_nodes) if recording.is_tensor(n) and recording.op(n) == "mul")
    assert recording.collected[product] < NEVER


def test_the_frames_of_an_error_keep_nothing_alive(driver):
    driver.run("def f():\n    local = torch.ones(2) * 3\n    raise ValueError('mine')\nf()")

    recording = driver.session.recording
    product = next(n for n in range(recording.n_nodes) if recording.is_tensor(n) and recording.op(n) == "mul")
    assert recording.collected[product] <= recording.last_step


OVER = -1
"""The number of the row that says that a loop is over."""


def iterations(driver) -> list[tuple[int, int]]:
    """(run of a loop, number of the pass) of each row."""
    table = driver.session.recording.tables["iterations"]
    return list(zip(table["loop"].tolist(), table["number"].tolist(), strict=True))


def test_iterations_are_those_of_the_outermost_loop(driver):
    driver.run("for i in range(3):\n    for j in range(2):\n        a = torch.ones(1) * j")
    driver.run("for k in range(2):\n    b = torch.ones(1)")

    assert iterations(driver) == [(0, 0), (0, 1), (0, 2), (0, OVER), (1, 0), (1, 1), (1, OVER)]


@pytest.mark.parametrize(
    "loop",
    [
        "for i in range(3):\n    a = torch.ones(1)\n    if i == 1: break",
        "n = 2\nwhile n:\n    n -= 1\n    a = torch.ones(1)",
        "n = 2\nwhile n:\n    n -= 1\n    a = torch.ones(1)\nelse:\n    for j in range(0): pass",
        "def f():\n    for i in range(3):\n        a = torch.ones(1)\n        if i == 1: return a\nf()",
        "try:\n    for i in range(3):\n        a = torch.ones(1) / i\n        b = [1][i]\nexcept IndexError:\n    pass",
        "def down(n):\n    for i in range(2):\n        a = torch.ones(1)\n        if n: down(n - 1)\ndown(2)",
        "def g():\n    while True:\n        yield torch.ones(1)\nfor i, a in zip(range(2), g()):\n    b = a + 1",
    ],
    ids=["break", "while", "else", "return", "error", "recursion", "generator"],
)
def test_two_passes_are_two_however_the_loop_ends(driver, loop):
    driver.run(loop + "\nx = torch.ones(2)\nfor k in range(1):\n    b = torch.ones(1)")

    assert iterations(driver) == [(0, 0), (0, 1), (0, OVER), (1, 0), (1, OVER)]


def test_the_loop_of_a_generator_is_none_of_the_recordings(driver):
    driver.run("def g():\n    for i in range(3):\n        yield torch.ones(1)\nheld = g()\na = next(held)")
    driver.run("a = next(held)\nfor k in range(2):\n    b = torch.ones(1)")

    assert iterations(driver) == [(0, 0), (0, 1), (0, OVER)]


def test_passes_without_a_tensor_are_counted_and_not_told(driver):
    driver.run("for i in range(5):\n    if i % 2:\n        continue\n    a = torch.ones(1)")

    assert [number for _, number in iterations(driver)] == [0, 2, 4, OVER]


def test_loops_without_a_tensor_are_a_step_or_two_however_often_they_run(driver):
    driver.run("def f():\n    for i in range(1000):\n        pass\n    return i")
    driver.run("for i in range(20000):\n    pass\nn = f() + f() + f()\nx = torch.ones(2)")

    assert iterations(driver)[-1][1] == OVER
    assert len(iterations(driver)) < 50


def test_a_change_through_numpy_is_seen_after_the_statement(driver):
    driver.run("a = np.zeros(3, dtype=np.float32)\nt = torch.from_numpy(a)\na[1] = 5\nb = 1")

    recording = driver.session.recording
    assert recording.value(driver.id("t"), recording.last_step).tolist() == [0.0, 5.0, 0.0]


def test_deleting_a_name_is_recorded(driver):
    driver.run("x = torch.ones(2)\ny = x\ndel x")
    assert driver.session.recording.names_at(driver.session.recording.last_step).keys() == {"y"}


def test_names_bound_behind_the_statements_are_found_at_the_end_of_the_cell(driver):
    driver.run("globals()['hidden'] = torch.ones(2)")
    assert "hidden" in driver.session.recording.names_at(driver.session.recording.last_step)


def test_import_torch_means_this_package_at_every_depth(driver):
    assert driver.run(
        "import torch, tensorlab\nimport torch.autograd as a\nassert torch is tensorlab is tl\n"
        "assert a is tensorlab.autograd\nfrom torch import no_grad\nassert no_grad is tensorlab.no_grad"
    )
    assert driver.run(
        "try:\n    import torch.no_such_thing\nexcept ModuleNotFoundError as e:\n    assert 'torch.no' in str(e)"
    )


def test_cells_are_read_as_they_are_now(driver):
    driver.run("x = torch.arange(12.).view(3, 4)")

    cells, _ = driver.read(driver.id("x"), 1, (1, 3))
    assert cells.dtype == np.float32
    assert cells.tolist() == [5.0, 6.0]


def test_reading_leaves_no_trace(driver):
    driver.run("x = torch.arange(12.)")
    before = driver.session.recording.last_step
    x = driver.id("x")

    driver.read(x, (0, 12))
    driver.run("del x")

    assert driver.session.recording.last_step == before + 2  # the tensor's end and the name's, nothing else
    assert driver.session.recording.collected[x] <= before + 2


def test_reading_what_is_gone_says_so(driver):
    driver.run("x = torch.ones(2)")
    x = driver.id("x")
    driver.run("del x")

    assert driver.read(x, (0, 2)) == (None, "gone")


def test_reading_too_much_is_refused(driver):
    driver.run("x = torch.zeros(600, 600)")
    assert driver.read(driver.id("x"), (0, 600), (0, 600))[1] == "error"


def test_what_would_be_drawn_is_foretold_and_not_drawn(driver):
    driver.run("torch.manual_seed(5)")
    answers = []
    for seed in (None, 5):
        driver.session.draw("randn", (4, 5), "float32", seed, lambda values, why: answers.append(values))
    driver.until(lambda: len(answers) == 2)

    driver.run("x = torch.randn(4, 5)")

    made = driver.session.value(driver.id("x"))
    assert answers[0].tolist() == answers[1].tolist() == made.tolist()


def test_what_cannot_be_drawn_is_not_foretold(driver):
    answers = []
    for asked in (("rand", (5000, 5000), "float32", 0), ("os.system", (2,), "float32", 0), ("rand", (2,), "text", 0)):
        driver.session.draw(*asked, lambda values, why: answers.append((values, why)))
    driver.until(lambda: len(answers) == 3)

    assert answers == [(None, "error")] * 3


def test_an_edit_is_a_line_of_python_and_undone_exactly(driver):
    driver.run("x = torch.tensor([0.1, 0.2])\nshared = x.view(2, 1)")
    x = driver.id("x")

    driver.edit(x, "{x}[1] = 3.5")
    assert driver.echoed == ["x[1] = 3.5"]
    assert driver.read(x, (0, 2))[0].tolist() == [np.float32(0.1), 3.5]

    driver.session.edits.undo()
    driver.until(lambda: len(driver.echoed) == 2)
    assert driver.read(x, (0, 2))[0].tolist() == [np.float32(0.1), np.float32(0.2)]
    assert driver.session.edits.can_redo and not driver.session.edits.can_undo


def test_a_leaf_is_edited_outside_the_graph(driver):
    driver.run("x = torch.tensor([1., 2.], requires_grad=True)")
    driver.edit(driver.id("x"), "{x}[0] = 5.0")

    assert driver.echoed == ["with torch.no_grad(): x[0] = 5.0"]
    recording = driver.session.recording
    assert recording.is_leaf(driver.id("x"), recording.last_step)
    assert Phase.UPDATE in recording.phases


def test_an_unnamed_tensor_is_edited_by_its_number(driver):
    driver.run("losses = [torch.zeros(2)]")
    driver.edit(0, "{x}[0] = 1.0")

    assert driver.echoed == ["lab[0][0] = 1.0"]
    assert driver.run("assert losses[0].tolist() == [1.0, 0.0]")


def test_an_edit_of_what_has_changed_meanwhile_does_nothing(driver):
    driver.run("x = torch.zeros(2)")
    driver.run("x += 1")

    driver.edit(driver.id("x"), "{x}[0] = 9.0", version=0)

    assert driver.refused and not driver.echoed
    assert driver.run("assert x.tolist() == [1.0, 1.0]")


def test_undo_after_the_tensor_has_changed_says_so_and_changes_nothing(driver):
    driver.run("x = torch.zeros(2)")
    driver.edit(driver.id("x"), "{x}[0] = 9.0")
    driver.run("x += 1")

    driver.session.edits.undo()
    driver.until(lambda: bool(driver.refused))
    assert driver.run("assert x.tolist() == [10.0, 1.0]")


def test_text_that_is_no_value_is_refused_in_words(driver):
    driver.run("x = torch.zeros(2)")
    driver.edit(driver.id("x"), "{x}[0] = nonsense")

    assert "nonsense" in driver.refused[0][1]
    assert driver.run("assert x.tolist() == [0.0, 0.0]")


def test_user_code_points_at_tensors_through_lab(driver):
    opened = []
    driver.session.tensor_opened.connect(opened.append)
    driver.run("a, b = torch.ones(2), torch.ones(3)\nlab.select(a)\nlab.show(b)\nlab.explain(a, b)\nassert lab[0] is a")

    assert driver.session.selection == driver.id("a")
    assert opened == [driver.id("b")]
    assert driver.session.operands == (driver.id("a"), driver.id("b"))


def test_the_status_tells_what_mode_holds(driver):
    driver.run("torch.set_grad_enabled(False)")
    assert not driver.session.status.grad_enabled
    assert driver.run("assert not torch.is_grad_enabled()")
    driver.run("torch.set_grad_enabled(True)\ntorch.manual_seed(7)")
    assert driver.session.status.grad_enabled
    assert driver.session.status.seed == 7


def test_a_restart_begins_a_new_recording_and_keeps_the_old(driver):
    driver.run("x = torch.ones(2)")
    old = driver.session.recording

    driver.session.restart()
    driver.until(lambda: driver.session.kernel is KernelState.IDLE)
    assert driver.session.earlier == [old]
    assert driver.session.recording.last_step == -1

    assert not driver.run("x")
    assert driver.run("y = torch.ones(3)")
    assert driver.id("y") == 0


def test_the_text_of_a_cell_is_known_by_the_name_of_its_places(driver) -> None:
    driver.run("import torch")
    driver.run("x = torch.ones(2)\ny = x * 3")

    recording = driver.session.recording
    place = recording.place(driver.id("y"))
    assert place.line == 2
    assert recording.source_text(place.source) == "x = torch.ones(2)\ny = x * 3"
    assert recording.expression(driver.id("y")) == "x * 3"


def test_a_layer_whose_shape_its_first_input_tells_is_recorded_from_then_on(driver):
    assert driver.run("net = torch.nn.LazyLinear(3)\nw = net.weight\nbefore = repr(w)\ny = net(torch.ones(2, 4)).sum()")
    assert driver.run("y.backward()\nassert before == '<UninitializedParameter>'")

    recording = driver.session.recording
    weight = driver.id("net.weight")
    assert recording.shape(weight, recording.last_step) == (3, 4)
    assert recording.shape(recording.grad(weight, recording.last_step), recording.last_step) == (3, 4)


def test_a_run_ends_where_the_next_begins_or_before(driver):
    driver.run("x = torch.ones(2)")
    driver.run("y = x * 2")

    recording = driver.session.recording
    assert [(cell.step, cell.end_step) for cell in recording.cells] == [
        (0, recording.cells[1].step),
        (recording.cells[1].step, recording.last_step + 1),
    ]
