"""Numbers with their units in a line of words: tokens, examples, bytes, hours, dates, FLOP, parameters and so on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.matching.phrases import Normalizer
from auditor.nouns import Quantity

#: Scale words and the letters that hang on a number, in the languages of the catalog.
SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trillion": 1e12,
    "trillions": 1e12,
    "mil": 1e3,
    "millones": 1e6,
    "hundred": 1e2,
    "万": 1e4,
    "百 万": 1e6,
    "千 万": 1e7,
    "亿": 1e8,
    "億": 1e8,
    "万 亿": 1e12,
    "兆": 1e12,
    "만": 1e4,
    "백만": 1e6,
    "억": 1e8,
    "조": 1e12,
}
_WORDED = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "a": 1,
}
_SCALE = "|".join(re.escape(word) for word in sorted(SCALES, key=len, reverse=True))
#: Words of which so many are told in words: "two weeks", "one million".
_COUNTED = "million|billion|trillion|hundred|thousand|hours?|days?|weeks?|months?"
_NUMBER = rf"(?P<n>\d[\d.,]*|(?:{'|'.join(_WORDED)})(?= (?:{_COUNTED}) ))"
#: Without a figure or a number in words there is no quantity.
_FIGURE = re.compile(rf"\d| (?:{'|'.join(_WORDED)}) (?:{_COUNTED}) ")
_YEAR = re.compile(r"(?<= )(?:19|20)\d\d(?= )")
_ANY = re.compile(r"(?<= )\d\S* ")


class Numbers:
    """Finds numbers by unit; the words of each unit are data."""

    def __init__(self, units: Mapping[str, Sequence[str]], normalize: Normalizer) -> None:
        """`units` maps each unit to its words; `*` ends a stem."""
        self._units, self._normalize = units, normalize
        #: Compiled when first asked for: it takes a millisecond.
        self._patterns: dict[str, tuple[re.Pattern[str], ...]] = {}

    def _of(self, unit: str) -> tuple[re.Pattern[str], ...]:
        """Expressions for a number before a word of the unit, joined with it, and behind it."""
        if unit not in self._patterns:
            words = self._units.get(unit, ())
            rows = sorted(
                ((self._normalize(word.removesuffix("*")).strip(), word.endswith("*")) for word in words), reverse=True
            )
            named = "|".join(re.escape(word) + (r"\S*" if stem else "") for word, stem in rows if word)
            # A preposition ends what a number counts: "2.5 for long texts" are no texts.
            gap = r"(?:(?:(?!(?:for|to|on|with|at|by|from) )\S+ ){0,4}?|(?:[^\x00-\u2fff] ){0,8}?)"
            after = rf"(?<= ){_NUMBER} ?(?P<s>{_SCALE})?(?:\+|(?<=\d)x)? {gap}(?:{named}) "
            joined = rf"(?<= )(?P<n>\d[\d.,]*)(?P<s>)(?:{named}) "
            before = rf"(?<= )(?:{named}) (?:(?!at |per |by |from )\S+ ){{0,3}}?{_NUMBER} ?(?P<s>{_SCALE})? "
            self._patterns[unit] = tuple(map(re.compile, (after, joined, before))) if named else ()
        return self._patterns[unit]

    def find(self, unit: str, line: str, head: str = "") -> Quantity | None:
        """The first number of this unit in the line, or None; `head` are the column names of a table row."""
        if not _FIGURE.search(line) and not (head and _FIGURE.search(head)):
            return None
        if unit == "any":
            return Quantity(number=0.0, unit="") if _ANY.search(line) else None
        if unit == "date" and (year := _YEAR.search(line)):
            return Quantity(number=float(year.group()), unit="year")
        patterns = self._of(unit)
        for number, pattern in enumerate(patterns):
            found = pattern.search(line)
            if found and (number < 2 or not head):
                return Quantity(number=_value(found["n"], found["s"] or ""), unit=unit)
        if head and patterns and (found := patterns[2].search(f"{head.rstrip()}{line}")):
            return Quantity(number=_value(found["n"], found["s"] or ""), unit=unit)
        return None


def _value(number: str, scale: str) -> float:
    if number in _WORDED:
        return _WORDED[number] * SCALES.get(scale, 1.0)
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", number)
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        return float(plain.replace(",", ".").rstrip(".")) * SCALES.get(scale, 1.0)
    except ValueError:
        return 0.0
