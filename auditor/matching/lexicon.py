"""What each word means to the clause rules: its class in comparisons, the `must` groups it meets, the marks it begins.

Built once per catalog from rules/language and rules/usage. Words are looked up when first met and kept, so that a text
costs one dictionary look-up a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditor.text.stems import stem
from auditor.text.words import Words

#: Words of hostile texts would fill the memory; past this many the store begins anew.
WORDS_KEPT = 100_000
#: Code points that stand for a force in a compared string, and for the first content word.
FORCE_CHARS = {"forbid": "\x01", "require": "\x02", "permit": "\x03", "disclaim": "\x04", "limit": "\x05"}
FIRST_CHAR = 0x100


class Known(NamedTuple):
    """A word as the rules know it: its character, its groups as bits, whether a longer entry begins with it."""

    char: str
    mask: int
    starts: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """A word or words that give force, at word `at`."""

    at: int
    length: int
    force: str
    #: may, must, shall: a modal ends the reach of the one before; a verb such as "allow" does not.
    modal: bool


class _Element(NamedTuple):
    """One word of an entry of several words."""

    text: str
    prefix: bool

    def meets(self, word: str, word_stem: str) -> bool:
        return word.startswith(self.text) if self.prefix else word_stem == self.text or word == self.text


class Lexicon(dict[str, Known]):
    """Word to what it means. Groups are registered before texts are read."""

    def __init__(self) -> None:
        super().__init__()
        self._chars: dict[str, str] = {}
        self._ignored: set[str] = set()
        self._stems: dict[str, int] = {}
        self._prefixes: list[tuple[str, int]] = []
        self._several: dict[str, list[tuple[tuple[_Element, ...], int]]] = {}
        self._several_prefix: list[tuple[str, tuple[_Element, ...], int]] = []
        self._markers: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._groups: dict[tuple[str, ...], int] = {}
        self._classes = 0
        self.negators: frozenset[str] = frozenset()

    # --- built from the catalog ---

    def ignore(self, words: Iterable[str]) -> None:
        """Words without weight in comparisons."""
        self._ignored.update(words)

    def synonyms(self, words: Sequence[str]) -> None:
        """Words that count as one in comparisons; the first row that names a word keeps it."""
        char = self._next_char()
        for word in words:
            self._chars.setdefault(stem(word), char)

    def know(self, words: Iterable[str]) -> None:
        """Content words of phrasings: each gets a character of its own unless it is known."""
        for word in words:
            key = stem(word)
            if key not in self._chars and word not in self._ignored:
                self._chars[key] = self._next_char()

    def _next_char(self) -> str:
        self._classes += 1
        return chr(FIRST_CHAR + self._classes)

    def marker(self, phrase: str, force: str) -> None:
        """A phrase that gives a force."""
        words = tuple(Words.of(phrase).words)
        if words:
            rows = self._markers.setdefault(words[0], [])
            if not any(rest == words[1:] for rest, _ in rows):
                rows.append((words[1:], force))
                rows.sort(key=lambda row: -len(row[0]))

    def group(self, entries: Sequence[str]) -> int:
        """The bit of a `must` group; equal groups share one."""
        key = tuple(entries)
        if key not in self._groups:
            bit = self._groups[key] = 1 << len(self._groups)
            for entry in entries:
                self._entry(entry, bit)
        return self._groups[key]

    def _entry(self, entry: str, bit: int) -> None:
        elements = tuple(
            _Element(word if part_star else stem(word), part_star) for word, part_star in _parts(entry)
        )
        if not elements:
            return
        first, rest = elements[0], elements[1:]
        if not rest and first.prefix:
            self._prefixes.append((first.text, bit))
        elif not rest:
            self._stems[first.text] = self._stems.get(first.text, 0) | bit
        elif first.prefix:
            self._several_prefix.append((first.text, rest, bit))
        else:
            self._several.setdefault(first.text, []).append((rest, bit))

    # --- used on texts ---

    def __missing__(self, word: str) -> Known:
        if len(self) > WORDS_KEPT:
            self.clear()
        key = stem(word)
        mask = self._stems.get(key, 0)
        for prefix, bit in self._prefixes:
            if word.startswith(prefix):
                mask |= bit
        char = "" if word in self._ignored else self._chars.get(key, "")
        starts = word in self._markers or key in self._several or any(
            word.startswith(prefix) for prefix, _, _ in self._several_prefix
        )
        known = self[word] = Known(char, mask, starts)
        return known

    def entries_at(self, words: list[str], at: int) -> int:
        """The bits of the entries of several words that begin at word `at`."""
        word = words[at]
        mask = 0
        rows = self._several.get(stem(word), ())
        for rest, bit in rows:
            if _stands(rest, words, at + 1):
                mask |= bit
        for prefix, rest, bit in self._several_prefix:
            if word.startswith(prefix) and _stands(rest, words, at + 1):
                mask |= bit
        return mask

    def marker_at(self, words: list[str], at: int) -> Marker | None:
        """The longest marker that begins at word `at`."""
        for rest, force in self._markers.get(words[at], ()):
            if not rest or tuple(words[at + 1:at + 1 + len(rest)]) == rest:
                return Marker(at, 1 + len(rest), force, words[at] in _MODALS)
        return None


_MODALS = frozenset("may must shall will can cannot should agree agrees need".split())


def _parts(entry: str) -> list[tuple[str, bool]]:
    """The words of an entry, each with whether it is a prefix (`distil*`)."""
    parts: list[tuple[str, bool]] = []
    for piece in entry.split():
        found = Words.of(piece).words
        parts.extend((word, False) for word in found)
        if piece.endswith("*") and found:
            parts[-1] = (found[-1], True)
    return parts


def _stands(rest: tuple[_Element, ...], words: list[str], at: int) -> bool:
    if at + len(rest) > len(words):
        return False
    for offset, element in enumerate(rest):
        word = words[at + offset]
        if not element.meets(word, stem(word)):
            return False
    return True
