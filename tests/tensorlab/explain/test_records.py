"""Every example in the docstrings of ``tensorlab.explain`` prints what it says: the records are made to be read."""

import doctest
import importlib

import pytest

MODULES = ("", ".shapes", ".memory", ".order", ".reduction", ".product", ".promotion", ".indexing", ".joining")


@pytest.mark.parametrize("name", MODULES)
def test_its_examples_print_what_they_say(name):
    module = importlib.import_module(f"tensorlab.explain{name}")
    names = vars(importlib.import_module("tensorlab.explain")) | vars(module)

    tried = doctest.testmod(module, extraglobs=names)

    assert tried.attempted
    assert not tried.failed
