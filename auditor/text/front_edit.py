"""Edits of a card's front matter that leave every other byte as it stands: comments, order, quoting, line ends.

Each edit replaces a value, adds an item or a key, or takes a key with its line away. The result is read again: where it
does not say what was meant, and nothing else anew, nothing is edited.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.text.front_matter import FrontMatter, parse
from auditor.text.yaml_reader import BrokenYaml, Entry, RefusedYaml, top_level

#: A text to stand under a key, a list in which these have to stand, or None for a key to be taken away.
Value = str | tuple[str, ...] | None

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9+._/-]*")
#: Words that YAML, old or new, does not read as text.
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
_BOM = "\ufeff"
_LINE, _EOL = re.compile(r"[^\r\n]*"), re.compile(r"\r\n|\n|\r")


class CannotEdit(ValueError):
    """Why a front matter is not edited, in words for its owner."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def edited(text: str, changes: Mapping[str, Value]) -> str:
    """`text` with `changes` made in its front matter, or with a front matter of them before it.

    Raises CannotEdit where the front matter is broken, gives one of the keys twice, or holds the old value in a form
    that cannot be replaced without touching other things (a text in several lines, a list with comments).
    """
    if not changes:
        return text
    front = parse(text)
    if not front.end and not front.faults:
        return _with_new_block(text, changes)
    if not front.end:
        raise CannotEdit(front.faults[0])
    entries = _entries(text, front)
    eol = "\r\n" if text[: front.start].endswith("\r\n") else text[front.start - 1]
    edits: list[_Edit] = []
    added: list[str] = []
    for key, value in changes.items():
        spelled = front.spelled.get(key, key)
        found = [entry for entry in entries if entry.key == spelled]
        if len(found) > 1:
            raise CannotEdit(f"the key {spelled!r} is given twice")
        if found:
            edits.append(_edit(text, front, found[0], key, value, eol))
        elif value is not None:
            added.append(_lines(key, value, eol))
    if added:
        edits.append(_appended(front, eol.join(added), eol))
    made = text
    for edit in sorted(edits, key=lambda item: item.start, reverse=True):
        made = made[: edit.start] + edit.text + made[edit.end :]
    _verify(front, text, made, changes)
    return made


def _entries(text: str, front: FrontMatter) -> tuple[Entry, ...]:
    source = text[front.start : front.end]
    if not source.strip():
        return ()
    if not front.data and front.faults:
        raise CannotEdit(front.faults[0])
    try:
        return top_level(source)
    except RefusedYaml as reason:
        raise CannotEdit(str(reason)) from reason
    except (BrokenYaml, ValueError) as reason:
        raise CannotEdit(front.faults[0] if front.faults else "the front matter is no YAML") from reason


def _with_new_block(text: str, changes: Mapping[str, Value]) -> str:
    mark, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    first = _EOL.search(body)
    eol = first.group() if first else "\n"
    block = eol.join(_lines(key, value, eol) for key, value in changes.items() if value is not None)
    return f"{mark}---{eol}{block}{eol}---{eol}{body}" if block else text


def _appended(front: FrontMatter, lines: str, eol: str) -> _Edit:
    """New lines before the closing fence, which follows the line end at `front.end`, or nothing in an empty block."""
    empty = front.start == front.end
    return _Edit(front.end, front.end, f"{lines}{eol}" if empty else f"{eol}{lines}")


def _edit(text: str, front: FrontMatter, entry: Entry, key: str, value: Value, eol: str) -> _Edit:
    start, end = front.start + entry.start, front.start + entry.end
    old = text[start:end]
    name = text[front.start + entry.key_start : start] if entry.key == key else f"{key}: "
    if value is None:
        return _removed(text, front, entry)
    if isinstance(value, tuple):
        return _extended(text, front, entry, value, eol)
    if entry.kind in ("block", "table") or (entry.kind == "list" and "#" in old):
        raise CannotEdit(f"the value of {key!r} stands in several lines")
    if entry.kind in ("empty", "list"):
        name = f"{name.rstrip()} "
    return _Edit(front.start + entry.key_start, end, name + _scalar(value))


def _removed(text: str, front: FrontMatter, entry: Entry) -> _Edit:
    if entry.kind == "block":
        raise CannotEdit(f"the value of {entry.key!r} stands in several lines")
    start, end = front.start + entry.key_start, front.start + entry.end
    line_end = min(_LINE.match(text, end).end(), front.end)  # type: ignore[union-attr]
    whole = _EOL.match(text, line_end)
    return _Edit(start, whole.end() if whole else line_end, "")


def _extended(text: str, front: FrontMatter, entry: Entry, items: Sequence[str], eol: str) -> _Edit:
    """The list under a key with further items, in the form that it has."""
    start, end = front.start + entry.start, front.start + entry.end
    old = text[start:end]
    scalars = [_scalar(item) for item in items]
    if entry.kind == "empty":
        lines = "".join(f"{eol}- {item}" for item in scalars)
        return _Edit(start, end, lines)
    if entry.kind == "list":
        # Behind the comment that may follow the last item.
        line_end = min(_LINE.match(text, end).end(), front.end)  # type: ignore[union-attr]
        lines = "".join(f"{eol}{' ' * entry.column}- {item}" for item in scalars)
        return _Edit(line_end, line_end, lines)
    if entry.kind == "flow" and old.startswith("[") and "#" not in old:
        inner = old[1:-1].rstrip()
        comma = ", " if inner.strip() and not inner.endswith(",") else " " if inner.strip() else ""
        return _Edit(start, end, f"[{inner}{comma}{', '.join(scalars)}]")
    if entry.kind == "scalar":
        return _Edit(start, end, f"[{', '.join([old, *scalars])}]")
    raise CannotEdit(f"the value of {entry.key!r} is no list")


def _lines(key: str, value: Value, eol: str) -> str:
    if isinstance(value, tuple):
        return eol.join([f"{key}:", *(f"- {_scalar(item)}" for item in value)])
    return f"{key}: {_scalar(value or '')}"


def _scalar(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)


def _verify(front: FrontMatter, text: str, made: str, changes: Mapping[str, Value]) -> None:
    """Raise CannotEdit unless `made` says what `text` said, changed as asked, over the same body."""
    after = parse(made)
    expected = {front.spelled_right(key): value for key, value in front.data.items()}
    for key, value in changes.items():
        if value is None:
            expected.pop(key, None)
        elif isinstance(value, tuple):
            old = expected.get(key)
            before = old if isinstance(old, list) else [] if old is None else [old]
            expected[key] = [*before, *value]
        else:
            expected[key] = value
    now = {after.spelled_right(key): value for key, value in after.data.items()}
    same = {key: _ended(value) for key, value in now.items()} == {
        key: _ended(value) for key, value in expected.items()
    }
    if not same or made[after.body_start :] != text[front.body_start :]:
        raise CannotEdit("the front matter is written in a way that cannot be edited by lines")


def _ended(value: object) -> object:
    """A value without its last line ends: a text in several lines has one more where it is no longer the last key."""
    return value.rstrip("\n") if isinstance(value, str) else value
