"""Which clauses a text holds, with the places that say so.

Exact groups of stems propose a passage for a phrasing, rapidfuzz judges the wording, the resolver says what the passage
does there; then object, value, consequence and cancels decide. Work grows with the passages, not with rules × passages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.matching import fuzzy, unspaced, values
from auditor.matching.clause_index import ClauseIndex, Wording, clause_index
from auditor.matching.reading import Text, definitions_of, read_text
from auditor.matching.resolver import forces_at
from auditor.nouns import Basis, DocumentKind, Evidence, Finding, Grade, Verdict
from auditor.text.decode import Lines
from auditor.text.words import Words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Words within which the groups met in one passage must lie.
REACH = 60
#: Places kept a rule.
EVIDENCE_KEPT = 8
#: Lead-ins shown beside them.
LEADS_KEPT = 2
#: How much one more group of a phrasing counts against likeness when places are ranked.
GROUP_WEIGHT = 6.0
#: An item shorter than this is quoted with the lead-in right before it, in characters.
SHORT_ITEM = 160
#: A quote is cut around the words met to this length, in characters.
QUOTE_LENGTH = 560


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrasing met in a passage: `first`..`last` are the words that met its groups."""

    passage: int
    first: int
    last: int
    wording: Wording
    similarity: float
    force: str
    found: tuple[values.Found, ...] = ()


def find_clauses(words: Words, text: str, path: str, kind: DocumentKind, catalog: Catalog) -> tuple[Finding, ...]:
    """The clauses that `text` holds: one finding a rule, sorted by rule id, none for what is absent.

    `words` must be `Words.of(text)`. `kind` says which rules ask (their `documents`). Nothing here knows any license.
    """
    if not words.words:
        return ()
    index = clause_index(catalog)
    ready = read_text(text, words, index)
    hits = related(Matcher(ready, index, kind.value).hits(), index)
    lines = Lines(text)
    findings = [_finding(index, rule, met, ready, path, lines) for rule, met in hits.items()]
    return tuple(sorted(findings, key=lambda finding: finding.rule))


def related(hits: dict[int, list[Hit]], index: ClauseIndex) -> dict[int, list[Hit]]:
    """`hits` without the rules that another found rule undoes, and with those that a found rule implies."""
    met = {index.rules[rule].id for rule in hits}
    kept = {
        rule: rows for rule, rows in hits.items()
        if not any(met.intersection(cancel.rules) for cancel in index.cancels[rule])
    }
    by_id = {index.rules[rule].id: rows for rule, rows in kept.items()}
    for number, rule in enumerate(index.rules):
        if number not in kept and rule.implied_by:
            implied = [row for name in rule.implied_by for row in by_id.get(name, ())]
            if implied:
                kept[number] = _best(implied)
    return kept


