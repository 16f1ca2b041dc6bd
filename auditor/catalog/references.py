"""How code and configuration name models: calls, commands, keys, variables, prefixes and short names, all as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults

#: What the named thing is. Only models are dependencies; the others are known so that they are not taken for models.
#: `shell`: the arguments are a command.
Kind = Literal["model", "dataset", "space", "push", "route", "shell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose argument names a model.

    `names` are the last parts of the callee; `owners` globs of what stands before the dot (empty: anything or nothing);
    `modules` packages of which one must be imported in the file (empty: none needed). `position` counts from 0.
    `default` is the model that the library takes where the argument is missing. `namespace` is put before a name of one
    segment, `table` names an alias table for such names. `weak`: only a value of the form organisation/name counts.
    `variant` is a keyword whose text, after a colon, completes the short name (an architecture and its weights).
    """

    names: tuple[str, ...]
    owners: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    position: int | None = None
    keywords: tuple[str, ...] = ()
    revision: tuple[str, ...] = ()
    kind: Kind = "model"
    strip: tuple[str, ...] = ()
    namespace: str = ""
    table: str = ""
    default: str = ""
    defaults: dict[str, str] | None = None
    weak: bool = False
    variant: str = ""
    languages: tuple[str, ...] = ("python",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A shell command that names a model: its first words, and the position (after them) or options that hold it."""

    words: tuple[str, ...]
    position: int | None = None
    options: tuple[str, ...] = ()
    revision: tuple[str, ...] = ()
    kind: Kind = "model"
    strip: tuple[str, ...] = ()
    table: str = ""
    namespace: str = ""
    inside: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of configuration files, a constant or an argument name that holds a model.

    `files` are globs of file names (empty: any configuration file). `revision` are sibling keys.
    `under` demands one of these keys (globs) above it; `not_beside` are sibling keys that show a gateway; `beside` are
    sibling keys with the text that they must have. `shaped`: the name must look like one of a model (a digit, a capital
    or a mark in it), because the key holds other things as well. `first_word`: files may be named after the id.
    """

    names: tuple[str, ...]
    files: tuple[str, ...] = ()
    revision: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    not_beside: tuple[str, ...] = ()
    beside: dict[str, str] | None = None
    shaped: bool = False
    first_word: bool = False
    kind: Kind = "model"
    strip: tuple[str, ...] = ()
    namespace: str = ""
    table: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """One file of patterns: a library, a tool or a kind of file. All parts are optional.

    `alias` maps short names to Hub ids; `variable` names of environment variables; `ignore` globs of values that are
    no models (provider routes, placeholders); `prefix` scheme prefixes that may stand before a Hub id anywhere.
    """

    schema: int
    id: str
    title: str
    source: str = ""
    call: tuple[Call, ...] = ()
    command: tuple[Command, ...] = ()
    key: tuple[Key, ...] = ()
    variable: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    alias: dict[str, str] | None = None

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every alias is a Hub id with an organisation; every table that a pattern names exists."""
    tables = {record.id for record in records["references"] if record.alias}
    for record in records["references"]:
        file = f"references/{record.id}.toml"
        for name, target in (record.alias or {}).items():
            if not _HUB_ID.fullmatch(target):
                faults.add(file, f"alias.{name}", f"{target!r} is not ORGANISATION/NAME")
        for part in ("call", "command", "key"):
            for index, pattern in enumerate(getattr(record, part)):
                if pattern.table and pattern.table not in tables:
                    faults.add(file, f"{part}[{index}].table", f"no alias table {pattern.table!r}")
