"""Facets: the level of each part at both ends, from the findings, the base and the catalog row, with what decided.

The low end counts conditions that are true, the high end those that are not false. Live evidence beats the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditor.catalog.facets import Facet, Facets
from auditor.judgement.case import Case
from auditor.judgement.conditions import evaluate
from auditor.judgement.reasons import Answer, Reason
from auditor.judgement.rows import row_level
from auditor.licenses.terms import findings_under
from auditor.nouns import Evidence, FacetLevel, Gap, LicenseSource, Verdict

_SHOWN = 3
_RANK = {Verdict.FOUND: 0, Verdict.UNKNOWN: 1, Verdict.ABSENT: 2}


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a level, and the words for what decided them."""

    low: int
    high: int
    because: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None


def judge_facets(facets: Facets, case: Case) -> dict[str, FacetLevel]:
    """The level of every facet, in the order of the file. A facet may rest on the ones before it."""
    found: dict[str, FacetLevel] = {}
    case = replace(case, facets=found)
    for facet in facets.facet:
        found[facet.id] = judge_facet(facet, case, facets)
    return found


def judge_facet(facet: Facet, case: Case, facets: Facets) -> FacetLevel:
    """One facet: what this model shows, then the catalog row, the base, and the strictest of its license mentions."""
    if facet.applies_if is not None:
        applies = evaluate(facet.applies_if, case)
        if applies.value is False:
            return _result(facet, Ends(0, 0, (_words(applies.reasons) or "not applicable",)), applicable=False)
    ends = _own(facet, case)
    if facet.stricter_source:
        for other in case.license.against:
            ends = _stricter(facet, case, ends, other)
    ends = _with_row(facet, case, ends, facets)
    ends = _with_base(facet, case, ends)
    if facet.capped_by_base:
        ends = _capped(facet, case, ends)
    return _result(facet, ends)


def _own(facet: Facet, case: Case) -> Ends:
    if case.memo is None or not all(level.when is None or level.when.local for level in facet.level):
        return _shown(facet, case)
    memo = case.memo if any(level.when and level.when.on_terms for level in facet.level) else case.memo.unread
    key = ("own", facet.id)
    if key not in memo:
        memo[key] = _shown(facet, case)
    found: Ends = memo[key]
    return found


def _shown(facet: Facet, case: Case) -> Ends:
    """What this model shows by itself."""
    if facet.closed_if is not None:
        closed = evaluate(facet.closed_if, case)
        if closed.value:
            return _with_reasons(Ends(0, 0, ("withheld by its own words",)), closed.reasons)
    low, high, hindered, open_end, reached = 0, 0, Answer(True), Answer(True), Answer(True)
    for level in facet.level[1:]:
        assert level.when is not None
        answer = evaluate(level.when, case)
        if answer.value is False:
            hindered = answer
            break
        if answer.value is None:
            open_end = answer if open_end.value else open_end
        elif low == level.level - 1:
            low, reached = level.level, answer
        high = level.level
    texts = [level.text for level in facet.level]
    ends = Ends(low, high, (texts[low] if low == high else f"{texts[low]}; at most: {texts[high]}",))
    # The reader asks why not more; at the top, what proves it.
    decided = (*open_end.reasons, *hindered.reasons) or reached.reasons
    if not hindered.reasons and not open_end.reasons:
        return _with_reasons(ends, reached.reasons)
    return _with_reasons(ends, decided)


def _with_reasons(ends: Ends, reasons: tuple[Reason, ...]) -> Ends:
    reasons = _ranked(reasons)
    shown = _words(reasons)
    gap = next((reason.gap for reason in reasons if reason.gap is not None), ends.gap)
    return replace(
        ends,
        because=(*ends.because, shown) if shown else ends.because,
        rules=tuple(dict.fromkeys((*ends.rules, *(reason.id for reason in reasons)))),
        evidence=tuple(dict.fromkeys((*ends.evidence, *(place for reason in reasons for place in reason.evidence))))[
            :_SHOWN
        ],
        gap=gap if ends.low < ends.high else None,
    )