class Matcher:
    """The hits of all rules in one text."""

    def __init__(self, ready: Text, index: ClauseIndex, kind: str) -> None:
        self.ready, self.index = ready, index
        self.asked = [kind in rule.documents for rule in index.rules]
        self.terms = definitions_of(ready, index) if index.uses_definitions else {}
        self._shapes: dict[int, tuple[list[int], list[tuple[int, int, str]]]] = {}
        self.defined = self._defined_masks()

    def hits(self) -> dict[int, list[Hit]]:
        """Hits by rule number, best first, those that a cancel undoes left out."""
        found: dict[int, list[Hit]] = {}
        for hit in (*self._spaced(), *self._unspaced()):
            rows = found.setdefault(hit.wording.rule, [])
            if not any(row.passage == hit.passage and row.similarity >= hit.similarity for row in rows):
                rows.append(hit)
        return {
            rule: kept for rule, rows in sorted(found.items())
            if (kept := _best([hit for hit in rows if not self._cancelled(hit)]))
        }

    # --- candidates ---

    def _postings(self) -> dict[int, list[int]]:
        """Anchor group to the passages that meet it, in themselves, their lead-ins or their defined terms."""
        postings: dict[int, list[int]] = {}
        anchors = self.index.anchors
        for number, passage in enumerate(self.ready.passages):
            if not passage.operative:
                continue
            rest = (self.ready.whole[number] | self.defined.get(number, 0)) & anchors
            while rest:
                bit = rest & -rest
                postings.setdefault(bit, []).append(number)
                rest ^= bit
        return postings

    def _spaced(self) -> Iterator[Hit]:
        own, whole = self.ready.own, self.ready.whole
        postings = self._postings()
        for wording in self.index.spaced:
            if not self.asked[wording.rule]:
                continue
            if not wording.need:
                yield from self._without_groups(wording)
                continue
            mask = wording.mask
            for number in postings.get(wording.need[0], ()):
                met = whole[number]
                if met & mask != mask and not (wording.expands and (met | self.defined.get(number, 0)) & mask == mask):
                    continue
                if own[number] & mask:
                    hit = self._verify(wording, number)
                    if hit:
                        yield hit

    def _without_groups(self, wording: Wording) -> Iterator[Hit]:
        for number, passage in enumerate(self.ready.passages):
            if passage.operative and len(set(wording.chars) & set(self.ready.compared(number))) * 2 >= len(wording.chars):
                hit = self._verify(wording, number)
                if hit:
                    yield hit

    # --- verification ---

    def _verify(self, wording: Wording, number: int) -> Hit | None:
        likeness = fuzzy.similarity(wording.chars, self._compared(wording, number), wording.least)
        if likeness < wording.least or likeness == 0:
            return None
        place = self._place(wording, number)
        if place is None:
            return None
        forces = self._forces(number, *place)
        if not (wording.forces & forces or "state" in wording.forces):
            return None
        if wording.forces == {"permit"} and "forbid" in forces and self._forbidden_at(number, place[1]):
            return None
        whole = self.ready.whole[number]
        if wording.objects and whole & self.index.any_object and not whole & wording.objects:
            return None
        found = self._values(wording, number)
        if found is None:
            return None
        force = next(iter(sorted(wording.forces & forces)), "state")
        return Hit(number, *place, wording, likeness, force, found)

    def _forbidden_at(self, number: int, last: int) -> bool:
        """Whether the marker nearest before word `last` forbids: "granted" far before it is then no permission."""
        before = [marker for marker in self.ready.markers_in(number)
                  if marker.at <= last and marker.force in ("forbid", "permit") and (marker.modal or marker.force == "forbid")]
        return bool(before) and before[-1].force == "forbid"

    def _compared(self, wording: Wording, number: int) -> str:
        own = self.ready.compared(number)
        if wording.expands and number in self.defined:
            for members in self._terms_in(number):
                own += "".join(self.ready.compared(member) for member in members[:4])
        return own

    def _place(self, wording: Wording, number: int) -> tuple[int, int] | None:
        """The shortest run of the passage's own words that meets every group it can meet; None if it is too long."""
        passage = self.ready.passages[number]
        need = wording.mask & self.ready.own[number]
        if not need:
            return passage.lo, passage.hi - 1
        bits = [bit for bit in wording.need if bit & need]
        met_at = [(at, mask & need) for at, mask in self.ready.marks(number) if mask & need]
        if len(bits) == 1:
            return met_at[0][0], met_at[0][0]
        last_seen: dict[int, int] = {}
        best: tuple[int, int] | None = None
        for at, met in met_at:
            for bit in bits:
                if met & bit:
                    last_seen[bit] = at
            if len(last_seen) == len(bits):
                first = min(last_seen.values())
                if best is None or at - first < best[1] - best[0]:
                    best = (first, at)
        return best if best and best[1] - best[0] <= (wording.within or REACH) else None

    def _forces(self, number: int, first: int, last: int) -> set[str]:
        ready = self.ready
        passage = ready.passages[number]
        forces = forces_at(ready.markers_in(number), passage.lo, passage.hi, first, last,
                           *self._shape(number), ready.words.words)
        led: set[str] = set()
        for lead in ready.leads(number):
            markers = ready.markers_in(lead)
            led.update(marker.force for marker in markers[-2:])
            if any(marker.force == "forbid" for marker in markers[-2:]):
                forces.discard("permit")
            if led:
                break
        forces |= led
        if "limit" in forces:
            forces.update(("permit", "forbid"))
        if not forces and passage.heading >= 0:
            forces.update(marker.force for marker in ready.markers_in(passage.heading))
        return forces or {"state"}

    def _shape(self, number: int) -> tuple[list[int], list[tuple[int, int, str]]]:
        known = self._shapes.get(number)
        if known is None:
            known = self._shapes[number] = (self._breaks(number), self._turned(number))
        return known

    def _breaks(self, number: int) -> list[int]:
        passage = self.ready.passages[number]
        text, starts, ends = self.ready.words.folded, self.ready.words.starts, self.ready.words.ends
        if text.find(";", passage.start, passage.end) < 0:
            return []
        return [at for at in range(passage.lo + 1, passage.hi) if text.find(";", ends[at - 1], starts[at]) >= 0]

    def _turned(self, number: int) -> list[tuple[int, int, str]]:
        """Stretches after "except" and "unless": an opening one ends at its comma, a later one with the passage."""
        turned: list[tuple[int, int, str]] = []
        if not self.ready.own[number] & self.index.turning:
            return turned
        passage = self.ready.passages[number]
        words = self.ready.words
        for at in range(passage.lo, passage.hi):
            word = words.words[at]
            how = ""
            if word in self.index.conditions:
                how = "unless"
            else:
                for phrase in self.index.exceptions:
                    if word == phrase[0] and tuple(words.words[at:at + len(phrase)]) == phrase:
                        how = "except"
                        break
            if how:
                end = passage.hi
                if at <= passage.lo + 1:
                    comma = words.folded.find(",", words.ends[at], passage.end)
                    end = next((i for i in range(at, passage.hi) if words.starts[i] > comma), passage.hi) if comma >= 0 else end
                turned.append((at, end, how))
        return turned

    # --- values, consequences, cancels ---

    def _values(self, wording: Wording, number: int) -> tuple[values.Found, ...] | None:
        """The values that the rule asks for, from the passage and its lead-ins; None if a required one is missing."""
        rule = self.index.rules[wording.rule]
        found: tuple[values.Found, ...] = ()
        if rule.kind:
            for at in (number, *self.ready.leads(number)):
                passage = self.ready.passages[at]
                found = values.find(rule.kind, rule.units, self.ready.text, self.ready.words, passage.start, passage.end,
                                    self.index.quantities)
                if found:
                    break
            if not found and rule.required:
                return None
        if rule.consequence and not self._consequence(rule.consequence, number):
            return None
        return found

    def _consequence(self, wanted: tuple[str, ...], number: int) -> bool:
        ready = self.ready
        section = ready.passages[number].section
        after = [at for at in (number + 1, number + 2) if at < len(ready.passages) and ready.passages[at].section == section]
        mask = sum({self.index.consequences.get(name, 0) for name in wanted})
        return any(ready.whole[at] & mask for at in (number, *after))

    def _cancelled(self, hit: Hit) -> bool:
        return any(not cancel.rules and self._holds(cancel, hit) for cancel in self.index.cancels[hit.wording.rule])

    def _holds(self, wording: Wording, hit: Hit) -> bool:
        ready = self.ready
        if wording.scope == "passage":
            places = [hit.passage]
        elif wording.scope == "definition":
            places = [member for members in self._terms_in(hit.passage) for member in members]
        elif wording.scope == "section":
            section = ready.passages[hit.passage].section
            places = [at for at, passage in enumerate(ready.passages) if passage.section == section]
        else:
            places = list(range(len(ready.passages)))
        if not wording.spaced:
            return any(unspaced.holds(wording, ready, at) for at in places)
        if wording.scope == "definition" and not wording.chars:
            together = 0
            for at in places:
                together |= ready.whole[at]
            return bool(places) and together & wording.mask == wording.mask
        return any(
            ready.whole[at] & wording.mask == wording.mask
            and (not wording.chars or fuzzy.similarity(wording.chars, ready.compared(at), wording.least) >= wording.least)
            for at in places
        )

    # --- definitions ---

    def _defined_masks(self) -> dict[int, int]:
        if not self.terms:
            return {}
        masks: dict[int, int] = {}
        for number in range(len(self.ready.passages)):
            for members in self._terms_in(number):
                for member in members:
                    masks[number] = masks.get(number, 0) | self.ready.own[member]
        return masks

    def _terms_in(self, number: int) -> list[list[int]]:
        known = self.ready.definitions.get(number)
        if known is not None:
            return [self._members[at] for at in known]
        if not hasattr(self, "_members"):
            self._members = list(self.terms.values())
            self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
            for at, term in enumerate(self.terms):
                self._by_first.setdefault(term[0], []).append((term, at))
        passage = self.ready.passages[number]
        words = self.ready.words.words
        found: list[int] = []
        for at in range(passage.lo, passage.hi):
            for term, which in self._by_first.get(words[at], ()):
                if which not in found and tuple(words[at:at + len(term)]) == term and number not in self._members[which]:
                    found.append(which)
        self.ready.definitions[number] = found
        return [self._members[at] for at in found]

    def _unspaced(self) -> Iterator[Hit]:
        if not self.ready.words.has_cjk:
            return
        for number, wording, likeness, force, place in unspaced.hits(self.ready, self.index, self.asked):
            found = unspaced.found_values(wording, number, self.ready, self.index)
            if found is not None:
                yield Hit(number, *place, wording, likeness, force, found)


