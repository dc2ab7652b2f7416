"""Where statements end: an AST pass that makes the user's code say which line has run and which names it has bound.

After each simple statement, and at the start of each body that binds names, stands a call of :data:`HOOK` with the
number of a :class:`Statement` and the values just bound. Nothing else changes: no name is added, no value is kept, and
every position stays where it was. The pass only *places* calls; :mod:`tensorlab.kernel.watch` answers them.

>>> table = []
>>> print(ast.unparse(instrument(ast.parse("x, self.w = f()"), table)))
x, self.w = f()
__tensorlab__(0, x, self)
>>> [name.label for name in table[0].bound]
['x', 'self.w']
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

HOOK = "__tensorlab__"
"""A name of ``builtins``, so that it is seen from every scope and pollutes none."""


class Name(NamedTuple):
    """What a statement binds: ``label`` as written; ``path`` leads from the value passed to what was bound."""

    label: str
    path: tuple[str, ...]
    is_global: bool


class Statement(NamedTuple):
    """What one call of the hook is about; a loop's number is that of the statement that starts its body."""

    bound: tuple[Name, ...] = ()
    gone: tuple[Name, ...] = ()
    begins: int = -1
    ends: int = -1
    gives_back: bool = False


class _Scope:
    def __init__(self, is_module: bool, names: Iterable[str] = (), is_generator: bool = False) -> None:
        self.is_module = is_module
        self.is_generator = is_generator
        self.global_names = frozenset(names)
        self.loops_around = 0

    def is_global(self, name: str) -> bool:
        return self.is_module or name in self.global_names


