"""Where something happened: the innermost instruction that is the user's, by the name the user knows it by."""

import sys

from tensorlab.events.places import Places


def frame_of(source, name="<cell>"):
    """The frame of some code of that file, as it stood while it ran."""
    kept = {}
    exec(compile(f"def function():\n    {source}\nfunction()", name, "exec"), {"keep": kept.update, "sys": sys})
    return kept["frame"]


KEEPING = "keep(frame=sys._getframe())"


def test_only_code_that_is_known_by_a_name_is_the_users():
    places = Places({"<cell>": "In [3]"})
    number = places.place_from(frame_of(KEEPING))

    place = places.places[number]
    assert (place.source, place.line, place.scope) == ("In [3]", 2, "function")


def test_code_that_nobody_knows_leaves_the_place_where_it_was():
    places = Places({"<cell>": "In [3]"})
    before = places.place_from(frame_of(KEEPING))

    assert places.place_from(frame_of(KEEPING, "<other>")) == before


def test_an_instruction_has_one_place_however_often_it_is_asked_for():
    places = Places()
    frame = frame_of(KEEPING)
    first = places.place_in(frame.f_code, frame.f_lasti)

    assert places.place_in(frame.f_code, frame.f_lasti) == first
    assert places.place_from(frame) == first


def test_a_whole_line_is_a_place_for_what_has_no_instruction():
    places = Places()
    number = places.place_of_line("script.py", 7)

    assert places.last_place == number
    assert places.places[number] == ("script.py", 7, -1, 7, -1, "")


def test_code_that_was_met_before_it_had_a_name_has_a_place_once_it_has_one():
    places = Places({})
    frame = frame_of(KEEPING)
    assert places.place_from(frame) == 0
    places.sources["<cell>"] = "In [3]"

    place = places.places[places.place_in(frame.f_code, frame.f_lasti)]
    assert (place.source, place.line) == ("In [3]", 2)