def _ranked(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """What is there first, then what is not known, then what is not there; else in the order written."""
    return tuple(sorted(reasons, key=lambda reason: _RANK[reason.verdict]))


def _words(reasons: tuple[Reason, ...]) -> str:
    """What decided, in words: clauses that are there first, each once."""
    texts = [reason.id if reason.text == "found" else f"{reason.id} ({reason.text})" for reason in _ranked(reasons)]
    unique = list(dict.fromkeys(texts))
    more = f" and {len(unique) - _SHOWN} more" if len(unique) > _SHOWN else ""
    return ", ".join(unique[:_SHOWN]) + more


def _stricter(facet: Facet, case: Case, ends: Ends, other: LicenseSource) -> Ends:
    """The lower level of two mentions that disagree: the other one is judged by its known terms."""
    record = case.known.by_id(other.license) if other.license else None
    if record is None or (not record.complete and not record.approved):
        return ends
    findings = findings_under(record, case.findings)
    license = replace(case.license, concluded=record.id, how=other.how, candidates=())
    against = _own(facet, replace(case, findings=findings, license=license))
    if (against.low, against.high) >= (ends.low, ends.high):
        return ends
    words = f"the stricter of two mentions: {other.how} {other.stated!r}"
    return replace(
        against, low=min(ends.low, against.low), high=min(ends.high, against.high), because=(*against.because, words)
    )


def _with_row(facet: Facet, case: Case, ends: Ends, facets: Facets) -> Ends:
    """The catalog row narrows what live evidence leaves open; where the two disagree the live evidence stands."""
    row = row_level(facet, case, facets)
    if row is None or ends.low == ends.high:
        return ends
    low, high, words = row
    if high < ends.low or low > ends.high:
        return ends
    low, high = max(low, ends.low), min(high, ends.high)
    if (low, high) == (ends.low, ends.high):
        return ends
    return replace(ends, low=low, high=high, because=(words,), rules=(), gap=ends.gap if low < high else None)


def _with_base(facet: Facet, case: Case, ends: Ends) -> Ends:
    if not facet.from_base or case.has_base is False:
        return ends
    if case.has_base is None:
        # Nobody knows whether there is a base whose level would count.
        return ends
    if "*" not in facet.from_base and not set(facet.from_base) & set(case.relations):
        return ends
    levels = [base.facets[facet.inherits or facet.id] for base in case.bases if base.facets]
    levels = [level for level in levels if level.applicable]
    if not levels:
        if facet.inherits:
            return Ends(0, 4, ("nothing is known of the base",), ("base",))
        return replace(ends, high=4, because=(*ends.because, "nothing is known of the base"))
    level = min(levels, key=lambda level: (level.low, level.high))
    words = f"from the base {case.bases[levels.index(level)].snapshot.id}: {level.because}"
    low, high = min(level.low, facet.pointed), level.high
    if facet.inherits:
        return Ends(low, high, (words,), level.rules, level.evidence, level.gap)
    if high <= ends.low:
        return ends
    return Ends(max(ends.low, low), max(ends.high, high), (words,), level.rules, level.evidence, level.gap)


def _capped(facet: Facet, case: Case, ends: Ends) -> Ends:
    """The terms of a base bind its derivatives: no level above the base's, as far as that is known."""
    for base in case.bases:
        level = base.facets.get(facet.id)
        if level is None or not level.applicable or level.high >= 4 or (level.low, level.high) >= (ends.low, ends.high):
            continue
        words = f"capped by the terms of the base {base.snapshot.id}: {level.because}"
        ends = Ends(
            min(ends.low, level.low), min(ends.high, level.high), (words,), level.rules, level.evidence, ends.gap
        )
    return ends


def _result(facet: Facet, ends: Ends, applicable: bool = True) -> FacetLevel:
    return FacetLevel(
        id=facet.id,
        axis=facet.axis,
        weight=facet.weight,
        low=ends.low,
        high=ends.high,
        because="; ".join(text for text in ends.because if text),
        applicable=applicable,
        rules=ends.rules,
        evidence=ends.evidence,
        gap=ends.gap,
    )
