"""Counts and amounts in a text: numbers in figures or words, their unit, their period.

Works on the folded text (lower case, plain letters), so patterns need no case. The words of numbers, units, periods
and currencies are data (rules/language). Each table is compiled when it is first needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from auditor.catalog.language import ClauseLanguage
from auditor.nouns import Quantity

#: Characters before and after a number within which its unit and period are looked for.
BEFORE, AFTER = 260, 140
#: A unit this close behind a number is the number's own; a comparison this close before it ("more than") as well.
UNIT_AFTER, COMPARED_BEFORE = 30, 28
#: Characters before a number within which "Section" makes it a pointer.
POINTER = 16
#: A currency stands right beside its number.
MONEY_BEFORE, MONEY_AFTER = 12, 30

_DIGITS = r"\d{1,3}(?:[, '’]\d{3})+(?!\d)(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?(?!\.?\d)"
_HAN = "零一二两三四五六七八九十百千万亿"
_NOT_COUNTED = re.compile(r"[ \n]*(?:%|percent|per cent|days?\b|hours?\b|months?\b|years?\b|business days)")
#: "10,000,000 or more" is compared from behind.
_OR_MORE = re.compile(r"[ \n]*(?:or|and)[ \n]+(?:more|less|fewer|above|below|over|under|higher|lower|greater)")
#: "Section 2", "clause 4": a number that only points somewhere.
_POINTS = re.compile(
    r"(?:\b(?:sections?|articles?|clauses?|paragraphs?|subsections?|parts?|chapters?|items?|annex(?:es)?|appendix|"
    r"schedules?|exhibits?|attachments?|versions?|regulation|directive|phase|step|no\.|v\.?))[ \n]*\(?\Z"
)
#: The year of an amount's worth, between the amount and its currency: "3,000,000 (2025) dollars".
_YEAR = re.compile(r"[ \n]*\((?:19|20)\d\d\)")
_FIGURES = frozenset("0123456789")
_PERIOD_OF = {"MAU": "month", "DAU": "day"}
_USERS_PER = {"month": "MAU", "day": "DAU"}


@dataclass(frozen=True, slots=True)
class Named:
    """How a unit, a period or a currency is written: what each of its phrases begins with, and all of them."""

    beginnings: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity and its place in the text that was searched."""

    quantity: Quantity
    start: int
    end: int


class QuantityWords:
    """How quantities are written in some languages."""

    def __init__(self, languages: tuple[ClauseLanguage, ...]) -> None:
        """Take the tables of the languages; nothing is compiled yet."""
        self._languages = languages
        self.numbers: dict[str, float] = {}
        self.scales: dict[str, float] = {}
        for language in languages:
            self.numbers.update(language.numbers)
            self.scales.update(language.scales)

    @cached_property
    def _opening(self) -> frozenset[str]:
        """The words with which a number in words begins."""
        return frozenset((*(word for word in self.numbers if word.isascii()), "a", "an", "several"))

    def opened_by(self, word: str) -> bool:
        """Whether a number may begin with this word."""
        return word[0] in _FIGURES or word in self._opening

    @cached_property
    def number(self) -> re.Pattern[str]:
        """A number in figures with its scale, in English words, or in Chinese characters."""
        spelled = _either(word for word in self.numbers if word.isascii())
        scaled = _either(word for word in self.scales if word.isascii())
        wide = _either(word for word in self.scales if not word.isascii())
        return re.compile(
            rf"(?<![a-z0-9.])(?P<digits>{_DIGITS})(?:[ \n-]*(?P<scale>{scaled})(?![a-z])|[ \n]*(?P<wide>{wide}))?"
            rf"|(?<![a-z])(?P<spelled>(?:(?:{spelled})|(?:an?|several)(?=[ \n]+(?:{scaled})))"
            rf"(?:[ \n-]+(?:and[ \n]+)?(?:{spelled}|{scaled}))*)(?![a-z])|(?P<han>[{_HAN}]{{2,}})"
        )

    @cached_property
    def units(self) -> dict[str, Named]:
        """Unit to the words for it."""
        return self._table("units")

    @cached_property
    def periods(self) -> dict[str, Named]:
        """Period to the words for it."""
        return self._table("periods")

    @cached_property
    def currencies(self) -> dict[str, Named]:
        """Currency to the words and signs for it."""
        return self._table("currencies")

    @cached_property
    def comparison(self) -> re.Pattern[str]:
        """Words before a limit: more than, exceeds, up to."""
        phrases = {phrase for language in self._languages for phrase in language.comparisons}
        return re.compile("|".join(sorted(map(_phrase, phrases), key=len, reverse=True)) or r"(?!)")

    def _table(self, key: str) -> dict[str, Named]:
        merged: dict[str, list[str]] = {}
        for language in self._languages:
            for name, phrases in getattr(language, key).items():
                merged.setdefault(name, []).extend(phrases)
        return {name: _named(phrases) for name, phrases in merged.items()}


