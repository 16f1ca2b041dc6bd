"""Phrases of the card rules against passages: stems, alternatives, gaps and numbers over normalised words.

The index is compiled with the catalog (`auditor.matching.phrase_build`). A phrase is tried only in lines that hold all
words it cannot do without; which lines these are is worked out for many lines at once, as bits of an integer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

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


#: Lines that are looked at together: their number bounds the size of the integers, so that time stays linear.
TOGETHER = 256
#: Ends of a line in texts that are sought in it; no word holds them.
BEGIN, END = "^", "$"
#: Words remembered with their elements.
_REMEMBERED = 50_000


class PhraseIndex:
    """All phrases of a catalog, numbered; `match` tells which of them a line of words meets.

    Every exact word, stem and the figure (`#`) that a phrase cannot do without is an element with a number; a phrase
    names groups of elements of which one each must stand in the line.
    """

    def __init__(self, prepared: dict[str, Any]) -> None:
        """Load what `PhraseBuilder.dump` made."""
        self._elements: dict[str, int] = {word: number for number, word in enumerate(prepared["elements"])}
        self._lengths: list[int] = prepared["lengths"]
        self._groups: list[list[int]] = prepared["groups"]
        #: By element: the phrases that it alone decides, and those that it calls up with the groups they need besides.
        self._simple: dict[int, list[int]] = {int(key): value for key, value in prepared["simple"].items()}
        self._anchored: dict[int, list[list[Any]]] = {int(key): value for key, value in prepared["anchored"].items()}
        #: By phrase: the texts of which one must stand in the line, or the source of an expression.
        self._tests: list[list[str] | str | None] = prepared["tests"]
        #: Compiled when first tried: one card tries few of the phrases, and a compilation costs 0.1 ms.
        self._expressions: dict[int, Callable[[str], object]] = {}
        self._seen: dict[str, tuple[int, ...]] = {}

    def match(self, line: str) -> frozenset[int]:
        """The numbers of all phrases that the line meets."""
        return self.match_all((line,))[line]

    def match_all(self, lines: Iterable[str]) -> dict[str, frozenset[int]]:
        """For each different line the numbers of all phrases that it meets."""
        rows = list(dict.fromkeys(lines))
        met: dict[str, frozenset[int]] = {}
        for start in range(0, len(rows), TOGETHER):
            met.update(self._match_rows(rows[start : start + TOGETHER]))
        return met

    def _match_rows(self, rows: Sequence[str]) -> dict[str, frozenset[int]]:
        found: list[list[int]] = [[] for _ in rows]
        decided, candidates = self._candidates(self._present(rows))
        closed = [f"{BEGIN}{row}{END}" for row in rows]
        for number, lines in decided.items():
            while lines:
                low = lines & -lines
                found[low.bit_length() - 1].append(number)
                lines ^= low
        for number, lines in candidates.items():
            test = self._tests[number]
            if isinstance(test, list):
                _seek(number, test, lines, closed, found)
            else:
                self._try(number, lines, rows, found)
        return {row: frozenset(numbers) for row, numbers in zip(rows, found, strict=True)}

    def _try(self, number: int, lines: int, rows: Sequence[str], found: list[list[int]]) -> None:
        """Run the expression of a phrase over the lines that hold its words."""
        holds = self._expressions.get(number)
        if holds is None:
            source = str(self._tests[number])
            pattern = re.compile(source)
            holds = self._expressions[number] = pattern.match if source[0] == BEGIN else pattern.search
        while lines:
            low = lines & -lines
            lines ^= low
            row = low.bit_length() - 1
            if holds(rows[row]):
                found[row].append(number)

    def _present(self, rows: Sequence[str]) -> dict[int, int]:
        """Each element that stands in any of the lines, with these lines as bits."""
        words: dict[str, int] = {}
        for number, row in enumerate(rows):
            bit = 1 << number
            for word in row.split():
                words[word] = words.get(word, 0) | bit
        present: dict[int, int] = {}
        for word, lines in words.items():
            for element in self._elements_of(word):
                present[element] = present.get(element, 0) | lines
        return present

    def _candidates(self, present: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
        """The phrases that are met for sure and those to be tried, each with its lines as bits."""
        decided: dict[int, int] = {}
        candidates: dict[int, int] = {}
        groups: dict[int, int] = {}
        for element, lines in present.items():
            for number in self._simple.get(element, ()):
                decided[number] = decided.get(number, 0) | lines
            for number, *needed in self._anchored.get(element, ()):
                left = lines
                for group in needed:
                    held = groups.get(group)
                    if held is None:
                        held = 0
                        for other in self._groups[group]:
                            held |= present.get(other, 0)
                        groups[group] = held
                    left &= held
                    if not left:
                        break
                else:
                    candidates[number] = candidates.get(number, 0) | left
        return decided, candidates

    def _elements_of(self, word: str) -> tuple[int, ...]:
        known = self._seen.get(word)
        if known is None:
            keys = [word, *(f"{word[:length]}*" for length in self._lengths if length <= len(word))]
            if word[0].isdigit():
                keys.append("#")
            known = tuple(self._elements[key] for key in keys if key in self._elements)
            if len(self._seen) < _REMEMBERED:
                self._seen[word] = known
        return known


def _seek(number: int, texts: list[str], lines: int, rows: Sequence[str], found: list[list[int]]) -> None:
    """Look for one of the texts of a phrase in the lines that hold its words."""
    single = texts[0] if len(texts) == 1 else None
    while lines:
        low = lines & -lines
        lines ^= low
        row = low.bit_length() - 1
        line = rows[row]
        if single in line if single else any(text in line for text in texts):
            found[row].append(number)
