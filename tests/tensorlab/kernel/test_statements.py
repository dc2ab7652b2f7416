"""Instrumented code does what the plain code does, and says what it has bound."""

# ruff: noqa: E501 (programs of one line)
import ast
import builtins
import gc
import sys
import textwrap
import traceback
import weakref

import pytest

from tensorlab.kernel.statements import HOOK, Instrument, Statement, instrument

CORPUS = {
    "docstring and future": '"""doc"""\nfrom __future__ import annotations\ndef f(a: Missing):\n    "inner"\n    return a\n'
    "out = (__doc__, f.__doc__, f(3), f.__annotations__)",
    "tuple, star and nested targets": "a, (b, *c) = 1, (2, 3, 4)\n[d, e] = 'xy'\nout = (a, b, c, d, e)",
    "global and nonlocal": """
        n = 0
        def outer():
            global n
            m = 1
            def inner():
                nonlocal m
                m += 1
            inner()
            n = m
        outer()
        out = n
    """,
    "generators with send, return and yield from": """
        def g():
            got = yield 1
            try:
                yield got
            finally:
                yield 'closing'
            return 7
        def h():
            result = yield from g()
            yield result
        i = h()
        out = [next(i), i.send(5), next(i), next(i)]
    """,
    "async for, with and await": """
        import asyncio
        class C:
            async def __aenter__(self):
                return 1, 2
            async def __aexit__(self, *a):
                return False
        async def numbers():
            for i in range(3):
                await asyncio.sleep(0)
                yield i
        async def main():
            found = []
            async with C() as (a, b):
                async for i in numbers():
                    found.append(a + b + i)
            return [x async for x in numbers()] + found
        out = asyncio.run(main())
    """,
    "class bodies see their own names, mangling is kept": """
        class A:
            __secret = 3
            x = [i for i in range(3)]
            y = x[-1]
            def get(self):
                self.__mine = A.__secret
                return self.__mine
        out = (A.y, A().get(), sorted(k for k in vars(A) if 'secret' in k), vars(A()).keys() == set())
    """,
    "match with captures, stars, rest and guards": """
        out = []
        for subject in ([1, 2, 3], {'k': 1, 'z': 2}, 5, (4,)):
            match subject:
                case [first, *others]:
                    out.append((first, others))
                case {'k': value, **rest}:
                    out.append((value, rest))
                case int() as number if (double := number * 2) > 3:
                    out.append((number, double))
    """,
    "try, else, finally, break and continue": """
        out = []
        for i in range(5):
            try:
                if i == 1:
                    continue
                if i == 3:
                    break
                if i == 2:
                    raise ValueError(i)
            except ValueError as error:
                out.append(str(error))
            else:
                out.append('else')
            finally:
                out.append('finally')
        else:
            out.append('never')
        try:
            error
        except NameError:
            out.append('unbound')
    """,
    "walrus that may stay unbound": "out = False and (y := 3)\nz = [w := i for i in range(3)]\nout = (out, 'y' in dir(), w)",
    "properties are not read": """
        reads = []
        class P:
            @property
            def w(self):
                reads.append('read')
                return 1
            @w.setter
            def w(self, value):
                reads.append('set')
            def __getattr__(self, name):
                reads.append(name)
                raise AttributeError(name)
        p = P()
        p.w = 1
        p.w = 2
        out = reads
    """,
    "del of names, attributes and items": """
        class C: pass
        c = C(); c.a = [1, 2]; b = 1
        del c.a[0], b
        left = vars(c).copy()
        del c.a
        out = (left, vars(c), 'b' in globals())
    """,
    "locals and dir hold no strangers": "def f(a):\n    b = a\n    return sorted(locals())\nout = (f(1), 'HOOK' in dir())",
    "exceptions group": "try:\n    raise ExceptionGroup('g', [ValueError(1)])\nexcept* ValueError as g:\n    out = len(g.exceptions)",
    "while, else and deep nesting": "n = 3\nwhile n:\n    n -= 1\n    while n > 5:\n        pass\nelse:\n    out = n",
    "lambda, decorators and default values": """
        def twice(f):
            return lambda *a, **k: (f(*a, **k), f(*a, **k))
        @twice
        def f(x, /, y=(d := 4), *more, z=5, **rest):
            return x, y, more, z, rest
        out = f(1, 2, *[3], z=6, q=7), d
    """,
    "an imported submodule binds its first name": "import os.path\nimport os.path as p\nout = (os.__name__, p is os.path)",
}