def quantities(kind: str, units: tuple[str, ...], folded: str, words: QuantityWords,
               places: Iterable[int] | None = None) -> Iterator[Measured]:
    """The quantities in `folded`, in order. `kind` is count or money; `units` are those asked for, empty for any.

    A count counts beside its unit or behind a comparison, an amount beside its currency. `places`: where a number may
    begin, in order; without them every place is tried.
    """
    for match in words.number.finditer(folded) if places is None else _matched(words.number, folded, places):
        number = _number(match, words)
        if number is None or number <= 1:
            continue
        start, end = match.span()
        if _POINTS.search(folded[max(0, start - POINTER):start]) or _YEAR.match(folded, start - 1):
            continue
        if kind == "money":
            unit = _currency(words, folded, start, end, units)
        else:
            unit = _unit(words, folded, start, end, units)
        if unit is None:
            continue
        period = _PERIOD_OF.get(unit) or _nearest(words.periods, folded, start, end, (), BEFORE, AFTER)
        unit = _USERS_PER.get(period or "", unit) if unit == "users" else unit
        yield Measured(Quantity(number=number, unit=unit, period=period), start, end)


def _matched(number: re.Pattern[str], folded: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches that begin at one of `places`, none inside another."""
    end = 0
    for place in places:
        match = number.match(folded, place) if place >= end else None
        if match:
            end = match.end()
            yield match


def _unit(words: QuantityWords, folded: str, start: int, end: int, units: tuple[str, ...]) -> str | None:
    if _NOT_COUNTED.match(folded, end) or folded[max(0, start - 1):start] in ("$", "€", "£", "¥"):
        return None
    own = _nearest(words.units, folded, start, end, units, 0, UNIT_AFTER)
    if own:
        return own
    compared = words.comparison.search(folded, max(0, start - COMPARED_BEFORE), start)
    if compared or _OR_MORE.match(folded, end):
        return _nearest(words.units, folded, start, end, units, BEFORE, AFTER)
    return None


def _currency(words: QuantityWords, folded: str, start: int, end: int, units: tuple[str, ...]) -> str | None:
    """The currency beside a number, with no other number between the two."""
    before = re.search(r"[^\d]*\Z", folded[max(0, start - MONEY_BEFORE):start])
    year = _YEAR.match(folded, end)
    if year:
        end = year.end()
    after = re.match(r"[^\d]*", folded[end:end + MONEY_AFTER])
    if _NOT_COUNTED.match(folded, end):
        return None
    return _nearest(words.currencies, folded, start, end, units, len(before.group()) if before else 0,
                    len(after.group()) if after else 0)


def _nearest(table: dict[str, Named], folded: str, start: int, end: int, names: tuple[str, ...],
             before: int, after: int) -> str | None:
    """The name whose words stand nearest to folded[start:end]; the longer ones at equal distance."""
    best: tuple[int, int, str] | None = None
    around = folded[max(0, start - before):end + after]
    for name, named in table.items():
        if (names and name not in names) or not any(map(around.__contains__, named.beginnings)):
            continue
        for match in named.pattern.finditer(folded, max(0, start - before), min(len(folded), end + after)):
            if match.start() < end and match.end() > start:
                continue
            distance = match.start() - end if match.start() >= end else start - match.end() + 2
            rank = (distance, match.start() - match.end(), name)
            if best is None or rank < best:
                best = rank
    return best[2] if best else None


def _number(match: re.Match[str], words: QuantityWords) -> float | None:
    if match.group("digits"):
        value = float(re.sub(r"[, '’]", "", match.group("digits")))
        scale = match.group("scale") or match.group("wide")
        return value * words.scales[scale] if scale else value
    if match.group("han"):
        return _summed(list(match.group("han")), words)
    return _summed(re.split(r"[ \n-]+", match.group("spelled")), words)


def _summed(parts: list[str], words: QuantityWords) -> float | None:
    """The value of number words in a row: "two hundred and fifty thousand", 一百二十万."""
    total = current = 0.0
    for part in parts:
        if part in words.numbers:
            current += words.numbers[part]
        elif part in ("a", "an"):
            current = 1.0
        elif part in words.scales:
            scale = words.scales[part]
            if scale <= 1000 and part not in ("thousand", "k"):
                # hundred, 十, 百, 千 bind to the number right before them.
                whole, last = divmod(current, 10) if current and not part.isascii() else (0.0, current)
                current = whole * 10 + (last or 1.0) * scale
            else:
                total = (total + (current or (0.0 if total else 1.0))) * scale if not part.isascii() \
                    else total + (current or 1.0) * scale
                current = 0.0
    return total + current or None


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(map(re.escape, ordered)) or r"(?!)"


def _named(phrases: list[str]) -> Named:
    beginnings = {phrase.rstrip("*").lower().split()[0] for phrase in phrases}
    pattern = "|".join(sorted(map(_phrase, phrases), key=len, reverse=True))
    return Named(tuple(sorted(beginnings)), re.compile(pattern))


def _phrase(phrase: str) -> str:
    starred = phrase.endswith("*")
    phrase = phrase.rstrip("*").lower()
    body = r"[ \n-]+".join(re.escape(word) for word in phrase.split())
    before = r"(?<![a-z])" if phrase[0].isascii() and phrase[0].isalpha() else ""
    after = r"[a-z]*" if starred else (r"(?![a-z])" if phrase[-1].isascii() and phrase[-1].isalpha() else "")
    return before + body + after
