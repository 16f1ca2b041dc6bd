"""A report made from a lock entry alone: what the terms were when somebody last looked, for a run without a network."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.check.lock import Lock, LockedModel
from auditor.nouns import (
    AuditReport,
    Basis,
    ClassLevel,
    Finding,
    Gap,
    GapReason,
    Grade,
    Interval,
    LicenseConclusion,
    Quantity,
    Verdict,
)

#: The source of such a report. What the lock does not hold is unknown, never absent.
LOCK = "lock"
_QUANTITY = re.compile(r"([\d,.]+) ([A-Za-z]+)(?:.*\b(month|year|day)\b)?")


def from_lock(
    lock: Lock | None, missing: Sequence[str], reports: Sequence[AuditReport]
) -> tuple[tuple[AuditReport, ...], tuple[AuditReport, ...]]:
    """(reports that were read, reports made from the lock) of an offline run.

    The lock answers for the models `missing` and for those of which only the catalog knows, if it holds them.
    """
    entries = {entry.id.casefold(): entry for entry in lock.model} if lock is not None else {}
    weak = [report.id for report in reports if report.source == "catalog"]
    answered = {name.casefold() for name in (*weak, *missing)} & entries.keys()
    kept = tuple(report for report in reports if report.id.casefold() not in answered)
    return kept, tuple(report_of(entries[name]) for name in sorted(answered))


def report_of(entry: LockedModel) -> AuditReport:
    """The report that a lock entry amounts to: its class, license and clauses; everything else is unknown."""
    high = 7 if entry.class_high is None else entry.class_high
    return AuditReport(
        id=entry.id,
        requested=entry.id,
        source=LOCK,
        revision=entry.revision or None,
        commit=entry.commit or None,
        endpoint=None,
        gated=None,
        license=LicenseConclusion(declared=None, concluded=entry.license or None, how=None),
        components=(),
        class_level=ClassLevel(level=entry.class_level, level_high=high, name=""),
        permission=Interval(low=0, high=100),
        transparency=Interval(low=0, high=100),
        coverage=0,
        facets=(),
        findings=tuple(_finding(clause) for clause in entry.clauses),
        disclosures=(),
        flags=(),
        frameworks=(),
        gaps=(Gap(document="model", reason=GapReason.OFFLINE, detail="the lock's entry answers"),),
    )


def _finding(clause: str) -> Finding:
    rule, _, value = clause.partition(": ")
    found = _QUANTITY.match(value)
    quantity = None
    if found and found[1].strip(",."):
        number = float(found[1].replace(",", "").rstrip("."))
        quantity = Quantity(number=number, unit=found[2], period=found[3])
    return Finding(
        rule=rule,
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.OBSERVED,
        confidence=1.0,
        value=value,
        quantity=quantity,
    )
