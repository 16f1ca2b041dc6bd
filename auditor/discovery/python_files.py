"""Model references in Python source, by its syntax tree. A file is parsed, never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from auditor.catalog.references import Call
from auditor.discovery.findings import Maker, Reference, Status, Text
from auditor.discovery.model_ids import IdReader, is_shaped
from auditor.discovery.patterns import Patterns, glob_match
from auditor.discovery.python_scope import Module, Scope, callee, read_module
from auditor.discovery.python_tree import parts_of
from auditor.discovery.python_values import Evaluator
from auditor.discovery.shell import ShellScan

#: The address of a file on the Hub, as a text of its own.
_ADDRESS = re.compile(
    r"(?:https?://)?(?:huggingface\.co|hf\.co)/[\w.-]+/[\w.-]+/(?:resolve|blob|raw)/|hf://(?!datasets/|spaces/|buckets/)"
)


def scan_python(source: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Every model reference of a Python file. Raises SyntaxError, ValueError or RecursionError if it does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    module = read_module(tree)
    return _PythonScan(module, source, file, patterns, ids).run(tree)


class _PythonScan:
    def __init__(self, module: Module, source: str, file: str, patterns: Patterns, ids: IdReader) -> None:
        self._module, self._source, self._made = module, source, Maker(file)
        self._values = Evaluator(module, source)
        self._patterns, self._ids = patterns, ids
        #: Lines of literals that a call has used, or that name something else than a dependency.
        self._used: set[tuple[int, str]] = set()

    def run(self, tree: ast.Module) -> list[Reference]:
        addressed = bool(_ADDRESS.search(self._source))
        parts = parts_of(
            tree,
            self._module,
            self._is_callee,
            lambda name: self._patterns.code_key(name) is not None,
            texts=addressed,
        )
        found = [reference for call, scope in parts.calls for reference in self._of_call(call, scope)]
        found += self._of_names(parts.options, "default of an option")
        found += self._of_names(parts.values)
        found += self._of_addresses(parts.texts)
        return found

    def _is_callee(self, last: str) -> bool:
        """Whether a last name is one of the patterns, or stands for another name that may be."""
        return last in self._patterns.calls or last in self._module.imports

    def _of_call(self, node: ast.Call, scope: Scope) -> Iterator[Reference]:
        name = callee(node.func)
        first, _, rest = name.partition(".")
        full = ".".join(part for part in (self._module.imports.get(first, first), rest) if part)
        last = full.rpartition(".")[2]
        for how, call in self._patterns.calls.get(last, ()):
            if "python" in call.languages and self._fits(call, full, first):
                argument = _argument(node, call.position, call.keywords)
                if argument is None and not (call.default or call.defaults):
                    continue
                if argument is not None and self._is_other_kind(node, scope):
                    self._used.update((text.line, text.raw) for text in self._values.texts(argument, scope))
                else:
                    yield from self._references(how, call, node, scope)
                return

    def _is_other_kind(self, node: ast.Call, scope: Scope) -> bool:
        """Whether `repo_type=` says that a dataset or a Space is meant."""
        argument = _argument(node, None, ("repo_type",))
        return argument is not None and self._values.texts(argument, scope)[0].text in ("dataset", "space", "datasets")

    def _shell(self, argument: ast.expr, scope: Scope) -> Iterator[Reference]:
        """The references of a command that is run: one text, or a list of words."""
        shell = ShellScan(self._made.file, self._patterns, self._ids)
        if isinstance(argument, ast.List | ast.Tuple):
            words = [self._values.texts(item, scope)[0] for item in argument.elts]
            yield from shell.words([word.text or "$UNKNOWN" for word in words], argument.lineno)
            return
        text = self._values.texts(argument, scope)[0]
        if text.text:
            for reference in shell.read(text.text, 1):
                at = argument.lineno + (reference.line - 1 if "\n" in text.text else 0)
                yield replace(reference, line=at)

    def _fits(self, call: Call, full: str, first: str) -> bool:
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
        if call.kind == "shell":
            yield from self._shell(argument, scope)
            return
        texts = self._values.texts(argument, scope)
        if call.variant:
            texts = [self._with_variant(text, call.variant, node, scope) for text in texts]
        if call.kind != "model":
            self._used.update((text.line, text.raw) for text in texts)
            return
        revision = self._revision(call, node, scope)
        for text in texts:
            reference = self._reference(how, call, text, node.lineno, argument, revision)
            if reference is not None:
                self._used.add((text.line, text.raw))
                yield reference

    def _with_variant(self, text: Text, keyword: str, node: ast.Call, scope: Scope) -> Text:
        argument = _argument(node, None, (keyword,))
        variant = self._values.texts(argument, scope)[0].text if argument is not None else None
        return Text(f"{text.text}:{variant}", text.raw, text.line, text.origin) if text.text and variant else text

    def _implicit(self, how: str, call: Call, node: ast.Call, scope: Scope) -> Iterator[Reference]:
        default = call.default
        named = _argument(node, 0, ("task",))
        if call.defaults and named is not None:
            task = self._values.texts(named, scope)[0].text
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

    def _of_addresses(self, texts: list[ast.Constant]) -> Iterator[Reference]:
        """Whole texts that are the address of a file of a repository: downloads by other clients."""
        for node in texts:
            text = str(node.value)
            if len(text) > 400 or (node.lineno, text) in self._used or not _ADDRESS.match(text):
                continue
            found = self._ids.read(text)
            if found is not None:
                yield self._made(
                    found.id, found.revision, node.lineno, Status.DECLARED, "address of the Hub", found.via
                )

    def _of_names(self, values: list[tuple[str, ast.expr, Scope]], origin: str = "") -> Iterator[Reference]:
        """Constants, fields, defaults and keyword arguments whose name says that they hold a model.

        `origin` says where their value comes from, "" for one that is written there.
        """
        for name, value, scope in values:
            pattern = self._patterns.code_key(name)
            if pattern is None:
                continue
            for text in self._values.texts(value, scope):
                if text.text is None or "/" not in text.text or (text.line, text.raw) in self._used:
                    continue
                how, key = pattern
                found = self._ids.read(text.text, strip=key.strip)
                if key.shaped and not is_shaped(text.text):
                    continue
                if key.kind != "model":
                    self._used.add((text.line, text.raw))
                elif found is not None:
                    status = Status.INFERRED if text.inferred or origin else Status.DECLARED
                    yield self._made(
                        found.id, found.revision, text.line, status, how, text.origin or origin or found.via
                    )


def _argument(node: ast.Call, position: int | None, keywords: tuple[str, ...]) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg in keywords:
            return keyword.value
    if position is not None and position < len(node.args):
        argument = node.args[position]
        return None if isinstance(argument, ast.Starred) else argument
    return None
