"""What a clause names: counts and amounts, places, names, addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from auditor.matching.quantities import QuantityWords, quantities
from auditor.nouns import Quantity, Value
from auditor.text.words import Words


@dataclass(frozen=True, slots=True)
class Found:
    """A value and its place in the text."""

    value: Value
    start: int
    end: int


def find(kind: str, units: tuple[str, ...], text: str, words: Words, start: int, end: int,
         spoken: QuantityWords) -> tuple[Found, ...]:
    """The values of `kind` in text[start:end], in order; counts and amounts only in one of `units` (empty: any)."""
    if kind in ("count", "money"):
        folded = words.folded[start:end].replace("\n", " ").replace("\r", " ")
        places = None if words.has_cjk else _number_places(words, start, end, spoken)
        return tuple(
            _measured(kind, text, start + one.start, start + one.end, one.quantity)
            for one in quantities(kind, units, folded, spoken, places)
        )
    pattern = {"url": _URL, "name": _QUOTED}.get(kind, _PLACE)
    return tuple(_plain(kind, found, start) for found in pattern.finditer(text[start:end]))


def _number_places(words: Words, start: int, end: int, spoken: QuantityWords) -> list[int]:
    """Where in text[start:end] a word stands that a number may begin with, counted from `start`."""
    first, after = bisect_left(words.starts, start), bisect_left(words.starts, end)
    return [words.starts[at] - start for at in range(first, after) if spoken.opened_by(words.words[at])]


def strictest(found: list[Found]) -> Quantity | None:
    """The smallest quantity of the unit named first: what bites earliest."""
    measured = [value.value.quantity for value in found if value.value.quantity is not None]
    if not measured:
        return None
    return min((one for one in measured if one.unit == measured[0].unit), key=lambda one: one.number)


def _measured(kind: str, text: str, start: int, end: int, quantity: Quantity) -> Found:
    said = " ".join(text[start:end].split())
    return Found(Value(kind=kind, text=f"{said} {quantity.unit}", quantity=quantity), start, end)


def _plain(kind: str, found: re.Match[str], start: int) -> Found:
    group = 1 if found.re.groups else 0
    said = " ".join(found.group(group).split())
    return Found(Value(kind=kind, text=said), start + found.start(group), start + found.end(group))


_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”'’)\]}，。；]{2,300}")
_QUOTED = re.compile(r"[\"“‘「]([^\"“”‘’「」\n]{2,80})[\"”’」]")
_PLACE = re.compile(
    r"(?:[Ll]aws? of|[Cc]ourts? (?:of|in|located in)|in|within|outside(?: of)?|seat(?:ed)? in)\s+(?:the\s+)?"
    r"((?:[A-Z][A-Za-z.’'-]{0,30})(?:(?:,\s+|\s+(?:and|of|the|of the)\s+|\s+)[A-Z][A-Za-z.’'-]{0,30}){0,6})"
)
