"""Model references in Python source, by its syntax tree. A file is parsed, never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from auditor.catalog.references import Call
from auditor.discovery.findings import Maker, Reference, Status, Text
from auditor.discovery.model_ids import IdReader
from auditor.discovery.patterns import Patterns, glob_match
from auditor.discovery.python_scope import Evaluator, Module, Scope, callee, read_module


def scan_python(source: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Every model reference of a Python file. Raises SyntaxError, ValueError or RecursionError if it does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    module = read_module(tree)
    return _PythonScan(module, Evaluator(module, source), file, patterns, ids).run(tree)


class _PythonScan:
    def __init__(self, module: Module, values: Evaluator, file: str, patterns: Patterns, ids: IdReader) -> None:
        self._module, self._values, self._made = module, values, Maker(file)
        self._patterns, self._ids = patterns, ids
        #: Lines of literals that a call has used, or that name something else than a dependency.
        self._used: set[tuple[int, str]] = set()

    def run(self, tree: ast.Module) -> list[Reference]:
        calls = list(_calls(tree, self._module))
        found = [reference for call, scope in calls for reference in self._of_call(call, scope)]
        found += self._of_names(tree)
        return found

    def _of_call(self, node: ast.Call, scope: Scope) -> Iterator[Reference]:
        name = callee(node.func)
        first, _, rest = name.partition(".")
        full = ".".join(part for part in (self._module.imports.get(first, first), rest) if part)
        last = full.rpartition(".")[2]
        for how, call in self._patterns.calls.get(last, ()):
            if "python" in call.languages and self._fits(call, name, full, first):
                yield from self._references(how, call, node, scope)
                return

    def _fits(self, call: Call, name: str, full: str, first: str) -> bool:
        owner = full.rpartition(".")[0].rpartition(".")[2]
        if call.owners and not glob_match(owner, call.owners):
            return False
        if not call.modules:
            return True
        if first in self._module.imports:
            return full.partition(".")[0] in call.modules
        return not self._module.packages.isdisjoint(call.modules)

    def _references(self, how: str, call: Call, node: ast.Call, scope: Scope) -> Iterator[Reference]:
        argument = _argument(node, call.position, call.keywords)
        if argument is None:
            yield from self._implicit(how, call, node, scope)
            return
        texts = self._values.texts(argument, scope)
        if call.kind != "model":
            self._used.update((text.line, text.raw) for text in texts)
            return
        revision = self._revision(call, node, scope)
        for text in texts:
            reference = self._reference(how, call, text, node.lineno, argument, revision)
            if reference is not None:
                self._used.add((text.line, text.raw))
                yield reference

    def _implicit(self, how: str, call: Call, node: ast.Call, scope: Scope) -> Iterator[Reference]:
        default = call.default
        if call.defaults and node.args:
            task = self._values.texts(node.args[0], scope)[0].text
            default = call.defaults.get(task or "", "")
        if default and not any(keyword.arg is None for keyword in node.keywords):
            yield self._made(default, None, node.lineno, Status.INFERRED, how, "default of the library")

    def _reference(
        self, how: str, call: Call, text: Text, line: int, argument: ast.expr, revision: str | None
    ) -> Reference | None:
        if text.text is None:
            return None if call.weak else self._made(text.raw, revision, line, Status.UNRESOLVED, how, "")
        found = self._ids.read(text.text, strip=call.strip, namespace=call.namespace, table=call.table)
        if found is None:
            return None
        origin = text.origin or found.via
        status = Status.INFERRED if text.inferred else Status.DECLARED
        at = argument.lineno if not text.inferred else line
        return self._made(found.id, revision or found.revision, at, status, how, origin)

    def _revision(self, call: Call, node: ast.Call, scope: Scope) -> str | None:
        argument = _argument(node, None, call.revision)
        return self._values.texts(argument, scope)[0].text if argument is not None else None

    def _of_names(self, tree: ast.Module) -> Iterator[Reference]:
        """Constants, fields, defaults and keyword arguments whose name says that they hold a model."""
        for name, value in _named_values(tree):
            pattern = self._patterns.code_key(name)
            if pattern is None:
                continue
            scope = self._module.root
            for text in self._values.texts(value, scope):
                if text.text is None or "/" not in text.text or (text.line, text.raw) in self._used:
                    continue
                how, key = pattern
                found = self._ids.read(text.text, strip=key.strip)
                if key.kind != "model":
                    self._used.add((text.line, text.raw))
                elif found is not None:
                    status = Status.INFERRED if text.inferred else Status.DECLARED
                    yield self._made(found.id, found.revision, text.line, status, how, text.origin or found.via)


def _calls(tree: ast.Module, module: Module) -> Iterator[tuple[ast.Call, Scope]]:
    """Every call with the scope that it stands in, in the order of the text."""
    stack: list[tuple[ast.AST, Scope]] = [(tree, module.root)]
    found: list[tuple[ast.Call, Scope]] = []
    while stack:
        node, scope = stack.pop()
        scope = module.scopes.get(node, scope)
        if isinstance(node, ast.Call):
            found.append((node, scope))
        stack.extend((child, scope) for child in ast.iter_child_nodes(node))
    return iter(sorted(found, key=lambda item: (item[0].lineno, item[0].col_offset)))


def _argument(node: ast.Call, position: int | None, keywords: tuple[str, ...]) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg in keywords:
            return keyword.value
    if position is not None and position < len(node.args):
        argument = node.args[position]
        return None if isinstance(argument, ast.Starred) else argument
    return None


def _named_values(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of assignments, defaults, keyword arguments and entries of tables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value
        elif isinstance(node, ast.arguments):
            positional = [*node.posonlyargs, *node.args][len(node.posonlyargs) + len(node.args) - len(node.defaults) :]
            yield from ((argument.arg, default) for argument, default in zip(positional, node.defaults, strict=True))
            pairs = zip(node.kwonlyargs, node.kw_defaults, strict=True)
            yield from ((argument.arg, default) for argument, default in pairs if default is not None)
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value
