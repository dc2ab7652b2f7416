"""``lab`` says what it can do, to a newcomer who types its name or asks for help."""

from __future__ import annotations

import pydoc

import pytest

from tensorlab.kernel.lab import Lab

PUBLIC = [name for name in vars(Lab) if not name.startswith("_") and name != "answer"]


@pytest.fixture
def lab() -> Lab:
    from tensorlab.kernel.agent import Agent

    found = Agent(lambda message: None, {}).workspace.namespace["lab"]
    assert isinstance(found, Lab)
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_its_name_and_its_help_tell_of_each_thing_it_does(lab, name):
    assert name in repr(lab)
    assert f"lab.{name}" in (Lab.__doc__ or "")


@pytest.mark.parametrize("name", PUBLIC)
def test_each_thing_has_a_sentence_of_its_own(name):
    assert pydoc.getdoc(getattr(Lab, name))


def test_help_is_about_what_it_does_and_nothing_inside(lab):
    text = pydoc.plain(pydoc.render_doc(lab))

    assert "lab.graph()" in text
    assert "_outbox" not in text


def test_a_number_without_a_tensor_is_named(lab):
    with pytest.raises(KeyError, match="no tensor 99 exists now"):
        lab[99]
