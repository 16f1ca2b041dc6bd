"""What a clause names: counts and amounts with unit and period, places, names, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.catalog.language import ClauseLanguage
from auditor.nouns import Quantity, Value

#: Characters around a number within which its unit and period are looked for.
NEAR_BEFORE, NEAR_AFTER = 260, 140
#: A unit this close behind a number is the number's own; a comparison this close before it ("more than") as well.
UNIT_AFTER, COMPARED_BEFORE = 30, 24


@dataclass(frozen=True, slots=True)
class Found:
    """A value and its place in the text."""

    value: Value
    start: int
    end: int


def find(kind: str, units: tuple[str, ...], text: str, start: int, end: int,
         patterns: QuantityWords) -> tuple[Found, ...]:
    """The values of `kind` in text[start:end], in order; counts and amounts only in one of `units` (empty: any)."""
    if kind in ("count", "money"):
        return tuple(_quantities(kind, units, text[start:end], start, patterns))
    if kind == "url":
        return tuple(_plain("url", found, start) for found in _URL.finditer(text[start:end]))
    if kind == "name":
        return tuple(_plain("name", found, start) for found in _QUOTED.finditer(text[start:end]))
    return tuple(_plain("place", found, start) for found in _PLACE.finditer(text[start:end]))


def strictest(found: list[Found]) -> Quantity | None:
    """The smallest quantity of the unit named first: what bites earliest."""
    quantities = [value.value.quantity for value in found if value.value.quantity is not None]
    if not quantities:
        return None
    same = [one for one in quantities if one.unit == quantities[0].unit]
    return min(same, key=lambda one: one.number)


def _plain(kind: str, found: re.Match[str], start: int) -> Found:
    group = 1 if found.lastindex else 0
    return Found(Value(kind=kind, text=" ".join(found.group(group).split())), start + found.start(group),
                 start + found.end(group))


_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”'’)\]}，。；]{2,300}")
_QUOTED = re.compile(r"[\"“‘「]([^\"“”‘’「」\n]{2,80})[\"”’」]")
_PLACE = re.compile(
    r"(?:laws? of|courts? (?:of|in|located in)|in the|within the|within|outside(?: of)?|seat(?:ed)? in|in)\s+(?:the\s+)?"
    r"((?:[A-Z][A-Za-z.’'-]*)(?:(?:,\s+|\s+(?:and|of|the|of the)\s+|\s+)[A-Z][A-Za-z.’'-]*){0,6})"
)

_NUMBER = r"\d{1,3}(?:[,，'’  ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """How quantities are written."""

    number: re.Pattern[str]
    units: tuple[tuple[str, re.Pattern[str]], ...]
    periods: tuple[tuple[str, re.Pattern[str]], ...]
    currencies: tuple[tuple[str, re.Pattern[str]], ...]
    words: dict[str, float]
    scales: dict[str, float]
    compared: re.Pattern[str]


def quantity_words(languages: tuple[ClauseLanguage, ...]) -> QuantityWords:
    """The patterns for numbers, units, periods and currencies of these languages."""
    words: dict[str, float] = {}
    scales: dict[str, float] = {}
    for language in languages:
        words.update(language.numbers)
        scales.update(language.scales)
    spelled = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    scaled = "|".join(sorted(map(re.escape, scales), key=len, reverse=True))
    number = re.compile(
        rf"(?P<digits>{_NUMBER})(?:[\s-]*(?P<scale>(?:{scaled}))(?![a-z]))?"
        rf"|\b(?P<spelled>(?:a|{spelled})(?:[\s-]+(?:and[\s-]+)?(?:{spelled}|{scaled}))*(?![a-z]))",
        re.I,
    )
    phrases = {phrase for language in languages for phrase in language.comparisons}
    compared = re.compile("(?:" + "|".join(sorted(map(_phrase, phrases), key=len, reverse=True) or [r"(?!)"]) + ")", re.I)
    return QuantityWords(number, _table(languages, "units"), _table(languages, "periods"),
                     _table(languages, "currencies"), words, scales, compared)


def _table(languages: tuple[ClauseLanguage, ...], key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    merged: dict[str, list[str]] = {}
    for language in languages:
        for name, phrases in getattr(language, key).items():
            merged.setdefault(name, []).extend(phrases)
    return tuple(
        (name, re.compile("|".join(sorted(map(_phrase, phrases), key=len, reverse=True)), re.I))
        for name, phrases in merged.items()
    )


def _phrase(phrase: str) -> str:
    starred = phrase.endswith("*")
    body = r"[\s-]+".join(re.escape(word) for word in phrase.rstrip("*").split())
    before = r"(?<![A-Za-z])" if phrase[0].isascii() and phrase[0].isalpha() else ""
    after = r"[a-z]*" if starred else (r"(?![A-Za-z])" if phrase[-1].isascii() and phrase[-1].isalpha() else "")
    return before + body + after


def _quantities(kind: str, units: tuple[str, ...], said: str, start: int, patterns: QuantityWords) -> list[Found]:
    found: list[Found] = []
    for match in patterns.number.finditer(said):
        number = _number(match, patterns)
        if number is None or number <= 1:
            continue
        around_start = max(0, match.start() - NEAR_BEFORE)
        around = said[around_start:match.end() + NEAR_AFTER]
        at, to = match.start() - around_start, match.end() - around_start
        unit = (_currency if kind == "money" else _unit)(patterns, around, at, to, units)
        if unit is None or not (kind == "money" or _counts(patterns, around, at, to, unit)):
            continue
        period = _period(patterns, around, at, to, unit, kind)
        text = " ".join(said[match.start():match.end()].split())
        quantity = Quantity(number=number, unit=unit, period=period)
        found.append(Found(Value(kind=kind, text=f"{text} {unit}", quantity=quantity), start + match.start(), start + match.end()))
    return found


def _number(match: re.Match[str], patterns: QuantityWords) -> float | None:
    digits = match.group("digits")
    if digits:
        value = float(re.sub(r"[,，'’  ]", "", digits))
        scale = match.group("scale")
        return value * patterns.scales[scale.lower()] if scale else value
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]+", match.group("spelled").lower()):
        if word in patterns.words:
            current += patterns.words[word]
        elif word == "a":
            current = 1.0
        elif word in patterns.scales:
            scale_value = patterns.scales[word]
            if scale_value == 100:
                current = (current or 1.0) * 100
            else:
                total += (current or 1.0) * scale_value
                current = 0.0
    value = total + current
    return value or None


def _nearest(table: tuple[tuple[str, re.Pattern[str]], ...], around: str, at: int, to: int, units: tuple[str, ...],
             before: int, after: int) -> str | None:
    best: tuple[int, str] | None = None
    for name, pattern in table:
        if units and name not in units:
            continue
        for match in pattern.finditer(around, max(0, at - before), min(len(around), to + after)):
            distance = match.start() - to if match.start() >= to else at - match.end() + 2
            if match.start() < to and match.end() > at:
                continue
            if best is None or distance < best[0]:
                best = (distance, name)
    return best[1] if best else None


def _unit(patterns: QuantityWords, around: str, at: int, to: int, units: tuple[str, ...]) -> str | None:
    if re.match(r"\s*(?:%|percent|days?\b|hours?\b|months?\b|years?\b)", around[to:to + 12], re.I) or around[max(0, at - 1):at] in "$€£¥" and at > 0:
        return None
    return _nearest(patterns.units, around, at, to, units, NEAR_BEFORE, NEAR_AFTER)


def _counts(patterns: QuantityWords, around: str, at: int, to: int, unit: str) -> bool:
    """Whether a number is a count of the unit: the unit follows at once, or a comparison stands right before."""
    if patterns.compared.search(around[max(0, at - COMPARED_BEFORE):at]):
        return True
    return _nearest(patterns.units, around, at, to, (unit,), 0, UNIT_AFTER) is not None


def _currency(patterns: QuantityWords, around: str, at: int, to: int, units: tuple[str, ...]) -> str | None:
    return _nearest(patterns.currencies, around, at, to, units, 12, 30)


def _period(patterns: QuantityWords, around: str, at: int, to: int, unit: str, kind: str) -> str | None:
    if unit in ("MAU",):
        return "month"
    if unit == "DAU":
        return "day"
    return _nearest(patterns.periods, around, at, to, (), NEAR_BEFORE, NEAR_AFTER)
