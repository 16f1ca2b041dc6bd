"""Phrases of the card rules against passages: stems, alternatives, gaps and numbers over normalised words.

A phrase is tried only where a word stands that it cannot do without (its anchor), so that a thousand phrases cost a
passage a few tries. All patterns are built from words, with bounded gaps: no backtracking beyond a passage's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Most words in a gap (`...`).
GAP = 8
#: The same for scripts in which each character is a word; short words of other scripts may stand among them.
CHARACTER_GAP = 24
_GAP = rf"(?:(?:\S+ ){{0,{GAP}}}?|(?:\S{{1,3}} ){{0,{CHARACTER_GAP}}}?)"
_CJK = "぀-ヿ㐀-鿿豈-﫿"
_TOKEN = re.compile(rf"[{_CJK}]|\d+(?:[.,]\d+)*(?:e[-−]?\d+)?[^\W_{_CJK}]*|[^\W\d_{_CJK}][^\W_{_CJK}]*|%")


class Normalizer:
    """Text to a line of words: small letters, one blank between words and at both ends."""

    def __init__(self, split: Iterable[str]) -> None:
        """`split` holds pairs `first|second`: words written in one are taken apart ("finetuned" to "fine tuned")."""
        pairs: dict[str, list[str]] = {}
        for pair in split:
            first, _, second = pair.partition("|")
            pairs.setdefault(first, []).append(second)
        rows = "|".join(f"{first}(?={'|'.join(sorted(rest))})" for first, rest in sorted(pairs.items()))
        self._split = re.compile(rf"(?<= )({rows})") if rows else None

    def __call__(self, text: str) -> str:
        """The words of `text`."""
        line = f" {' '.join(_TOKEN.findall(text.lower()))} "
        return self._split.sub(r"\1 ", line) if self._split else line


#: Words that stand in most passages of a card: no anchors, if a phrase has another word.
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "with",
        "by",
        "from",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "as",
        "at",
        "it",
        "this",
        "that",
        "we",
        "our",
        "can",
        "may",
        "will",
        "has",
        "have",
        "not",
        "use",
        "used",
        "using",
        "model",
        "models",
        "data",
        "set",
        "trained",
        "training",
        "train",
        "version",
        "release",
        "more",
        "than",
        "other",
        "we",
        "you",
    ]
)


class PhraseIndex:
    """All phrases of a catalog, numbered; `match` tells which of them a line of words meets.

    Every exact word, stem and the figure (`#`) that a phrase cannot do without is an element with a number. A phrase is
    looked at where an element of its rarest group stands, and its expression tried only if all groups are there.
    """

    def __init__(self, normalize: Normalizer) -> None:
        """An empty index over lines that `normalize` makes."""
        self._normalize = normalize
        self._numbers: dict[str, int] = {}
        self._sources: list[str] = []
        #: Compiled when first tried: one card tries few of the phrases, and a compilation costs 0.1 ms.
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._elements: dict[tuple[str, bool], int] = {}
        #: By element: the phrases that it alone decides, and those with what else must stand in the line.
        self._simple: list[list[int]] = []
        self._anchored: list[list[tuple[int, tuple[frozenset[int], ...]]]] = []
        self._lengths: list[int] = []
        self._seen: dict[str, tuple[int, ...]] = {}

    def add(self, phrase: str) -> int:
        """The number of a phrase, which is prepared when it is met first."""
        number = self._numbers.get(phrase)
        if number is not None:
            return number
        number = self._numbers[phrase] = len(self._sources)
        source, groups, simple = self._parse(phrase)
        ordered = sorted(groups, key=_commonness)
        numbered = [frozenset(self._element(*anchor) for anchor in group) for group in ordered]
        for element in sorted(numbered[0]):
            if simple:
                self._simple[element].append(number)
            else:
                self._anchored[element].append((number, tuple(numbered[1:])))
        self._sources.append(source)
        if self._seen:
            self._seen.clear()
        return number

    def match(self, line: str) -> frozenset[int]:
        """The numbers of all phrases that the line meets."""
        present: set[int] = set()
        for word in set(line.split()):
            present.update(self._elements_of(word))
        found: set[int] = set()
        tried: set[int] = set()
        for element in present:
            found.update(self._simple[element])
            for number, groups in self._anchored[element]:
                for group in groups:
                    if group.isdisjoint(present):
                        break
                else:
                    if number not in tried:
                        tried.add(number)
                        if self._pattern(number).search(line):
                            found.add(number)
        return frozenset(found)

    def _pattern(self, number: int) -> re.Pattern[str]:
        pattern = self._patterns.get(number)
        if pattern is None:
            pattern = self._patterns[number] = re.compile(self._sources[number])
        return pattern

    def _element(self, word: str, stem: bool) -> int:
        number = self._elements.setdefault((word, stem), len(self._elements))
        if number == len(self._anchored):
            self._anchored.append([])
            self._simple.append([])
            if stem and len(word) not in self._lengths:
                self._lengths = sorted([*self._lengths, len(word)])
        return number

    def _elements_of(self, word: str) -> tuple[int, ...]:
        known = self._seen.get(word)
        if known is None:
            keys = [(word, False), *((word[:length], True) for length in self._lengths if length <= len(word))]
            if word[0].isdigit():
                keys.append(("#", False))
            known = tuple(self._elements[key] for key in keys if key in self._elements)
            if len(self._seen) < 50_000:
                self._seen[word] = known
        return known

    def _parse(self, phrase: str) -> tuple[str, list[list[tuple[str, bool]]], bool]:
        """The expression of a phrase, the groups of elements of which one each must stand in the line, and whether
        these alone decide: one group of single words."""
        parts, groups, atoms = ["(?<= )"], [], phrase.split()
        single = len(atoms) == 1
        for atom in atoms:
            if atom in ("...", "^", "$"):
                parts.append({"...": _GAP, "^": r"(?<=^ )", "$": "$"}[atom])
                continue
            optional = atom.endswith("?")
            words = [self._word(word) for word in atom.removesuffix("?").split("|")]
            parts.append(f"(?:{'|'.join(source for source, _, _ in words)}){'?' if optional else ''}")
            if not optional:
                groups.append([(anchor, stem) for _, anchor, stem in words])
            single = single and all(source.count(" ") == 1 and not source.startswith(r"\d+[") for source, _, _ in words)
        return "".join(parts), groups, single

    def _word(self, word: str) -> tuple[str, str, bool]:
        """Expression, anchor and whether the anchor is a stem, of one alternative (which may be several words)."""
        if word == "#":
            return r"\d\S* ", "#", False
        if word == "#.#":
            return r"\d+[.,]\d+ ", "#", False
        stem = word.endswith("*")
        line = self._normalize(word.removesuffix("*")).split()
        if not line:
            raise ValueError(f"{word!r} holds no word")
        source = "".join(rf"{re.escape(part)} " for part in line[:-1])
        source += re.escape(line[-1]) + (r"\S* " if stem else " ")
        longest = max(range(len(line)), key=lambda number: (line[number] not in _COMMON, len(line[number])))
        return source, line[longest], stem and longest == len(line) - 1


def _commonness(group: list[tuple[str, bool]]) -> tuple[int, int, int]:
    """Groups of rare words first: a figure, common words and many alternatives make a poor anchor."""
    common = sum(word in _COMMON or word == "#" or (stem and len(word) < 4) for word, stem in group)
    return common, len(group), -min(len(word) for word, _ in group)
