"""The patterns of the catalog, indexed once: by callee, by first word of a command, by key; and the one prefilter."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog.catalog import Catalog
from auditor.catalog.references import Call, Command, Key, References


@dataclass(frozen=True, slots=True)
class Patterns:
    """Everything that a scan looks for. `how` texts come from the file that a pattern stands in."""

    calls: dict[str, tuple[tuple[str, Call], ...]]
    commands: dict[str, tuple[tuple[str, Command], ...]]
    keys: dict[str, tuple[tuple[str, Key], ...]]
    variables: frozenset[str]
    prefixes: tuple[str, ...]
    ignore: tuple[str, ...]
    tables: dict[str, dict[str, str]]
    filter: Filter

    @classmethod
    def of(cls, catalog: Catalog) -> Patterns:
        """The patterns of a catalog, made once for it."""
        made: Patterns = catalog.cached("discovery:patterns", lambda loaded: _index(loaded.records("references")))
        return made

    def key(self, name: str, file: str) -> tuple[str, Key] | None:
        """The pattern of a configuration key in a file of this name, with its how-text."""
        for how, key in self.keys.get(name.casefold(), ()):
            if not key.files or any(fnmatch.fnmatch(file, glob) for glob in key.files):
                return how, key
        return None

    def code_key(self, name: str) -> tuple[str, Key] | None:
        """The pattern of a constant, field or argument name in code, with its how-text."""
        for how, key in self.keys.get(name.casefold().lstrip("_"), ()):
            if key.code:
                return how, key
        return None


def _index(files: tuple[References, ...]) -> Patterns:
    calls: dict[str, list[tuple[str, Call]]] = {}
    commands: dict[str, list[tuple[str, Command]]] = {}
    keys: dict[str, list[tuple[str, Key]]] = {}
    for file in files:
        for call in file.call:
            for name in call.names:
                calls.setdefault(name, []).append((f"{file.id}: {name}()", call))
        for command in file.command:
            how = f"{file.id}: {' '.join(command.words)}"
            commands.setdefault(command.words[0], []).append((how, command))
        for key in file.key:
            for name in key.names:
                keys.setdefault(name.casefold(), []).append((f"{file.id}: key {name}", key))
    # Patterns that are bound to a file name are tried before general ones.
    ordered = {name: tuple(sorted(found, key=lambda item: not item[1].files)) for name, found in keys.items()}
    variables = frozenset(name for file in files for name in file.variable)
    return Patterns(
        calls={name: tuple(found) for name, found in calls.items()},
        commands={name: tuple(found) for name, found in commands.items()},
        keys=ordered,
        variables=variables,
        prefixes=tuple(prefix for file in files for prefix in file.prefix),
        ignore=tuple(glob for file in files for glob in file.ignore),
        tables={file.id: file.alias for file in files if file.alias},
        filter=_filter(calls, ordered, commands, variables),
    )


#: An address of the Hub, in any file.
_ADDRESS = rb"huggingface\.co/|hf\.co/|hf://|hf[-_]hub:|pkg:huggingface/"
#: A quoted text with a slash between two names: every model id in code is one, or part of one.
_SLASHED = rb"[\"'`][\w.:-]*[\w-]/[\w.-]"
_KEY = re.compile(rb"(?<![\w.-])([a-z_][\w.-]{1,48})[\"']?[ \t]*[:=]")


@dataclass(frozen=True, slots=True)
class Filter:
    """Decides from the bytes whether a file can hold a reference: cheap tests first, so most files cost one pass."""

    imports: re.Pattern[bytes]
    callees: re.Pattern[bytes]
    slashed: re.Pattern[bytes]
    addresses: re.Pattern[bytes]
    keys: frozenset[bytes]
    commands: re.Pattern[bytes]

    def code(self, data: bytes) -> bool:
        """Whether a source file imports a library of the patterns, or quotes a name beside a call or key of them."""
        if self.imports.search(data):
            return self.callees.search(data) is not None or self.slashed.search(data) is not None
        if not self.slashed.search(data):
            return False
        return bool(self.addresses.search(data) or self.callees.search(data) or self._names(data))

    def config(self, data: bytes) -> bool:
        """Whether a configuration file has a key, a variable, a command or an address of the patterns."""
        return bool(self._names(data) or self.commands.search(data) or self.addresses.search(data))

    def _names(self, data: bytes) -> bool:
        return not self.keys.isdisjoint(_KEY.findall(data.lower()))


def _filter(
    calls: dict[str, list[tuple[str, Call]]],
    keys: dict[str, tuple[tuple[str, Key], ...]],
    commands: dict[str, list[tuple[str, Command]]],
    variables: frozenset[str],
) -> Filter:
    modules = {module for found in calls.values() for _, call in found for module in call.modules}
    names = {*keys, *(name.casefold() for name in variables)}
    return Filter(
        imports=re.compile(rb"(?:\n|\A)[ \t]*(?:from|import)[ \t]+(?:%s)\b" % _either(modules)),
        callees=re.compile(rb"\b(?:%s)[ \t]*[(!<]" % _either(calls)),
        slashed=re.compile(_SLASHED),
        addresses=re.compile(_ADDRESS),
        keys=frozenset(name.encode() for name in names) | frozenset(_camel(name) for name in names),
        commands=re.compile(rb"\b(?:%s)\b" % _either(commands)),
    )


def _either(words: Iterable[str]) -> bytes:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))).encode() or rb"(?!)"


def _camel(name: str) -> bytes:
    """A key as it looks in camel case, lowered: `model_id` as modelid."""
    return name.replace("_", "").encode()


@lru_cache(maxsize=4096)
def glob_match(name: str, globs: tuple[str, ...]) -> bool:
    """Whether a name fits one of the globs, with case; no globs fit everything."""
    return not globs or any(fnmatch.fnmatchcase(name, glob) for glob in globs)
