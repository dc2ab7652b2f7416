"""The client of a kernel over Jupyter's protocol, for the window: the only file that knows Jupyter's clients.

Messages come in on a thread of their own. Ours are decoded there and the console's are cut to what a widget can bear;
both are put into a queue that the session empties.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from qtconsole.client import QtKernelClient, QtZMQSocketChannel
from traitlets import Type

from tensorlab.kernel import protocol

LONGEST_LINE = 2_000
LARGEST_CHUNK = 50_000
"""Characters of console output: a line's, and a message's."""


class _Iopub(QtZMQSocketChannel):  # type: ignore[misc]
    """Puts what arrives into the session's queue instead of posting an event for each message."""

    inbox: deque[Any]
    wake: Callable[[], None]

    def call_handlers(self, msg: dict[str, Any]) -> None:
        if msg["header"]["msg_type"] == "comm_msg" and "type" in msg["content"].get("data", {}):
            try:
                self.inbox.append(protocol.decode(msg["content"]["data"], msg["buffers"]))
            except protocol.ProtocolError as error:
                self.inbox.append(error)
        else:
            self.inbox.append(sanitised(msg))
        self.wake()


def _iopub(queue: deque[Any], woken: Callable[[], None]) -> type[_Iopub]:
    """The channel is made by the client from a class, so the class has to know the queue."""

    class Iopub(_Iopub):
        inbox = queue
        wake = staticmethod(woken)

    return Iopub


class _Client(QtKernelClient):  # type: ignore[misc]
    iopub_channel_class = Type(_Iopub)
    control_channel_class = Type(QtZMQSocketChannel)


def connected(connection_file: str, inbox: deque[Any], wake: Callable[[], None]) -> Any:
    """A client of the kernel that this file describes; what arrives goes to ``inbox``, and ``wake`` is called then."""
    client = _Client(connection_file=connection_file)
    client.load_connection_file()
    client.iopub_channel_class = _iopub(inbox, wake)
    client.start_channels(hb=False)
    return client


def hang_up(client: Any) -> None:
    """Close the channels now; their thread sleeps up to a second, so its end is waited for elsewhere."""
    for channel in (client.shell_channel, client.iopub_channel, client.stdin_channel, client.control_channel):
        channel.close()
    loop, client.ioloop_thread = client.ioloop_thread, None
    client.stop_channels()
    threading.Thread(target=loop.stop, name="tensorlab-hang-up", daemon=True).start()


def sanitised(message: dict[str, Any]) -> dict[str, Any]:
    """A console message that a text widget can show without stopping: long lines and chunks are cut, and say so."""
    content = message["content"]
    if message["header"]["msg_type"] == "stream":
        content["text"] = cut(content["text"])
    elif message["header"]["msg_type"] == "error":
        content["evalue"] = cut(content["evalue"])
        content["traceback"] = [cut(part) for part in content["traceback"]]
    elif "text/plain" in content.get("data", {}):
        content["data"] = {"text/plain": cut(content["data"]["text/plain"])}
    return message


def cut(text: str) -> str:
    """Lines of at most :data:`LONGEST_LINE` characters, all together about :data:`LARGEST_CHUNK`; the last is kept."""
    if len(text) <= LONGEST_LINE:
        return text
    lines, size = [], 0
    for line in text.split("\n"):
        shown = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} … ({len(line)} characters)"
        size += len(shown) + 1
        if size > LARGEST_CHUNK:
            # The end says how it went on, or that more was left out.
            last = text.rstrip("\n").rpartition("\n")[2]
            lines += ["…", last[-LONGEST_LINE:], ""]
            break
        lines.append(shown)
    return "\n".join(lines)
