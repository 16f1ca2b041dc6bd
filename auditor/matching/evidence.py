"""Findings from hits: the quote, its place, the values and how sure it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from auditor.matching import values
from auditor.matching.hits import Hit
from auditor.matching.reading import Text
from auditor.nouns import Basis, Evidence, Finding, Grade, Verdict
from auditor.text.decode import Lines

#: Lead-ins shown beside the places met.
LEADS_KEPT = 3
#: An item shorter than this is quoted with the lead-in right before it, in characters.
SHORT_ITEM = 160
#: A quote is cut around the words met to this length, in characters.
QUOTE_LENGTH = 560


def finding(rule: str, hits: list[Hit], ready: Text, path: str, lines: Lines) -> Finding:
    """The finding of a rule from its hits, best first."""
    best = hits[0]
    found = [value for hit in hits for value in hit.found]
    return Finding(
        rule=rule,
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=_confidence(best),
        force=best.force,
        value=found[0].value.text if found else "",
        values=tuple(dict.fromkeys(value.value for value in found)),
        quantity=values.strictest(found),
        evidence=(*(_evidence(hit, ready, path, lines) for hit in hits), *_lead_ins(hits, ready, path, lines)),
    )


def _confidence(hit: Hit) -> float:
    """0.86 at the least likeness that counts, 0.99 for the phrasing itself; 0.05 less where no marker spoke.

    So chosen that the mean is the share of findings that are right on texts not seen before, 95 %
    (benchmarks/reliability.py; on the labelled texts themselves everything found is right).
    """
    room = max(1.0, 100.0 - hit.wording.least)
    confidence = 0.86 + 0.13 * max(0.0, min(1.0, (hit.similarity - hit.wording.least) / room))
    return round(confidence - (0.05 if hit.force == "state" else 0.0), 2)


def _evidence(hit: Hit, ready: Text, path: str, lines: Lines) -> Evidence:
    start, end = _quote(hit, ready)
    return _quoted(hit, start, end, ready, path, lines)


def _quoted(hit: Hit, start: int, end: int, ready: Text, path: str, lines: Lines) -> Evidence:
    return Evidence(document=path, start=start, end=end, line=lines.of(start), quote=ready.text[start:end],
                    phrasing=hit.wording.text, similarity=round(hit.similarity, 1))


def _lead_ins(hits: list[Hit], ready: Text, path: str, lines: Lines) -> Iterator[Evidence]:
    """The lead-ins without which the items met say nothing ("You agree not to use the Model:"), outermost first."""
    shown = {hit.passage for hit in hits}
    left = LEADS_KEPT
    for hit in hits:
        for lead in reversed(ready.leads(hit.passage)):
            if lead in shown or not left:
                continue
            shown.add(lead)
            left -= 1
            passage = ready.passages[lead]
            yield _quoted(hit, max(passage.start, passage.end - QUOTE_LENGTH), passage.end, ready, path, lines)


def _quote(hit: Hit, ready: Text) -> tuple[int, int]:
    """The passage, or the part around the words met where it is long; an item in a sentence with its lead-in."""
    passage = ready.passages[hit.passage]
    start, end = passage.start, passage.end
    if passage.lead >= 0 and end - start < SHORT_ITEM:
        lead = ready.passages[passage.lead]
        if lead.hi == passage.lo and end - lead.start <= QUOTE_LENGTH:
            return lead.start, end
    if end - start <= QUOTE_LENGTH:
        return start, end
    words = ready.words
    first, last = words.starts[hit.first], words.ends[hit.last]
    room = max(0, QUOTE_LENGTH - (last - first)) // 2
    begin, close = max(start, first - room), min(end, max(last, first) + room)
    opening = bisect_left(words.starts, begin, passage.lo, hit.first)
    closing = bisect_right(words.ends, close, hit.first, passage.hi) - 1
    at = words.starts[opening] if words.starts[opening] >= begin else first
    to = words.ends[closing] if closing >= hit.first else last
    return at, max(to, at)