def _best(hits: list[Hit]) -> list[Hit]:
    """At most one hit a passage, best first, as many as are kept."""
    ordered = sorted(hits, key=lambda hit: (-_weight(hit), hit.passage, hit.first))
    kept: list[Hit] = []
    for hit in ordered:
        if not any(hit.passage == other.passage for other in kept):
            kept.append(hit)
        if len(kept) == EVIDENCE_KEPT:
            break
    return kept


def _weight(hit: Hit) -> float:
    """What makes one place better evidence than another: likeness, and how much the phrasing asks for."""
    return hit.similarity + GROUP_WEIGHT * len(hit.wording.need)


def _finding(index: ClauseIndex, rule: int, hits: list[Hit], ready: Text, path: str, lines: Lines) -> Finding:
    best = hits[0]
    found = [value for hit in hits for value in hit.found]
    return Finding(
        rule=index.rules[rule].id,
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=_confidence(best),
        force=best.force,
        value=found[0].value.text if found else "",
        values=tuple(dict.fromkeys(value.value for value in found)),
        quantity=values.strictest(found),
        evidence=(*(_evidence(hit, ready, path, lines) for hit in hits), *_lead_ins(hits, ready, path, lines)),
    )


def _confidence(hit: Hit) -> float:
    """0.5 at the least likeness that counts, 0.99 for the phrasing itself; 0.05 less where no marker spoke."""
    room = max(1.0, 100.0 - hit.wording.least)
    confidence = 0.5 + 0.49 * max(0.0, min(1.0, (hit.similarity - hit.wording.least) / room))
    return round(confidence - (0.05 if hit.force == "state" else 0.0), 2)


