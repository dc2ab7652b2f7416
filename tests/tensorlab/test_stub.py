"""An editor completes what there is: the stub names every function and every member of a tensor."""

import ast

import pytest

from tests.tensorlab import stub


@pytest.fixture(scope="module")
def tree():
    return ast.parse(stub.STUB.read_text("utf-8"))


def named(body):
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.AnnAssign):
            yield node.target.id
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname for alias in node.names if alias.asname)


def test_every_public_name_is_in_the_stub_and_nothing_else(tree):
    assert {name for name in named(tree.body) if not name.startswith("_")} == set(stub.public_names())


def test_every_member_of_a_tensor_is_in_the_stub_and_nothing_else(tree):
    (tensor,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]

    assert set(named(tensor.body)) == set(stub.members())


def test_the_package_says_that_it_is_typed():
    assert stub.STUB.with_name("py.typed").exists()
