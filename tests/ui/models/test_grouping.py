"""What belongs together: modules, functions, and iterations of loops."""

from __future__ import annotations

from ui.models.grouping import GroupKind, grouped


def tree(group):
    """A group as nested lists: operations as numbers, modules as (name, …), loops as ("×", iterations)."""
    items = [tree(item) if not isinstance(item, int) else item for item in group.items]
    if group.kind is GroupKind.SCOPE:
        return (group.title, *items)
    return ("×", *items) if group.kind is GroupKind.REPEAT else items


def scopes(*names):
    return [tuple(("scope", part) for part in name.split(".") if part) for name in names]


def test_operations_of_one_module_are_one_group():
    paths = scopes("", "net", "net", "")

    assert tree(grouped(range(4), paths, "abcd")) == [0, ("net", 1, 2), 3]


def test_modules_lie_in_modules():
    paths = scopes("net.a", "net.a", "net.b", "net.b", "net")

    assert tree(grouped(range(5), paths, "abcde")) == [("net", ("a", 0, 1), ("b", 2, 3), 4)]


def test_a_module_of_one_operation_is_no_group():
    assert tree(grouped(range(3), scopes("", "relu", ""), "abc")) == [0, 1, 2]


def test_the_same_line_again_and_again_is_a_loop():
    assert tree(grouped(range(7), scopes(*[""] * 7), "xababab"))[1] == ("×", [1, 2], [3, 4], [5, 6])


def test_twice_is_no_loop():
    assert tree(grouped(range(4), scopes(*[""] * 4), "abab")) == [0, 1, 2, 3]


def test_iterations_that_were_told_are_a_loop():
    paths = [(("loop", 0), ("iteration", i // 2)) for i in range(6)]

    assert tree(grouped(range(6), paths, "abcdef")) == [("×", [0, 1], [2, 3], [4, 5])]


def test_a_loop_of_two_iterations_is_not_folded():
    paths = [(("loop", 0), ("iteration", i // 2)) for i in range(4)]

    assert tree(grouped(range(4), paths, "abcd")) == [0, 1, 2, 3]


def test_equal_modules_in_a_row_are_a_loop_whatever_their_names():
    paths = scopes("l0", "l0", "l1", "l1", "l2", "l2")

    (loop,) = tree(grouped(range(6), paths, "ababab"))

    assert loop == ("×", [("l0", 0, 1)], [("l1", 2, 3)], [("l2", 4, 5)])


def test_a_loop_within_an_iteration_is_found_too():
    paths = [(("loop", 0), ("iteration", i // 6)) for i in range(18)]

    (loop,) = tree(grouped(range(18), paths, "abababababababababab"[:18]))

    assert len(loop) == 4
    assert loop[1] == [("×", [0, 1], [2, 3], [4, 5])]


def test_a_key_stays_when_the_graph_grows():
    def keys(count):
        whole = grouped(range(count), scopes(*["net"] * count), [str(i) for i in range(count)])
        return [group.key for group in whole.groups() if group.kind is GroupKind.SCOPE]

    assert keys(3) == keys(9)
