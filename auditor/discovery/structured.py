"""Keys and values with their lines out of YAML, JSON, TOML and INI files: one tree shape for all of them."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.text.yaml_reader import BrokenYaml, Node, RefusedYaml, read_nodes

#: Levels of nesting, and values of one file, that are looked at.
MAX_DEPTH = 64
MAX_VALUES = 200_000


class Broken(ValueError):
    """The file is not what its name says; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value: the path above it, the keys beside it with their scalar texts."""

    key: str
    node: Node
    path: tuple[str, ...]
    beside: dict[str, str]


def entries(root: Node) -> Iterator[Entry]:
    """Every key of a tree, outer ones first, in the order of the text."""
    stack: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
    seen = 0
    while stack:
        node, path = stack.pop()
        if len(path) > MAX_DEPTH:
            raise Broken("nested too deeply")
        beside = {key: child.text for key, child in node.entries if child.text is not None}
        for key, child in node.entries:
            seen += 1
            if seen > MAX_VALUES:
                raise Broken("too many values")
            yield Entry(key, child, path, beside)
        inner = [(child, (*path, key)) for key, child in node.entries] + [(child, path) for child in node.items]
        stack.extend(reversed(inner))


def read_yaml(text: str) -> list[Node]:
    """The documents of a YAML file. Raises Broken."""
    try:
        return read_nodes(text)
    except (BrokenYaml, RefusedYaml) as reason:
        raise Broken(f"not YAML: {reason}") from reason


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"')


def read_json(text: str) -> list[Node]:
    """The value of a JSON file (comments of JSON5 kind are cut first). Raises Broken."""
    try:
        value = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        text = re.sub(r"(?m)^\s*//.*$", "", text)
        try:
            value = json.loads(re.sub(r",(\s*[}\]])", r"\1", text), object_pairs_hook=_Pairs)
        except (ValueError, RecursionError) as reason:
            raise Broken(f"not JSON: {reason}") from reason
    # Strings stand in the text in the order of the tree: each is given the line of its token.
    return [_of_json(value, _StringLines(text), 0)]


class _Pairs(list[tuple[str, object]]):
    """The pairs of a JSON object as they stand, repeated keys included."""


class _StringLines:
    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.finditer(text)
        self._text = text
        self._at, self._line = 0, 1

    def next(self) -> int:
        """The line of the next string of the text."""
        token = next(self._tokens, None)
        if token is not None:
            self._line += self._text.count("\n", self._at, token.start())
            self._at = token.start()
        return self._line


def _of_json(value: object, lines: _StringLines, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise Broken("nested too deeply")
    if isinstance(value, str):
        return Node(lines.next(), text=value)
    if isinstance(value, _Pairs):
        node = Node(1)
        for key, item in value:
            lines.next()
            node.entries.append((key, _of_json(item, lines, depth + 1)))
        return node
    if isinstance(value, list):
        return Node(1, items=[_of_json(item, lines, depth + 1) for item in value])
    return Node(1, text=None if value is None else str(value))


def read_toml(text: str) -> list[Node]:
    """The tables of a TOML file. Raises Broken."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as reason:
        raise Broken(f"not TOML: {reason}") from reason
    return [_of_table(table, _Finder(text), 0)]


class _Finder:
    """Lines of values: each is looked for from the start of the text by its key and its words, next one after last."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._used: dict[tuple[str, str], int] = {}

    def line(self, key: str, value: str) -> int:
        """The next line that holds the value, after the key if it stands on one line; 1 if none does."""
        start = self._used.get((key, value), 0)
        for number in range(start, len(self._lines)):
            if value in self._lines[number] and (key in self._lines[number] or key == ""):
                self._used[(key, value)] = number + 1
                return number + 1
        return next((number + 1 for number, line in enumerate(self._lines) if value in line), 1)


def _of_table(value: object, finder: _Finder, depth: int, key: str = "") -> Node:
    if depth > MAX_DEPTH:
        raise Broken("nested too deeply")
    if isinstance(value, dict):
        return Node(1, entries=[(name, _of_table(item, finder, depth + 1, name)) for name, item in value.items()])
    if isinstance(value, list):
        return Node(1, items=[_of_table(item, finder, depth + 1, key) for item in value])
    text = str(value)
    interesting = isinstance(value, str) and "/" in text
    return Node(finder.line(key, text) if interesting else 1, text=text)


def read_ini(text: str) -> list[Node]:
    """The sections of an INI file; quoted values without their quotes. Raises Broken."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=", ":"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError) as reason:
        raise Broken(f"not INI: {str(reason).splitlines()[0]}") from reason
    finder = _Finder(text)
    root = Node(1)
    for section in parser.sections():
        inner = Node(1)
        for key, value in parser.items(section):
            if value is not None:
                bare = value.strip().strip("\"'")
                inner.entries.append((key, Node(finder.line(key, bare) if bare else 1, text=bare)))
        root.entries.append((section, inner))
    return [root]
