"""Model references in JavaScript, TypeScript, Rust, Go, Java, C# and Swift: one reader for all of their trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.catalog.references import Call
from auditor.discovery.findings import Maker, Reference, Status, Text
from auditor.discovery.grammars import (
    GRAMMARS,
    NAMES,
    Grammar,
    arguments_of,
    callee,
    is_copy,
    names_in,
    parser,
    split_pair,
    text_of,
    unwrapped,
    walk,
)
from auditor.discovery.model_ids import IdReader, is_shaped
from auditor.discovery.patterns import Patterns, glob_match

if TYPE_CHECKING:
    from tree_sitter import Node


def scan_source(data: bytes, language: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Every model reference of a source file in one of GRAMMARS; one with syntax errors is read as far as it goes."""
    tree = parser(language).parse(data)
    return _SourceScan(GRAMMARS[language], language, file, patterns, ids).run(tree.root_node)


class _SourceScan:
    """Goes over the tree of one file: first what names are bound to, then the calls, then the pairs."""

    def __init__(self, grammar: Grammar, language: str, file: str, patterns: Patterns, ids: IdReader) -> None:
        self._grammar, self._made, self._patterns, self._ids = grammar, Maker(file), patterns, ids
        self._language = {"tsx": "typescript"}.get(language, language)
        self._names: dict[str, list[Text]] = {}
        self._used: set[tuple[int, str]] = set()

    def run(self, root: Node) -> list[Reference]:
        nodes = list(walk(root))
        for node in nodes:
            if node.type in self._grammar.binds:
                self._bind(node)
        found = [item for node in nodes if node.type in self._grammar.calls for item in self._call(node)]
        for node in nodes:
            if node.type in self._grammar.pairs or node.type in self._grammar.binds:
                found += self._pair(node)
            elif node.type == "attribute_item":
                found += self._option(node)
        return found

    def _option(self, node: Node) -> Iterator[Reference]:
        """`#[arg(default_value = "…")]` above a field whose name says that it holds a model (Rust, clap)."""
        if b"default_value" not in (node.text or b""):
            return
        holder = node.next_named_sibling
        while holder is not None and holder.type in ("attribute_item", "line_comment"):
            holder = holder.next_named_sibling
        name = next(names_in(holder), "") if holder else ""
        pattern = self._patterns.code_key(_snake(name))
        for child in walk(node):
            found = self._ids.read(text_of(child).strip('"')) if pattern and child.type == "string_literal" else None
            if pattern and found is not None:
                line = child.start_point[0] + 1
                yield self._made(found.id, found.revision, line, Status.DECLARED, pattern[0], found.via)

    def _bind(self, node: Node) -> None:
        """`const NAME = "text"`: the first name is given the first text on the other side."""
        name = next(names_in(node), None)
        texts = self._direct_texts(node)
        if name and texts:
            self._names.setdefault(name, []).extend(texts)

    def _direct_texts(self, node: Node) -> list[Text]:
        """Texts that are the value itself or one side of an `||`, `??` or `?:`, not arguments of a call inside."""
        found: list[Text] = []
        stack = list(reversed(node.children))
        while stack:
            child = stack.pop()
            if child.type in self._grammar.strings or child.type in self._grammar.templates:
                found.append(self._literal(child))
            elif is_copy(child) if child.type in self._grammar.calls else not _holds_several(child):
                stack.extend(reversed(child.children))
        return found

    def _literal(self, node: Node) -> Text:
        raw = text_of(node)
        line = node.start_point[0] + 1
        known = not any("substitution" in child.type or "interpol" in child.type for child in walk(node))
        return Text(raw.strip("\"'`#@") if known else None, raw, line)

    def _call(self, node: Node) -> Iterator[Reference]:
        parts = callee(node)
        if not parts:
            return
        for how, call in self._patterns.calls.get(parts[-1], ()):
            owner = parts[-2] if len(parts) > 1 else ""
            if self._language in call.languages and glob_match(owner, call.owners):
                yield from self._references(how, call, node)
                return

    def _references(self, how: str, call: Call, node: Node) -> Iterator[Reference]:
        arguments = arguments_of(node)
        named = {
            name: value for name, value in self._keyword_pairs(arguments) if name in (*call.keywords, *call.revision)
        }
        value = next((named[name] for name in call.keywords if name in named), None)
        if value is None and call.position is not None and call.position < len(arguments):
            value = arguments[call.position]
        if value is None:
            return
        revision = next(
            (text.text for name in call.revision if name in named for text in self._texts(named[name])), None
        )
        for text in self._texts(value):
            yield from self._emit(text, value, how, call, revision)

    def _emit(self, text: Text, value: Node, how: str, call: Call, revision: str | None) -> Iterator[Reference]:
        if call.kind != "model":
            self._used.add((text.line, text.raw))
            return
        line = value.start_point[0] + 1
        if text.text is None:
            if not call.weak:
                yield self._made(text.raw[:200], revision, line, Status.UNRESOLVED, how, "")
            return
        found = self._ids.read(text.text, strip=call.strip, namespace=call.namespace, table=call.table)
        if found is not None:
            self._used.add((text.line, text.raw))
            status = Status.INFERRED if text.inferred else Status.DECLARED
            yield self._made(found.id, revision or found.revision, line, status, how, text.origin or found.via)

    def _keyword_pairs(self, arguments: list[Node]) -> Iterator[tuple[str, Node]]:
        """`{model: "x"}` objects, `name: value` labels and named arguments among the arguments of a call."""
        for argument in arguments:
            for node in walk(argument):
                if node.type in self._grammar.pairs or node.type in ("value_argument", "argument"):
                    name, value = split_pair(node)
                    if name and value is not None:
                        yield name, value

    def _texts(self, node: Node) -> list[Text]:
        """The texts that an argument can have: itself, or those bound to its name."""
        node = unwrapped(node)
        if node.type in self._grammar.strings or node.type in self._grammar.templates:
            return [self._literal(node)]
        if node.type in NAMES or node.type in ("member_expression", "selector_expression", "field_expression"):
            name = text_of(node).rpartition(".")[2]
            bound = self._names.get(name, [])
            if bound:
                return [Text(text.text, text.raw, text.line, f"{name}, line {text.line}") for text in bound]
        texts = self._direct_texts(node) if node.child_count else []
        known = [Text(text.text, text.raw, text.line, f"choice, line {text.line}") for text in texts if text.text]
        return known or [Text(None, text_of(node), node.start_point[0] + 1)]

    def _pair(self, node: Node) -> Iterator[Reference]:
        """`model: "org/name"` outside of known calls, and constants whose name says that they hold a model."""
        name, value = split_pair(node)
        pattern = self._patterns.code_key(_snake(name)) if name else None
        if pattern is None or value is None:
            return
        how, key = pattern
        for text in self._texts(value):
            shaped = text.text is not None and (not key.shaped or is_shaped(text.text))
            found = self._ids.read(text.text, strip=key.strip) if text.text and shaped and key.kind == "model" else None
            if found is not None and (text.line, text.raw) not in self._used:
                status = Status.INFERRED if text.inferred else Status.DECLARED
                yield self._made(found.id, found.revision, text.line, status, how, text.origin)


def _holds_several(node: Node) -> bool:
    """Whether a node is an object or an array, whose texts are values of their own."""
    return "object" in node.type or "array" in node.type


def _snake(name: str) -> str:
    """camelCase as snake_case, the form in which the catalog has keys."""
    out = []
    for at, char in enumerate(name):
        if char.isupper() and at and name[at - 1].islower():
            out.append("_")
        out.append(char.lower())
    return "".join(out)
