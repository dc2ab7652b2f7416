"""Tables that only grow, and the rows of a subject found in them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.models.columns import Column, Table

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(-3, 3)), max_size=40)


def table_of(rows, cuts=()):
    table = Table(("step", "subject", "value"))
    for part in np.split(np.array(rows, np.int64).reshape(-1, 3), sorted(cut for cut in cuts if cut <= len(rows))):
        table.append(part)
    return table


def in_time(rows):
    return sorted(rows, key=lambda row: row[0])


def test_a_table_grows_and_keeps_its_columns():
    table = table_of([(step, step % 3, -step) for step in range(100)], cuts=(3, 50))

    assert len(table) == 100
    assert table["value"].tolist() == [-step for step in range(100)]
    assert table.cell(99, "subject") == 0
    assert table.rows().shape == (100, 3)


@given(ROWS, st.lists(st.integers(0, 40), max_size=3))
def test_the_rows_of_a_subject_are_all_of_them_in_order(rows, cuts):
    table = Table(("step", "subject", "value"))
    for part in np.split(np.array(in_time(rows), np.int64).reshape(-1, 3), sorted(c for c in cuts if c <= len(rows))):
        table.append(part)
        # Asked between appends, so that the order is brought up to date more than once.
        table.of("subject", 0)

    for subject in range(5):
        assert table.of("subject", subject).tolist() == [
            row for row, (_, about, _) in enumerate(in_time(rows)) if about == subject
        ]


@given(ROWS, st.integers(-1, 6))
def test_the_last_row_at_or_before_a_step_holds(rows, step):
    rows = in_time(rows)
    table = table_of(rows)
    latest = table.latest("subject", 5, step)

    for subject in range(5):
        known = [row for row, (at, about, _) in enumerate(rows) if about == subject and at <= step]
        assert table.last("subject", subject, step) == latest[subject] == (known[-1] if known else -1)


def test_positions_of_a_column_that_were_not_written_are_blank():
    column = Column(blank=7)
    column.grow(3)
    column.values[1] = 0
    column.grow(200)

    assert column.values[:4].tolist() == [7, 0, 7, 7]
    assert len(column) == 200
