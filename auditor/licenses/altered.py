"""Where a text departs from a standard one: matching stretches first, then what stands between them.

The standard text is not at hand, only a byte for each pair of its neighbouring words: enough to place an addition and
to count a removal. Linear in the document for a standard text of bounded length.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from auditor.licenses.stream import Stream, placed_runs
from auditor.nouns import Change
from auditor.text.decode import Lines
from auditor.text.words import Words

#: Pairs that must agree before two texts count as in step again: seven words.
_STEP = 6
#: How far the standard text and the document are looked ahead for the next agreement before the rest is searched.
_AHEAD = 400
_NEARBY = 40
#: Fewer pairs than this left of the standard text are not searched for in the whole rest of a document.
_WORTH_A_SEARCH = 40
#: The same inside a gap of at most so many positions times places.
_SHORT_STEP = 2
_SMALL_GAP = 1_600
_CHUNK = 256
#: Sampled runs of a text and their places.
Runs = tuple[list[int], list[int]]
#: Changes beyond this many are not listed one by one.
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """`standard` words are missing from position `at` of the standard text; words [start, end) are there instead."""

    at: int
    missing: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two texts in step: `matched` words of the standard text stand in words [start, end) of the document."""

    matched: int
    start: int
    end: int
    differences: tuple[Difference, ...]


def align(standard: bytes, document: bytes, runs: Runs | None = None) -> Alignment:
    """The alignment of a standard text with a document, both given as pairs; `runs`: the document's, if at hand."""
    lower, upper = 0, len(document)
    blocks: list[tuple[int, int, int]] = []
    at, place = 0, lower
    rest = _Rest(standard, document, runs)
    while at < len(standard) and place < upper:
        size = _common(standard, document, at, place, upper)
        if size >= _STEP or (size and blocks and at == blocks[-1][0] + blocks[-1][2]):
            blocks.append((at, place, size))
            at, place = at + size, place + size
        found = rest.next_step(at, place, upper)
        if found is None:
            break
        if blocks:
            blocks += _closer(standard, document, (at, found[0]), (place, found[1]))
        at, place = found
    return _between(blocks, len(standard), lower, upper)


def _closer(
    standard: bytes, document: bytes, missing: tuple[int, int], added: tuple[int, int]
) -> list[tuple[int, int, int]]:
    """Shorter agreements inside a small gap, so that an edit is not blamed on the words beside it."""
    at, stop = missing
    place, end = added
    blocks: list[tuple[int, int, int]] = []
    while stop - at > _SHORT_STEP and end - place > _SHORT_STEP and (stop - at) * (end - place) <= _SMALL_GAP:
        found = _short_step(standard, document, (at, stop), (place, end))
        if found is None:
            break
        here, there = found
        size = min(_common(standard, document, here, there, end), stop - here)
        blocks.append((here, there, size))
        at, place = here + size, there + size
    return blocks


def _short_step(
    standard: bytes, document: bytes, missing: tuple[int, int], added: tuple[int, int]
) -> tuple[int, int] | None:
    at, stop = missing
    place, end = added
    found = [
        (here - at + there - place, here, there)
        for there in range(place, end - _SHORT_STEP + 1)
        for here in [standard.find(document[there : there + _SHORT_STEP], at, stop)]
        if here >= 0
    ]
    return min(found)[1:] if found else None


class _Rest:
    """Finds the next agreement; the sampled runs of both texts are worked out only if the next words do not agree."""

    def __init__(self, standard: bytes, document: bytes, runs: Runs | None) -> None:
        self.standard, self.document = standard, document
        self._given = runs

    @cached_property
    def _last(self) -> dict[int, int]:
        """The last place of each sampled run of the standard text: a later one never hides a usable one."""
        return dict(zip(*placed_runs(self.standard), strict=True))

    @cached_property
    def _runs(self) -> Runs:
        return self._given or placed_runs(self.document)

    def next_step(self, at: int, place: int, upper: int) -> tuple[int, int] | None:
        """The next (position, place) with `_STEP` equal pairs that skips the fewest words, or None."""
        document = self.document
        if len(self.standard) - at < _STEP:
            return None
        for here, there in ((at + 2, place + 1), (at + 1, place + 2), (at + 2, place + 2)):
            # One word lost, added or replaced: nearly every edit is one of these.
            run = document[there : there + _STEP]
            if len(run) == _STEP and there + _STEP <= upper and self.standard.startswith(run, here):
                return here, there
        best: tuple[int, int] | None = None
        cost = 2 * _AHEAD
        limit = min(place + _NEARBY, upper - _STEP)
        for there in range(place, limit + 1):
            if there - place >= cost:
                break
            stop = min(len(self.standard), at + cost - (there - place) + _STEP)
            here = self.standard.find(document[there : there + _STEP], at, stop)
            if here >= 0 and here - at + there - place < cost:
                best, cost = (here, there), here - at + there - place
        return best or self._anywhere(at, limit + 1, upper)

    def _anywhere(self, at: int, place: int, upper: int) -> tuple[int, int] | None:
        if place > upper - _STEP or len(self.standard) - at < _WORTH_A_SEARCH:
            return None
        runs, places = self._runs
        last = self._last
        for number in range(bisect_left(places, place), bisect_left(places, upper - _STEP + 1)):
            if last.get(runs[number], -1) >= at:
                there = places[number]
                here = self.standard.find(self.document[there : there + _STEP], at)
                if here >= 0:
                    return self._first_equal(here, there, at, place)
        return None

    def _first_equal(self, here: int, there: int, at: int, place: int) -> tuple[int, int]:
        """Where the agreement begins that a sampled run lies in."""
        while here > at and there > place and self.standard[here - 1] == self.document[there - 1]:
            here, there = here - 1, there - 1
        return here, there