_SILENT = (ast.Pass, ast.Global, ast.Nonlocal, ast.Return, ast.Raise, ast.Break, ast.Continue)
_COMPOUND = (ast.If, ast.While, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def instrument(tree: ast.Module, table: list[Statement]) -> ast.Module:
    """The module with calls of the hook; each call's statement is appended to ``table``."""
    return _Instrument(table).module(tree)


class Instrument:
    """The pass in the form of an IPython AST transformer."""

    def __init__(self, table: list[Statement]) -> None:
        self._table = table

    def visit(self, tree: ast.Module) -> ast.Module:
        return instrument(tree, self._table)


class _Instrument(ast.NodeTransformer):
    def __init__(self, table: list[Statement]) -> None:
        self._table = table
        self._scopes = [_Scope(is_module=True)]

    def module(self, tree: ast.Module) -> ast.Module:
        # The value of a last expression is displayed by whoever runs the module: it has to stay the last.
        last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        self.generic_visit(tree)
        if last is not None and tree.body[-1] is not last:
            tree.body.pop()
        return tree

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.stmt):
            return self._statement(node)
        if isinstance(node, ast.NamedExpr):
            return self._walrus(node)
        if isinstance(node, ast.match_case):
            return self._case(node)
        return self.generic_visit(node)

    # -- statements ---------------------------------------------------------------------------------------------------

    def _statement(self, node: ast.stmt) -> ast.stmt | list[ast.stmt]:
        if isinstance(node, (*_FUNCTION, ast.ClassDef)):
            self._definition(node)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            return self._loop(node)
        else:
            self.generic_visit(node)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            targets = [item.optional_vars for item in node.items if item.optional_vars is not None]
            if targets:
                node.body.insert(0, self._call_for(targets, targets[0]))
        if isinstance(node, (*_SILENT, *_COMPOUND)) or _must_come_first(node):
            return node
        return [node, self._after(node)]

    def _after(self, node: ast.stmt) -> ast.stmt:
        if isinstance(node, ast.Delete):
            return self._call(Statement(gone=tuple(self._names(node.targets))), (), node)
        return self._call_for(_targets(node), node)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        # Decorators, defaults and bases are evaluated outside; the difference matters to a walrus only.
        body, node.body = node.body, []
        self.generic_visit(node)
        self._scopes.append(_Scope(False, _declared_global(body), any(map(_yields, body))))
        node.body = self._statements(body)
        self._scopes.pop()

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> list[ast.stmt]:
        scope = self._scopes[-1]
        number = len(self._table)
        targets = [] if isinstance(node, ast.While) else [node.target]
        names = tuple(self._names(targets))
        start = self._call(Statement(bound=names, begins=number), targets, node, header=True)
        otherwise, node.orelse = node.orelse, []
        scope.loops_around += 1
        self.generic_visit(node)
        scope.loops_around -= 1
        node.body.insert(0, start)
        if otherwise:
            node.orelse = [self._end_of_loop(number, node), *self._statements(otherwise)]
        end = self._end_of_loop(number, node)
        if scope.loops_around or scope.is_generator:
            return [node, end]
        # Left by ``return`` or an error, it is over as well.
        return [ast.copy_location(ast.Try([node], [], [], [end]), node)]

    def _end_of_loop(self, number: int, node: ast.stmt) -> ast.Expr:
        return self._call(Statement(ends=number), (), node, header=True)

    def _statements(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        return [part for inner in body for part in _as_list(self.visit(inner))]

    def _case(self, node: ast.match_case) -> ast.match_case:
        self.generic_visit(node)
        captured = [ast.Name(name, ast.Load()) for name in _captured(node.pattern)]
        if captured:
            node.body.insert(0, self._call_for(captured, node.pattern))
        return node

    def _walrus(self, node: ast.NamedExpr) -> ast.NamedExpr:
        # The name may stay unbound (``a and (b := c)``), so the value is passed on its way instead of read back.
        self.generic_visit(node)
        name = Name(node.target.id, (), self._scopes[-1].is_global(node.target.id))
        call = self._call(Statement(bound=(name,), gives_back=True), (), node.value)
        assert isinstance(call.value, ast.Call)
        call.value.args.append(node.value)
        node.value = call.value
        return node

    # -- calls --------------------------------------------------------------------------------------------------------

    def _names(self, targets: Sequence[ast.expr]) -> Iterator[Name]:
        for _, path, label, root in _bindings(targets):
            yield Name(label, path, self._scopes[-1].is_global(root))

    def _call_for(self, targets: Sequence[ast.expr], where: ast.AST) -> ast.Expr:
        return self._call(Statement(bound=tuple(self._names(targets))), targets, where)

    def _call(
        self, statement: Statement, targets: Sequence[ast.expr], where: ast.AST, header: bool = False
    ) -> ast.Expr:
        self._table.append(statement)
        number = ast.Constant(len(self._table) - 1)
        values = [ast.Name(root, ast.Load()) for _, _, _, root in _bindings(targets)]
        call = ast.Expr(ast.Call(ast.Name(HOOK, ast.Load()), [number, *values], []))
        for part in ast.walk(call):
            ast.copy_location(part, where)
            if isinstance(part, (ast.expr, ast.stmt)) and (header or isinstance(where, (*_FUNCTION, ast.ClassDef))):
                part.end_lineno, part.end_col_offset = part.lineno, part.col_offset + 1
        return call


def _yields(node: ast.AST) -> bool:
    """Whether code makes the function around it a generator."""
    if isinstance(node, (*_FUNCTION, ast.ClassDef, ast.Lambda, ast.GeneratorExp)):
        return False
    return isinstance(node, (ast.Yield, ast.YieldFrom)) or any(map(_yields, ast.iter_child_nodes(node)))


def _as_list(found: Any) -> list[ast.stmt]:
    return found if isinstance(found, list) else [found]


def _must_come_first(node: ast.stmt) -> bool:
    """A docstring, and ``from __future__ import``: nothing may stand before or between them."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _targets(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value is not None):
        return [node.target]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.asname or alias.name.partition(".")[0] for alias in node.names if alias.name != "*"]
        return [ast.Name(name, ast.Load()) for name in names]
    if isinstance(node, (*_FUNCTION, ast.ClassDef)):
        return [ast.Name(node.name, ast.Load())]
    return []


def _bindings(targets: Iterable[ast.expr]) -> Iterator[tuple[ast.expr, tuple[str, ...], str, str]]:
    """(target, path from the root, label, root name) of all that has a name; ``x[0]`` and ``f().w`` have none."""
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from _bindings(target.elts)
        elif isinstance(target, ast.Starred):
            yield from _bindings([target.value])
        else:
            path: list[str] = []
            root = target
            while isinstance(root, ast.Attribute):
                path.insert(0, root.attr)
                root = root.value
            if isinstance(root, ast.Name):
                yield target, tuple(path), ".".join([root.id, *path]), root.id


def _captured(pattern: ast.pattern) -> list[str]:
    names: dict[str, None] = {}
    for part in ast.walk(pattern):
        if isinstance(part, (ast.MatchAs, ast.MatchStar)) and part.name is not None:
            names[part.name] = None
        elif isinstance(part, ast.MatchMapping) and part.rest is not None:
            names[part.rest] = None
    return list(names)


def _declared_global(body: Sequence[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Global):
            yield from node.names
        elif not isinstance(node, (*_FUNCTION, ast.ClassDef)):
            for _, value in ast.iter_fields(node):
                if isinstance(value, list):
                    for part in value:
                        if isinstance(part, ast.stmt):
                            yield from _declared_global([part])
                        elif isinstance(part, (ast.ExceptHandler, ast.match_case)):
                            yield from _declared_global(part.body)
