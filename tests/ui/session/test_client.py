"""Console output is cut to what a text widget can bear, and its end is never lost."""

from __future__ import annotations

from ui.session.client import LARGEST_CHUNK, LONGEST_LINE, cut


def test_short_output_stays_as_it_is():
    assert cut("tensor(1.)\n") == "tensor(1.)\n"


def test_a_long_line_is_cut_and_says_how_long_it_was():
    shown = cut("x" * 10_000_000)

    assert len(shown) < LONGEST_LINE + 40
    assert "10000000 characters" in shown


def test_the_last_line_of_many_is_kept():
    shown = cut("\n".join(str(number) for number in range(100_000)) + "\nthe end\n")

    assert len(shown) <= LARGEST_CHUNK + LONGEST_LINE + 10
    assert shown.endswith("…\nthe end\n")
