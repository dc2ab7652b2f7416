"""The kernel process: an IPython kernel with the agent inside. The only file that knows ipykernel.

``python -P -m tensorlab.kernel.ipython -f connection.json`` is how the window starts it. Its profile and history are
its own: no start-up file, configuration or history of the user's IPython is read or written. It ends with its parent:
the window holds the other end of its standard input, whose end is the end of both.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from types import TracebackType
from typing import Any

import zmq
from ipykernel.compiler import XCachingCompiler
from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Type
from zmq.eventloop.zmqstream import ZMQStream

from tensorlab.kernel import protocol
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.last_words import speak_before_the_end
from tensorlab.kernel.output import Clip
from tensorlab.kernel.statements import Instrument
from tensorlab.kernel.workspace import Workspace, hide_inner_causes, speak_of_torch, users_part

LAST_WORDS = 0.7
"""Seconds for what is untold when the process is about to die."""

REST = 0.1
"""Seconds after the window has come, in which what it asks first is answered."""

GOODBYE = 0.1
"""Seconds in which the sockets, which have threads of their own, send what they were given."""


class _Display(ZMQShellDisplayHook):  # type: ignore[misc]
    """Shows results and keeps none: ``Out[3]`` and ``_`` would keep graphs alive without a word."""

    def update_user_ns(self, result: Any) -> None:
        """Nothing is kept."""

    def fill_exec_result(self, result: Any) -> None:
        """Nothing is kept."""


class _Compiler(XCachingCompiler):  # type: ignore[misc]
    """Compiles cells under the name that the user knows them by."""

    workspace: Workspace | None = None

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        name = f"<In [{number}]>"
        if self.workspace is not None:
            self.workspace.name_source(name, f"In [{number}]")
        return name


class _Shell(ZMQInteractiveShell):  # type: ignore[misc]
    displayhook_class = Type(_Display)
    cell_number = 1
    """The number by which the user knows the cell that runs; the shell's own count is ahead of it by then."""

    async def run_cell_async(self, *arguments: Any, **options: Any) -> Any:
        self.cell_number = self.execution_count
        return await super().run_cell_async(*arguments, **options)

    def _get_exc_info(self, exc_tuple: Any = None) -> tuple[type[BaseException], BaseException, TracebackType | None]:
        kind, error, trace = super()._get_exc_info(exc_tuple)
        kept = users_part(trace)
        hide_inner_causes(error)
        speak_of_torch(error)
        return kind, error, trace if kept is None else kept


class _Kernel(IPythonKernel):  # type: ignore[misc]
    shell_class = Type(_Shell)
    compiler_class = Type(_Compiler)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._comm = ""
        self._begun = 0
        self._sending = threading.Lock()
        shell = self.shell
        self.agent = Agent(self._send, shell.user_ns)
        self._clip = Clip(self.agent.tracer)
        for stream in (sys.stdout, sys.stderr):
            stream.write = self._clip.guard(stream.write)  # type: ignore[method-assign]
        self.agent.workspace.watch.begin()
        shell.compile.workspace = self.agent.workspace
        shell.ast_transformers.append(Instrument(self.agent.workspace.watch.table))
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)
        shell.user_ns_hidden.update(dict.fromkeys(("torch", "tl", "np", "lab")))
        self.comm_manager.register_target(protocol.TARGET, self._opened)
        self.control_handlers["comm_msg"] = self._read

    def start(self) -> None:
        super().start()
        # After the debugger's own handlers, which only write a traceback.
        speak_before_the_end(self._last_words)

    def _last_words(self) -> None:
        self.agent.outbox.empty(LAST_WORDS)
        sent = threading.Event()
        self.iopub_thread.schedule(sent.set)
        sent.wait(LAST_WORDS)
        time.sleep(GOODBYE)

    # -- cells --------------------------------------------------------------------------------------------------------

    def _begin(self, info: Any) -> None:
        self._clip.reset()
        self._begun += 1
        self.agent.workspace.begin(f"In [{self.shell.cell_number}]", info.raw_cell)

    def _end(self, result: Any) -> None:
        # IPython tells of the end of an empty cell, too, of which it has told no beginning.
        if not self._begun:
            return
        self._begun -= 1
        self.agent.workspace.end(result.error_before_exec or result.error_in_exec)

    # -- the wire -----------------------------------------------------------------------------------------------------

    def _opened(self, comm: Any, message: dict[str, Any]) -> None:
        self._comm = comm.comm_id
        comm.on_msg(self._in_turn)
        self.agent.read(protocol.decode(message["content"]["data"], message.get("buffers", ())))
        self.agent.start()
        self.io_loop.call_later(REST, self._rehearse)

    def _rehearse(self) -> None:
        """Write a traceback, which nobody reads: the first one loads much, and an interrupt should be answered soon."""
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            self.shell.InteractiveTB.structured_traceback(*sys.exc_info())

    def _in_turn(self, message: dict[str, Any]) -> None:
        """A message that waits for the cells before it."""
        request = self._decoded(message)
        if isinstance(request, protocol.Edit):
            self._clip.reset()
            self.agent.edit(request)
        elif request is not None:
            self.agent.read(request)

    async def _read(self, stream: Any, identities: Any, message: dict[str, Any]) -> None:
        request = self._decoded(message)
        if request is not None:
            self.agent.read(request)

    def _decoded(self, message: dict[str, Any]) -> protocol.Message | None:
        try:
            return protocol.decode(message["content"]["data"], message.get("buffers", ()))
        except protocol.ProtocolError:
            self.log.warning("A message was dropped.", exc_info=True)
            return None

    def _send(self, message: protocol.Message) -> None:
        if not self._comm:
            return
        data, buffers = protocol.encode(message)
        content = {"comm_id": self._comm, "data": data}
        with self._sending:
            self.session.send(
                self.iopub_socket, "comm_msg", content, ident=self._topic("comm_msg"), buffers=buffers or None
            )


