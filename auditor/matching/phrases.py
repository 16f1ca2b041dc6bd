"""Phrases of the card rules against passages: stems, alternatives, gaps and numbers over normalised words.

A phrase is tried only where a word stands that it cannot do without (its anchor), so that a thousand phrases cost a
passage a few tries. All patterns are built from words, with bounded gaps: no backtracking beyond a passage's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Most words in a gap (`...`).
GAP = 8
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


class PhraseIndex:
    """All phrases of a catalog, numbered; `match` tells which of them a line of words meets."""

    def __init__(self, normalize: Normalizer) -> None:
        """An empty index over lines that `normalize` makes."""
        self._normalize = normalize
        self._numbers: dict[str, int] = {}
        self._sources: list[str] = []
        #: Compiled when first tried: one card tries few of the phrases, and a compilation costs 0.1 ms.
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._lengths: list[int] = []
        self._seen: dict[str, tuple[int, ...]] = {}

    def add(self, phrase: str) -> int:
        """The number of a phrase, which is compiled when it is met first."""
        number = self._numbers.get(phrase)
        if number is not None:
            return number
        number = self._numbers[phrase] = len(self._sources)
        source, anchors = self._compile(phrase)
        self._sources.append(source)
        for word, stem in anchors:
            (self._stems if stem else self._exact).setdefault(word, []).append(number)
        self._lengths = sorted({len(stem) for stem in self._stems})
        return number

    def search(self, number: int, line: str) -> re.Match[str] | None:
        """Where the phrase of this number stands in a line of words."""
        return self._pattern(number).search(line)

    def match(self, line: str) -> frozenset[int]:
        """The numbers of all phrases that the line meets."""
        found: set[int] = set()
        tried: set[int] = set()
        for word in set(line.split()):
            for number in self._candidates(word):
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

    def _candidates(self, word: str) -> tuple[int, ...]:
        known = self._seen.get(word)
        if known is None:
            rows = list(self._exact.get(word, ()))
            if word[0].isdigit():
                rows += self._exact.get("#", ())
            for length in self._lengths:
                if length > len(word):
                    break
                rows += self._stems.get(word[:length], ())
            known = tuple(rows)
            if len(self._seen) < 50_000:
                self._seen[word] = known
        return known

    def _compile(self, phrase: str) -> tuple[str, list[tuple[str, bool]]]:
        """The expression of a phrase, and its anchors: the words of which one must stand in the line."""
        parts, best = ["(?<= )"], []
        best_length = 0
        for atom in phrase.split():
            if atom in ("...", "^", "$"):
                parts.append({"...": rf"(?:\S+ ){{0,{GAP}}}?", "^": r"(?<=^ )", "$": "$"}[atom])
                continue
            optional = atom.endswith("?")
            words = [self._word(word) for word in atom.removesuffix("?").split("|")]
            parts.append(f"(?:{'|'.join(source for source, _, _ in words)}){'?' if optional else ''}")
            anchors = [(anchor, stem) for _, anchor, stem in words]
            # A digit is an anchor too, but the poorest one: many words begin with it.
            shortest = min(len(anchor) if anchor != "#" else 1 for anchor, _ in anchors)
            if not optional and shortest > best_length:
                best, best_length = anchors, shortest
        return "".join(parts), best

    def _word(self, word: str) -> tuple[str, str, bool]:
        """Expression, anchor and whether the anchor is a stem, of one alternative (which may be several words)."""
        if word == "#":
            return r"\d\S* ", "#", False
        if word == "#.#":
            return r"\d+[.,]\d\S* ", "#", False
        stem = word.endswith("*")
        line = self._normalize(word.removesuffix("*")).split()
        if not line:
            raise ValueError(f"{word!r} holds no word")
        source = "".join(rf"{re.escape(part)} " for part in line[:-1])
        source += re.escape(line[-1]) + (r"\S* " if stem else " ")
        longest = max(range(len(line)), key=lambda number: len(line[number]))
        return source, line[longest], stem and longest == len(line) - 1
