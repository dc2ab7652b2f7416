"""What a cell prints is shown up to a limit, and its first lines are steps of the recording."""

import pytest

from tensorlab.events import Kind, Tracer
from tensorlab.kernel import output
from tensorlab.kernel.output import Clip


class Stream:
    """What was written, and what the recording noted of it."""

    def __init__(self) -> None:
        self.tracer = Tracer(sources={})
        self.shown = ""
        self.clip = Clip(self.tracer)
        self.write = self.clip.guard(self._show)

    def _show(self, text: str) -> None:
        self.shown += text

    @property
    def noted(self) -> list[str]:
        return [event[3] for event in self.tracer.events if event[0] == Kind.PRINTED]


def test_each_whole_line_is_a_step():
    stream = Stream()

    assert stream.write("one\ntw") == 6
    stream.write("o\nthree")

    assert stream.shown == "one\ntwo\nthree"
    assert stream.noted == ["one", "two"]


def test_only_text_can_be_written():
    with pytest.raises(TypeError, match=r"write\(\) argument must be str, not int"):
        Stream().write(3)


def test_beyond_the_limit_a_sentence_stands_for_the_rest(monkeypatch):
    monkeypatch.setattr(output, "LARGEST", 20)
    stream = Stream()
    stream.write("x" * 25)
    stream.write("y")

    assert stream.shown.startswith("x" * 20 + "\n… the rest of this cell's output is not shown")
    assert "y" not in stream.shown.partition("\n")[2].replace("any", "")


def test_a_new_cell_has_the_whole_limit_again(monkeypatch):
    monkeypatch.setattr(output, "LARGEST", 20)
    stream = Stream()
    stream.write("x" * 25)
    stream.clip.reset()
    stream.write("z")

    assert stream.shown.endswith("z")


def test_so_many_lines_are_noted_and_no_more(monkeypatch):
    monkeypatch.setattr(output, "NOTED_LINES", 2)
    stream = Stream()
    stream.write("1\n2\n3\n4\n")
    stream.write("5\n")

    assert stream.noted == ["1", "2"]
