"""Whether a file can hold a reference at all, from its bytes: what no pattern can match is never parsed.

A file is cut into words in two passes of C code (translate, split); the words that patterns turn on decide. Only where
a pattern needs a text of the form organisation/name beside it is the file searched for such a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditor.catalog.references import Call, Command, Key

#: A quoted text of the form organisation/name: after a scheme or the route of a gateway, before a revision or a file.
_QUOTED_ID = re.compile(
    rb"[\"'`](?:[\w.-]+[:/])?([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:[@:][\w.-]+|/[\w-]+\.\w+)?[\"'`]"
)
#: Addresses of the Hub: of a file in code, where others stand in prose only, and any in configuration.
_FILE_ADDRESS = re.compile(
    rb"(?:huggingface\.co|hf\.co)/[\w.-]+/[\w.-]+/(?:resolve|blob|raw)/|hf://|hf[-_]hub:|pkg:huggingface/"
)
_ADDRESS = re.compile(rb"huggingface\.co/|hf\.co/|hf://|hf[-_]hub:|pkg:huggingface/")
_ADDRESS_WORDS = frozenset({b"huggingface", b"hf", b"hf_hub"})
#: A name stands at most this many bytes before the id that it holds.
REACH = 300
_TEMPLATE = re.compile(rb"\$\{|\{\{")


def _table(kept: str) -> bytes:
    """A translation that lowers letters and blanks everything that is in no word; `kept` are word characters too."""
    table = bytearray(b" " * 128) + bytearray(range(128, 256))
    for char in map(chr, range(128)):
        if char.isalnum() or char in kept:
            table[ord(char)] = ord(char.lower())
    return bytes(table)


_CODE_TABLE, _CONFIG_TABLE = _table("_"), _table("_-")


@dataclass(frozen=True, slots=True)
class CodeFilter:
    """The words of the calls and names of one language.

    `sure` are callees that say enough by themselves, `beside` callees that count beside one of their words (a module
    that must be imported, the name of a class), `callees` those that count with a quoted id in the file, `names` words
    that count shortly before one. `shell` are calls that run one of `commands`.
    """

    sure: frozenset[bytes]
    beside: Mapping[bytes, frozenset[bytes]]
    callees: frozenset[bytes]
    names: frozenset[bytes]
    shell: frozenset[bytes]
    heads: frozenset[bytes]
    commands: re.Pattern[bytes]
    vocabulary: frozenset[bytes]

    def hinted(self, data: bytes) -> bool:
        """Whether any word of the patterns stands in a notebook, whose code is escaped JSON."""
        return not self.vocabulary.isdisjoint(data.translate(_CODE_TABLE).split())

    def worth(self, data: bytes, plausible: Callable[[str], bool]) -> bool:
        """Whether a pattern can match the source `data`; `plausible` says whether a text can be a Hub id."""
        held = self.vocabulary.intersection(data.translate(_CODE_TABLE).split())
        if not held:
            return False
        if not self.sure.isdisjoint(held):
            return True
        if any(not self.beside[name].isdisjoint(held) for name in self.beside.keys() & held):
            return True
        if not (self.shell.isdisjoint(held) or self.heads.isdisjoint(held)) and self.commands.search(data):
            return True
        if not _ADDRESS_WORDS.isdisjoint(held) and _FILE_ADDRESS.search(data):
            return True
        loose = not self.callees.isdisjoint(held)
        return (loose or not self.names.isdisjoint(held)) and has_id(data, plausible, None if loose else self.names)


@dataclass(frozen=True, slots=True)
class ConfigFilter:
    """The keys, variables and first words of commands that configuration and scripts name models with."""

    words: frozenset[bytes]
    keys: frozenset[bytes]
    heads: frozenset[bytes]
    commands: re.Pattern[bytes]

    def worth(self, data: bytes, plausible: Callable[[str], bool], *, quoted: bool) -> bool:
        """Whether a pattern can match. `quoted`: every text of this format stands in quotes (JSON)."""
        held = self.words.intersection(data.translate(_CONFIG_TABLE).split())
        if not held:
            return False
        if not quoted or (not self.heads.isdisjoint(held) and self.commands.search(data)):
            return True
        return bool(_ADDRESS.search(data) or _TEMPLATE.search(data)) or has_id(data, plausible, self.keys)


def has_id(data: bytes, plausible: Callable[[str], bool], names: frozenset[bytes] | None) -> bool:
    """Whether some quoted text can be a Hub id, with one of `names` (if any are given) shortly before it."""
    for found in _QUOTED_ID.finditer(data):
        if not plausible(found[1].decode("ascii", "replace")):
            continue
        before = data[max(0, found.start() - REACH) : found.start()] if names is not None else b""
        if names is None or not names.isdisjoint(before.translate(_CODE_TABLE).split()):
            return True
    return False


def code_filter(
    calls: Mapping[str, Iterable[Call]],
    keys: Mapping[str, Iterable[Key]],
    commands: Mapping[str, Iterable[Command]],
    language: str,
) -> CodeFilter:
    """The filter for one language."""
    sure: set[bytes] = set()
    beside: dict[bytes, frozenset[bytes]] = {}
    callees: set[bytes] = set()
    shell: set[bytes] = set()
    for word, call in _calls_of(calls, language):
        others = _others(call)
        if call.kind == "shell":
            shell.add(word)
        elif call.kind == "model" and others:
            beside[word] = beside.get(word, frozenset()) | others
        elif call.kind == "model":
            (callees if call.weak else sure).add(word)
    heads = _longest_words(commands)
    names = _key_words(name for name, found in keys.items() if any(key.code for key in found))
    vocabulary = frozenset().union(shell, heads, sure, callees, names, beside, *beside.values(), _ADDRESS_WORDS)
    return CodeFilter(
        sure=frozenset(sure),
        beside=beside,
        callees=frozenset(callees),
        names=frozenset(names),
        shell=frozenset(shell),
        heads=heads,
        commands=_command_pattern(commands),
        vocabulary=vocabulary,
    )


def _calls_of(calls: Mapping[str, Iterable[Call]], language: str) -> Iterator[tuple[bytes, Call]]:
    """The calls of one language, each with the word that its name is in a file."""
    for name, found in calls.items():
        yield from ((name.lower().encode(), call) for call in found if language in call.languages)


def _longest_words(commands: Mapping[str, Iterable[Command]]) -> frozenset[bytes]:
    """The longest word of each command's name: `huggingface` of huggingface-cli."""
    return frozenset(
        max(re.split(r"[.-]", command.words[0].lower()), key=len).encode()
        for found in commands.values()
        for command in found
        if not command.weak
    )


