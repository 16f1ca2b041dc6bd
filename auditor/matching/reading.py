"""A text made ready for the clause rules: passages with their groups, compared strings and markers."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import reduce
from itertools import compress
from operator import or_

from auditor.matching.clause_index import ClauseIndex
from auditor.matching.named import renamed
from auditor.matching.resolver import Marker
from auditor.text.passages import DEEPEST, Passage, passages_of
from auditor.text.words import Words

#: Content characters of a lead-in that count in the comparison.
LEAD_CHARS = 30
#: Passages of which the marked words are kept at a time: those of a text of 2 MB would fill the memory.
MARKS_KEPT = 1_000
#: A section of more passages than this is no summary, whatever one of its sentences says.
SUMMARY_PASSAGES = 25


@dataclass(slots=True)
class Text:
    """A text as the matcher needs it; lists run over the words or over the passages."""

    text: str
    words: Words
    passages: list[Passage]
    chars: list[str]
    masks: list[int]
    markers: list[Marker]
    marker_places: list[int]
    #: Groups met in each passage itself, and with its lead-ins.
    own: list[int]
    whole: list[int]
    #: What has been worked out of a passage, kept for the next phrasing.
    _marks: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _leads: dict[int, list[int]] = field(default_factory=dict)
    _markers: dict[int, list[Marker]] = field(default_factory=dict)
    _compared: dict[int, str] = field(default_factory=dict)

    def markers_in(self, number: int) -> list[Marker]:
        """The markers of a passage."""
        known = self._markers.get(number)
        if known is None:
            passage = self.passages[number]
            first, after = bisect_left(self.marker_places, passage.lo), bisect_left(self.marker_places, passage.hi)
            known = self._markers[number] = self.markers[first:after]
        return known

    def marks(self, number: int) -> list[tuple[int, int]]:
        """The words of a passage that meet any group, each with its groups."""
        known = self._marks.get(number)
        if known is None:
            passage = self.passages[number]
            masks = self.masks[passage.lo:passage.hi]
            known = list(compress(enumerate(masks, passage.lo), masks))
            if len(self._marks) >= MARKS_KEPT:
                self._marks.clear()
            self._marks[number] = known
        return known

    def compared(self, number: int) -> str:
        """The string of a passage that phrasings are compared with: the end of its lead-in, then its own words."""
        known = self._compared.get(number)
        if known is None:
            passage = self.passages[number]
            own = "".join(self.chars[passage.lo:passage.hi])
            lead = self.compared(passage.lead)[-LEAD_CHARS:] if passage.lead >= 0 else ""
            known = self._compared[number] = lead + own
        return known

    def leads(self, number: int) -> list[int]:
        """The passages that lead in to this one, nearest first."""
        found = self._leads.get(number)
        if found is None:
            found = self._leads[number] = []
            at = self.passages[number].lead
            while at >= 0 and len(found) < DEEPEST:
                found.append(at)
                at = self.passages[at].lead
        return found


def read_text(text: str, words: Words, index: ClauseIndex) -> Text:
    """Look up every word once, find the markers and the entries of several words, cut the passages."""
    chars, masks, markers = index.lexicon.look_up(renamed(text, words, index))
    passages = passages_of(text, words, index.not_operative, index.operative, index.abbreviations,
                           index.following)
    own = [reduce(or_, filter(None, masks[passage.lo:passage.hi]), 0) for passage in passages]
    _set_aside(passages, own, words, index)
    whole = list(own)
    for number, passage in enumerate(passages):
        if passage.lead >= 0:
            # A lead-in comes before its items, so its own sum is complete.
            whole[number] |= whole[passage.lead]
    return Text(text, words, passages, chars, masks, markers, [marker.at for marker in markers], own, whole)


def _set_aside(passages: list[Passage], own: list[int], words: Words, index: ClauseIndex) -> None:
    """Mark what does not bind: recitals ("Whereas …") and sections that call themselves a summary without effect.

    Where the text is one section, or a long one, only the paragraph that says so is a summary.
    """
    sections: dict[int, list[Passage]] = {}
    idle: set[int] = set()
    aside = False
    for number, (passage, met) in enumerate(zip(passages, own, strict=True)):
        sections.setdefault(passage.section, []).append(passage)
        aside = aside and not passage.opens
        if met & index.idle == index.idle:
            idle.add(passage.section)
            if not aside:
                _open_paragraph(passages, number)
            aside = True
        if aside or words.words[passage.lo] in index.recitals:
            passage.operative = False
    if not idle:
        return
    bound = {section for section, inside in sections.items() if any(passage.operative for passage in inside)}
    for section in idle:
        if len(bound) > (section in bound) and len(sections[section]) <= SUMMARY_PASSAGES:
            for passage in sections[section]:
                passage.operative = False


def _open_paragraph(passages: list[Passage], number: int) -> None:
    """Mark the passages from the beginning of the paragraph of `number` as not binding."""
    while not passages[number].opens and number > 0:
        passages[number].operative = False
        number -= 1
    passages[number].operative = False
