"""What a passage does at a place: forbid, require, permit, disclaim, or state.

The markers of the passage are read from left to right (rules/language has them). Negation turns a marker around,
"except" turns around what follows it, "unless" makes a demand of a ban; a list item takes the force of its lead-in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marker:
    """A word or words that give force, at word `at`. A modal (may, must) ends the reach of the marker before it."""

    at: int
    length: int
    force: str
    modal: bool


#: A negator this many words before a verb ("nothing in this license prohibits", "is not required") turns it around.
NEGATOR_REACH = 7
#: "Neither the name of X nor the names of its contributors may": denials this far before a modal turn it around.
DENIED_MODAL = {"neither": 24, "nor": 12, "nobody": 4, "none": 6, "no": 5, "nothing": 6}
#: A marker behind the place met ("… for military purposes is prohibited") governs it up to this distance.
AFTER_REACH = 30

#: "… is prohibited": what a marker behind the place met follows, or is, if it speaks of that place.
_BEFORE_PASSIVE = frozenset(("is", "are", "be", "been", "was", "were", "hereby", "expressly", "strictly"))
_SPEAK_BACKWARDS = frozenset((
    "not", "as", "cannot", "prohibited", "forbidden", "disclaimed", "permitted", "allowed", "must", "shall", "may",
))

FLIPPED = {"forbid": "permit", "permit": "forbid", "require": "permit"}


def resolve_negation(markers: list[Marker], words: Sequence[str], negators: frozenset[str]) -> list[Marker]:
    """The markers with those turned around that a negator before them denies."""
    negated = [index for index, word in enumerate(words) if word in negators]
    inside: set[int] = set()
    if negated:
        inside.update(index for marker in markers for index in range(marker.at, marker.at + marker.length))
    resolved: list[Marker] = []
    for marker in markers:
        force = marker.force
        if force in FLIPPED and not marker.modal and negated:
            near = bisect_left(negated, marker.at)
            close = near > 0 and marker.at - negated[near - 1] <= NEGATOR_REACH
            if close and _denied(marker, words, negators, inside, resolved):
                force = FLIPPED[force]
        elif force == "permit" and marker.modal and negated and _denied_modal(marker, words):
            force = "forbid"
        resolved.append(marker if force == marker.force else Marker(marker.at, marker.length, force, marker.modal))
    return resolved


def _denied_modal(marker: Marker, words: Sequence[str]) -> bool:
    for back in range(1, max(DENIED_MODAL.values()) + 1):
        index = marker.at - back
        if index < 0 or words[index] in ("may", "can", "shall", "will", "must"):
            return False
        if back <= DENIED_MODAL.get(words[index], 0):
            return True
    return False


def _denied(marker: Marker, words: Sequence[str], negators: frozenset[str], inside: set[int],
            before: list[Marker]) -> bool:
    if any(word in negators for word in words[marker.at:marker.at + marker.length]):
        return False
    if marker.force == "require" and marker.length > 1:
        # "commercially or not, as long as": a phrase is denied by a phrase of its own ("need not").
        return False
    if marker.force == "require" and before and before[-1].force == "forbid" \
            and before[-1].at + before[-1].length + 2 >= marker.at:
        # "shall not be required to"
        return True
    if marker.force == "forbid" and before and before[-1].force == "forbid" and before[-1].modal \
            and before[-1].at + before[-1].length + 1 >= marker.at:
        # "shall not be prohibited from"
        return True
    near = 3 if marker.force != "permit" else 4
    for back in range(1, NEGATOR_REACH + 1):
        index = marker.at - back
        if index < 0:
            return False
        word = words[index]
        if word == "nothing" or (word in ("neither", "nor", "none") and back <= 6 and marker.force == "permit"):
            return True
        if word == "no" and marker.force == "require" and back <= near + 1:
            # "no attribution is required"
            return True
        if word == "no" and marker.force == "permit" and index in inside:
            # "no right or license is granted"; not "no-charge license to"
            return True
        if word in negators and back <= near and index not in inside and word not in ("without", "no"):
            return True
    return False


def forces_at(markers: Sequence[Marker], lo: int, hi: int, first: int, last: int, breaks: Sequence[int],
              turned: Sequence[tuple[int, int, str]], words: Sequence[str]) -> set[str]:
    """The forces at words first..last of the passage lo..hi-1.

    `breaks` are words before which a semicolon stands; `turned` are (from, to, "except" | "unless") stretches.
    """
    left = max((at for at in breaks if at <= first), default=lo)
    right = min((at for at in breaks if at > last), default=hi)
    before: Marker | None = None
    forces: set[str] = set()
    inside: list[Marker] = []
    after: Marker | None = None
    for marker in markers:
        if marker.at < left or marker.at >= right:
            continue
        if marker.force == "limit":
            if first - 8 <= marker.at <= last + 3:
                forces.update(("permit", "forbid"))
        elif marker.at < first:
            if not (before and before.force == "forbid" and not marker.modal and marker.force == "permit"):
                before = marker
        elif marker.at <= last:
            inside.append(marker)
        elif after is None and marker.at <= last + AFTER_REACH and _is_passive(marker, words):
            after = marker
    governed = before is not None and before.force == "forbid"
    for marker in (*([before] if before else []), *inside, *([after] if after else [])):
        if governed and marker is not before and marker.force == "permit" and not marker.modal:
            continue
        forces.add(_turn(marker.force, marker.at, first, last, turned))
    return forces


def _is_passive(marker: Marker, words: Sequence[str]) -> bool:
    return words[marker.at] in _SPEAK_BACKWARDS or (marker.at > 0 and words[marker.at - 1] in _BEFORE_PASSIVE)


def _turn(force: str, at: int, first: int, last: int, turned: Sequence[tuple[int, int, str]]) -> str:
    for begin, end, how in turned:
        if at < begin <= first and last < end:
            if how == "except":
                return FLIPPED.get(force, force)
            if force == "forbid":
                return "require"
    return force
