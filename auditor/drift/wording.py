"""Word-level differences between two texts, with the places of the words in both. Bounded in time for any two texts.

Runs of words that stand once in each text, in the same order, are the anchors (patience difference: Bram Cohen's way);
only what lies between two anchors is compared word by word, and a stretch too long for that is one change as a whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.matching.fuzzy import differences
from auditor.text.words import Words

#: Words of an anchor.
_RUN = 6
#: Words times words that are compared one by one between two anchors.
_CELLS = 4_000_000
#: Words of one stretch that is compared: each different word needs a character of its own.
_STRETCH = 400_000
#: Two changes with no more equal words than this between them are one.
_NEAR = 2
_FIRST_CODE = 0x10000


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChange:
    """A stretch of `old` replaced by one of `new`; either may be empty. Offsets are code points of the texts."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    old_line: int
    new_line: int
    old_quote: str
    new_quote: str
    old_words: int
    new_words: int

    @property
    def kind(self) -> str:
        """added, removed or replaced."""
        if not self.old_words:
            return "added"
        return "replaced" if self.new_words else "removed"


def word_changes(old: str, new: str) -> tuple[WordChange, ...]:
    """Every difference in words, in the order of the texts; wrapping, case and punctuation are no difference."""
    if old == new:
        return ()
    before, after = Words.of(old), Words.of(new)
    lines = (_line_ends(old), _line_ends(new))
    places = _joined(_between_anchors(before.words, after.words))
    return tuple(_change((old, new), (before, after), lines, place) for place in places)


def _between_anchors(before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int]]:
    start_old = start_new = 0
    for at_old, at_new in [*_anchors(before, after), (len(before), len(after))]:
        if at_old < start_old or at_new < start_new:
            continue
        yield from _stretch(before, after, start_old, at_old, start_new, at_new)
        start_old, start_new = at_old, at_new
        # The run itself is equal, and so is what follows it for as long as the words agree.
        while start_old < len(before) and start_new < len(after) and before[start_old] == after[start_new]:
            start_old, start_new = start_old + 1, start_new + 1


def _stretch(
    before: list[str], after: list[str], old_start: int, old_end: int, new_start: int, new_end: int
) -> Iterator[tuple[int, int, int, int]]:
    while old_start < old_end and new_start < new_end and before[old_start] == after[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and before[old_end - 1] == after[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    if old_start == old_end and new_start == new_end:
        return
    sizes = (old_end - old_start, new_end - new_start)
    if sizes[0] * sizes[1] > _CELLS or max(sizes) > _STRETCH:
        yield old_start, old_end, new_start, new_end
        return
    codes: dict[str, str] = {}
    wordings = [
        "".join(codes.setdefault(word, chr(_FIRST_CODE + len(codes))) for word in words)
        for words in (before[old_start:old_end], after[new_start:new_end])
    ]
    for a, b, c, d in differences(*wordings):
        yield old_start + a, old_start + b, new_start + c, new_start + d


def _anchors(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Places of runs that stand once in both, the longest sequence of them in the same order."""
    old, new = _single_runs(before), _single_runs(after)
    pairs = sorted((old[run], new[run]) for run in old.keys() & new.keys())
    # Longest increasing subsequence of the second places (patience sorting), with links back.
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tops, place)
        back.append(ends[at - 1] if at else -1)
        if at == len(tops):
            tops.append(place)
            ends.append(number)
        else:
            tops[at], ends[at] = place, number
    chain: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = back[number]
    return chain[::-1]


def _single_runs(words: list[str]) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for start in range(len(words) - _RUN + 1):
        run = tuple(words[start : start + _RUN])
        places[run] = -1 if run in places else start
    return {run: start for run, start in places.items() if start >= 0}


def _joined(places: Iterator[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Changes that only a few equal words part read better as one."""
    found: list[tuple[int, int, int, int]] = []
    for place in places:
        if found and place[0] - found[-1][1] <= _NEAR and place[2] - found[-1][3] <= _NEAR:
            place = (found[-1][0], place[1], found[-1][2], place[3])
            found.pop()
        found.append(place)
    return found


def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _change(
    texts: tuple[str, str],
    words: tuple[Words, Words],
    lines: tuple[list[int], list[int]],
    place: tuple[int, int, int, int],
) -> WordChange:
    old_start, old_end = _place(words[0], place[0], place[1], len(texts[0]))
    new_start, new_end = _place(words[1], place[2], place[3], len(texts[1]))
    return WordChange(
        old_start=old_start,
        old_end=old_end,
        new_start=new_start,
        new_end=new_end,
        old_line=bisect_left(lines[0], old_start) + 1,
        new_line=bisect_left(lines[1], new_start) + 1,
        old_quote=texts[0][old_start:old_end],
        new_quote=texts[1][new_start:new_end],
        old_words=place[1] - place[0],
        new_words=place[3] - place[2],
    )


def _place(words: Words, first: int, last: int, size: int) -> tuple[int, int]:
    """The stretch of text from one word to another; where no word is, the place before the next one."""
    if first == last:
        at = words.starts[first] if first < len(words) else size
        return at, at
    return words.starts[first], words.ends[last - 1]
