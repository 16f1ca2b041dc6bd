"""Defined terms: where they are defined, and which passages use them."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import compress

from auditor.matching.clause_index import ClauseIndex
from auditor.matching.reading import Text
from auditor.text.words import Words

#: A text that defines more terms than this is no license; the rest are not followed.
TERMS = 150
#: Passages after a definition that may be items of it.
ITEMS = 12
#: The words in which "means" has to follow the term, and the characters within which the term has to be quoted.
WORDS_TO_MEANS, HEAD = 24, 160

_QUOTED = re.compile(r"[\"“'‘「《*]{1,3}([^\"“”'‘’「」《》*\n]{2,60})[\"”'’」》*]{1,3}")


class Definitions:
    """The defined terms of a text. `masks` holds, for each passage, the groups that its terms' definitions meet."""

    def __init__(self, ready: Text, index: ClauseIndex) -> None:
        """Find the definitions, and the passages that use them."""
        self._ready = ready
        self._members: list[list[int]] = []
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._used: dict[int, list[int]] = {}
        self._places: dict[int, list[tuple[int, int, int]]] = {}
        self.masks: dict[int, int] = {}
        if not index.uses_definitions:
            return
        for term, members in _definitions(ready, index).items():
            self._by_first.setdefault(term[0], []).append((term, len(self._members)))
            self._members.append(members)
        if self._members:
            self._find_uses()

    def in_passage(self, number: int) -> list[list[int]]:
        """The passages of each definition whose term stands in passage `number`."""
        return [self._members[which] for which in self._used.get(number, ())]

    def terms_in(self, number: int) -> list[tuple[int, int, list[int]]]:
        """The defined terms of passage `number`: first word, last word, and the passages of the definition."""
        return [(first, last, self._members[which]) for first, last, which in self._places.get(number, ())]

    def _find_uses(self) -> None:
        words, own = self._ready.words.words, self._ready.own
        masks = [_union(own, members) for members in self._members]
        places = list(compress(range(len(words)), map(self._by_first.__contains__, words)))
        for number, passage in enumerate(self._ready.passages):
            used: list[int] = []
            for at in places[bisect_left(places, passage.lo):bisect_left(places, passage.hi)]:
                self._terms_at(at, number, used)
            if used:
                self._used[number] = used
                for which in used:
                    self.masks[number] = self.masks.get(number, 0) | masks[which]

    def _terms_at(self, at: int, number: int, used: list[int]) -> None:
        words = self._ready.words.words
        for term, which in self._by_first[words[at]]:
            if which not in used and tuple(words[at:at + len(term)]) == term and number not in self._members[which]:
                used.append(which)
                self._places.setdefault(number, []).append((at, at + len(term) - 1, which))


def _union(masks: list[int], members: list[int]) -> int:
    union = 0
    for member in members:
        union |= masks[member]
    return union


def _definitions(ready: Text, index: ClauseIndex) -> dict[tuple[str, ...], list[int]]:
    """Terms, as their words, with the passages of their definition: the sentence and the items it leads in to."""
    found: dict[tuple[str, ...], list[int]] = {}
    for number, passage in enumerate(ready.passages):
        if not ready.own[number] & index.defining or len(found) >= TERMS:
            continue
        quoted = list(_QUOTED.finditer(ready.text[passage.start:passage.start + HEAD]))[:4]
        if not quoted or quoted[0].start() > 40:
            continue
        opening = ready.masks[passage.lo:min(passage.hi, passage.lo + WORDS_TO_MEANS)]
        if not any(mask & index.defining for mask in opening):
            continue
        after = range(number + 1, min(number + ITEMS, len(ready.passages)))
        members = [number, *(later for later in after if ready.passages[later].lead == number)]
        for term in quoted:
            key = tuple(Words.of(term.group(1)).words)
            if key:
                found.setdefault(key, members)
    return found
