"""What the encoder makes of steps: tables that run on from batch to batch."""

import numpy as np

import tensorlab as torch
from tensorlab import events
from tensorlab.kernel.protocol import TABLES, Encoder

START = TABLES["layouts"].index("start")


def test_a_way_to_lie_in_memory_is_told_once():
    encoder = Encoder()
    with events.listen() as heard:
        x = torch.ones(2, 3)
        x + 1
        begun = len(heard.events)
        first = encoder.batch(heard.events[:begun], heard.places)
        same, turned = x + 1, x.t() + 1
        second = encoder.batch(heard.events[begun:], [])

    before = first.tables["layouts"][-1, START]
    again, *_, last = second.tables["layouts"][:, START].tolist()
    dims = np.concatenate([first.dims, second.dims])
    assert again == before
    assert dims[again : again + 4].tolist() == [*same.shape, *same.stride()]
    assert dims[last : last + 4].tolist() == [*turned.shape, *turned.stride()]