class _Iopub(IOPubThread):  # type: ignore[misc]
    """Takes what forked processes print from a socket in the kernel's own folder, where ipykernel opens a TCP port."""

    def _setup_pipe_in(self) -> None:
        self._children = f"{self.socket.get_string(zmq.LAST_ENDPOINT)}-children"
        if not self._children.startswith("ipc:"):
            super()._setup_pipe_in()
            return
        self._pipe_uuid = os.urandom(16)
        inlet = self.socket.context.socket(zmq.PULL)
        inlet.linger = 0
        inlet.bind(self._children)
        self._pipe_in = ZMQStream(inlet, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[zmq.Context[Any], zmq.Socket[Any]]:
        if not self._children.startswith("ipc:"):
            found: tuple[zmq.Context[Any], zmq.Socket[Any]] = super()._setup_pipe_out()
            return found
        context = zmq.Context()  # a forked process cannot use its parent's
        outlet = context.socket(zmq.PUSH)
        outlet.linger = 3000
        outlet.connect(self._children)
        return context, outlet


class Launcher(IPKernelApp):  # type: ignore[misc]
    """The application: an IPython kernel without anybody's configuration."""

    name = "tensorlab-kernel"
    kernel_class = Type(_Kernel)
    exec_PYTHONSTARTUP = False

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Configuration is the command line and nothing else."""

    def init_iopub(self, context: zmq.Context[Any]) -> None:
        """The channel of all that is told."""
        publisher = context.socket(zmq.XPUB)
        publisher.linger = 1000
        publisher.setsockopt(zmq.XPUB_NODROP, 1)  # or messages past 1000 in the queue are dropped silently
        self.iopub_port: int = self._bind_socket(publisher, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = _Iopub(publisher, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket


def _end_with_parent() -> None:
    """Watch the standard input, which the parent holds open, and give the user's code an empty one instead."""
    lifeline = os.dup(0)
    os.set_inheritable(lifeline, False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    leave = os._exit  # before it learns to wait for somebody who listens

    def watch() -> None:
        while os.read(lifeline, 1):
            pass
        leave(0)

    threading.Thread(target=watch, name="tensorlab-parent", daemon=True).start()


def main() -> None:
    """Run the kernel until it is told to end, or its parent has."""
    if os.environ.get("TENSORLAB_LIFELINE") == "stdin":
        _end_with_parent()
    # Every node and tensor is an object the collector counts: at its usual pace it takes half of the time in which a
    # graph is built. Graphs are freed by reference counts, so it may look rarely, and never at what was imported.
    gc.set_threshold(10_000, 10, 10)
    gc.freeze()
    Launcher.launch_instance()


if __name__ == "__main__":
    main()