RAISING = {
    "in an expression of several lines": "a = (1 +\n     (2 / 0) +\n     3)",
    "in a function": "def f(x):\n    y = x\n    return y.missing.more\nf(3)",
    "in a loop": "for i in [2, 1, 0]:\n    q = 1 / i",
    "in unpacking": "a, b = [1]",
    "in a walrus": "if (a := int('x')): pass",
    "reading an unbound local": "def f():\n    if 0: x = 1\n    return x\nf()",
    "in an attribute": "class C:\n    __slots__ = ()\nc = C()\nc.w = 3",
    "syntax kept: raise from": "try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
}


def run(source: str, *, instrumented: bool) -> dict:
    tree = ast.parse(textwrap.dedent(source))
    if instrumented:
        tree = ast.fix_missing_locations(instrument(tree, []))
    namespace = {"__name__": "__main__"}
    exec(compile(tree, "<given>", "exec", dont_inherit=True), namespace)
    return namespace


@pytest.fixture(autouse=True)
def hook():
    seen = []

    def after(number, *values):
        seen.append(number)
        return values[-1] if values else None

    setattr(builtins, HOOK, after)
    yield seen
    delattr(builtins, HOOK)


@pytest.mark.parametrize("source", CORPUS.values(), ids=CORPUS.keys())
def test_instrumented_code_computes_what_the_plain_code_computes(source, hook):
    plain = run(source, instrumented=False)["out"]

    assert run(source, instrumented=True)["out"] == plain
    assert hook, "nothing was instrumented"


@pytest.mark.parametrize("source", CORPUS.values(), ids=CORPUS.keys())
def test_no_name_is_added_or_lost(source):
    assert run(source, instrumented=True).keys() == run(source, instrumented=False).keys()


def positions(source: str, *, instrumented: bool) -> list:
    with pytest.raises(Exception) as caught:
        run(source, instrumented=instrumented)
    frames = traceback.TracebackException.from_exception(caught.value, lookup_lines=False).stack
    return [
        (frame.lineno, frame.end_lineno, frame.colno, frame.end_colno, frame.name)
        for frame in frames
        if frame.filename == "<given>"
    ]


@pytest.mark.parametrize("source", RAISING.values(), ids=RAISING.keys())
def test_tracebacks_point_to_the_same_lines_and_columns(source):
    assert positions(source, instrumented=True) == positions(source, instrumented=False)


class Thing:
    pass


@pytest.mark.parametrize(
    "source",
    [
        "x = Thing()\nx = None",
        "x = Thing()\ndel x",
        "for x in [Thing()]:\n    pass\nx = None",
        "def f():\n    y = Thing()\n    keep(y)\nf()",
        "def f():\n    y = Thing()\n    raise ValueError\ntry:\n    f()\nexcept ValueError:\n    pass",
        "(x := Thing())\nx = 0",
        "class C: pass\nc = C()\nc.w = Thing()\nc.w = 1",
        "[y for y in [Thing()]]\nNone",
    ],
)
def test_objects_die_by_reference_count_when_the_plain_code_would_let_them_die(source):
    born = []

    class Watched(Thing):
        def __init__(self):
            born.append(weakref.ref(self))

    assert not gc.isenabled()
    tree = ast.fix_missing_locations(instrument(ast.parse(source), []))
    exec(compile(tree, "<given>", "exec"), {"Thing": Watched, "keep": lambda thing: None})
    assert born and born[0]() is None


