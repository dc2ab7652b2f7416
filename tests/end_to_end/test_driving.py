"""Running code of a real kernel driven by hand: slowly, statement by statement, and on."""

from ui.session.base import KernelState
from ui.session.driving import Drive

LOOP = """def double(value):
    made = value * 2
    return made

total = torch.zeros(2)
for step in range(3):
    total = double(total + 1)
"""


def test_code_stands_after_each_statement_even_in_a_loop_and_a_function_until_told(kernel):
    session = kernel.session
    session.set_drive(Drive.STOP)
    session.run_script(LOOP, "loop.py")

    seen = []
    for _ in range(6):
        kernel.until(lambda: session.standing is not None and session.standing != (seen[-1:] or [None])[0])
        seen.append(session.standing)
        session.playback.forward()

    assert seen == [("loop.py", line) for line in (1, 5, 6, 2, 7, 6)]
    names = session.recording.names_at(session.recording.last_step)
    assert session.recording.value(names["total"], session.step).tolist() == [2.0, 2.0]

    session.set_drive(Drive.RUN)
    kernel.until(lambda: session.kernel is KernelState.IDLE)
    assert session.recording.value(kernel.id("total"), session.step).tolist() == [14.0, 14.0]
    assert (session.drive, session.standing) == (Drive.RUN, None), "the next cell runs at full speed"


def test_while_code_stands_tensors_are_read_and_an_interrupt_ends_it(kernel):
    session = kernel.session
    session.set_drive(Drive.STOP)
    session.run_script("x = torch.full((1000, 1000), 3.)\ny = x + 1\nz = y + 1", "big.py")
    kernel.until(lambda: session.standing == ("big.py", 1))
    found = []

    session.read_cells(kernel.id("x"), [[0, 2], [0, 1]], lambda cells, why: found.append(cells))
    kernel.until(lambda: bool(found))
    assert found[0].tolist() == [[3.0], [3.0]]

    session.interrupt()
    kernel.until(lambda: session.kernel is KernelState.IDLE)
    assert kernel.run("assert 'z' not in globals()")


def test_slow_code_shows_itself_statement_by_statement(kernel):
    session = kernel.session
    lines = []
    session.drive_changed.connect(lambda: lines.append(session.standing))
    session.playback.set_speed(8.0)

    session.playback.drive_slowly()
    session.run_script("a = torch.ones(1)\nb = a + 1\nc = b + 1", "slow.py")
    kernel.until(lambda: bool(kernel.ended) and session.kernel is KernelState.IDLE)

    assert [line for line in lines if line is not None] == [("slow.py", 1), ("slow.py", 2), ("slow.py", 3)]
