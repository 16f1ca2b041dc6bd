"""The patterns of the catalog, indexed once: by callee, by first word of a command, by key, and filters of bytes."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog.catalog import Catalog
from auditor.catalog.references import Call, Command, Key, References
from auditor.discovery.prefilter import CodeFilter, ConfigFilter, code_filter, config_filter

#: Languages that calls are written for in the catalog.
LANGUAGES = ("python", "javascript", "typescript", "rust", "go", "java", "csharp", "swift")


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
    code: dict[str, CodeFilter]
    config: ConfigFilter

    @classmethod
    def of(cls, catalog: Catalog) -> Patterns:
        """The patterns of a catalog, made once for it."""
        made: Patterns = catalog.cached("discovery:patterns", lambda loaded: _index(loaded.records("references")))
        return made

    def key(self, name: str, file: str) -> tuple[str, Key] | None:
        """The first pattern of a configuration key in a file of this name, with its how-text."""
        return next(self.each_key(name, file), None)

    def each_key(self, name: str, file: str) -> Iterator[tuple[str, Key]]:
        """The patterns of a configuration key in a file of this name, narrow ones first."""
        for how, key in self.keys.get(name.casefold(), ()):
            if not key.files or any(fnmatch.fnmatch(file, glob) for glob in key.files):
                yield how, key

    def code_key(self, name: str) -> tuple[str, Key] | None:
        """The pattern of a constant, field or argument name in code, with its how-text."""
        for how, key in self.keys.get(name.casefold().lstrip("_"), ()):
            if key.code and not (key.under or key.beside):
                return how, key
        return None


def _breadth(key: Key) -> tuple[bool, bool, bool]:
    """Keys bound to a place or a neighbour come before those bound to a file name, and these before general ones."""
    return not key.beside, not key.under, not key.files


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
    ordered = {name: tuple(sorted(found, key=lambda item: _breadth(item[1]))) for name, found in keys.items()}
    variables = frozenset(name for file in files for name in file.variable)
    plain = {name: [call for _, call in found] for name, found in calls.items()}
    ordered_keys = {name: [key for _, key in found] for name, found in ordered.items()}
    commands_by_head = {name: [command for _, command in found] for name, found in commands.items()}
    return Patterns(
        calls={name: tuple(found) for name, found in calls.items()},
        commands={name: tuple(found) for name, found in commands.items()},
        keys=ordered,
        variables=variables,
        prefixes=tuple(prefix for file in files for prefix in file.prefix),
        ignore=tuple(glob for file in files for glob in file.ignore),
        tables={file.id: file.alias for file in files if file.alias},
        code={language: code_filter(plain, ordered_keys, commands_by_head, language) for language in LANGUAGES},
        config=config_filter(ordered, variables, commands_by_head),
    )


@lru_cache(maxsize=4096)
def glob_match(name: str, globs: tuple[str, ...]) -> bool:
    """Whether a name fits one of the globs, with case; no globs fit everything."""
    return not globs or any(fnmatch.fnmatchcase(name, glob) for glob in globs)
