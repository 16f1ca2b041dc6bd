"""Which license a text is: exact word for word, altered, similar, or none. The words decide, never the title.

Shared runs of words propose texts; a template decides whether a stretch is exactly one of them; an alignment says where
a text departs from the nearest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.licenses.altered import Alignment, Difference, align, changes_of
from auditor.licenses.expressions import combine
from auditor.licenses.fingerprints import Details, Index, Proposal, StandardText, shipped
from auditor.licenses.hyphens import is_parted, rejoined
from auditor.licenses.parts import Part, exact_parts, is_heading, uncovered
from auditor.licenses.standard_texts import StandardTexts, Wording, installed
from auditor.licenses.stream import RUN_SAMPLE, Stream
from auditor.nouns import Identity, LicensePart, Match, Nearest
from auditor.text.words import Words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Shares of words in common from which a text is an altered one, and from which it is similar to one.
ALTERED = 0.80
SIMILAR = 0.50
#: Fewer words than this in common are a phrase, not a license.
_FEWEST_WORDS = 20
#: Of a text of hardly more words, this share.
_MOST_OF_IT = 0.7
#: How much worse than the best proposal another may be and still be compared word by word, and how many are.
_CLOSE = 0.80
_COMPARED = 6
#: The same for the runs of five words, and how many texts are then compared in full.
_NEAR = 0.96
_ALIGNED = 3
#: A text that stands there word for word outweighs another that is closer by no more than this.
_WORD_FOR_WORD = 0.1
#: An alignment may blame an edit on the word beside it.
_SLACK = 1
#: What is filled in at an open place is not much longer than what stood there.
_FEW_WORDS = 8


def identify(
    words: Words, text: str, catalog: Catalog | None = None, standards: StandardTexts | None = None
) -> Identity:
    """Which license `text` is. `words` must be `Words.of(text)`.

    The index of texts is the same for every catalog: known licenses name texts, they do not recognise them. `standards`
    gives the words of what is missing; without it those of the extra `texts` are used, where it is installed.
    """
    standards = standards or installed()
    found = _identified(words, text, standards)
    if found.match in (Match.ALTERED, Match.SIMILAR) and found.nearest and is_parted(text):
        whole = rejoined(words, text, shipped().pairs_of(found.nearest.id))
        again = _identified(whole, text, standards) if whole else found
        if again.match is Match.EXACT or (again.nearest and again.nearest.similarity > found.nearest.similarity):
            return again
    return found


def _identified(words: Words, text: str, standards: StandardTexts | None) -> Identity:
    stream = Stream.of(words, text)
    index = shipped()
    proposals = index.propose(stream)
    if not proposals:
        return Identity(id=None, match=Match.NONE)
    parts = exact_parts(index, stream, proposals)
    listed = tuple(
        LicensePart(start=a, end=b, license=part.id) for part in parts for a, b in [_span(part, stream, words)]
    )
    rest = uncovered(parts, stream)
    if parts and not rest:
        found = combine(part.id for part in parts)
        return Identity(id=found, match=Match.EXACT, nearest=Nearest(id=found or "", similarity=1.0), parts=listed)
    return _nearest(index, stream, proposals, parts, rest, words, text, listed, standards)


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
    standards: StandardTexts | None,
) -> Identity:
    best = _best(index, stream, proposals)
    covered = sum(part.end - part.start for part in parts) / len(stream)
    if parts and covered >= SIMILAR and covered + _WORD_FOR_WORD >= best.closeness:
        # Whole texts stand in it, and what is around them was added.
        told = tuple(Difference(0, 0, start, end) for start, end in rest)
        near = max(parts, key=lambda part: (part.end - part.start, -part.start))
        changes = changes_of(told, stream, words, text)
        nearest = Nearest(id=near.id, similarity=round(covered, 4))
        return Identity(id=None, match=Match.ALTERED, nearest=nearest, changes=changes, parts=listed)
    match = best.match
    if match is Match.NONE:
        return Identity(id=None, match=match, parts=listed)
    nearest = Nearest(id=best.text.id, similarity=round(best.similarity, 4))
    if match is Match.SIMILAR:
        return Identity(id=None, match=match, nearest=nearest, parts=listed)
    changes = changes_of(best.told or best.shown, stream, words, text, _said(index, best, standards))
    return Identity(id=None, match=match, nearest=nearest, changes=changes, parts=listed)


def _said(index: Index, best: _Comparison, standards: StandardTexts | None) -> Callable[[int, int], str] | None:
    """What gives the missing words of the nearest text, if that text is at hand and any are missing."""
    if standards is None or not any(item.missing for item in best.told or best.shown):
        return None
    standard = standards.text(best.text.id)
    return Wording(standard, index.details(best.text).pairs).quote if standard else None


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A document laid beside one standard text; `told`: the differences that are no filled-in name and no heading."""

    text: StandardText
    alignment: Alignment
    told: tuple[Difference, ...]
    #: What to show where nothing is told and the text is yet not exact: whatever is not clearly at an open place.
    shown: tuple[Difference, ...]
    core: int

    @property
    def closeness(self) -> float:
        """Words in common as a share of both, all of the document counted."""
        return _share(self.alignment.matched, sum(item.missing + item.end - item.start for item in self.told))

    @property
    def similarity(self) -> float:
        """The same for the stretch of the document that the standard text lies in: what is around it is not counted."""
        start, end = self.alignment.start, self.alignment.end
        inside = sum(item.end - item.start for item in self.told if start <= item.start < end)
        return _share(self.alignment.matched, inside + sum(item.missing for item in self.told))

    @property
    def match(self) -> Match:
        """Altered, similar, or none."""
        matched = self.alignment.matched
        if (
            matched < min(_FEWEST_WORDS, _MOST_OF_IT * self.core)
            or matched < SIMILAR * self.core
            or self.similarity < SIMILAR
        ):
            return Match.NONE
        return Match.ALTERED if self.similarity >= ALTERED else Match.SIMILAR


