"""Changes by hand are taken back one after another, in the order and at the speed of a hand."""

from __future__ import annotations


def settle(driver, lines: int) -> None:
    driver.until(lambda: len(driver.echoed) + len(driver.refused) >= lines)


def values(driver, name: str) -> list[float]:
    return driver.read(driver.id(name), (0, 2))[0].tolist()


def test_many_changes_are_taken_back_and_made_again_one_by_one(driver):
    driver.run("x = torch.zeros(2)")
    x, edits = driver.id("x"), driver.session.edits
    for value in (1, 2, 3):
        driver.edit(x, f"{{x}}[0] = {value}.0")

    seen = []
    for go, count in ((edits.undo, 3), (edits.redo, 3), (edits.undo, 2)):
        for _ in range(count):
            before = len(driver.echoed)
            go()
            settle(driver, before + 1)
            seen.append(values(driver, "x")[0])

    assert seen == [2, 1, 0, 1, 2, 3, 2, 1]
    assert not driver.refused
    assert edits.can_undo and edits.can_redo


def test_changes_to_several_tensors_are_taken_back_in_their_order(driver):
    driver.run("x = torch.zeros(2)\nshared = x[:]\ny = torch.zeros(2)")
    for name, value in (("x", 1), ("y", 2), ("shared", 3), ("y", 4)):
        driver.edit(driver.id(name), f"{{x}}[0] = {value}.0")

    seen = []
    for _ in range(4):
        before = len(driver.echoed)
        driver.session.edits.undo()
        settle(driver, before + 1)
        seen.append((values(driver, "x")[0], values(driver, "y")[0]))

    assert seen == [(3, 2), (1, 2), (1, 0), (0, 0)]


def test_a_hand_that_is_faster_than_the_answers_is_no_conflict_with_itself(driver):
    driver.run("x = torch.zeros(2)")
    for _ in range(5):
        driver.session.edits.make(driver.id("x"), "{x}[0] += 1")
    driver.session.edits.undo()
    driver.session.edits.undo()
    driver.session.edits.redo()
    settle(driver, 8)

    assert not driver.refused
    assert values(driver, "x")[0] == 4


def test_changes_made_while_a_cell_runs_wait_and_are_all_made(driver):
    driver.run("import time\nx = torch.zeros(2)")
    driver.session.run_cell("time.sleep(0.3)")
    for place in (0, 1):
        driver.session.edits.make(driver.id("x"), f"{{x}}[{place}] = 7.0")
    settle(driver, 2)

    assert not driver.refused
    assert values(driver, "x") == [7, 7]


def test_a_change_made_while_a_cell_changes_the_same_tensor_is_not_made(driver):
    driver.run("x = torch.zeros(2)")
    seen = driver.session.recording.version(driver.id("x"), driver.session.recording.last_step)
    driver.run("x += 1")
    driver.edit(driver.id("x"), "{x}[0] = 7.0", seen)

    assert driver.refused
    assert values(driver, "x") == [1, 1]


def test_what_the_code_has_changed_between_two_changes_is_not_overwritten_by_undo(driver):
    driver.run("x = torch.zeros(2)")
    driver.edit(driver.id("x"), "{x}[0] = 1.0")
    driver.run("x += 1")
    driver.edit(driver.id("x"), "{x}[1] = 5.0")
    driver.session.edits.undo()
    driver.session.edits.undo()
    settle(driver, 4)

    assert len(driver.refused) == 1
    assert values(driver, "x") == [2, 1]


def test_a_restart_leaves_nothing_to_undo(driver):
    driver.run("x = torch.zeros(2)")
    driver.edit(driver.id("x"), "{x}[0] = 1.0")
    driver.session.restart()

    assert not driver.session.edits.can_undo
