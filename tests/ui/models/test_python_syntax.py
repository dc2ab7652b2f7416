"""Colours, indents and comments of Python that is being typed."""

from __future__ import annotations

import pytest

from ui.models.python_syntax import Open, Piece, indent_after, spans, statement_at, toggle_comment


def pieces(line: str) -> list[tuple[str, Piece]]:
    return [(line[span.start : span.start + span.length], span.piece) for span in spans(line)[0]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import torch", [("import", Piece.KEYWORD)]),
        ("z = f(1.5e-3)", [("=", Piece.OPERATOR), ("f", Piece.FUNCTION), ("1.5e-3", Piece.NUMBER)]),
        ("x = True  # yes", [("=", Piece.OPERATOR), ("True", Piece.NUMBER), ("# yes", Piece.COMMENT)]),
        ("'a # b' # c", [("'a # b'", Piece.STRING), ("# c", Piece.COMMENT)]),
        (r"'it\'s'", [(r"'it\'s'", Piece.STRING)]),
        ('f"{x}"', [('f"{x}"', Piece.STRING)]),
        ("'open", [("'open", Piece.STRING)]),
        ("@cache", [("@cache", Piece.FUNCTION)]),
        ("a @ b", [("@", Piece.OPERATOR)]),
        ("a @b", [("@", Piece.OPERATOR)]),
        ("0xFF", [("0xFF", Piece.NUMBER)]),
        ("x1.sum", []),
        ("名 = 1", [("=", Piece.OPERATOR), ("1", Piece.NUMBER)]),
        ("", []),
    ],
)
def test_a_line_has_its_pieces(line: str, expected: list[tuple[str, Piece]]) -> None:
    assert pieces(line) == expected


def test_a_string_in_triple_quotes_goes_on_over_lines() -> None:
    first, state = spans('x = """one')
    assert state is Open.DOUBLE
    assert first[-1].piece is Piece.STRING

    middle, state = spans("it's two", state)
    assert state is Open.DOUBLE
    assert [(span.start, span.length) for span in middle] == [(0, 8)]

    last, state = spans('three""" + 1', state)
    assert state is Open.NOTHING
    assert [span.piece for span in last] == [Piece.STRING, Piece.OPERATOR, Piece.NUMBER]


def test_an_empty_line_keeps_a_string_open() -> None:
    assert spans("", Open.SINGLE) == ([], Open.SINGLE)


def test_a_docstring_in_one_line_ends_there() -> None:
    assert spans('"""One line."""')[1] is Open.NOTHING


@pytest.mark.parametrize(
    ("line", "indent"),
    [
        ("for x in xs:", "    "),
        ("    if a:  # why", "        "),
        ("    x = 1", "    "),
        ("    return x", ""),
        ("x = '#:'", ""),
        ("", ""),
    ],
)
def test_the_next_line_begins_where_one_would_type(line: str, indent: str) -> None:
    assert indent_after(line) == indent


def test_comments_are_set_and_taken_away_together() -> None:
    lines = ["    a", "", "        b", "    # c"]

    commented = toggle_comment(lines)

    assert commented == ["    # a", "", "    #     b", "    # # c"]
    assert toggle_comment(commented) == lines


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("a = 1\nb = 2", 2, (2, 2)),
        ("for i in x:\n    a = i\n\n    b = i\nc = 3", 3, (1, 4)),
        ("@cache\ndef f():\n    return 1", 3, (1, 3)),
        ("x = [\n    1,\n]", 1, (1, 3)),
        ("a = 1\n\nb = 2", 2, (2, 2)),
        ("for i in x:\n    a = (", 2, (2, 2)),
    ],
)
def test_a_line_belongs_to_its_outermost_statement(text: str, line: int, lines: tuple[int, int]) -> None:
    assert statement_at(text, line) == lines
