"""A file that cannot be opened or saved says so in one sentence of cause and one of what to do."""

import pickle

from tensorlab import errors


def test_the_cause_the_place_and_the_advice_are_told():
    trouble = errors.Truncated("runs/a.tlab", "it ends too early", "Copy it again.", "line {line}", line=7)

    assert str(trouble) == "Can't open “a.tlab”: it ends too early (line 7). Copy it again."
    assert (trouble.kind, trouble.name, trouble.fields) == ("truncated", "a.tlab", {"line": 7})


def test_a_trouble_goes_through_a_pipe_unchanged():
    trouble = pickle.loads(pickle.dumps(errors.MissingFile("C:\\data\\a.txt", "it isn't there")))

    assert isinstance(trouble, FileNotFoundError)
    assert str(trouble) == "Can't open “a.txt”: it isn't there."


def test_a_name_is_shown_as_plain_text():
    assert errors.printable("a\nb") == "a\\nb"
    assert errors.printable("x" * 70) == "x" * 59 + "…"


def test_what_cannot_be_saved_says_save():
    assert str(errors.SaveError("a.tlab", "the disk is full")).startswith("Can't save “a.tlab”: the disk is full")
