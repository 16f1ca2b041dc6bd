"""A strict reader from TOML tables to frozen records: every fault of every file at once, with file and key.

A record is a dataclass; its annotations are the grammar. `read` checks and reports; `trust` rebuilds a record from a
table that `read` has already accepted, without checking again (the compiled catalog is hash-checked instead).
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

T = TypeVar("T")
_MISSING = object()


@dataclass
class Faults:
    """What is wrong in the files read so far, as `file: key: reason` lines in the order found."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, key: str, reason: str) -> None:
        """Record one fault."""
        self.lines.append(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


def rename(key: str, default: Any = dataclasses.MISSING, **kwargs: Any) -> Any:
    """A field whose TOML key is not a Python name (a keyword, or a key with a hyphen)."""
    return field(default=default, metadata={"key": key}, **kwargs)


@functools.cache
def _fields(cls: type) -> tuple[tuple[str, str, Any, bool], ...]:
    """(name, TOML key, type, required) of each field of a record."""
    hints = typing.get_type_hints(cls)
    return tuple(
        (
            item.name,
            item.metadata.get("key", item.name),
            hints[item.name],
            item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING,
        )
        for item in dataclasses.fields(cls)
        if item.init
    )


def read(cls: type[T], table: object, file: str, faults: Faults, key: str = "") -> T | None:
    """The record of `table`, or None with the faults added. Unknown keys are faults, with the nearest known key."""
    before = len(faults.lines)
    value = _value(cls, table, file, faults, key)
    return value if len(faults.lines) == before else None


def trust(cls: type[T], table: object) -> T:
    """The record of a table that `read` accepted before."""
    return typing.cast(T, _trusted(cls, table))


def _value(kind: Any, value: object, file: str, faults: Faults, key: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union(kind, value, file, faults, key)
    if origin is Literal:
        return _one_of(get_args(kind), value, file, faults, key)
    if origin is tuple:
        return _sequence(get_args(kind), value, file, faults, key)
    if origin in (dict, Mapping):
        return _mapping(get_args(kind)[1], value, file, faults, key)
    if kind in (Any, object):
        return value
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        found = _one_of(tuple(member.value for member in kind), value, file, faults, key)
        return kind(found) if found is not None else None
    if dataclasses.is_dataclass(kind):
        return _record(kind, value, file, faults, key)
    return _scalar(kind, value, file, faults, key)


def _record(cls: Any, value: object, file: str, faults: Faults, key: str) -> Any:
    if not isinstance(value, dict):
        faults.add(file, key, f"should be a table, is {_kind_of(value)}")
        return None
    known = {toml: (name, kind, required) for name, toml, kind, required in _fields(cls)}
    for extra in value:
        if extra not in known:
            near = difflib.get_close_matches(str(extra), known, n=1)
            faults.add(file, _join(key, extra), "unknown key" + (f"; did you mean {near[0]!r}?" if near else ""))
    given: dict[str, Any] = {}
    for toml, (name, kind, required) in known.items():
        if toml in value:
            given[name] = _value(kind, value[toml], file, faults, _join(key, toml))
        elif required:
            faults.add(file, _join(key, toml), "missing")
            given[name] = None
    try:
        return cls(**given)
    except ValueError as reason:
        faults.add(file, key, str(reason))
    except (TypeError, AttributeError):
        # A record's own check met a value that is already reported above.
        pass
    return None


def _union(kind: Any, value: object, file: str, faults: Faults, key: str) -> Any:
    options = [option for option in get_args(kind) if option is not type(None)]
    attempts: list[list[str]] = []
    for option in options:
        trial = Faults()
        result = _value(option, value, file, trial, key)
        if not trial.lines:
            return result
        attempts.append(trial.lines)
    # The option that got furthest explains best.
    best: list[str] = min(attempts, key=lambda lines: len(lines))
    faults.lines.extend(best)
    return None


def _one_of(words: tuple[Any, ...], value: object, file: str, faults: Faults, key: str) -> Any:
    if value in words:
        return value
    near = difflib.get_close_matches(str(value), [str(word) for word in words], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(map(str, words))}"
    faults.add(file, key, f"unknown word {value!r}{hint}")
    return None


def _sequence(args: tuple[Any, ...], value: object, file: str, faults: Faults, key: str) -> Any:
    if not isinstance(value, list):
        faults.add(file, key, f"should be a list, is {_kind_of(value)}")
        return ()
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_value(args[0], item, file, faults, f"{key}[{i}]") for i, item in enumerate(value))
    if len(args) != len(value):
        faults.add(file, key, f"should have {len(args)} items, has {len(value)}")
        return ()
    return tuple(
        _value(kind, item, file, faults, f"{key}[{i}]") for i, (kind, item) in enumerate(zip(args, value, strict=True))
    )


def _mapping(kind: Any, value: object, file: str, faults: Faults, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        faults.add(file, key, f"should be a table, is {_kind_of(value)}")
        return {}
    return {name: _value(kind, item, file, faults, _join(key, name)) for name, item in value.items()}


def _scalar(kind: Any, value: object, file: str, faults: Faults, key: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is kind:
        return value
    faults.add(file, key, f"should be {_KINDS.get(kind, getattr(kind, '__name__', kind))}, is {_kind_of(value)}")
    return None


_KINDS = {dict: "a table", list: "a list", str: "text", bool: "true or false", int: "a whole number", float: "a number"}


def _kind_of(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _join(key: str, name: object) -> str:
    return f"{key}.{name}" if key else str(name)


def _trusted(kind: Any, value: Any) -> Any:
    build = _builder(kind)
    return build(value) if build else value


@functools.cache
def _builder(kind: Any) -> Any:
    """A function from TOML value to record value, or None where the value is taken as it is."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union_builder(tuple(option for option in get_args(kind) if option is not type(None)))
    if origin is tuple:
        args = get_args(kind)
        if len(args) == 2 and args[1] is Ellipsis:
            inner = _builder(args[0])
            return (lambda value: tuple(map(inner, value))) if inner else tuple
        inners = [_builder(arg) for arg in args]
        return lambda value: tuple(inner(item) if inner else item for inner, item in zip(inners, value, strict=True))
    if origin in (dict, Mapping):
        inner = _builder(get_args(kind)[1])
        return (lambda value: {name: inner(item) for name, item in value.items()}) if inner else None
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if dataclasses.is_dataclass(kind):
        return _record_builder(kind)
    return float if kind is float else None


def _record_builder(cls: Any) -> Any:
    parts: list[tuple[str, str, Any]] = []

    def build(table: dict[str, Any]) -> Any:
        if not parts:
            # Only when first used: a record may hold records of its own kind.
            parts.extend((toml, name, _builder(kind)) for name, toml, kind, _ in _fields(cls))
        given = {}
        for toml, name, inner in parts:
            value = table.get(toml, _MISSING)
            if value is not _MISSING:
                given[name] = inner(value) if inner else value
        return cls(**given)

    return build


def _union_builder(options: tuple[Any, ...]) -> Any:
    if len(options) == 1:
        return _builder(options[0])

    def build(value: Any) -> Any:
        # The file was accepted by `read`: the first option that takes the value is the one it took.
        for option in options:
            trial = Faults()
            result = _value(option, value, "", trial, "")
            if not trial.lines:
                return result
        return value

    return build
