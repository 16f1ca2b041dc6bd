"""Which license a text is: exact word for word, altered, similar, or none. The words decide, never the title.

Shared runs of words propose texts; a template decides whether a stretch is exactly one of them; an alignment says where
a text departs from the nearest.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from auditor.licenses.altered import Alignment, Difference, align, changes_of
from auditor.licenses.expressions import combine
from auditor.licenses.fingerprints import Details, Index, Proposal, shipped
from auditor.licenses.parts import Part, exact_parts, is_heading, uncovered
from auditor.licenses.stream import Stream
from auditor.nouns import Identity, LicensePart, Match, Nearest
from auditor.text.decode import Lines
from auditor.text.words import Words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Shares of words in common from which a text is an altered one, and from which it is similar to one.
ALTERED = 0.80
SIMILAR = 0.50
#: Fewer words than this in common are a phrase, not a license.
_FEWEST_WORDS = 20
#: How much worse than the best proposal another may be and still be compared word by word, and how many are.
_CLOSE = 0.80
_COMPARED = 6


def identify(words: Words, text: str, catalog: Catalog | None = None) -> Identity:
    """Which license `text` is. `words` must be `Words.of(text)`.

    The index of texts is the same for every catalog: known licenses name texts, they do not recognise them.
    """
    stream = Stream.of(words, text)
    index = shipped()
    proposals = index.propose(stream)
    if not proposals:
        return Identity(id=None, match=Match.NONE)
    parts = exact_parts(index, stream, proposals)
    listed = tuple(LicensePart(start=a, end=b, license=part.id) for part in parts for a, b in [_span(part, stream, words)])
    rest = uncovered(parts, stream)
    if parts and not rest:
        found = combine(part.id for part in parts)
        return Identity(id=found, match=Match.EXACT, nearest=Nearest(id=found or "", similarity=1.0), parts=listed)
    return _nearest(index, stream, proposals, parts, rest, words, text, listed)


def _span(part: Part, stream: Stream, words: Words) -> tuple[int, int]:
    """The code points of a part: from its first to its last word."""
    places = stream.places[part.start : part.end]
    return words.starts[min(places)], words.ends[max(places)]


def _nearest(
    index: Index,
    stream: Stream,
    proposals: list[Proposal],
    parts: list[Part],
    rest: list[tuple[int, int]],
    words: Words,
    text: str,
    listed: tuple[LicensePart, ...],
) -> Identity:
    best = _best(index, stream, proposals)
    if best is None:
        return Identity(id=None, match=Match.NONE, parts=listed)
    proposal, alignment = best
    details = index.details(proposal.text)
    similarity = _similarity(alignment, proposal.text.words)
    covered = sum(part.end - part.start for part in parts)
    if parts and 2 * covered >= len(stream):
        # Whole texts stand in it: what is around them was added.
        differences = tuple(Difference(0, 0, start, end) for start, end in rest)
        near = max(parts, key=lambda part: (part.end - part.start, -part.start))
        changes = changes_of(differences, stream, words, text, Lines(text))
        nearest = Nearest(id=near.id, similarity=round(covered / len(stream), 4))
        return Identity(id=None, match=Match.ALTERED, nearest=nearest, changes=changes, parts=listed)
    match = _match(similarity, alignment, proposal.text.words)
    if match is Match.NONE:
        return Identity(id=None, match=match, parts=listed)
    nearest = Nearest(id=proposal.text.id, similarity=round(similarity, 4))
    if match is Match.SIMILAR:
        return Identity(id=None, match=match, nearest=nearest, parts=listed)
    told = tuple(item for item in alignment.differences if not _is_free(item, details, stream))
    changes = changes_of(told or alignment.differences, stream, words, text, Lines(text))
    return Identity(id=None, match=match, nearest=nearest, changes=changes, parts=listed)


def _match(similarity: float, alignment: Alignment, words: int) -> Match:
    if alignment.matched < _FEWEST_WORDS and alignment.matched < words:
        return Match.NONE
    if similarity >= ALTERED and alignment.matched >= SIMILAR * words:
        return Match.ALTERED
    return Match.SIMILAR if similarity >= SIMILAR and alignment.matched >= SIMILAR * words else Match.NONE


def _similarity(alignment: Alignment, words: int) -> float:
    """Words in common as a share of both: the standard text, and the stretch of the document that it lies in."""
    return 2 * alignment.matched / (words + max(1, alignment.end - alignment.start))


def _best(index: Index, stream: Stream, proposals: list[Proposal]) -> tuple[Proposal, Alignment] | None:
    """The proposal with most words in common, aligned. Close ones are compared by their runs of five words."""
    close = [item for item in proposals[:_COMPARED] if item.dice >= _CLOSE * proposals[0].dice]
    whole = [item for item in proposals[:40] if item.containment >= SIMILAR and item not in close]
    whole.sort(key=lambda item: (-item.shared, item.text.number))
    close += whole[: _COMPARED - 3]
    if len(close) > 1:
        runs = _runs(stream.pairs)
        close.sort(key=lambda item: (-_common_runs(runs, index.details(item.text)), item.text.number))
    found: tuple[Proposal, Alignment] | None = None
    for item in close[:1]:
        found = item, align(index.details(item.text).pairs, stream.pairs)
    return found


def _runs(pairs: bytes) -> set[int]:
    found: set[int] = set()
    for shift in range(4):
        count = (len(pairs) - shift) // 4
        if count > 0:
            found.update(struct.unpack_from(f"<{count}I", pairs, shift))
    return found


def _common_runs(runs: set[int], details: Details) -> float:
    """The runs of five words in common, as a share of both texts."""
    own = _runs(details.pairs)
    return 2 * len(runs & own) / (len(runs) + len(own) or 1)


def _is_free(difference: Difference, details: Details, stream: Stream) -> bool:
    """Whether a difference lies where the standard leaves words open, and what stands there is a name or a heading."""
    plain = difference.end == difference.start or is_heading(stream, difference.start, difference.end, details.heading)
    if not difference.missing:
        return plain
    stop = difference.at + difference.missing
    return plain and any(start - 1 <= difference.at and stop <= end + 1 for start, end in details.free)
