"""The kinds of signal of the card rules: where each fires in a card. A plain table is the registry."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.matching.card_reading import NOTHING, CardReading
from auditor.matching.card_values import front_matter_holds
from auditor.matching.card_words import Plan
from auditor.nouns import Quantity

#: Kinds that fire only in a passage which itself (with its lead-in or column names) meets `near`.
_IN_PASSAGES = frozenset({"passage", "file", "number", "table", "code-block"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A signal that fired: where, and what it points to or names."""

    start: int
    end: int
    links: tuple[str, ...] = ()
    named: str | None = None
    quantity: Quantity | None = None
    #: From a tag or key of the front matter, not from prose.
    tagged: bool = False


def hits(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    """Every place where the signal fires, in the order of the card."""
    kind = plan.kind or ""
    if plan.near and kind in _IN_PASSAGES and plan.near.isdisjoint(reading.present):
        return iter(())
    return _KINDS[kind](plan, reading)


# --- passages -------------------------------------------------------------------------------------------------------


def _usable(plan: Plan, reading: CardReading, number: int) -> bool:
    """Whether the passage may be used by this signal at all: not dropped, not promised, about the right model."""
    if reading.dropped[number] or (reading.promised[number] and not plan.promised):
        return False
    if plan.parts and reading.passages[number].kind not in plan.parts:
        return False
    if not _about(plan, reading, number):
        return False
    over = reading.over(number)
    if plan.under and plan.under.isdisjoint(over):
        return False
    return plan.avoid_under.isdisjoint(over) if plan.avoid_under else True


def _about(plan: Plan, reading: CardReading, number: int) -> bool:
    if plan.about == "any":
        return True
    if plan.about == "base":
        return any(name in reading.lines[number] for name in reading.base_names)
    if plan.about == "series":
        return any(name in reading.lines[number] for name in reading.own_names)
    return not reading.other[number]


def _meets(plan: Plan, reading: CardReading, number: int, address: frozenset[int] = NOTHING) -> bool:
    """Whether near, must and avoid hold in the passage (with its lead-in or column names)."""
    near = reading.near(number)
    if address:
        near = near | address
    if plan.near and plan.near.isdisjoint(near):
        return False
    avoided = reading.met[number] if plan.kind == "table" else near
    if plan.avoid and not plan.avoid.isdisjoint(avoided):
        return False
    return all(not group.isdisjoint(near) for group in plan.must)


def _candidates(plan: Plan, reading: CardReading) -> Iterable[int]:
    """The passages that may hold the signal: those that meet a phrase of its rarest group, or all of them."""
    groups = [group for group in (plan.near, *plan.must) if group]
    if not groups:
        return range(len(reading.passages))
    if any(group.isdisjoint(reading.present) for group in groups):
        return ()
    here = [reading.present & group for group in groups]
    fewest = here[0] if len(here) == 1 else min(here, key=reading.frequency)
    best = {place for phrase in fewest for place in reading.places[phrase]}
    if reading.led:
        for place in tuple(best):
            best.update(reading.led.get(place, ()))
    return sorted(best)


def _found(plan: Plan, reading: CardReading, kinds: tuple[str, ...]) -> Iterator[int]:
    """The passages of these kinds in which the signal's words hold."""
    for number in _candidates(plan, reading):
        if reading.passages[number].kind not in kinds:
            continue
        if not (_meets(plan, reading, number) and _usable(plan, reading, number)):
            continue
        if not plan.words or reading.lines[number].count(" ") > plan.words:
            yield number


_PROSE = ("sentence", "item", "row", "heading")


#: A heading of fewer words names a section and says nothing of the model by itself.
_TELLING = 5


def _passage(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    for number in _found(plan, reading, _PROSE):
        if reading.passages[number].kind != "heading" or reading.lines[number].count(" ") > _TELLING:
            yield _hit(reading, number)


def _hit(reading: CardReading, number: int, quantity: Quantity | None = None) -> Hit:
    passage = reading.passages[number]
    rows = reading.links_of.get(number, ())
    links = tuple(dict.fromkeys(reading.card.links[row].url for row in rows if reading.card.links[row].how != "image"))
    named = next((name for row in rows if (name := reading.named(row))), None)
    return Hit(passage.start, passage.end, links, named, quantity)


def _file(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    for number in _found(plan, reading, (*_PROSE, "code")):
        yield _hit(reading, number)


# --- numbers and tables ---------------------------------------------------------------------------------------------


def _number(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    for number in _found(plan, reading, _PROSE):
        last = min(len(reading.passages), number + 1 + plan.within)
        for place in range(number, last):
            quantity = _quantity(plan, reading, place)
            if quantity is not None:
                yield _hit(reading, place, quantity)
                break


def _quantity(plan: Plan, reading: CardReading, number: int) -> Quantity | None:
    passage = reading.passages[number]
    head = reading.lines[passage.head] if passage.head >= 0 else ""
    for unit in plan.units:
        quantity = reading.words.numbers.find(unit, reading.lines[number], head)
        if quantity is not None:
            return quantity
    return None


def _table(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    for number in _found(plan, reading, ("row",)):
        if _cell_holds(plan, reading, number):
            yield _hit(reading, number)


def _cell_holds(plan: Plan, reading: CardReading, number: int) -> bool:
    cells = [reading.card.text[start:end] for start, end in reading.passages[number].cells[1:]]
    if plan.phrases:
        return any(not plan.phrases.isdisjoint(reading.met_by(cell)) for cell in cells)
    if "filled" in plan.value or "any" in plan.value:
        return any(cell.strip(" -—–*") for cell in cells)
    return any(_is_number(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    """Whether a cell holds a figure: no more letters than digits, and short."""
    digits = sum(map(str.isdigit, cell))
    return digits > 0 and len(cell) <= 40 and sum(map(str.isalpha, cell)) <= digits


# --- headings -------------------------------------------------------------------------------------------------------


def _heading(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    least = plan.words or 4
    last = -1
    for number in heapq.merge(*(rows for phrase in plan.near if (rows := reading.headed.get(phrase)))):
        if number == last or not plan.avoid.isdisjoint(reading.own_heading[number]):
            continue
        last, section = number, reading.card.sections[number]
        parent = reading.above[section.parent] if section.parent >= 0 else frozenset()
        if (plan.under and plan.under.isdisjoint(parent)) or not plan.avoid_under.isdisjoint(reading.above[number]):
            continue
        place = _content(plan, reading, section.first, section.last, least)
        if place is not None:
            yield replace(_hit(reading, place), links=_section_links(reading, section.first, section.last))


def _content(plan: Plan, reading: CardReading, first: int, last: int, least: int) -> int | None:
    """The first passage of the section, if the section says at least so many words and meets each group of `must`."""
    words, place = 0, None
    wanted = list(plan.must)
    for number in range(first, min(last, first + 400)):
        if reading.passages[number].kind == "heading" or reading.dropped[number]:
            continue
        if reading.promised[number] and not plan.promised:
            continue
        words += reading.lines[number].count(" ") - 1
        place = number if place is None else place
        wanted = [group for group in wanted if group.isdisjoint(reading.met[number])]
        if words >= least and not wanted:
            return place
    return None


def _section_links(reading: CardReading, first: int, last: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for number in range(first, min(last, first + 200)):
        for row in reading.links_of.get(number, ()):
            if reading.card.links[row].how != "image":
                found[reading.card.links[row].url] = None
    return tuple(found)


# --- links and code -------------------------------------------------------------------------------------------------


def _links(plan: Plan, reading: CardReading) -> list[int]:
    return sorted({number for kind in plan.target for number in reading.by_target.get(kind, ())})


def _link(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    for number in _led_to(plan, reading, _well_placed(plan, reading)):
        place = reading.card.link_places[number]
        link, passage = reading.card.links[number], reading.passages[place]
        start, end = (passage.start, passage.end) if passage.end - passage.start <= 300 else (link.start, link.end)
        yield Hit(start, end, (link.url,), reading.named(number))


def _well_placed(plan: Plan, reading: CardReading) -> Iterator[int]:
    """The links of the signal's targets whose passage has the words that it asks for."""
    for number in _links(plan, reading):
        place = reading.card.link_places[number]
        if place < 0 or reading.passages[place].kind == "code":
            continue
        if _link_place(plan, reading, place, reading.address(number)) is not None:
            yield number


def _led_to(plan: Plan, reading: CardReading, links: Iterable[int]) -> Iterator[int]:
    """Those links to which the words directly before them lead as the signal asks (`ahead`, `avoid_ahead`)."""
    if not plan.ahead and not plan.avoid_ahead:
        yield from links
        return
    rows = list(links)
    reading.learn(reading.ahead(link) for link in rows)
    for link in rows:
        met = reading.met_by(reading.ahead(link))
        if (not plan.ahead or not plan.ahead.isdisjoint(met)) and plan.avoid_ahead.isdisjoint(met):
            yield link


def _link_place(plan: Plan, reading: CardReading, place: int, address: frozenset[int]) -> int | None:
    """The passage whose words make the link count: its own, or up to `within` passages before it."""
    for number in range(place, max(-1, place - 1 - plan.within), -1):
        if _meets(plan, reading, number, address) and _usable(plan, reading, number):
            return number
    return None


def _code(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    aimed: dict[int, list[int]] = {}
    for number in _links(plan, reading):
        aimed.setdefault(reading.card.link_places[number], []).append(number)
    shown = False
    for number in _found(plan, reading, ("code",)):
        if plan.target and number not in aimed:
            continue
        hit = _hit(reading, number)
        rows = aimed.get(number, [])
        if not shown:
            # Only the first hit is ever quoted; the telling line of the others is not looked for.
            start, end = _code_line(plan, reading, number, rows)
            hit, shown = replace(hit, start=start, end=end), True
        yield replace(hit, named=reading.named(rows[0]) if rows else hit.named)


_CODE_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")


def _code_line(plan: Plan, reading: CardReading, number: int, rows: list[int]) -> tuple[int, int]:
    """The line of the code that shows the signal: that of the address, of a phrase, or the first."""
    passage, text = reading.passages[number], reading.card.text
    wanted = plan.near.union(*plan.must)
    lines = list(_CODE_LINE.finditer(text[passage.start : min(passage.end, passage.start + 4_000)]))
    if wanted and not rows:
        reading.learn(line.group() for line in lines)
    for line in lines:
        start, end = passage.start + line.start(), passage.start + line.end()
        if rows and start <= reading.card.links[rows[0]].start < end:
            return start, end
        if not rows and (not wanted or not wanted.isdisjoint(reading.met_by(line.group()))):
            return start, end
    return passage.start, min(passage.end, passage.start + 300)


# --- front matter ---------------------------------------------------------------------------------------------------


def _front_matter(plan: Plan, reading: CardReading) -> Iterator[Hit]:
    for key in plan.key:
        present, value = reading.front_value(key)
        if not present:
            continue
        rows = front_matter_holds(plan, reading, value)
        if rows is None:
            continue
        place = reading.front.place(key.partition(".")[0]) or (reading.front.start, reading.front.end)
        for named in rows or (None,):
            yield Hit(*place, links=tuple(row for row in rows if row), named=named, tagged=True)


_KINDS: dict[str, Callable[[Plan, CardReading], Iterator[Hit]]] = {
    "passage": _passage,
    "file": _file,
    "number": _number,
    "table": _table,
    "heading": _heading,
    "link": _link,
    "code-block": _code,
    "front-matter": _front_matter,
}
