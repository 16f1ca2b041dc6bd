"""One walk over a Python syntax tree: its calls, its named values and its texts, each with the scope it stands in."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from auditor.discovery.python_scope import Module, Scope, option

#: Fields of nodes that hold no expression or statement.
_PLAIN = frozenset(
    {
        "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "module", "n",
        "name", "names", "op", "ops", "rest", "s", "simple", "tag", "type_comment", "type_ignores",
    }
)  # fmt: skip
_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _PLAIN)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


@dataclass(slots=True)
class Parts:
    """What a walk collects, in the order of the text."""

    calls: list[tuple[ast.Call, Scope]] = field(default_factory=list)
    values: list[tuple[str, ast.expr, Scope]] = field(default_factory=list)
    options: list[tuple[str, ast.expr, Scope]] = field(default_factory=list)
    texts: list[ast.Constant] = field(default_factory=list)


def parts_of(
    tree: ast.Module, module: Module, is_callee: Callable[[str], bool], is_name: Callable[[str], bool], *, texts: bool
) -> Parts:
    """The calls whose last name `is_callee` wants and the values whose name `is_name` wants; texts on demand.

    Time grows with the number of nodes; there is no recursion, so a deep tree is no danger.
    """
    parts = Parts()
    stack: list[tuple[ast.AST, Scope]] = [(tree, module.root)]
    scopes, push = module.scopes, stack.append
    while stack:
        node, scope = stack.pop()
        kind = node.__class__
        if kind is ast.Name:
            continue
        if kind is ast.Constant:
            if texts and isinstance(node.value, str):  # type: ignore[attr-defined]
                parts.texts.append(node)  # type: ignore[arg-type]
            continue
        scope = scopes.get(node, scope)
        _take(node, kind, scope, parts, is_callee, is_name)
        for name in _FIELDS[kind]:
            value = getattr(node, name, None)
            if value.__class__ is list:
                for item in value:
                    if item is not None:
                        push((item, scope))
            elif isinstance(value, ast.AST):
                push((value, scope))
    parts.calls.sort(key=lambda item: (item[0].lineno, item[0].col_offset))
    return parts


def _take(
    node: ast.AST,
    kind: type,
    scope: Scope,
    parts: Parts,
    is_callee: Callable[[str], bool],
    is_name: Callable[[str], bool],
) -> None:
    if kind is ast.Call:
        last = _last(node.func)  # type: ignore[attr-defined]
        if is_callee(last):
            parts.calls.append((node, scope))  # type: ignore[arg-type]
        elif last in ("add_argument", "option"):
            name, default = option(node)  # type: ignore[arg-type]
            if default is not None and is_name(name):
                parts.options.append((name, default, scope))
    elif kind in _NAMED:
        parts.values += [(name, value, scope) for name, value in _NAMED[kind](node) if is_name(name)]


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def _assigned(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    yield from ((_last(target), node.value) for target in node.targets)


def _annotated(node: ast.AnnAssign) -> Iterator[tuple[str, ast.expr]]:
    if node.value is not None:
        yield _last(node.target), node.value


def _defaults(node: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*node.posonlyargs, *node.args]
    positional = positional[len(positional) - len(node.defaults) :]
    yield from ((argument.arg, default) for argument, default in zip(positional, node.defaults, strict=True))
    pairs = zip(node.kwonlyargs, node.kw_defaults, strict=True)
    yield from ((argument.arg, default) for argument, default in pairs if default is not None)


def _keyword(node: ast.keyword) -> Iterator[tuple[str, ast.expr]]:
    if node.arg:
        yield node.arg, node.value


def _entries(node: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


_NAMED: dict[type, Callable[..., Iterator[tuple[str, ast.expr]]]] = {
    ast.Assign: _assigned,
    ast.AnnAssign: _annotated,
    ast.arguments: _defaults,
    ast.keyword: _keyword,
    ast.Dict: _entries,
}
