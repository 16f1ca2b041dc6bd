"""What each word means to the clause rules: its class in comparisons, the `must` groups it meets, the marks it begins.

Built once per catalog from rules/language and rules/usage. Words are looked up when first met and kept, so that a text
costs one dictionary look-up a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain, compress, islice
from operator import itemgetter, or_
from typing import Any, NamedTuple

from auditor.matching.resolver import Grammar, Marker, resolve_negation
from auditor.text.stems import stem
from auditor.text.words import Words

#: Words of hostile texts would fill the memory; past this many the store begins anew.
WORDS_KEPT = 60_000
PAIRS_KEPT = 60_000
THIRDS_KEPT = 500
#: A text of more words than this is long.
LONG = 20_000
#: Letters of a prefix by which it is found; every prefix has at least so many.
HEAD = 2
#: Code points that stand for a force in a compared string, and for the first content word.
FORCE_CHARS = {"forbid": "\x01", "require": "\x02", "permit": "\x03", "disclaim": "\x04", "limit": "\x05"}
FIRST_CHAR = 0x100
FORCES = ("forbid", "require", "permit", "disclaim")


class _Element(NamedTuple):
    """One word of an entry of several words."""

    text: str
    prefix: bool

    @property
    def key(self) -> str:
        """What a word must have among its keys to meet this element."""
        return self.text + "*" if self.prefix else self.text


#: What a third word adds: bits of three-word entries, and longer entries as (keys of the rest, bit).
Third = tuple[int, tuple[tuple[tuple[str, ...], int], ...]]


class Begun(NamedTuple):
    """What two words in a row meet: bits of two-word entries, longer entries by their third word (None if there are
    none), and the markers that the first may begin, as (rest, force), longest first."""

    mask: int
    longer: _Thirds | None
    markers: tuple[tuple[tuple[str, ...], str], ...]


class Known(NamedTuple):
    """A word as the rules know it: its character, its groups as bits, its keys (its stem and the prefixes it has),
    and the entries of several words that begin with it, by a key of the next word."""

    char: str
    mask: int
    keys: tuple[str, ...]
    begins: dict[str, tuple[int, list[tuple[tuple[str, ...], int]]]] | None


NO_GRAMMAR = Grammar(frozenset(), {force: {} for force in (*FORCES, "modal")}, frozenset(), frozenset())


def _dumped(grammar: Grammar) -> dict[str, Any]:
    return {
        "modals": sorted(grammar.modals), "denials": grammar.denials,
        "auxiliaries": sorted(grammar.auxiliaries), "backward": sorted(grammar.backward),
        "relatives": sorted(grammar.relatives),
    }


class Lexicon(dict[str, Known]):
    """Word to what it means. Groups are registered before texts are read."""

    def __init__(self) -> None:
        super().__init__()
        self._chars: dict[str, str] = {}
        self._ignored: set[str] = set()
        self._stems: dict[str, int] = {}
        self._prefixes: list[tuple[str, int]] = []
        #: Entries of several words by their first, the others as keys; and the prefixes that stand among the others.
        self._several: dict[str, list[tuple[Sequence[str], int]]] = {}
        self._several_prefix: list[tuple[str, Sequence[str], int]] = []
        self._inner: set[str] = set()
        self._markers: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._groups: dict[tuple[str, ...], int] = {}
        self._classes = 0
        self._pairs = _Pairs(self)
        self._heads: dict[str, list[tuple[str, int, bool]]] | None = None
        self.grammar = NO_GRAMMAR

    def dump(self) -> dict[str, Any]:
        """The lexicon as a JSON value."""
        return {
            "chars": self._chars, "ignored": sorted(self._ignored), "stems": self._stems, "prefixes": self._prefixes,
            "several": self._several, "several_prefix": self._several_prefix, "inner": sorted(self._inner),
            "markers": self._markers, "grammar": _dumped(self.grammar),
        }

    @classmethod
    def load(cls, table: dict[str, Any]) -> Lexicon:
        """The lexicon that `dump` wrote; it takes no more groups."""
        lexicon = cls()
        lexicon._chars, lexicon._ignored, lexicon._stems = table["chars"], set(table["ignored"]), table["stems"]
        lexicon._prefixes = [(prefix, bit) for prefix, bit in table["prefixes"]]
        # Most entries are met by no text: they stay as they were read until a word begins one.
        lexicon._several, lexicon._several_prefix = table["several"], table["several_prefix"]
        lexicon._inner = set(table["inner"])
        lexicon._markers = {
            first: [(tuple(rest), force) for rest, force in rows] for first, rows in table["markers"].items()
        }
        told = table["grammar"]
        lexicon.grammar = Grammar(frozenset(told["modals"]), told["denials"], frozenset(told["auxiliaries"]),
                                  frozenset(told["backward"]), frozenset(told["relatives"]))
        return lexicon

    # --- built from the catalog ---

    def ignore(self, words: Iterable[str]) -> None:
        """Words without weight in comparisons."""
        self._ignored.update(words)

    def synonyms(self, words: Sequence[str]) -> None:
        """Words that count as one in comparisons; the first row that names a word keeps it."""
        char = self._next_char()
        for word in words:
            self._chars.setdefault(stem(one_spelling(word)), char)

    def know(self, words: Iterable[str]) -> None:
        """Content words of phrasings: each gets a character of its own unless it is known."""
        for word in words:
            key = stem(one_spelling(word))
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
            _Element(one_spelling(word) if starred else stem(one_spelling(word)), starred)
            for word, starred in _parts(entry)
        )
        if not elements:
            return
        first, rest = elements[0], tuple(element.key for element in elements[1:])
        self._inner.update(element.text for element in elements[1:] if element.prefix)
        if not rest and first.prefix:
            self._prefixes.append((first.text, bit))
        elif not rest:
            self._stems[first.text] = self._stems.get(first.text, 0) | bit
        elif first.prefix:
            self._several_prefix.append((first.text, rest, bit))
        else:
            self._several.setdefault(first.text, []).append((rest, bit))

    # --- used on texts ---

    def forget(self) -> None:
        """Drop every word looked up: groups were registered after some of them."""
        self.clear()
        self._pairs.clear()
        self._heads = None

    def __missing__(self, word: str) -> Known:
        if len(self) > WORDS_KEPT:
            self.clear()
        if self._heads is None:
            self._heads = self._prefix_heads()
        plain = one_spelling(word)
        key = stem(plain)
        mask, keys = self._stems.get(key, 0), [key]
        for prefix, bit, inner in self._heads.get(plain[:HEAD], ()):
            if plain.startswith(prefix):
                mask |= bit
                if inner:
                    keys.append(prefix + "*")
        char = "" if word in self._ignored else self._chars.get(key, "")
        known = self[word] = Known(char, mask, tuple(keys), self._begins(word, key))
        return known

    def _prefix_heads(self) -> dict[str, list[tuple[str, int, bool]]]:
        """Prefixes by their first letters: (prefix, groups it meets alone, whether it stands inside an entry)."""
        bits: dict[str, int] = {}
        for prefix, bit in self._prefixes:
            bits[prefix] = bits.get(prefix, 0) | bit
        heads: dict[str, list[tuple[str, int, bool]]] = {}
        for prefix in sorted(bits.keys() | self._inner):
            heads.setdefault(prefix[:HEAD], []).append((prefix, bits.get(prefix, 0), prefix in self._inner))
        return heads

    def begun(self, word: str, following: str) -> Begun | None:
        """What these two words begin together; None if nothing."""
        begins = self[word].begins
        mask = 0
        longer: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        if begins and following:
            for key in self[following].keys:
                if key in begins:
                    mask |= begins[key][0]
                    for rest, bit in begins[key][1]:
                        longer.setdefault(rest[0], []).append((rest[1:], bit))
        markers = tuple(row for row in self._markers.get(word, ()) if not row[0] or row[0][0] == following)
        thirds = _Thirds(self, longer) if longer else None
        return Begun(mask, thirds, markers) if mask or longer or markers else None

    def _begins(self, word: str, key: str) -> dict[str, tuple[int, list[tuple[tuple[str, ...], int]]]] | None:
        rows = list(self._several.get(key, ()))
        rows += [(rest, bit) for prefix, rest, bit in self._several_prefix if word.startswith(prefix)]
        masks: dict[str, int] = {}
        longer: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for rest, bit in rows:
            if len(rest) == 1:
                masks[rest[0]] = masks.get(rest[0], 0) | bit
            else:
                longer.setdefault(rest[0], []).append((tuple(rest[1:]), bit))
        return {
            name: (masks.get(name, 0), longer.get(name, [])) for name in dict.fromkeys((*masks, *longer))
        } or None

    def look_up(self, words: list[str]) -> tuple[list[str], list[int], list[Marker]]:
        """For each word its character ("" for none) and the groups it meets or begins to meet; and the markers.

        Markers stand in the characters as the sign of their force.
        """
        if not words:
            return [], [], []
        known = list(map(self.__getitem__, words))
        chars, masks = list(map(itemgetter(0), known)), list(map(itemgetter(1), known))
        markers: list[Marker] = []
        skip, last = 0, len(known) - 2
        # Of a long text the same masks are kept as one.
        is_long, same = len(words) > LONG, dict[int, int]()
        pairs = list(map(self._pairs.__getitem__, zip(words, chain(islice(words, 1, None), ("",)), strict=True)))
        for at, begun in zip(compress(range(len(pairs)), pairs), filter(None, pairs), strict=True):
            mask, thirds, marking = begun
            if thirds is not None and at < last:
                bits, deeper = thirds[words[at + 2]]
                mask |= bits
                for rest, bit in deeper:
                    if _stands(rest, known, at + 3):
                        mask |= bit
            if mask:
                mask |= masks[at]
                masks[at] = same.setdefault(mask, mask) if is_long else mask
            if marking and at >= skip:
                marker = _marker(marking, words, at, self.grammar.modals)
                if marker:
                    markers.append(marker)
                    skip = at + marker.length
        markers = resolve_negation(markers, words, self.grammar)
        for marker in markers:
            chars[marker.at] = FORCE_CHARS[marker.force]
            for at in range(marker.at + 1, marker.at + marker.length):
                chars[at] = ""
        return chars, masks, markers


class _Thirds(dict[str, Third]):
    """The third word to what it adds to the two before it, worked out when first met and kept."""

    def __init__(self, lexicon: Lexicon, longer: dict[str, list[tuple[tuple[str, ...], int]]]) -> None:
        super().__init__()
        self._lexicon, self._longer = lexicon, longer

    def __missing__(self, word: str) -> Third:
        if len(self) > THIRDS_KEPT:
            self.clear()
        rows = [row for key in self._lexicon[word].keys for row in self._longer.get(key, ())]
        bits = reduce(or_, (bit for rest, bit in rows if not rest), 0)
        third = self[word] = (bits, tuple(row for row in rows if row[0]))
        return third


class _Pairs(dict[tuple[str, str], Begun | None]):
    """Two words in a row to what they begin together, worked out when first met and kept."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, pair: tuple[str, str]) -> Begun | None:
        if len(self) > PAIRS_KEPT:
            self.clear()
        begun = self[pair] = self._lexicon.begun(*pair)
        return begun


def _marker(begun: tuple[tuple[tuple[str, ...], str], ...], words: list[str], at: int,
            modals: frozenset[str]) -> Marker | None:
    """The longest marker that begins at word `at`, of those that its first two words leave."""
    for phrase, force in begun:
        if len(phrase) < 2 or tuple(words[at + 1:at + 1 + len(phrase)]) == phrase:
            return Marker(at, 1 + len(phrase), force, words[at] in modals)
    return None


def _stands(rest: tuple[str, ...], known: list[Known], at: int) -> bool:
    if at + len(rest) > len(known):
        return False
    return all(key in known[at + offset][2] for offset, key in enumerate(rest))


def one_spelling(word: str) -> str:
    """The word with one spelling of license: the noun and the verb, British and American, are the same to a rule."""
    return word.replace("licenc", "licens") if "licenc" in word else word


def _parts(entry: str) -> list[tuple[str, bool]]:
    """The words of an entry, each with whether it is a prefix (`distil*`)."""
    parts: list[tuple[str, bool]] = []
    for piece in entry.split():
        found = Words.of(piece).words
        parts.extend((word, False) for word in found)
        if piece.endswith("*") and found:
            parts[-1] = (found[-1], True)
    return parts