def _others(call: Call) -> frozenset[bytes]:
    """Words of which one must stand in the file: modules to import, or whole names of owners."""
    names = call.modules or (() if any("*" in owner or not owner for owner in call.owners) else call.owners)
    return frozenset(part.lower().encode() for name in names for part in name.split(".")[:1])


def config_filter(
    keys: Iterable[str], variables: Iterable[str], commands: Mapping[str, Iterable[Command]]
) -> ConfigFilter:
    """The filter for configuration, scripts and documents."""
    heads = {part.encode() for name in commands for part in [name.lower().split(".")[0]]}
    words = {name.lower().encode() for name in (*keys, *variables)}
    options = {b"--" + word.replace(b"_", mark) for word in words for mark in (b"-", b"_")}
    addresses = {b"huggingface", b"hf", b"hf-hub", b"hf_hub"}
    return ConfigFilter(
        words=frozenset(words | options | heads | addresses),
        keys=frozenset(word.replace(b"-", b"_") for word in words),
        heads=frozenset(heads),
        commands=_command_pattern(commands),
    )


def _command_pattern(commands: Mapping[str, Iterable[Command]]) -> re.Pattern[bytes]:
    """The first words of every command that is no mere interpreter, in shell text or as a list of quoted words."""
    starts = {command.words for found in commands.values() for command in found if not command.weak}
    between = rb"[ \t\"',]+"
    either = [between.join(re.escape(word).encode() for word in words) for words in sorted(starts)]
    return re.compile(rb"\b(?:%s)[ \t\"',]" % (b"|".join(either) or rb"(?!)"))


def _key_words(names: Iterable[str]) -> set[bytes]:
    """Names as they stand and as they look in camel case, lowered: `model_id` and modelid."""
    found = {name.lower() for name in names}
    return {name.encode() for name in (*found, *(name.replace("_", "") for name in found))}
