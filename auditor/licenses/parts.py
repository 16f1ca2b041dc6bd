"""Whole standard texts inside a document, word for word, and what is left beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.licenses.fingerprints import Index, Proposal
from auditor.licenses.stream import OPERATIVE, Stream
from auditor.licenses.templates import find

#: The share of a text's runs from which it may stand in a document as a whole (a filled-in name breaks some).
_CONTAINED = 0.55
#: How much less than the best a text may share with the document to count as a near relative of it.
_CLOSE = 0.93
#: More texts than this are not looked for in one document, and no text more often than this.
_TEXTS = 200
_TIMES = 60
#: A heading or a copyright statement is not longer than this.
_HEADING_WORDS = 40
_COPYRIGHT_WORDS = 60
#: A heading that negates has at least so many words of the license's own name.
_NAMED = 3
_NEGATIONS = frozenset({"no", "non", "not", "without"})
#: Words that a heading may have besides those of the license's own name.
_HEADING = frozenset(
    re.findall(
        r"\w+",
        """
    a an and agreement applies by code copy copyright document file for full general is it license licenses
    licence licensed model models notice notices of official repository software spdx identifier terms text the
    this title to under version v weights md txt html follows following see below
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """Words [start, end) of a stream that are a whole standard text; `heading`: words its headings may have."""

    id: str
    start: int
    end: int
    heading: frozenset[str]


def exact_parts(index: Index, stream: Stream, proposals: list[Proposal]) -> list[Part]:
    """The standard texts that stand in the document word for word, in order; of overlapping ones the longest."""
    likely = [item for item in proposals if item.containment >= _CONTAINED]
    likely.sort(key=lambda item: (-item.shared, -item.dice, item.text.number))
    taken: list[Part] = []
    best = max((item.dice for item in likely), default=0.0)
    for item in likely[:_TEXTS]:
        close = item.dice >= _CLOSE * best
        if not close and taken and not uncovered(taken, stream):
            continue
        details = index.details(item.text)
        # Near relatives are all tried on the whole document: the one that takes in most of it is the one it is.
        for lower, upper in [(0, len(stream))] if close else _gaps(taken, len(stream)):
            if upper - lower < item.text.words // 3:
                continue
            taken += _found(item.text.id, details.templates, details.heading, stream, lower, upper)
    return sorted(_longest_first(taken), key=lambda part: part.start)


def _found(
    name: str, templates: list[list[list[object]]], heading: frozenset[str], stream: Stream, lower: int, upper: int
) -> list[Part]:
    """Every place between two positions where one of the wordings stands: where several do, all of them are given."""
    found: list[Part] = []
    for nodes in templates:
        spans = list(_places(nodes, stream, lower, upper))
        found += [Part(name, start, end, heading) for start, end in spans]
        if sum(end - start for start, end in spans) == upper - lower:
            break
    return found


def _places(nodes: list[list[object]], stream: Stream, lower: int, upper: int) -> Iterator[tuple[int, int]]:
    at = lower
    for _ in range(_TIMES):
        span = find(nodes, stream, at, upper)
        if span is None or span[1] > upper or span[0] < lower or span[1] <= at:
            return
        yield span
        at = span[1]


def _gaps(taken: list[Part], end: int) -> list[tuple[int, int]]:
    """The stretches between the parts found so far."""
    gaps, at = [], 0
    for part in sorted(taken, key=lambda part: part.start):
        if part.start > at:
            gaps.append((at, part.start))
        at = max(at, part.end)
    if at < end:
        gaps.append((at, end))
    return gaps


def _longest_first(parts: list[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.start - part.end, part.start)):
        if all(part.end <= other.start or part.start >= other.end for other in kept):
            kept.append(part)
    return kept


def uncovered(parts: list[Part], stream: Stream) -> list[tuple[int, int]]:
    """The stretches of the document beside the parts that are more than a heading or a copyright statement."""
    heading = frozenset(word for part in parts for word in part.heading)
    return [gap for gap in _gaps(parts, len(stream)) if not is_heading(stream, *gap, heading)]


def is_heading(stream: Stream, start: int, end: int, heading: frozenset[str]) -> bool:
    """Whether words [start, end) only name the license, its file, or the holder of the copyright."""
    words = stream.words[start:end]
    if not _NEGATIONS.isdisjoint(words) and sum(word in heading for word in set(words)) < _NAMED:
        # "No-Nuclear-License" is a name; "No license" is none.
        return False
    marked = "copyright" in words or "c" in words
    at = (
        next((i for i, word in enumerate(words) if word in ("copyright", "c") and _is_dated(words[i : i + 8])), None)
        if marked
        else None
    )
    if at is not None:
        holder = words[at:]
        if not OPERATIVE.isdisjoint(holder) or stream.statement_end(start + at, _COPYRIGHT_WORDS) < end:
            return False
        words = words[:at]
    return len(words) <= _HEADING_WORDS and all(word in _HEADING or word in heading for word in words)


def _is_dated(words: list[str]) -> bool:
    return any((len(word) == 4 and word.isdigit()) or word in ("c", "year", "yyyy") for word in words[1:])