def described(source: str) -> list[Statement]:
    table: list[Statement] = []
    instrument(ast.parse(textwrap.dedent(source)), table)
    return table


@pytest.mark.parametrize(
    ("source", "labels"),
    [
        ("x = 1", ["x"]),
        ("x, (y, *z) = f()", ["x", "y", "z"]),
        ("a = b = 1", ["a", "b"]),
        ("self.fc.w += 1", ["self.fc.w"]),
        ("x[0] = 1", []),
        ("f().w = 1", []),
        ("with f() as g: pass", ["g"]),
        ("for i, j in k: pass", ["i", "j"]),
        ("import a.b, c as d", ["a", "d"]),
        ("def f(): pass", ["f"]),
        ("f((x := 1))", ["x"]),
        ("x: int", []),
        ("x: int = 3", ["x"]),
    ],
)
def test_a_statement_says_which_names_it_binds(source, labels):
    assert [name.label for statement in described(source) for name in statement.bound] == labels


def test_deleting_says_which_names_are_gone():
    assert [name.label for name in described("del a, (b, c.d), e[0]")[0].gone] == ["a", "b", "c.d"]


def test_names_of_functions_are_local_unless_declared_global():
    table = described("def f():\n    if 1:\n        global g\n    g = 1\n    h = 2\n    def k():\n        g = 3")
    found = {(name.label, name.is_global) for statement in table for name in statement.bound}
    assert {("g", True), ("h", False), ("g", False), ("f", True)} <= found


def test_each_loop_says_when_it_begins_and_ends():
    table = described("for i in a:\n    while b:\n        pass\nelse:\n    c\nfor k in d: pass")

    begins = [statement.begins for statement in table if statement.begins >= 0]
    ends = [statement.ends for statement in table if statement.ends >= 0]
    outer, inner, last = begins
    assert sorted(ends) == sorted([outer, outer, inner, last]), "a loop with an else has two ways out"


def test_the_loop_of_a_generator_that_rests_for_ever_tells_nothing_when_it_is_closed(monkeypatch):
    table: list[Statement] = []
    told: list[int] = []
    tree = instrument(ast.parse("def g():\n    for i in range(3):\n        yield i\nheld = g()\nnext(held)"), table)
    monkeypatch.setattr(builtins, HOOK, lambda number, *values: told.append(number), raising=False)
    space: dict[str, object] = {}
    exec(compile(ast.fix_missing_locations(tree), "<test>", "exec"), space)
    before = len(told)

    space["held"].close()

    assert len(told) == before


def test_the_last_expression_stays_last_so_that_its_value_is_displayed():
    tree = instrument(ast.parse("x = 1\nx + 1"), [])
    assert isinstance(tree.body[-1], ast.Expr)
    assert ast.unparse(tree.body[-1]) == "x + 1"


def test_recursion_ends_with_the_error_of_the_plain_code():
    namespace = run("def f(n):\n    m = n\n    return f(m + 1)", instrumented=True)
    limit = sys.getrecursionlimit()
    with pytest.raises(RecursionError):
        namespace["f"](0)
    assert sys.getrecursionlimit() == limit


def test_the_pass_is_a_transformer_of_ipythons():
    table = []
    tree = Instrument(table).visit(ast.parse("x = 1"))

    assert ast.unparse(tree) == f"x = 1\n{HOOK}(0, x)"


def test_a_case_that_captures_nothing_is_left_as_it_is():
    table = []
    tree = instrument(ast.parse("match 1:\n    case 1:\n        pass\n    case y:\n        pass"), table)

    assert [name.label for statement in table for name in statement.bound] == ["y"]
    assert ast.unparse(tree).count(HOOK) == 1


def test_a_name_declared_global_inside_a_handler_is_global():
    table = []
    instrument(ast.parse("def f():\n    try:\n        pass\n    except E:\n        global x\n    x = 1"), table)

    assert [name.is_global for statement in table for name in statement.bound if name.label == "x"] == [True]