def _evidence(hit: Hit, ready: Text, path: str, lines: Lines) -> Evidence:
    start, end = _quote(hit, ready)
    return Evidence(document=path, start=start, end=end, line=lines.of(start), quote=ready.text[start:end],
                    phrasing=hit.wording.text, similarity=round(hit.similarity, 1))


def _lead_ins(hits: list[Hit], ready: Text, path: str, lines: Lines) -> Iterator[Evidence]:
    """The lead-ins without which the items met say nothing ("You agree not to use the Model:"), each once."""
    shown = {hit.passage for hit in hits}
    for hit in hits:
        lead = ready.passages[hit.passage].lead
        if lead < 0 or lead in shown or len(shown) >= len(hits) + LEADS_KEPT:
            continue
        shown.add(lead)
        start, end = ready.passages[lead].start, ready.passages[lead].end
        start = max(start, end - QUOTE_LENGTH)
        yield Evidence(document=path, start=start, end=end, line=lines.of(start), quote=ready.text[start:end],
                       phrasing=hit.wording.text, similarity=round(hit.similarity, 1))


def _quote(hit: Hit, ready: Text) -> tuple[int, int]:
    """The passage, or the part around the words met where it is long; an item in a sentence is quoted with its lead-in."""
    passage = ready.passages[hit.passage]
    start, end = passage.start, passage.end
    if passage.lead >= 0 and end - start < SHORT_ITEM:
        lead = ready.passages[passage.lead]
        if lead.hi == passage.lo and end - lead.start <= QUOTE_LENGTH:
            return lead.start, end
    if end - start <= QUOTE_LENGTH:
        return start, end
    words = ready.words
    first, last = words.starts[hit.first], words.ends[hit.last]
    room = max(0, QUOTE_LENGTH - (last - first)) // 2
    begin = max(start, first - room)
    close = min(end, max(last, first) + room)
    at = next((words.starts[i] for i in range(passage.lo, hit.first + 1) if words.starts[i] >= begin), first)
    to = max((words.ends[i] for i in range(hit.first, passage.hi) if words.ends[i] <= close), default=last)
    return at, max(to, at)
