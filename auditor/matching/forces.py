"""The force of a passage at the words that a phrasing met, with its lead-ins and its heading."""

from __future__ import annotations

from bisect import bisect_right

from auditor.matching.clause_index import ClauseIndex
from auditor.matching.reading import Text
from auditor.matching.resolver import forces_at


class Forces:
    """Reads forces off one text; what belongs to a passage alone is worked out once."""

    def __init__(self, ready: Text, index: ClauseIndex) -> None:
        """Forces of the passages of `ready`."""
        self._ready, self._index = ready, index
        self._known: dict[tuple[int, int, int], set[str]] = {}
        self._possible: dict[int, set[str]] = {}
        self._shapes: dict[int, tuple[list[int], list[tuple[int, int, str]]]] = {}

    def at(self, number: int, first: int, last: int) -> set[str]:
        """What passage `number` does at its words first..last: one force or more, "state" if no marker speaks.

        A list item adds the force of its lead-in, and one under a ban permits nothing. A heading speaks only where
        nothing else does. The answer is shared: it is not to be changed.
        """
        key = (number, first, last)
        if key not in self._known:
            self._known[key] = self._read(number, first, last)
        return self._known[key]

    def possible(self, number: int) -> set[str]:
        """Every force that `at` may answer in passage `number` at any place, and perhaps more; "state" left out."""
        known = self._possible.get(number)
        if known is None:
            ready = self._ready
            passage = ready.passages[number]
            known = {marker.force for marker in ready.markers_in(number)}
            if known and self._shape(number)[1]:
                known.update(("forbid", "require", "permit"))
            for lead in ready.leads(number):
                known.update(marker.force for marker in ready.markers_in(lead)[-2:])
            if passage.heading >= 0:
                known.update(marker.force for marker in ready.markers_in(passage.heading))
            if "limit" in known:
                known.update(("permit", "forbid"))
            self._possible[number] = known
        return known

    def _read(self, number: int, first: int, last: int) -> set[str]:
        ready = self._ready
        passage = ready.passages[number]
        forces = forces_at(ready.markers_in(number), passage.lo, passage.hi, first, last, *self._shape(number),
                           ready.words.words, self._index.lexicon.grammar)
        forces |= self._led(number, forces)
        if "limit" in forces:
            forces.update(("permit", "forbid"))
        if not forces and passage.heading >= 0:
            forces.update(marker.force for marker in ready.markers_in(passage.heading))
        return forces or {"state"}

    def _led(self, number: int, own: set[str]) -> set[str]:
        for lead in self._ready.leads(number):
            led = {marker.force for marker in self._ready.markers_in(lead)[-2:]}
            if "forbid" in led:
                own.discard("permit")
            if led:
                return led
        return set()

    def forbidden_at(self, number: int, last: int) -> bool:
        """Whether the marker nearest before word `last` forbids: "granted" far before it is then no permission."""
        before = [
            marker.force for marker in self._ready.markers_in(number)
            if marker.at <= last and (marker.force == "forbid" or (marker.force == "permit" and marker.modal))
        ]
        return bool(before) and before[-1] == "forbid"

    def _shape(self, number: int) -> tuple[list[int], list[tuple[int, int, str]]]:
        known = self._shapes.get(number)
        if known is None:
            known = self._shapes[number] = (self._breaks(number), self._turned(number))
        return known

    def _breaks(self, number: int) -> list[int]:
        """The words before which a semicolon stands, but for those that go on with what was said ("; for …")."""
        passage = self._ready.passages[number]
        text, starts = self._ready.words.folded, self._ready.words.starts
        first, last = starts[passage.lo], starts[passage.hi - 1]
        found: list[int] = []
        at = text.find(";", first, last)
        while at >= 0:
            after = bisect_right(starts, at, passage.lo, passage.hi)
            if self._ready.words.words[after] not in self._index.continuing:
                found.append(after)
            at = text.find(";", starts[after], last)
        return found

    def _turned(self, number: int) -> list[tuple[int, int, str]]:
        """Stretches after "except" and "unless": an opening one ends at its comma, a later one with the passage."""
        if not self._ready.own[number] & self._index.turning:
            return []
        passage, masks, turning = self._ready.passages[number], self._ready.masks, self._index.turning
        turned: list[tuple[int, int, str]] = []
        for at in [at for at in range(passage.lo, passage.hi) if masks[at] & turning]:
            how = self._turning(at)
            if how:
                turned.append((at, self._comma_after(at, number) if at <= passage.lo + 1 else passage.hi, how))
        return turned

    def _turning(self, at: int) -> str:
        words = self._ready.words.words
        if words[at] in self._index.conditions:
            return "unless"
        for phrase in self._index.exceptions:
            if words[at] == phrase[0] and tuple(words[at:at + len(phrase)]) == phrase:
                return "except"
        return ""

    def _comma_after(self, at: int, number: int) -> int:
        """The first word after the next comma of the passage; its end if there is none."""
        passage, words = self._ready.passages[number], self._ready.words
        comma = words.folded.find(",", words.ends[at], passage.end)
        if comma < 0:
            return passage.hi
        return next((after for after in range(at, passage.hi) if words.starts[after] > comma), passage.hi)
