"""The kernel in IPython: what a forked process prints comes through, whatever the channels are made of."""

import pytest
import zmq

from tensorlab.kernel.ipython import _Iopub


@pytest.fixture(params=["ipc", "tcp"])
def channel(request, tmp_path):
    """The thread of the channel of all that is told, and who listens there."""
    context = zmq.Context()
    publisher, listener = context.socket(zmq.XPUB), context.socket(zmq.SUB)
    publisher.linger = 0
    publisher.bind(f"ipc://{tmp_path}/iopub" if request.param == "ipc" else "tcp://127.0.0.1:*")
    listener.connect(publisher.get_string(zmq.LAST_ENDPOINT))
    listener.subscribe(b"")
    publisher.poll(5000)
    thread = _Iopub(publisher, pipe=True)
    thread.start()
    yield thread, listener
    thread.stop()
    thread.close()
    context.destroy(linger=0)


def test_what_a_forked_process_prints_is_told_by_its_parent(channel):
    thread, listener = channel
    context, outlet = thread._setup_pipe_out()
    outlet.send_multipart([thread._pipe_uuid, b"stream", b"hello"])
    outlet.close()

    assert listener.poll(5000)
    assert listener.recv_multipart() == [b"stream", b"hello"]
    context.term()
