"""What a passage does at a place: forbid, require, permit, disclaim, or state.

The markers of the passage are read from left to right (rules/language has them). Negation turns a marker around,
"except" turns around what follows it, "unless" makes a demand of a ban; a list item takes the force of its lead-in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    denying = grammar.denying
    denied_at = [index for index, word in enumerate(words) if word in denying]
    if not denied_at:
        return markers
    inside = {index for marker in markers for index in range(marker.at, marker.at + marker.length)}
    resolved: list[Marker] = []
    for marker in markers:
        if marker.force in FLIPPED and _is_denied(marker, words, grammar, denied_at, inside, resolved):
            ban = resolved[-1] if resolved else None
            together = ban is not None and ban.modal and ban.force == "forbid" and _follows(ban, marker)
            marker = Marker(marker.at, marker.length, FLIPPED[marker.force], marker.modal)
            if together:
                # "shall not be prohibited from": both together permit.
                resolved[-1] = Marker(resolved[-1].at, resolved[-1].length, "permit", True)
        resolved.append(marker)
    return resolved


def _is_denied(marker: Marker, words: Sequence[str], grammar: Grammar, denied_at: list[int], inside: set[int],
               before: list[Marker]) -> bool:
    if marker.modal:
        return marker.force == "permit" and _modal_denied(marker, words, grammar)
    if any(word in grammar.denials[marker.force] for word in words[marker.at:marker.at + marker.length]):
        return False
    if marker.force == "require" and marker.length > 1:
        # "commercially or not, as long as": a phrase is denied by a phrase of its own ("need not").
        return False
    if before and before[-1].force == "forbid" and _follows(before[-1], marker):
        return True
    table = grammar.denials[marker.force]
    for at in range(bisect_left(denied_at, marker.at) - 1, -1, -1):
        back = marker.at - denied_at[at]
        if back > max(table.values(), default=0):
            return False
        if back <= table.get(words[denied_at[at]], 0) and denied_at[at] not in inside:
            return True
    return False


def _follows(ban: Marker, marker: Marker) -> bool:
    """Whether a ban denies the marker behind it: "shall not be required to", "shall not be prohibited from"."""
    return (marker.force == "require" or (marker.force == "forbid" and ban.modal)) and _adjoins(ban, marker)


def _adjoins(ban: Marker, marker: Marker) -> bool:
    return marker.at - ban.at - ban.length <= 2


def _modal_denied(marker: Marker, words: Sequence[str], grammar: Grammar) -> bool:
    """Whether "neither the name … nor the names … may" denies this modal; another modal between the two parts them."""
    table = grammar.denials["modal"]
    for back in range(1, max(table.values(), default=0) + 1):
        index = marker.at - back
        if index < 0 or words[index] in grammar.modals:
            return False
        if back <= table.get(words[index], 0):
            return True
    return False


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
