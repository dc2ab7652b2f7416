"""How smooth the canvas is: ``python -m tests.benchmarks.frames [nodes …]``. Not part of the suite.

Drives the real canvas over real recordings and prints, for each zoom, the CPU time of a frame while panning and while
zooming; how long it takes to take over a picture and to find the node under the pointer; what a node costs in memory.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Lab
from ui import app
from ui.canvas.view import Canvas
from ui.models.folding import Wishes
from ui.models.graph import GraphModel
from ui.models.picture import Picture
from ui.models.recording import Recording

SIZE = (1600, 1000)
FRAMES = 20
ZOOMS = (2.0, 1.0, 0.7, 0.5, 0.35, 0.3, 0.12)
LAYERS = """
import torch
x = torch.ones(4, 8)
for layer in range({rounds}):
    w, b = torch.randn(8, 8, requires_grad=True), torch.zeros(8, requires_grad=True)
    x = torch.tanh(x @ w + b)
loss = x.sum()
loss.backward()
"""
STEPS = """
import torch
w, u, b = (torch.randn(*size, requires_grad=True) for size in ((4, 4), (4, 4), (4,)))
h = torch.zeros(2, 4)
for x in torch.randn({rounds}, 2, 4):
    h = torch.tanh(x @ w + h @ u + b)
h.sum().backward()
"""
SCALARS = """
import torch
values = [torch.randn((), requires_grad=True) for _ in range(20)]
for layer in range({rounds}):
    sums = []
    for _ in values:
        total = torch.zeros((), requires_grad=True)
        for value in values:
            total = total + value * torch.randn((), requires_grad=True)
        sums.append(total.relu())
    values = sums
sum(values).backward()
"""
PROGRAMS = {"layers": (LAYERS, 8), "steps": (STEPS, 11), "scalars": (SCALARS, 2040)}
"""What is drawn, and how many nodes each round of it makes."""


def say(name: str, value: float, unit: str) -> None:
    sys.stdout.write(f"{name:<46}{value:10.2f} {unit}\n")


def recording_of(name: str, nodes: int) -> Recording:
    program, each = PROGRAMS[name]
    return Lab().run(program.format(rounds=max(1, round(nodes / each))))


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of CPU time."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def frame() -> None:
    """Let what has changed be painted."""
    QApplication.processEvents()


def measure_frames(canvas: Canvas, zoom: float, name: str) -> None:
    canvas.set_zoom(zoom)
    centre = canvas.picture.nodes.centres
    canvas.centerOn(QPointF(*centre[len(centre) // 2]))
    frame()
    bar = canvas.verticalScrollBar()
    pans, zooms = [], []
    for i in range(FRAMES):
        bar.setValue(bar.value() + (40 if i % 2 else -40))
        pans.append(cpu(frame))
        canvas.set_zoom(zoom * (1.02 if i % 2 else 1.0))
        zooms.append(cpu(frame))
    say(f"{name}: pan", statistics.median(pans), "ms")
    say(f"{name}: zoom", statistics.median(zooms), "ms")


def measure_hits(canvas: Canvas) -> None:
    canvas.set_zoom(0.3)
    points = [QPoint(x, y) for x in range(0, SIZE[0], 40) for y in range(0, SIZE[1], 40)]
    spots = [canvas.mapToScene(point) for point in points]
    scene = canvas.scene()
    began = time.perf_counter()
    for spot in spots:
        scene.node_at(spot, 4.0)
    say("find the node under the pointer", (time.perf_counter() - began) / len(spots) * 1e6, "µs")


def memory_of(picture: Picture) -> float:
    """Bytes a node that the canvas keeps for a picture."""
    tracemalloc.start()
    canvas = Canvas()
    before, resident = tracemalloc.get_traced_memory()[0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    canvas.set_picture(picture)
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - resident) * 1024
    return max(used, grown) / len(picture.nodes)


def measure(name: str, nodes: int) -> None:
    recording = recording_of(name, nodes)
    model = GraphModel(recording)
    model.wish(Wishes(fold=False))
    model.settle()
    picture = model.picture(recording.last_step)
    sys.stdout.write(f"\n{name}: {len(picture.nodes)} nodes, {len(picture.edges)} edges\n")
    say("memory of the picture on the canvas", memory_of(picture), "B a node")
    canvas = Canvas()
    canvas.resize(*SIZE)
    canvas.show()
    say("take over a picture", cpu(lambda: (canvas.set_picture(picture), frame())), "ms")
    say("another step", cpu(lambda: (canvas.set_picture(model.picture(recording.last_step // 2)), frame())), "ms")
    canvas.set_picture(picture)
    for zoom in ZOOMS:
        measure_frames(canvas, zoom, f"{zoom:.0%}")
    canvas.fit()
    measure_frames(canvas, canvas.zoom, "everything")
    measure_hits(canvas)
    canvas.close()


def main() -> None:
    application = app.application(["frames"])
    for nodes in [int(each) for each in sys.argv[1:]] or [1_000, 10_000, 50_000]:
        for name in PROGRAMS:
            measure(name, nodes)
    del application


if __name__ == "__main__":
    main()
