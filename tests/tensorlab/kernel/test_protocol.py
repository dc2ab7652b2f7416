"""What comes over the wire is looked at before it is believed."""

import pytest

from tensorlab.kernel import protocol


def test_a_message_comes_back_as_it_was():
    cells = protocol.Cells(1, "<f4", [2], 0, b"\0" * 8)

    assert protocol.decode(*protocol.encode(cells)) == cells


@pytest.mark.parametrize(
    "data", [{}, {"type": "song"}, {"type": "cells"}, {"type": "drive", "rest": 0.0}, {"type": "trace"}], ids=str
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(protocol.ProtocolError, match=f"not a message of {protocol.TARGET}"):
        protocol.decode(data, [])


@pytest.mark.parametrize(("dtype", "shape"), [("<f4", [3]), ("O", [1]), ("<U2", [1]), ("nothing", [2])])
def test_cells_that_are_not_what_they_say_are_refused(dtype, shape):
    with pytest.raises(protocol.ProtocolError, match="cells that are not what they say"):
        protocol.Cells(1, dtype, shape, 0, b"\0" * 8).array()