def _common(standard: bytes, document: bytes, at: int, place: int, upper: int) -> int:
    """How many pairs agree from here on."""
    most = min(len(standard) - at, upper - place)
    size = 0
    while size < most:
        step = min(_CHUNK, most - size)
        one = int.from_bytes(standard[at + size : at + size + step], "little")
        other = int.from_bytes(document[place + size : place + size + step], "little")
        if one != other:
            different = one ^ other
            # The lowest bit that differs lies in the first byte that does.
            return size + ((different & -different).bit_length() - 1) // 8
        size += step
    return most


def _between(blocks: list[tuple[int, int, int]], words: int, lower: int, upper: int) -> Alignment:
    """The differences between matching stretches. A stretch of n pairs is n + 1 words, unless the text ends there."""
    if not blocks:
        return Alignment(0, lower, lower, (Difference(0, words, lower, upper),))
    differences = []
    at, place, missing_in_all = 0, lower, 0
    for here, there, size in [*blocks, (words, upper, 0)]:
        missing, added = here - at, there - place
        if missing < 0:
            missing, added = 0, added - missing
        elif added < 0:
            missing, added = missing - added, 0
        if missing or added:
            start = max(lower, there - added)
            differences.append(Difference(max(0, here - missing), missing, start, start + added))
            missing_in_all += missing
        at, place = min(words, here + size + 1), min(upper, there + size + 1)
    last = blocks[-1]
    return Alignment(
        max(0, words - missing_in_all), blocks[0][1], min(upper, last[1] + last[2] + 1), tuple(differences)
    )


def changes_of(
    differences: tuple[Difference, ...],
    stream: Stream,
    words: Words,
    text: str,
    said: Callable[[int, int], str] | None = None,
) -> tuple[Change, ...]:
    """Differences as changes with places in the text: what was added, quoted, and what is missing, counted.

    `said` gives the words of the standard text from a place on, where that text is at hand.
    """
    lines = Lines(text)
    found: list[Change] = []
    for difference in differences:
        if difference.end > difference.start:
            found += [_added(first, last, words, text, lines) for first, last in _runs(difference, stream)]
        if difference.missing:
            offset = _offset(difference.start, stream, words)
            quote = said(difference.at, difference.missing) if said else ""
            line = lines.of(offset)
            found.append(
                Change(kind="removed", start=offset, end=offset, line=line, words=difference.missing, quote=quote)
            )
        if len(found) >= MOST_CHANGES:
            break
    found.sort(key=lambda change: (change.start, change.end, change.kind))
    return tuple(found[:MOST_CHANGES])


def _runs(difference: Difference, stream: Stream) -> list[tuple[int, int]]:
    """The added words as runs of neighbours in the text (CJK passages were moved behind the others)."""
    places = stream.places[difference.start : difference.end]
    runs: list[tuple[int, int]] = []
    first = last = places[0]
    for place in places[1:]:
        if place < last or place > last + 60:
            runs.append((first, last))
            first = place
        last = place
    return [*runs, (first, last)]


def _added(first: int, last: int, words: Words, text: str, lines: Lines) -> Change:
    start, end = words.starts[first], words.ends[last]
    return Change(
        kind="added", start=start, end=end, line=lines.of(start), words=last - first + 1, quote=text[start:end]
    )


def _offset(position: int, stream: Stream, words: Words) -> int:
    """The end of the word before a position, or the start of the first word."""
    if not stream.places:
        return 0
    if position == 0:
        return words.starts[stream.places[0]]
    return words.ends[stream.places[min(position, len(stream.places)) - 1]]
