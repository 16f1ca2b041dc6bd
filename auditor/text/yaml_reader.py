"""YAML as values or as a tree with lines, built from parser events: no object of any class, no growth by aliases.

The only module that imports yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from auditor import limits

#: Levels of nesting that a tree of configuration may have.
MAX_DEPTH = 64


class RefusedYaml(Exception):
    """The text is YAML, and holds something that is not taken: aliases, tags, too many levels."""


class BrokenYaml(ValueError):
    """The text is no YAML; `line` counts from 1, None where the parser names none."""

    def __init__(self, reason: Exception) -> None:
        mark = getattr(reason, "problem_mark", None)
        self.line: int | None = mark.line + 1 if mark else None
        super().__init__(str(getattr(reason, "problem", None) or reason or "not YAML").split("\n")[0])


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads events only; values are built by this module."""


def _events(source: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(source, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as reason:
        raise BrokenYaml(reason) from reason


@dataclass
class Node:
    """A value with its line. `text` for a scalar; `items` for a list, `entries` for a table; all empty for null."""

    line: int
    text: str | None = None
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[str, Node]] = field(default_factory=list)


def read_nodes(text: str) -> list[Node]:
    """The documents of a YAML file as trees. A reused scalar is copied, a reused list or table stands only once.

    Raises BrokenYaml, and RefusedYaml for more than MAX_DEPTH levels. Time is linear in the text.
    """
    roots: list[Node] = []
    stack: list[Node] = []
    keys: list[str | None] = []
    anchors: dict[str, Node] = {}
    for event in _events(text):
        kind = event.__class__
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            stack.pop()
            keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            node = _node(event, anchors)
            _place(node, roots, stack, keys, is_table=bool(stack) and keys[-1] != _LIST)
            if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                if len(stack) >= MAX_DEPTH:
                    raise RefusedYaml("nested too deeply")
                stack.append(node)
                keys.append(_LIST if kind is yaml.SequenceStartEvent else None)
    return roots


_LIST = "\0list"


def _node(event: Any, anchors: dict[str, Node]) -> Node:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        known = anchors.get(event.anchor or "")
        return Node(line, text=known.text if known else None)
    text = None
    if isinstance(event, yaml.ScalarEvent):
        empty = event.style is None and event.value.lower() in ("", "~", "null")
        text = None if empty else event.value
    node = Node(line, text=text)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _place(node: Node, roots: list[Node], stack: list[Node], keys: list[str | None], *, is_table: bool) -> None:
    """Put a node where it belongs: a document, an item, a key that waits for its value, or that value."""
    if not stack:
        roots.append(node)
    elif not is_table:
        stack[-1].items.append(node)
    elif keys[-1] is None:
        keys[-1] = node.text or ""
    else:
        stack[-1].entries.append((keys[-1], node))
        keys[-1] = None


_NUMBER = re.compile(r"[-+]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][-+]?\d{1,3})?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_value(source: str, faults: list[str]) -> Any:
    """The first value of a text, of YAML 1.2 in what matters to a card: `no`, `on`, `1:30` and dates stay text.

    Appends a fault for a key that is given twice. Raises BrokenYaml, and RefusedYaml for aliases, tags and depth.
    """
    root: list[Any] = []
    stack: list[Any] = [root]
    pending: list[Any] = [None]
    for event in _events(source):
        if isinstance(event, yaml.AliasEvent):
            raise RefusedYaml("aliases are refused in front matter")
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
            pending.pop()
            continue
        if not isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            continue
        if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
            raise RefusedYaml("tags are refused in front matter")
        value = _value(event)
        _put(stack[-1], pending, value, isinstance(event, yaml.ScalarEvent), faults)
        if isinstance(value, (dict, list)):
            if len(stack) > limits.FRONT_MATTER_DEPTH:
                raise RefusedYaml("the front matter is nested too deeply")
            stack.append(value)
            pending.append(_NO_KEY)
    return root[0] if root else None


_NO_KEY = object()


def _value(event: Any) -> Any:
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if event.style in ("'", '"', "|", ">") or event.tag:
        return event.value
    low = event.value.lower()
    if low in _WORDS:
        return _WORDS[low]
    if _NUMBER.fullmatch(event.value):
        return float(event.value) if re.search(r"[.eE]", event.value) else int(event.value)
    return event.value


def _put(holder: Any, pending: list[Any], value: Any, scalar: bool, faults: list[str]) -> None:
    """Put `value` into the list or mapping that is being filled; a mapping takes key and value in turn."""
    if isinstance(holder, list):
        holder.append(value)
        return
    if pending[-1] is _NO_KEY:
        if not scalar:
            raise RefusedYaml("a key of the front matter is no text")
        pending[-1] = "" if value is None else str(value)
        return
    key = pending[-1]
    if key in holder and len(pending) > 2:
        faults.append(f"the key {key!r} is given twice below the top")
    holder[key] = value
    pending[-1] = _NO_KEY


@dataclass(frozen=True, slots=True)
class Entry:
    """A key on the top level of a table with the offsets of key and value in the text.

    `kind` is empty, scalar, block (a text in several lines after `|` or `>`), flow (`[…]`, `{…}`), list or table;
    `column` is that of a list's hyphens.
    """

    key: str
    key_start: int
    start: int
    end: int
    kind: str
    column: int = 0


def top_level(source: str) -> tuple[Entry, ...]:
    """The entries of the table that `source` is, for edits that leave everything else as it stands.

    Raises BrokenYaml, and RefusedYaml for what is no single table in block form.
    """
    entries: list[Entry] = []
    depth = documents = end = 0
    key: Any = None
    value: Any = None
    for event in _events(source):
        documents += event.__class__ is yaml.DocumentStartEvent
        if documents > 1 or isinstance(event, yaml.AliasEvent):
            raise RefusedYaml("the front matter has several documents or aliases")
        opens = isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        closes = isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        if not (opens or closes or isinstance(event, yaml.ScalarEvent)):
            continue
        if depth == 0 and not (isinstance(event, yaml.MappingStartEvent) and not event.flow_style):
            raise RefusedYaml("the front matter is no table of keys, one a line")
        depth -= closes
        if depth == 1 and key is None and not closes:
            key = event
        elif depth == 1 and value is None and not closes:
            value, end = event, event.start_mark.index
        # The end of a list in block form is where the next key begins: what counts is the end of its last item.
        if value is not None and event.end_mark.index > event.start_mark.index:
            end = event.end_mark.index
        depth += opens
        if depth == 1 and value is not None:
            entries.append(_entry(key, value, end))
            key = value = None
    return tuple(entries)


def _entry(key: Any, value: Any, end: int) -> Entry:
    empty = value.end_mark.index == value.start_mark.index
    if isinstance(value, yaml.ScalarEvent):
        kind = "empty" if empty else "block" if value.style in ("|", ">") else "scalar"
    elif value.flow_style:
        kind = "flow"
    else:
        kind = "list" if isinstance(value, yaml.SequenceStartEvent) else "table"
    name = key.value if isinstance(key, yaml.ScalarEvent) else ""
    return Entry(name, key.start_mark.index, value.start_mark.index, end, kind, value.start_mark.column)
