"""The hits of all clause rules in one text.

Exact groups of stems propose a passage for a phrasing, rapidfuzz judges the wording, the resolver says what the passage
does there; then object, value, consequence and cancels decide. Work grows with the passages, not with rules × passages.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.matching import fuzzy, unspaced, values
from auditor.matching.cancels import Cancels
from auditor.matching.clause_index import ClauseIndex, Wording
from auditor.matching.definitions import Definitions
from auditor.matching.forces import Forces
from auditor.matching.hits import Hit, best
from auditor.matching.reading import Text

#: Words within which the groups met in one passage must lie, where the phrasing says nothing else.
REACH = 60
#: A passage as like a phrasing as this needs no other phrasing of the rule.
SURE = 50.0
#: Passages of a definition that join the comparison.
DEFINITION_PASSAGES = 4


class Matcher:
    """One text against all rules that ask documents of its kind."""

    def __init__(self, ready: Text, index: ClauseIndex, kind: str) -> None:
        """`kind` is a document kind as the rules write it."""
        self.ready, self.index = ready, index
        self.asked = [kind in rule.documents for rule in index.rules]
        self.definitions = Definitions(ready, index)
        self.forces = Forces(ready, index)
        self.cancels = Cancels(ready, index, self.definitions)
        self._places: dict[tuple[int, int], tuple[int, int] | None] = {}

    def hits(self) -> dict[int, list[Hit]]:
        """Hits by rule number, best first, those that a cancel undoes left out."""
        found: dict[int, dict[int, list[Hit]]] = {}
        for hit in (*self.spaced(), *self._unspaced()):
            found.setdefault(hit.wording.rule, {}).setdefault(hit.passage, []).append(hit)
        kept = {
            rule: best([hit for rows in places.values() for hit in rows if not self.cancels.undo(hit)])
            for rule, places in sorted(found.items())
        }
        return {rule: rows for rule, rows in kept.items() if rows}

    def spaced(self) -> Iterator[Hit]:
        """The hits of phrasings in languages with words, before cancels."""
        own, whole, defined = self.ready.own, self.ready.whole, self.definitions.masks
        postings = self._postings()
        rule, sure = -1, set[int]()
        for wording in self.index.spaced:
            if not self.asked[wording.rule]:
                continue
            if wording.rule != rule:
                rule, sure = wording.rule, set()
            if not wording.need:
                yield from self._without_groups(wording)
                continue
            mask = wording.mask
            for number in postings.get(wording.need[0], ()):
                met = whole[number]
                if wording.stands_in and defined.get(number, 0) & mask == mask:
                    hit = self.through_term(wording, number)
                    if hit:
                        yield hit
                if met & mask != mask and not (wording.expands and (met | defined.get(number, 0)) & mask == mask):
                    continue
                if own[number] & mask and number not in sure:
                    hit = self.verify(wording, number)
                    if hit:
                        if hit.similarity >= SURE:
                            sure.add(number)
                        yield hit

    def _postings(self) -> dict[int, list[int]]:
        """Anchor group to the passages that meet it, in themselves, their lead-ins or their defined terms."""
        postings: dict[int, list[int]] = {}
        anchors, defined = self.index.anchors, self.definitions.masks
        for number, passage in enumerate(self.ready.passages):
            if not passage.operative:
                continue
            rest = (self.ready.whole[number] | defined.get(number, 0)) & anchors
            while rest:
                bit = rest & -rest
                postings.setdefault(bit, []).append(number)
                rest ^= bit
        return postings

    def _without_groups(self, wording: Wording) -> Iterator[Hit]:
        chars = set(wording.chars)
        for number, passage in enumerate(self.ready.passages):
            if passage.operative and 2 * len(chars.intersection(self.ready.compared(number))) >= len(wording.chars):
                hit = self.verify(wording, number)
                if hit:
                    yield hit

    def _unspaced(self) -> Iterator[Hit]:
        if not self.ready.words.has_cjk:
            return
        for number, wording, likeness, force, place in unspaced.hits(self.ready, self.index, self.asked):
            found = unspaced.found_values(wording, number, self.ready, self.index)
            if found is not None:
                yield Hit(number, *place, wording, likeness, force, found)

    def verify(self, wording: Wording, number: int) -> Hit | None:
        """The hit of a phrasing in a passage that meets its groups; None if wording, force, object or value say no."""
        whole = self.ready.whole[number]
        if wording.objects and whole & self.index.any_object and not whole & wording.objects:
            return None
        if "state" not in wording.forces and wording.forces.isdisjoint(self.forces.possible(number)):
            return None
        likeness = fuzzy.similarity(wording.chars, self.compared(wording, number), wording.least)
        if likeness < wording.least:
            return None
        place = self.place(wording, number)
        if place is None:
            return None
        forces = self.forces.at(number, *place)
        if not (wording.forces & forces or ("state" in wording.forces and forces != {"permit"})):
            return None
        if wording.forces == {"permit"} and "forbid" in forces and self.forces.forbidden_at(number, place[1]):
            return None
        found = self.values(wording, number)
        if found is None:
            return None
        force = next(iter(sorted(wording.forces & forces)), "state")
        return Hit(number, *place, wording, likeness, force, found)

    def through_term(self, wording: Wording, number: int) -> Hit | None:
        """The hit of a phrasing whose words stand in the definition of a use or purpose that this passage forbids."""
        if "forbid" not in wording.forces or "forbid" not in self.forces.possible(number):
            return None
        for first, last, members in self.definitions.terms_in(number):
            if self.ready.words.words[last] not in self.index.purposes:
                continue
            forces = self.forces.at(number, first, last)
            # "Only for the Purpose" is both: what is forbidden there is everything else.
            if "forbid" not in forces or "permit" in forces:
                continue
            if any(self._names(wording, member) for member in members):
                return Hit(number, first, last, wording, wording.least, "forbid", ())
        return None

    def _names(self, wording: Wording, member: int) -> bool:
        """Whether this passage of a definition meets every group by itself."""
        return self.ready.own[member] & wording.mask == wording.mask and self.place(wording, member) is not None

    def compared(self, wording: Wording, number: int) -> str:
        """The string of a passage that a phrasing is compared with, with its definitions if the rule reads them."""
        own = self.ready.compared(number)
        if wording.expands and number in self.definitions.masks:
            for members in self.definitions.in_passage(number):
                own += "".join(self.ready.compared(member) for member in members[:DEFINITION_PASSAGES])
        return own

    def place(self, wording: Wording, number: int) -> tuple[int, int] | None:
        """The shortest run of the passage's own words that meets every group it can meet; None if it is too long."""
        passage = self.ready.passages[number]
        need = wording.mask & self.ready.own[number]
        if not need:
            return passage.lo, passage.hi - 1
        key = number, need
        if key not in self._places:
            met = [(at, bits) for at, mask in self.ready.marks(number) if (bits := mask & need)]
            self._places[key] = _shortest(met, need)
        shortest = self._places[key]
        return shortest if shortest and shortest[1] - shortest[0] <= (wording.within or REACH) else None

    def values(self, wording: Wording, number: int) -> tuple[values.Found, ...] | None:
        """The values that the rule asks for, from the passage and its lead-ins; None if a required one is missing."""
        rule = self.index.rules[wording.rule]
        found: tuple[values.Found, ...] = ()
        if rule.kind:
            for at in (number, *self.ready.leads(number)):
                passage = self.ready.passages[at]
                found = values.find(rule.kind, rule.units, self.ready.text, self.ready.words, passage.start,
                                    passage.end, self.index.quantities)
                if found:
                    break
            if not found and rule.required:
                return None
        if rule.consequence and not self._follows(rule.consequence, number):
            return None
        return found

    def _follows(self, wanted: tuple[str, ...], number: int) -> bool:
        """Whether one of the consequences stands in the passage or in the next two of its section."""
        passages = self.ready.passages
        section = passages[number].section
        after = [at for at in (number + 1, number + 2) if at < len(passages) and passages[at].section == section]
        mask = sum({self.index.consequences.get(name, 0) for name in wanted})
        return any(self.ready.whole[at] & mask for at in (number, *after))


