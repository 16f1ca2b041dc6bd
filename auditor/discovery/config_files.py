"""Model references in configuration: keys that hold models, commands in `run`, `command` and `args`, environments."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from auditor.catalog.references import Key
from auditor.discovery.findings import Maker, Reference, Status
from auditor.discovery.model_ids import IdReader, is_shaped, is_template
from auditor.discovery.patterns import Patterns
from auditor.discovery.shell import ShellScan, Variables, split
from auditor.discovery.structured import Broken, Entry, entries, read_ini, read_json, read_toml, read_yaml
from auditor.text.yaml_reader import Node

#: Keys whose text is shell, in workflows, compose files, recipes and manifests.
_SHELL_KEYS = {
    "run",
    "script",
    "command",
    "args",
    "entrypoint",
    "cmd",
    "before_script",
    "after_script",
    "setup",
    "scripts",
    "extraArgs",
    "extra_args",
    "cmds",
    "postCreateCommand",
    "postStartCommand",
}
_HELM = re.compile(r"\{\{[^{}]*\}\}")
_UNKNOWN = "$TEMPLATE__"
READERS = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".jsonc": read_json,
    ".toml": read_toml,
    ".cfg": read_ini,
    ".ini": read_ini,
    ".pbtxt": None,
}


def scan_config(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Every model reference of a configuration file. Raises Broken if it does not parse."""
    name = PurePosixPath(file).name
    reader = READERS.get(PurePosixPath(name).suffix, read_yaml) or _read_pbtxt
    templated = reader is read_yaml and "{{" in text
    documents = _documents(reader, text, templated)
    scan = _ConfigScan(file, name, patterns, ids)
    return [reference for document in documents for reference in scan.run(document)]


def _documents(reader: object, text: str, templated: bool) -> list[Node]:
    if not templated:
        return reader(text)  # type: ignore[operator,no-any-return]
    # A Helm template: what stands in braces is unknown, lines that are nothing else go.
    lines = [("" if _HELM.fullmatch(line.strip()) else line) for line in text.split("\n")]
    filled = _HELM.sub(_UNKNOWN, "\n".join(lines))
    try:
        return read_yaml(filled)
    except Broken:
        return _loose_yaml(filled)


