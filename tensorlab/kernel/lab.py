"""``lab``: the window's gestures as lines of Python, for the console and for scripts.

What only the window knows is asked of it while the code waits, in short waits that an interrupt can end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import tensorlab
from tensorlab._tensor import Tensor
from tensorlab.events import Tracer
from tensorlab.kernel.images import read_picture
from tensorlab.kernel.outbox import PATIENCE, SLICE, Outbox
from tensorlab.kernel.protocol import GraphPart, GraphWanted, Pointed

if TYPE_CHECKING:
    import networkx as nx


class Lab:
    """What the window does with the mouse, as lines of Python.

    =========================  ===============================================================
    ``lab.select(x)``          select a tensor in the window
    ``lab.show(x)``            open a tensor in a tab of its own
    ``lab.explain(a, b)``      show in Shapes how tensors fit
    ``lab.graph()``            the graph of the shown step, a ``networkx.DiGraph``
    ``lab.image(path)``        the pixels of a picture as a tensor
    ``lab.run(text, path)``    run a script as the window does
    ``lab.step``               how many steps have been recorded
    ``lab[17]``                the living tensor with number 17 in the recording
    =========================  ===============================================================

    ``help(lab.graph)`` says more of each.
    """

    def __init__(self, tracer: Tracer, outbox: Outbox, run: Callable[[str, str, int], None]) -> None:
        self._tracer = tracer
        self._outbox = outbox
        self._run = run
        self._requests = 0
        self._parts: list[GraphPart] = []
        self._arrived = threading.Event()

    def __repr__(self) -> str:
        return "lab: select(x), show(x), explain(a, b), graph(), image(path), run(text, path), step, lab[17]; help(lab)"

    def __getitem__(self, number: int) -> Any:
        """The living tensor with this number in the recording.

        Raises:
            KeyError: there is none, or it no longer exists.
        """
        tracked = self._tracer.living.get(number)
        found = None if tracked is None else tracked()
        if not isinstance(found, Tensor):
            raise KeyError(f"no tensor {number} exists now")
        return found

    @property
    def step(self) -> int:
        """How many steps have been recorded so far."""
        return self._outbox.steps

    def run(self, text: str, path: str = "script.py", first_line: int = 1) -> None:
        """Run a script as the window does: under its file name, as ``__main__``, line numbers agreeing."""
        self._run(text, path, first_line)

    def select(self, tensor: Any) -> None:
        """Select a tensor in the window.

        >>> lab.select(x)
        """
        self._point("select", tensor)

    def show(self, tensor: Any) -> None:
        """Open a tensor in a tab of its own.

        >>> lab.show(x)
        """
        self._point("show", tensor)

    def explain(self, *tensors: Any) -> None:
        """Show in Shapes how the shapes of these tensors line up.

        >>> lab.explain(torch.ones(3), torch.ones(3, 1))
        """
        self._point("explain", *tensors)

    def graph(self) -> nx.DiGraph:
        """The graph that the window shows, at the step it shows, every node of it, folded or not.

        A node is the number of a tensor or an operation (``lab[number]`` is the tensor while it lives). Its attributes
        are those of an exported graph:

        * ``label`` — its name, or the operation; ``about`` — the second line of its card, such as ``(3, 1) f32``
        * ``kind`` — ``tensor``, ``function`` or ``accumulate``
        * ``role`` — of a tensor ``leaf`` (asks for gradients), ``data`` (does not) or ``computed``, else ``none``
        * ``state`` — ``alive``, ``freed`` (its saved tensors are) or ``collected``
        * ``x``, ``y`` — where it is drawn; left out while it is inside a folded card

        An edge has its ``kind`` (``data``, ``backward``, ``writes``) and a ``label``: the shape of the gradient on its
        way. ``graph.graph["step"]`` is the shown step, counted from 0.

        Raises:
            RuntimeError: no window answers.

        >>> g = lab.graph()
        >>> [g.nodes[n]["label"] for n in nx.ancestors(g, loss_number)]
        ['x', 'w', 'mul']
        """
        import networkx as nx

        graph = nx.DiGraph()
        for part in self._shown():
            graph.graph["step"] = part.step
            graph.add_nodes_from((number, about) for number, about in part.nodes)
            graph.add_edges_from((source, target, about) for source, target, about in part.edges)
        return graph

    def image(self, path: str) -> Tensor:
        """The pixels of a picture as a uint8 tensor, shape (height, width, channels).

        With the window PNG, JPEG, WebP, GIF, BMP, TIFF and others are read, else PNG alone.

        >>> lab.image("cat.jpg").shape
        torch.Size([480, 640, 3])
        """
        tensor: Tensor = tensorlab.from_numpy(read_picture(path))
        return tensor

    def answer(self, part: GraphPart) -> None:
        """The window's answer to :meth:`graph`; called on the thread that reads its messages."""
        if part.request == self._requests:
            self._parts.append(part)
            self._arrived.set()

    def _point(self, what: str, *tensors: Any) -> None:
        for tensor in tensors:
            if not isinstance(tensor, Tensor):
                raise TypeError(f"lab.{what}() takes tensors, not {type(tensor).__name__}")
        self._outbox.notice(Pointed(what, [self._tracer.tensor_id(tensor) for tensor in tensors]))

    def _shown(self) -> list[GraphPart]:
        """All parts of the graph that is shown, asked for after all that has happened until now."""
        self._requests += 1
        self._parts = []
        self._arrived.clear()
        self._outbox.notice(GraphWanted(self._requests))
        # Here and not only on the thread that tells: where there is none, nobody else would ask.
        self._outbox.pump()
        deadline = time.monotonic() + PATIENCE
        while not (self._parts and self._parts[-1].is_last):
            if self._arrived.wait(SLICE) or not self._outbox.is_idle:
                self._arrived.clear()
                deadline = time.monotonic() + PATIENCE
            if time.monotonic() > deadline:
                raise RuntimeError("lab.graph() gives the graph that a window shows, and no window answers")
        return self._parts
