"""Words that say that a clause is not there, in the passage, its definitions, its section or the whole document."""

from __future__ import annotations

from auditor.matching import fuzzy, unspaced
from auditor.matching.clause_index import ClauseIndex, Wording
from auditor.matching.definitions import Definitions
from auditor.matching.hits import Hit
from auditor.matching.reading import Text


class Cancels:
    """Tries the cancels of a rule on its hits. What holds for a section or the document is asked once."""

    def __init__(self, ready: Text, index: ClauseIndex, definitions: Definitions) -> None:
        """Cancels over the passages of `ready`."""
        self._ready, self._index, self._definitions = ready, index, definitions
        self._known: dict[tuple[int, int, int], bool] = {}
        self._sections: dict[int, list[int]] = {}
        for number, passage in enumerate(ready.passages):
            self._sections.setdefault(passage.section, []).append(number)

    def undo(self, hit: Hit) -> bool:
        """Whether a cancel of the hit's rule holds at the hit."""
        rule = hit.wording.rule
        return any(self._holds(cancel, rule, which, hit.passage) for which, cancel in self._index.cancelling[rule])

    def _holds(self, cancel: Wording, rule: int, which: int, number: int) -> bool:
        if cancel.scope == "passage":
            return self._met(cancel, number)
        if cancel.scope == "definition":
            return self._defined(cancel, number)
        section = self._ready.passages[number].section if cancel.scope == "section" else -1
        key = (rule, which, section)
        if key not in self._known:
            places = self._sections[section] if section >= 0 else range(len(self._ready.passages))
            self._known[key] = any(self._met(cancel, place) for place in places)
        return self._known[key]

    def _met(self, cancel: Wording, number: int) -> bool:
        if not cancel.spaced:
            return unspaced.holds(cancel, self._ready, number)
        if self._ready.whole[number] & cancel.mask != cancel.mask:
            return False
        if cancel.unless and self._ready.whole[number] & cancel.unless == cancel.unless:
            return False
        if not cancel.chars:
            return True
        return fuzzy.similarity(cancel.chars, self._ready.compared(number), cancel.least) >= cancel.least

    def _defined(self, cancel: Wording, number: int) -> bool:
        """Definitions are tried together: what permits and what it permits may stand in two of them."""
        members = [member for definition in self._definitions.in_passage(number) for member in definition]
        if not cancel.spaced or cancel.chars:
            return any(self._met(cancel, member) for member in members)
        together = 0
        for member in members:
            together |= self._ready.whole[member]
        return bool(members) and together & cancel.mask == cancel.mask
