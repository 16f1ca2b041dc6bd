"""Model references in JavaScript, TypeScript, Rust, Go, Java, C# and Swift, by their tree-sitter grammars.

One reader for all of them: the grammars differ in the names of their nodes, which stand in one table.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.catalog.references import Call
from auditor.discovery.findings import Maker, Reference, Status, Text
from auditor.discovery.model_ids import IdReader, is_shaped
from auditor.discovery.patterns import Patterns, glob_match

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Grammar:
    """The nodes of a language that matter here. `module` is `package:function` that gives the language."""

    module: str
    calls: frozenset[str]
    strings: frozenset[str]
    templates: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset({"pair"})
    binds: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GRAMMARS = {
    "javascript": Grammar(
        "tree_sitter_javascript:language",
        _words("call_expression new_expression"),
        _words("string"),
        _words("template_string"),
        _words("pair assignment_pattern"),
        _words("variable_declarator"),
    ),
    "typescript": Grammar(
        "tree_sitter_typescript:language_typescript",
        _words("call_expression new_expression"),
        _words("string"),
        _words("template_string"),
        _words("pair assignment_pattern"),
        _words("variable_declarator public_field_definition required_parameter"),
    ),
    "tsx": Grammar(
        "tree_sitter_typescript:language_tsx",
        _words("call_expression new_expression"),
        _words("string"),
        _words("template_string"),
        _words("pair assignment_pattern"),
        _words("variable_declarator public_field_definition required_parameter"),
    ),
    "rust": Grammar(
        "tree_sitter_rust:language",
        _words("call_expression macro_invocation"),
        _words("string_literal raw_string_literal"),
        pairs=_words("field_initializer"),
        binds=_words("let_declaration const_item static_item"),
    ),
    "go": Grammar(
        "tree_sitter_go:language",
        _words("call_expression"),
        _words("interpreted_string_literal raw_string_literal"),
        pairs=_words("keyed_element"),
        binds=_words("short_var_declaration const_spec var_spec"),
    ),
    "java": Grammar(
        "tree_sitter_java:language",
        _words("method_invocation object_creation_expression"),
        _words("string_literal"),
        pairs=frozenset(),
        binds=_words("variable_declarator"),
    ),
    "csharp": Grammar(
        "tree_sitter_c_sharp:language",
        _words("invocation_expression object_creation_expression"),
        _words("string_literal verbatim_string_literal"),
        pairs=_words("assignment_expression"),
        binds=_words("variable_declarator"),
    ),
    "swift": Grammar(
        "tree_sitter_swift:language",
        _words("call_expression"),
        _words("line_string_literal"),
        pairs=frozenset(),
        binds=_words("property_declaration"),
    ),
}
BY_ENDING = {
    ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript", ".ts": "typescript",
    ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx", ".rs": "rust", ".go": "go", ".java": "java",
    ".cs": "csharp", ".swift": "swift",
}  # fmt: skip
_NAMES = _words(
    "identifier property_identifier field_identifier type_identifier simple_identifier shorthand_property_identifier "
    "private_property_identifier"
)


@functools.cache
def _parser(language: str) -> Any:
    import tree_sitter

    module, _, function = GRAMMARS[language].module.partition(":")
    return tree_sitter.Parser(tree_sitter.Language(getattr(importlib.import_module(module), function)()))


def scan_source(data: bytes, language: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Every model reference of a source file in one of GRAMMARS; one with syntax errors is read as far as it goes."""
    tree = _parser(language).parse(data)
    return _SourceScan(GRAMMARS[language], language, file, patterns, ids).run(tree.root_node)


