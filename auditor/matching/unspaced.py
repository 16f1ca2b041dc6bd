"""Clauses in Chinese and other scripts without spaces: entries are looked for as characters, likeness goes by them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.matching import fuzzy, values
from auditor.matching.clause_index import ClauseIndex, Wording
from auditor.matching.reading import Text

Met = tuple[int, Wording, float, str, tuple[int, int]]


def hits(ready: Text, index: ClauseIndex, asked: list[bool]) -> Iterator[Met]:
    """(passage, wording, likeness, force, words met) of each wording that a passage meets."""
    said = "".join(ready.words.words)
    wordings = [
        wording for wording in index.unspaced
        if asked[wording.rule] and all(any(entry in said for entry in group) for group in wording.groups)
    ]
    for number, passage in enumerate(ready.passages):
        if not passage.operative:
            continue
        own = joined(ready, number)
        if not own or own.isascii():
            continue
        lead = "".join(joined(ready, at) for at in reversed(ready.leads(number)))
        left, whole = _undenied(own, index), _undenied(lead + own, index)
        for wording in wordings:
            if not _met(wording, left, whole):
                continue
            likeness = fuzzy.similarity(wording.chars, lead[-40:] + own, wording.least)
            if likeness < wording.least or likeness == 0:
                continue
            forces = _forces(own, index) or _forces(lead, index) or {"state"}
            if wording.forces & forces or "state" in wording.forces:
                force = next(iter(sorted(wording.forces & forces)), "state")
                yield number, wording, likeness, force, (passage.lo, passage.hi - 1)


def holds(wording: Wording, ready: Text, number: int) -> bool:
    """Whether the groups of a cancel stand in a passage or its lead-ins."""
    whole = "".join(joined(ready, at) for at in (*reversed(ready.leads(number)), number))
    return all(any(entry in whole for entry in group) for group in wording.groups)


def found_values(wording: Wording, number: int, ready: Text, index: ClauseIndex) -> tuple[values.Found, ...] | None:
    """The values that the rule asks for; None if a required one is missing."""
    need = index.rules[wording.rule]
    if not need.kind:
        return ()
    passage = ready.passages[number]
    found = values.find(need.kind, need.units, ready.text, ready.words, passage.start, passage.end, index.quantities)
    return None if need.required and not found else found


def joined(ready: Text, number: int) -> str:
    """The words of a passage without anything between them."""
    passage = ready.passages[number]
    return "".join(ready.words.words[passage.lo:passage.hi])


def _met(wording: Wording, own: str, whole: str) -> bool:
    if not wording.groups:
        return True
    return all(any(entry in whole for entry in group) for group in wording.groups) and any(
        entry in own for group in wording.groups for entry in group
    )


def _undenied(said: str, index: ClauseIndex) -> str:
    """The words without the bans that are denied: in "不禁止" nothing is forbidden, so its "禁止" meets no group."""
    for markers in index.unspaced_markers:
        bans = [phrase for phrase, force in markers if force == "forbid"]
        for phrase, force in markers:
            if force == "permit" and phrase in said and any(ban in phrase for ban in bans):
                said = said.replace(phrase, " ")
    return said


def _forces(said: str, index: ClauseIndex) -> set[str]:
    found: set[str] = set()
    for markers in index.unspaced_markers:
        rest = said
        for phrase, force in markers:
            if phrase in rest:
                found.update(("permit", "forbid") if force == "limit" else (force,))
                rest = rest.replace(phrase, " ")
    return found