def _shortest(met: list[tuple[int, int]], need: int) -> tuple[int, int] | None:
    """The shortest run of words in which every bit of `need` is met; `met` are words with the bits they meet."""
    bits = need.bit_count()
    if bits == 1:
        return met[0][0], met[0][0]
    return _nearest_two(met, need) if bits == 2 else _nearest_all(met, bits)


def _nearest_two(met: list[tuple[int, int]], need: int) -> tuple[int, int] | None:
    """The same for two bits: one word that meets both, or two of which no other stands between."""
    shortest: tuple[int, int] | None = None
    last, before = met[0]
    length = met[-1][0] - last + 1
    for at, bits in met:
        if bits == need:
            return at, at
        if bits != before and at - last < length:
            shortest, length = (last, at), at - last
        last, before = at, bits
    return shortest


def _nearest_all(met: list[tuple[int, int]], count: int) -> tuple[int, int] | None:
    """The same for any number of bits: a run ends where a bit is met, and begins where the bit seen longest ago was."""
    last_seen: dict[int, int] = {}
    shortest: tuple[int, int] | None = None
    for at, bits in met:
        while bits:
            bit = bits & -bits
            last_seen[bit] = at
            bits ^= bit
        if len(last_seen) == count:
            first = min(last_seen.values())
            if shortest is None or at - first < shortest[1] - shortest[0]:
                shortest = (first, at)
    return shortest
