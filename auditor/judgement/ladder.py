"""The class ladder, the two axes and the coverage: sums that add up by hand from the facets."""

from __future__ import annotations

from auditor.catalog.conditions import Condition
from auditor.catalog.facets import ClassStep, Facets
from auditor.judgement.case import Case
from auditor.judgement.conditions import evaluate
from auditor.judgement.reasons import Answer, Reason
from auditor.nouns import ClassLevel, FacetLevel, Hindrance, Interval, Verdict

#: The facet that says whether the model can be had at all.
_AVAILABILITY = "access.end"
UNKNOWN_NAME = "availability unknown"
#: The level of `access.end` from which on there are weights.
_WEIGHTS = 2


def axis(levels: tuple[FacetLevel, ...], name: str) -> Interval:
    """100 · Σ weight·level ÷ Σ 4·weight over the applicable facets of an axis, at both ends, with one decimal."""
    own = [level for level in levels if level.axis == name and level.applicable]
    whole = sum(4 * level.weight for level in own)
    if not whole:
        return Interval(low=0.0, high=0.0)
    low, high = sum(level.weight * level.low for level in own), sum(level.weight * level.high for level in own)
    return Interval(low=_tenth(low, whole), high=_tenth(high, whole))


def coverage(levels: tuple[FacetLevel, ...]) -> float:
    """The weight of the facets whose ends are equal, in percent of the weight of all applicable facets."""
    own = [level for level in levels if level.applicable]
    whole = sum(level.weight for level in own)
    return _tenth(sum(level.weight for level in own if level.low == level.high), whole) if whole else 0.0


def _tenth(part: int, whole: int) -> float:
    """A percentage with one decimal, halves away from zero, in whole numbers: it can be redone by hand."""
    return (2000 * part + whole) // (2 * whole) / 10


def judge_class(facets: Facets, case: Case) -> ClassLevel:
    """The highest class whose condition and all lower ones hold, at both ends, and what bars the next one."""
    low, high, barred = 0, 0, None
    for step in facets.step[1:]:
        assert step.when is not None
        answer = evaluate(step.when, case)
        if answer.value is not True and barred is None:
            barred = step
        if answer.value is False:
            break
        if barred is None:
            low = step.level
        high = step.level
    level = case.facets.get(_AVAILABILITY)
    # From nothing at all to weights that can be had: then nothing is known, however the gate may be.
    known = level is None or level.low > 0 or level.high < _WEIGHTS
    return ClassLevel(
        level=low if known else 0,
        level_high=high,
        name=facets.step[low].name if known else UNKNOWN_NAME,
        why_not_higher=_hindrances(barred, case) if barred else (),
        available_known=known,
    )


def _hindrances(step: ClassStep, case: Case) -> tuple[Hindrance, ...]:
    """Every part of the next class's condition that does not hold, with what decided the facet it asks for."""
    found: list[Hindrance] = []
    assert step.when is not None
    for part in step.when.all or (step.when,):
        answer = evaluate(part, case)
        if answer.value is not True:
            found.extend(_hindrance(part, answer, case))
    return tuple(dict.fromkeys(found))


def _hindrance(part: Condition, answer: Answer, case: Case) -> list[Hindrance]:
    level = case.facets.get(part.facet or "")
    if level is None or not isinstance(part.at_least, float):
        return [_from_reason(reason, reason.id, "") for reason in answer.reasons]
    ends = f"{level.low}" if level.low == level.high else f"{level.low}-{level.high}"
    because = Verdict.UNKNOWN if level.high >= part.at_least else _state(level, case)
    return [
        Hindrance(
            condition=f"{level.id} {ends} < {part.at_least:.0f}",
            facet=level.id,
            because=because,
            rule=level.rules[0] if level.rules else "",
            evidence=level.evidence[0] if level.evidence else None,
            gap=level.gap,
        )
    ]


def _state(level: FacetLevel, case: Case) -> Verdict:
    """Whether what holds a level down is a thing that was found (a clause that bars) or a thing that is not there."""
    finding = case.findings.get(level.rules[0]) if level.rules else None
    return finding.verdict if finding is not None else Verdict.ABSENT


def _from_reason(reason: Reason, condition: str, facet: str) -> Hindrance:
    return Hindrance(
        condition=f"{condition}: {reason.text}",
        facet=facet,
        because=reason.verdict,
        rule=reason.id,
        evidence=reason.evidence[0] if reason.evidence else None,
        gap=reason.gap,
    )
