"""The tree-sitter grammars, and what their trees have in common: the only module that runs tree_sitter.

The grammars differ in the names of their nodes, which stand in one table.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

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


_JAVASCRIPT = Grammar(
    "tree_sitter_javascript:language",
    _words("call_expression new_expression"),
    _words("string"),
    _words("template_string"),
    _words("pair assignment_pattern"),
    _words("variable_declarator"),
)
_TYPESCRIPT = replace(
    _JAVASCRIPT,
    module="tree_sitter_typescript:language_typescript",
    binds=_words("variable_declarator public_field_definition required_parameter"),
)
GRAMMARS = {
    "javascript": _JAVASCRIPT,
    "typescript": _TYPESCRIPT,
    "tsx": replace(_TYPESCRIPT, module="tree_sitter_typescript:language_tsx"),
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
#: The language of a file, by the ending of its name.
BY_ENDING = {
    ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript", ".ts": "typescript",
    ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx", ".rs": "rust", ".go": "go", ".java": "java",
    ".cs": "csharp", ".swift": "swift",
}  # fmt: skip
#: The nodes that are names, in whichever language.
NAMES = _words(
    "identifier property_identifier field_identifier type_identifier simple_identifier shorthand_property_identifier "
    "private_property_identifier"
)
#: The wrappers that grammars put round arguments.
_WRAPPERS = _words(
    "argument value_argument reference_expression parenthesized_expression literal_element await_expression "
    "as_expression expression_list"
)


@functools.cache
def parser(language: str) -> Any:
    """The parser of a language of GRAMMARS, made at its first use."""
    import tree_sitter

    module, _, function = GRAMMARS[language].module.partition(":")
    return tree_sitter.Parser(tree_sitter.Language(getattr(importlib.import_module(module), function)()))


def walk(root: Node) -> Iterator[Node]:
    """All nodes of a tree in the order of the text, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def names_in(node: Node) -> Iterator[str]:
    """The names in the tree below a node, in the order of the text."""
    return (text_of(child) for child in walk(node) if child.type in NAMES)


def callee(node: Node) -> list[str]:
    """The parts of the callee's name: `a.b.c(…)` gives a, b, c."""
    head = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if head is not None:
        return list(names_in(head))
    name = node.child_by_field_name("name") or node.child_by_field_name("type")
    if name is not None:
        owner = node.child_by_field_name("object")
        owners = names_in(owner) if owner is not None else ()
        return [*owners, *names_in(name)]
    first = node.children[0] if node.children else None
    return list(names_in(first)) if first is not None else []


def arguments_of(node: Node) -> list[Node]:
    """The arguments of a call, comments left out."""
    holder = node.child_by_field_name("arguments")
    if holder is None:
        holder = next((c for c in node.children if c.type in ("call_suffix", "argument_list", "token_tree")), None)
    if holder is None:
        return []
    if holder.type == "call_suffix":
        holder = next((child for child in holder.children if child.type == "value_arguments"), holder)
    return [child for child in holder.named_children if child.type != "comment"]


def is_copy(call: Node) -> bool:
    """Whether a call only makes an owned text of another, as `"x".to_string()` and `String::from("x")` do in Rust."""
    parts = callee(call)
    return parts[-1:] in (["to_string"], ["to_owned"], ["into"]) or parts[-2:] == ["String", "from"]


def unwrapped(node: Node) -> Node:
    """A value without the wrappers that grammars put round arguments."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.child_by_field_name("value") or node.named_children[-1]
    if node.type == "call_expression" and is_copy(node):
        literal = next((child for child in walk(node) if child.type.endswith("string_literal")), None)
        return literal or node
    return node


def split_pair(node: Node) -> tuple[str, Node | None]:
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
    names = list(names_in(key))
    return (names[-1] if names else text_of(key).strip("\"'")), value