def _loose_yaml(text: str) -> list[Node]:
    """The `key: value` lines of a template that is no YAML as it stands."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        pair = re.fullmatch(r"\s*(?:-\s+)?([\w.-]+):\s+(\S.*?)\s*", line)
        if pair:
            found.append((pair.group(1), Node(number, text=pair.group(2).strip("\"'"))))
    return [Node(1, entries=found)]


def _read_pbtxt(text: str) -> list[Node]:
    """`key: { string_value: "…" }` pairs of a Triton configuration."""
    found = []
    for pair in re.finditer(r'key:\s*"(\w+)"\s*,?\s*value:?\s*\{\s*string_value:\s*"([^"\n]*)"', text):
        line = text.count("\n", 0, pair.start(2)) + 1
        found.append((pair.group(1), Node(line, text=pair.group(2))))
    return [Node(1, entries=found)]


class _ConfigScan:
    def __init__(self, file: str, name: str, patterns: Patterns, ids: IdReader) -> None:
        self._file, self._name, self._patterns, self._ids = file, name, patterns, ids
        self._made = Maker(file)

    def run(self, document: Node) -> Iterator[Reference]:
        variables = Variables({})
        for entry in entries(document):
            self._environment(entry, variables)
            if entry.key in _SHELL_KEYS:
                yield from self._shell(entry.node, variables)
                continue
            yield from self._keyed(entry, variables)

    def _environment(self, entry: Entry, variables: Variables) -> None:
        """Variables that a file sets for its own commands."""
        if entry.key in ("env", "environment", "variables", "args", "x-env"):
            for name, node in _pairs(entry.node):
                if node.text is not None and f"${{{name}" not in node.text:
                    variables.values[name] = (node.text, f"{name}, line {node.line}")

    def _keyed(self, entry: Entry, variables: Variables) -> Iterator[Reference]:
        if entry.key in ("env", "environment"):
            for name, node in _pairs(entry.node):
                if name in self._patterns.variables and not any(key == name for key, _ in entry.node.entries):
                    yield from self._value(node, f"variable {name}", Key(names=(name,)), None, variables)
        patterns = list(self._patterns.each_key(entry.key, self._name))
        if patterns:
            for how, key in patterns:
                if self._applies(key, entry):
                    revision = next((entry.beside[name] for name in key.revision if name in entry.beside), None)
                    for node in entry.node.items or [entry.node]:
                        yield from self._value(node, how, key, revision, variables)
                    return
        elif entry.key in self._patterns.variables:
            yield from self._value(entry.node, f"variable {entry.key}", Key(names=(entry.key,)), None, variables)
        elif entry.node.text and _has_address(entry.node.text):
            yield from self._value(entry.node, "address of the Hub", Key(names=(entry.key,)), None, variables)

    def _applies(self, key: Key, entry: Entry) -> bool:
        if key.kind != "model":
            return False
        if key.under and not any(fnmatch.fnmatchcase(part, name) for part in entry.path for name in key.under):
            return False
        if any(entry.beside.get(name) != text for name, text in (key.beside or {}).items()):
            return False
        return not any(name in entry.beside for name in key.not_beside)

    def _value(self, node: Node, how: str, key: Key, revision: str | None, variables: Variables) -> Iterator[Reference]:
        if node.text is None:
            return
        text, origin = variables.expand(node.text) if "$" in node.text else (node.text, "")
        text = text.split()[0] if key.first_word and text and text.split() else text
        if text is None or _UNKNOWN in text or is_template(text):
            yield self._made(node.text.replace(_UNKNOWN, "{{…}}"), None, node.line, Status.UNRESOLVED, how, "")
            return
        found = self._ids.read(text, strip=key.strip, namespace=key.namespace, table=key.table)
        if found is not None and (not key.shaped or found.via or is_shaped(text)):
            status = Status.INFERRED if origin else Status.DECLARED
            yield self._made(found.id, revision or found.revision, node.line, status, how, origin or found.via)

    def _shell(self, node: Node, variables: Variables) -> Iterator[Reference]:
        scan = ShellScan(self._file, self._patterns, self._ids, variables)
        if node.text is not None and node.text.lstrip().startswith("-"):
            yield from self._argument_list(node, scan, split(node.text.replace("\n", " ")))
        elif node.text is not None:
            yield from _moved(scan.read(node.text), node)
        words = [item.text for item in node.items if item.text is not None]
        if words and all(" " not in word or word.startswith("-") for word in words[:1]):
            yield from self._argument_list(node, scan, words)
        else:
            for item in node.items:
                if item.text is not None:
                    yield from _moved(scan.read(item.text), item)
        for key, inner in node.entries:
            if inner.text is not None and key not in self._patterns.keys:
                yield from _moved(scan.read(inner.text), inner)

    def _argument_list(self, node: Node, scan: ShellScan, words: list[str]) -> Iterator[Reference]:
        """`args: ["--model", "org/name"]`: the image's own command is not named, so any known option counts."""
        line_of = {item.text: item.line for item in node.items if item.text is not None}
        flat = [part for word in words for part in (split(word) if " " in word else [word])]
        known = list(scan.words(flat, node.line))
        for reference in known or scan.options(flat, node.line):
            yield _at(reference, _line_of(reference.model, line_of, reference.line))


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    """Environment entries as a table, as `- NAME=value` lines, or as `- name: X, value: Y` records."""
    yield from node.entries
    for item in node.items:
        if item.text is not None and "=" in item.text:
            name, _, value = item.text.partition("=")
            yield name, Node(item.line, text=value)
        named = dict(item.entries)
        if "name" in named and "value" in named and named["name"].text:
            yield named["name"].text, named["value"]


def _has_address(text: str) -> bool:
    return re.match(r"(?:https?://)?(?:huggingface\.co|hf\.co)/|hf://|hf[-_]hub:|pkg:huggingface/", text) is not None


def _moved(references: Iterator[Reference], node: Node) -> Iterator[Reference]:
    """References in a block text, at their lines in the file: a block starts on the line after its key."""
    text = node.text or ""
    offset = node.line if "\n" in text else node.line - 1
    for reference in references:
        yield _at(reference, reference.line + offset)


def _at(reference: Reference, line: int) -> Reference:
    return replace(reference, line=line)


def _line_of(model: str, line_of: dict[str, int], default: int) -> int:
    return next((line for text, line in line_of.items() if text and model in text), default)