class _SourceScan:
    def __init__(self, grammar: Grammar, language: str, file: str, patterns: Patterns, ids: IdReader) -> None:
        self._grammar, self._made, self._patterns, self._ids = grammar, Maker(file), patterns, ids
        self._language = {"tsx": "typescript"}.get(language, language)
        self._names: dict[str, list[Text]] = {}
        self._used: set[tuple[int, str]] = set()

    def run(self, root: Node) -> list[Reference]:
        nodes = list(_walk(root))
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
        name = next((_text(child) for child in _walk(holder) if child.type in _NAMES), "") if holder else ""
        pattern = self._patterns.code_key(_snake(name))
        for child in _walk(node):
            found = self._ids.read(_text(child).strip('"')) if pattern and child.type == "string_literal" else None
            if pattern and found is not None:
                line = child.start_point[0] + 1
                yield self._made(found.id, found.revision, line, Status.DECLARED, pattern[0], found.via)

    def _bind(self, node: Node) -> None:
        """`const NAME = "text"`: the first name is given the first text on the other side."""
        name = next((_text(child) for child in _walk(node) if child.type in _NAMES), None)
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
            elif (
                child.type not in self._grammar.calls and "object" not in child.type and "array" not in child.type
            ) or (child.type in self._grammar.calls and _callee(child)[-1:] in (["to_string"], ["to_owned"], ["into"])):
                stack.extend(reversed(child.children))
        return found

    def _literal(self, node: Node) -> Text:
        raw = _text(node)
        line = node.start_point[0] + 1
        known = not any("substitution" in child.type or "interpol" in child.type for child in _walk(node))
        return Text(raw.strip("\"'`#@") if known else None, raw, line)

    def _call(self, node: Node) -> Iterator[Reference]:
        parts = _callee(node)
        if not parts:
            return
        for how, call in self._patterns.calls.get(parts[-1], ()):
            owner = parts[-2] if len(parts) > 1 else ""
            if self._language in call.languages and glob_match(owner, call.owners):
                yield from self._references(how, call, node)
                return

    def _references(self, how: str, call: Call, node: Node) -> Iterator[Reference]:
        arguments = _arguments(node)
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
            for node in _walk(argument):
                if node.type in self._grammar.pairs or node.type in ("value_argument", "argument"):
                    name, value = _split_pair(node)
                    if name and value is not None:
                        yield name, value

    def _texts(self, node: Node) -> list[Text]:
        """The texts that an argument can have: itself, or those bound to its name."""
        node = _unwrapped(node)
        if node.type in self._grammar.strings or node.type in self._grammar.templates:
            return [self._literal(node)]
        if node.type in _NAMES or node.type in ("member_expression", "selector_expression", "field_expression"):
            name = _text(node).rpartition(".")[2]
            bound = self._names.get(name, [])
            if bound:
                return [Text(text.text, text.raw, text.line, f"{name}, line {text.line}") for text in bound]
        texts = self._direct_texts(node) if node.child_count else []
        known = [Text(text.text, text.raw, text.line, f"choice, line {text.line}") for text in texts if text.text]
        return known or [Text(None, _text(node), node.start_point[0] + 1)]

    def _pair(self, node: Node) -> Iterator[Reference]:
        """`model: "org/name"` outside of known calls, and constants whose name says that they hold a model."""
        name, value = _split_pair(node)
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


def _walk(root: Node) -> Iterator[Node]:
    """All nodes of a tree in the order of the text, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _callee(node: Node) -> list[str]:
    """The parts of the callee's name: `a.b.c(…)` gives a, b, c."""
    head = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if head is not None:
        return [_text(child) for child in _walk(head) if child.type in _NAMES]
    name = node.child_by_field_name("name") or node.child_by_field_name("type")
    if name is not None:
        owner = node.child_by_field_name("object")
        owners = [_text(child) for child in _walk(owner) if child.type in _NAMES] if owner is not None else []
        return [*owners, *(_text(child) for child in _walk(name) if child.type in _NAMES)]
    first = node.children[0] if node.children else None
    return [_text(child) for child in _walk(first) if child.type in _NAMES] if first is not None else []


def _arguments(node: Node) -> list[Node]:
    holder = node.child_by_field_name("arguments")
    if holder is None:
        holder = next((c for c in node.children if c.type in ("call_suffix", "argument_list", "token_tree")), None)
    if holder is None:
        return []
    if holder.type == "call_suffix":
        holder = next((child for child in holder.children if child.type == "value_arguments"), holder)
    return [child for child in holder.named_children if child.type != "comment"]


def _unwrapped(node: Node) -> Node:
    """A value without the wrappers that grammars put round arguments."""
    wrappers = (
        "argument",
        "value_argument",
        "reference_expression",
        "parenthesized_expression",
        "literal_element",
        "await_expression",
        "as_expression",
        "expression_list",
    )
    while node.type in wrappers and node.named_children:
        node = node.child_by_field_name("value") or node.named_children[-1]
    if node.type == "call_expression" and _callee(node)[-1:] in (
        ["to_string"],
        ["to_owned"],
        ["into"],
        ["String", "from"],
    ):
        literal = next((child for child in _walk(node) if child.type.endswith("string_literal")), None)
        return literal or node
    return node


def _split_pair(node: Node) -> tuple[str, Node | None]:
    """The name and the value of a pair, a label, or a declaration."""
    key = node.child_by_field_name("key") or node.child_by_field_name("name") or node.child_by_field_name("pattern")
    key = key or node.child_by_field_name("left")
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    named = node.named_children
    if key is None and len(named) >= 2:
        key = named[0]
    if value is None and len(named) >= 2:
        value = named[-1]
    if key is None or value is None or key == value:
        return "", None
    names = [_text(child) for child in _walk(key) if child.type in _NAMES]
    return (names[-1] if names else _text(key).strip("\"'")), value


def _snake(name: str) -> str:
    """camelCase as snake_case, the form in which the catalog has keys."""
    out = []
    for at, char in enumerate(name):
        if char.isupper() and at and name[at - 1].islower():
            out.append("_")
        out.append(char.lower())
    return "".join(out)
