"""How much is alive: memory that several tensors share counts once, a graph is counted by its end."""

import tensorlab as torch
from tensorlab import events
from tensorlab.kernel.protocol import Encoder
from ui.models.census import Census, census
from ui.models.recording import Recording


def recorded(program):
    """The recording of a function's run; what it returns stays alive."""
    with events.listen() as heard:
        kept = program()
    recording = Recording()
    recording.append(Encoder().batch(heard.events, heard.places))
    return recording, kept


def test_nothing_is_alive_before_anything_has_happened():
    assert census(Recording(), -1) == Census(0, 0, 0, 0)


def test_two_views_of_one_memory_count_its_bytes_once():
    recording, kept = recorded(lambda: (x := torch.zeros(2, 3), x.t(), x[0]))

    found = census(recording, recording.last_step)

    assert (found.tensors, found.nbytes) == (3, 24)
    assert found.graphs == 0, "nothing here requires a gradient"
    assert len(kept) == 3


def test_an_expanded_axis_takes_no_memory():
    recording, _ = recorded(lambda: torch.zeros(1, 3).expand(1000, 3))

    assert census(recording, recording.last_step).nbytes == 12


def test_an_empty_tensor_takes_none():
    recording, _ = recorded(lambda: torch.zeros(0, 3))

    assert census(recording, recording.last_step)[:2] == (1, 0)


def test_each_end_of_a_graph_is_a_graph():
    def program():
        x = torch.ones(2, requires_grad=True)
        y = x * 2
        return (y + 1).sum(), y.mean()

    recording, losses = recorded(program)

    assert census(recording, recording.last_step).graphs == len(losses) == 2


def test_what_is_gone_no_longer_counts():
    def program():
        x = torch.ones(2, requires_grad=True)
        loss = (x * 2).sum()
        del loss
        return x

    recording, _ = recorded(program)

    assert census(recording, recording.last_step) == Census(1, 8, 0, 0)
