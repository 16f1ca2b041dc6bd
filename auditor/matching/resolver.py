"""What a passage does at a place: forbid, require, permit, disclaim, or state.

The markers of the passage are read from left to right (rules/language has them). Negation turns a marker around,
"except" turns around what follows it, "unless" makes a demand of a ban; a list item takes the force of its lead-in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter


@dataclass(slots=True)
class Marker:
    """A word or words that give force, at word `at`. A modal (may, must) ends the reach of the marker before it."""

    at: int
    length: int
    force: str
    modal: bool


#: A marker behind the place met ("… for military purposes is prohibited") governs it up to this distance.
AFTER_REACH = 30
#: "only" and the like limit what follows within so many words.
LIMIT_REACH = 8

FLIPPED = {"forbid": "permit", "permit": "forbid", "require": "permit"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of a language that link markers to what they govern (rules/language)."""

    modals: frozenset[str]
    #: Force of a verb, or "modal", to the words that deny it and how many words before it.
    denials: dict[str, dict[str, int]]
    auxiliaries: frozenset[str]
    backward: frozenset[str]
    relatives: frozenset[str] = frozenset()
    #: Every word that denies something.
    denying: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "denying", frozenset(word for table in self.denials.values() for word in table))


def resolve_negation(markers: list[Marker], words: Sequence[str], grammar: Grammar) -> list[Marker]:
    """The markers with those turned around that a word before them denies."""
    denied_at = list(compress(range(len(words)), map(grammar.denying.__contains__, words)))
    if not denied_at:
        return markers
    denied = _Denied(denied_at, markers, words, grammar)
    resolved: list[Marker] = []
    for marker in markers:
        if marker.force in FLIPPED and denied.at(marker, resolved):
            ban = resolved[-1] if resolved else None
            together = ban is not None and ban.modal and ban.force == "forbid" and _follows(ban, marker)
            marker = Marker(marker.at, marker.length, FLIPPED[marker.force], marker.modal)
            if together:
                # "shall not be prohibited from": both together permit.
                resolved[-1] = Marker(resolved[-1].at, resolved[-1].length, "permit", True)
        resolved.append(marker)
    return resolved


class _Denied:
    """Which markers a word before them denies; `places` are the words that deny something, in order."""

    def __init__(self, places: list[int], markers: list[Marker], words: Sequence[str], grammar: Grammar) -> None:
        self._places, self._markers, self._words, self._grammar = places, markers, words, grammar

    def at(self, marker: Marker, before: list[Marker]) -> bool:
        """Whether `marker` is denied; `before` are the markers before it, as they are after their own denials."""
        if marker.modal:
            return marker.force == "permit" and self._modal(marker)
        table = self._grammar.denials[marker.force]
        if not table.keys().isdisjoint(self._words[marker.at:marker.at + marker.length]):
            return False
        if marker.force == "require" and marker.length > 1:
            # "commercially or not, as long as": a phrase is denied by a phrase of its own ("need not").
            return False
        if before and before[-1].force == "forbid" and _follows(before[-1], marker):
            return True
        return self._by_word(marker, table)

    def _by_word(self, marker: Marker, table: dict[str, int]) -> bool:
        furthest = max(table.values(), default=0)
        for index in range(bisect_left(self._places, marker.at) - 1, -1, -1):
            place = self._places[index]
            back = marker.at - place
            if back > furthest:
                return False
            if back <= table.get(self._words[place], 0) and not self._inside(place):
                return True
        return False

    def _inside(self, place: int) -> bool:
        """Whether word `place` belongs to a marker itself."""
        index = bisect_right(self._markers, place, key=_place) - 1
        return index >= 0 and place < self._markers[index].at + self._markers[index].length

    def _modal(self, marker: Marker) -> bool:
        """Whether "neither the name … nor the names … may" denies this modal; another modal between parts them."""
        words, table = self._words, self._grammar.denials["modal"]
        for back in range(1, max(table.values(), default=0) + 1):
            index = marker.at - back
            if index < 0 or words[index] in self._grammar.modals:
                return False
            if back <= table.get(words[index], 0):
                return True
        return False


def _follows(ban: Marker, marker: Marker) -> bool:
    """Whether a ban denies the marker behind it: "shall not be required to", "shall not be prohibited from"."""
    return (marker.force == "require" or (marker.force == "forbid" and ban.modal)) and _adjoins(ban, marker)


def _adjoins(ban: Marker, marker: Marker) -> bool:
    return marker.at - ban.at - ban.length <= 2


def forces_at(markers: Sequence[Marker], lo: int, hi: int, first: int, last: int, breaks: Sequence[int],
              turned: Sequence[tuple[int, int, str]], words: Sequence[str], grammar: Grammar) -> set[str]:
    """The forces at words first..last of the passage lo..hi-1.

    `breaks` are words before which a semicolon stands; `turned` are (from, to, "except" | "unless") stretches.
    """
    left, right = lo, hi
    if breaks:
        left = max((at for at in breaks if at <= first), default=lo)
        right = min((at for at in breaks if at > last), default=hi)
    inside: list[Marker] = []
    after: Marker | None = None
    begin = bisect_left(markers, first, key=_place)
    limited = _limited_before(markers, begin, max(left, first - LIMIT_REACH))
    for index in range(begin, len(markers)):
        marker = markers[index]
        if marker.at >= right or marker.at > last + AFTER_REACH:
            break
        if marker.force == "limit":
            limited = limited or marker.at <= last + 3
        elif marker.at <= last:
            inside.append(marker)
        elif after is None and _speaks_backward(marker, words, grammar):
            after = marker
    before = _before(markers, begin, left, words, grammar)
    forces = {"permit", "forbid"} if limited else set()
    governed = before is not None and before.force == "forbid"
    for marker in (*([before] if before else []), *inside, *([after] if after else [])):
        if governed and marker is not before and marker.force == "permit" and not marker.modal:
            continue
        forces.add(_turn(marker.force, marker.at, first, last, turned) if turned else marker.force)
    return forces


_place = attrgetter("at")


def _limited_before(markers: Sequence[Marker], begin: int, least: int) -> bool:
    """Whether "only" or the like stands before marker `begin`, not before word `least`."""
    for index in range(begin - 1, -1, -1):
        if markers[index].at < least:
            return False
        if markers[index].force == "limit":
            return True
    return False


def _before(markers: Sequence[Marker], begin: int, left: int, words: Sequence[str], grammar: Grammar) -> Marker | None:
    """The marker before `begin` that governs what follows: the nearest, but a told permission lifts no ban."""
    nearest: Marker | None = None
    for index in range(begin - 1, -1, -1):
        marker = markers[index]
        if marker.at < left:
            break
        if marker.force == "limit":
            continue
        nearest = nearest or marker
        if marker.force != "permit" or (marker.modal and words[marker.at - 1] not in grammar.relatives):
            return marker if marker.force == "forbid" else nearest
    return nearest


def _speaks_backward(marker: Marker, words: Sequence[str], grammar: Grammar) -> bool:
    return words[marker.at] in grammar.backward or (marker.at > 0 and words[marker.at - 1] in grammar.auxiliaries)


def _turn(force: str, at: int, first: int, last: int, turned: Sequence[tuple[int, int, str]]) -> str:
    for begin, end, how in turned:
        if begin <= first and last < end and not begin <= at < end:
            if how == "except":
                return FLIPPED.get(force, force)
            if force == "forbid":
                return "require"
    return force