def _share(matched: int, other: int) -> float:
    return 2 * matched / (2 * matched + other) if matched else 0.0


def _best(index: Index, stream: Stream, proposals: list[Proposal]) -> _Comparison:
    """The closest of the proposed texts. Few are compared by their runs of five words, the nearest of them in full."""
    likely = [item for item in proposals[:_COMPARED] if item.dice >= _CLOSE * proposals[0].dice]
    whole = [item for item in proposals[_COMPARED:40] if item.containment >= SIMILAR]
    whole.sort(key=lambda item: (-item.shared, item.text.number))
    likely += whole[: _COMPARED // 2]
    if len(likely) == 1:
        return _compare(index, stream, likely[0].text)
    runs = set(stream.runs[0])
    scored = sorted(
        ((_common_runs(runs, index.details(item.text)), item) for item in likely), key=lambda pair: -pair[0]
    )
    close = [item for score, item in scored if score >= _NEAR * scored[0][0]][:_ALIGNED]
    compared = [_compare(index, stream, item.text) for item in close]
    return max(compared, key=lambda item: (item.closeness, -item.text.number))


def _compare(index: Index, stream: Stream, text: StandardText) -> _Comparison:
    details = index.details(text)
    alignment = align(details.pairs, stream.pairs, stream.runs)
    told = tuple(item for item in alignment.differences if not _is_free(item, details, stream, _SLACK))
    shown = told or tuple(item for item in alignment.differences if not _is_free(item, details, stream, 0))
    return _Comparison(text, alignment, told, shown or alignment.differences, details.core)


def _common_runs(runs: set[int], details: Details) -> float:
    """The runs of five words in common, as a share of both texts; open passages may be missing."""
    common = len(runs & details.runs)
    needed = len(details.runs) - (len(details.pairs) - details.core) // (RUN_SAMPLE + 1)
    return 2 * common / (len(runs) + max(common, needed) or 1)


def _is_free(difference: Difference, details: Details, stream: Stream, slack: int) -> bool:
    """Whether a difference lies where the standard leaves words open, and what stands there is a name or a heading."""
    if not difference.missing and is_heading(stream, difference.start, difference.end, details.heading):
        return True
    stop = difference.at + difference.missing
    # The last open range that begins at or before the difference is the only one that can hold it.
    before = bisect_right(details.free, (difference.at + slack, len(details.pairs) + 1)) - 1
    if before < 0 or stop > details.free[before][1] + slack:
        return False
    most = difference.missing + (_FEW_WORDS if difference.missing else _FEW_WORDS // 2)
    if difference.end <= min(stream.latin, stream.name_end(difference.start, most)):
        return True
    return is_heading(stream, difference.start, difference.end, details.heading)
