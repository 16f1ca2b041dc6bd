"""One card as the rules see it: its passages with the phrases each meets, what is dropped, whom a passage is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from auditor.matching.card_targets import hub_id
from auditor.matching.card_words import CardWords
from auditor.nouns import Document, Evidence
from auditor.text.card import read_card_text
from auditor.text.card_records import Card, Passage, Section
from auditor.text.front_matter import FrontMatter, parse

NOTHING: frozenset[int] = frozenset()
#: First words of a card's title that are no name.
_NO_NAMES = frozenset(
    [
        "model",
        "card",
        "modelcard",
        "introduction",
        "this",
        "finetuned",
        "overview",
        "news",
        "updates",
        "important",
        "table",
        "about",
        "pre",
        "fine",
    ]
)
#: What headings announce, by the word sets that tell it; the first that fits counts.
_TOPICS = (
    ("data", ("h-training-data", "h-pretraining-data", "h-finetuning-data")),
    ("limits", ("h-limits",)),
    ("purpose", ("h-intended",)),
    ("results", ("h-results",)),
    ("usage", ("h-usage",)),
)
#: (topic, topic of the heading above) where the lower heading does not belong to the upper one.
_TOPIC_SHIFTS = frozenset(
    [("data", "usage"), ("limits", "usage"), ("purpose", "usage"), ("results", "usage"), ("usage", "results")]
)
#: Longest quote; a longer passage is quoted by its beginning.
QUOTE = 500
#: Characters before a link that lead to it: about ten words.
AHEAD = 80


class CardReading:
    """The card of one model, read once for all rules."""

    def __init__(self, document: Document, own_id: str, words: CardWords) -> None:
        """Read `document` as the card of the model `own_id` (its Hub id)."""
        self.document, self.own_id, self.words = document, own_id, words
        self.text = document.text
        self.front: FrontMatter = parse(document.text)
        self.card: Card = read_card_text(document.text, self.front.body_start)
        self.passages: list[Passage] = self.card.passages
        blanked, normalize = self.card.plain, words.normalize
        self.lines = [normalize(blanked[passage.start : passage.end]) for passage in self.passages]
        titles = [normalize(self.card.text[section.start : section.end]) for section in self.card.sections]
        self._known = words.index.match_all([*self.lines, *titles])
        self._stretches: dict[str, frozenset[int]] = {}
        self.met = [self._known[line] for line in self.lines]
        self.own_heading = [self._known[title] for title in titles]
        self._headings()
        self._drop()
        self._by_phrase()
        self._link_targets()

    def _headings(self) -> None:
        """The phrases that a section's heading and the headings above it meet."""
        self.above: list[frozenset[int]] = []
        #: For each phrase the sections whose heading meets it.
        self.headed: dict[int, list[int]] = {}
        for number, (section, met) in enumerate(zip(self.card.sections, self.own_heading, strict=True)):
            for phrase in met:
                self.headed.setdefault(phrase, []).append(number)
            if self._is_title(section):
                met = NOTHING
            parent = self._topic_parent(number)
            self.above.append(met | self.above[parent] if parent >= 0 else met)

    def _topic_parent(self, number: int) -> int:
        """The section whose headings count for this one too, or -1.

        Cards often nest by looks: "Training data" below "Usage", a snippet's heading below "Evaluation". A heading
        that opens another topic ends the one above.
        """
        sections, own = self.card.sections, self._topic(number)
        parent = sections[number].parent
        while parent >= 0 and (own, self._topic(parent)) in _TOPIC_SHIFTS:
            parent = sections[parent].parent
        return parent

    def _topic(self, number: int) -> str:
        """What a section's own heading announces: data, results, limits, purpose, usage, or nothing known."""
        met, sets = self.own_heading[number], self.words.reserved
        return next((topic for topic, names in _TOPICS if any(not met.isdisjoint(sets[name]) for name in names)), "")

    def _is_title(self, section: Section) -> bool:
        """Whether a section is the whole card: its heading names the model and no topic of what stands below."""
        spans = 2 * (section.last - section.first) > len(self.passages)
        return section is self.card.sections[0] and spans and len(self.card.sections) > 2

    def _drop(self) -> None:
        """Mark passages that no rule may use: placeholders, template sentences; and those about other models."""
        sets = self.words.reserved
        nothing = sets["placeholder"] | sets["template"]
        self.dropped = [not met.isdisjoint(nothing) for met in self.met]
        self._drop_empty_headings()
        self.promised = [not met.isdisjoint(sets["promise"]) for met in self.met]
        self.other = [self._is_other(number, met) for number, met in enumerate(self.met)]

    def _drop_empty_headings(self) -> None:
        """A heading says nothing where all that stands below it is a placeholder."""
        for section in self.card.sections:
            inside = range(section.first, min(section.last, section.first + 50))
            if (
                inside
                and self.passages[section.first].kind == "heading"
                and any(self.dropped[number] for number in inside)
            ):
                below = [self.dropped[number] for number in inside if self.passages[number].kind != "heading"]
                self.dropped[section.first] = all(below)

    def _is_other(self, number: int, met: frozenset[int]) -> bool:
        """Whether the passage speaks of other models only."""
        sets = self.words.reserved
        if self.passages[number].kind in ("row", "code", "heading"):
            return False
        compared = not (met.isdisjoint(sets["model-names"]) or met.isdisjoint(sets["comparison"]))
        if met.isdisjoint(sets["other-models"]) and not compared:
            return False
        line = self.lines[number]
        return met.isdisjoint(sets["this-model"]) and not any(name in line for name in self.own_names)

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """Ways in which the card may name its model or series: the repository's name, the family's, the title's."""
        name = self.own_id.rpartition("/")[2]
        whole = self.words.normalize(name)
        family = re.match(r"[^\W\d_]{3,}", name)
        names = {whole}
        if family:
            names.add(f" {family.group().lower()} ")
            names.add(f" {family.group().lower()}")
        title = next(
            (self.lines[number] for number, passage in enumerate(self.passages[:20]) if passage.kind == "heading"), ""
        )
        first = title.split()[:1]
        if first and len(first[0]) >= 4 and first[0].isalpha() and first[0] not in _NO_NAMES:
            names.add(f" {first[0]}")
        return tuple(sorted(names))

    @cached_property
    def base_names(self) -> tuple[str, ...]:
        """The name of the base model that the front matter gives, as a line of words."""
        value = self.front.get("base_model")
        rows = value if isinstance(value, list) else [value]
        return tuple(self.words.normalize(row.rpartition("/")[2]) for row in rows if isinstance(row, str) and row)

    def _by_phrase(self) -> None:
        self.places: dict[int, list[int]] = {}
        for number, met in enumerate(self.met):
            for phrase in met:
                self.places.setdefault(phrase, []).append(number)
        self.present = frozenset(self.places)
        self.led: dict[int, list[int]] = {}
        for number, passage in enumerate(self.passages):
            for leader in {passage.lead, passage.head} - {-1, number}:
                self.led.setdefault(leader, []).append(number)

    def _link_targets(self) -> None:
        """For each link what it points to, and for each kind of target the numbers of its links."""
        seen: dict[tuple[str, str], frozenset[str]] = {}
        self.by_target: dict[str, list[int]] = {}
        self.links_of: dict[int, list[int]] = {}
        for number, link in enumerate(self.card.links):
            key = (link.url, link.how)
            if key not in seen:
                seen[key] = self.words.targets.of(link.url, link.how, self.own_id)
            for kind in seen[key] | {"any"}:
                self.by_target.setdefault(kind, []).append(number)
            place = self.card.link_places[number]
            if place >= 0:
                self.links_of.setdefault(place, []).append(number)

    def frequency(self, phrases: frozenset[int]) -> int:
        """How many passages meet these phrases, each counted as often as it is met."""
        return sum(map(self._counts.__getitem__, phrases))

    @cached_property
    def _counts(self) -> dict[int, int]:
        return {phrase: len(places) for phrase, places in self.places.items()}

    def near(self, number: int) -> frozenset[int]:
        """The phrases that a passage meets, with those of the row of column names and of the list's lead-in."""
        passage = self.passages[number]
        met = self.met[number]
        if passage.lead >= 0:
            met = met | self.met[passage.lead]
        if passage.head >= 0:
            met = met | self.met[passage.head]
        return met

    def ahead(self, link: int) -> str:
        """The words of the passage that stand directly before a link."""
        place = self.card.link_places[link]
        end = self.card.links[link].start
        start = max(self.passages[place].start, end - AHEAD)
        before = self.card.plain[start:end]
        if start > self.passages[place].start:
            before = before.partition(" ")[2]
        return before

    def address(self, link: int) -> frozenset[int]:
        """The phrases that the words of a link's address meet."""
        return self._addresses[self.card.links[link].url]

    @cached_property
    def _addresses(self) -> dict[str, frozenset[int]]:
        lines = {link.url: self.words.normalize(link.url[:300]) for link in self.card.links}
        met = self.words.index.match_all(lines.values())
        return {url: met[line] for url, line in lines.items()}

    def learn(self, texts: Iterable[str]) -> None:
        """Match several stretches at once, for `met_by`."""
        lines = {text: self.words.normalize(text) for text in texts if text not in self._stretches}
        if lines:
            met = self.words.index.match_all(lines.values())
            self._stretches.update((text, met[line]) for text, line in lines.items())

    def met_by(self, text: str) -> frozenset[int]:
        """The phrases that a stretch of the card meets, by itself."""
        if text not in self._stretches:
            line = self.words.normalize(text)
            self._stretches[text] = self._known.get(line) or self.words.index.match(line)
        return self._stretches[text]

    def over(self, number: int) -> frozenset[int]:
        """The phrases that the headings above a passage meet."""
        section = self.passages[number].section
        return self.above[section] if section >= 0 else NOTHING

    def named(self, link: int) -> str | None:
        """The Hub id that a link names."""
        found = self.card.links[link]
        return hub_id(found.url, found.how)

    def quote(self, start: int, end: int, signal: str) -> Evidence:
        """Evidence for a stretch of the card; a long one is cut."""
        end = min(end, start + QUOTE)
        quote = self.text[start:end].rstrip()
        line = bisect_left(self._line_ends, start) + 1
        return Evidence(
            document=self.document.path, start=start, end=start + len(quote), line=line, quote=quote, phrasing=signal
        )

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def front_value(self, key: str) -> tuple[bool, Any]:
        """Whether a key (dotted: below another) is in the front matter, and its value."""
        first, _, rest = key.partition(".")
        if not self.front.has(first):
            return False, None
        values = [self.front.get(first)]
        for part in rest.split(".") if rest else ():
            step = [item for value in values for item in (value if isinstance(value, list) else [value])]
            values = [item[part] for item in step if isinstance(item, dict) and part in item]
        return bool(values), values[0] if values else None
