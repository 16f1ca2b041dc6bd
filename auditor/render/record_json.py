"""The records of a report as version 1 documents write them.

Published, so built key by key here: no rename among the records can change a document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.judgement.use import UseReason, UseVerdict
from auditor.nouns import (
    AuditReport,
    ClassLevel,
    Criterion,
    DisclosureFinding,
    DocumentReading,
    Evidence,
    FacetLevel,
    Finding,
    Flag,
    FrameworkResult,
    Gap,
    Hindrance,
    Identity,
    Interval,
    LicenseConclusion,
    Match,
    Quantity,
)


def report_json(report: AuditReport) -> dict[str, Any]:
    """A report as version 1 documents write it."""
    return {
        "model": {
            "id": report.id,
            "requested": report.requested,
            "revision": report.revision,
            "commit": report.commit,
            "source": report.source,
            "gated": report.gated,
            "claim": report.claim,
        },
        "license": _conclusion(report.license),
        "components": [
            {"component": str(item.component), "license": item.license, "grade": str(item.grade)}
            for item in report.components
        ],
        "class": _class(report.class_level),
        "permission": _interval(report.permission),
        "transparency": _interval(report.transparency),
        "coverage": round(report.coverage, 1),
        "facets": [_facet(facet) for facet in report.facets],
        "findings": [_finding(finding) for finding in report.findings],
        "disclosures": [_disclosure(finding) for finding in report.disclosures],
        "flags": [_flag(flag) for flag in report.flags],
        "frameworks": {framework.name: _framework(framework) for framework in report.frameworks},
        "gaps": [_gap(gap) for gap in report.gaps],
        "facts": [{"field": name, "value": value, "source": source} for name, value, source in report.facts],
        "conflicts": [
            {"field": name, "ours": ours, "ours_source": ours_source, "other": other, "other_source": other_source}
            for name, ours, ours_source, other, other_source in report.conflicts
        ],
    }


def _conclusion(license: LicenseConclusion) -> dict[str, Any]:
    return {
        "declared": license.declared,
        "concluded": license.concluded,
        "how": license.how,
        "candidates": list(license.candidates),
        "sources": [
            {
                "how": source.how,
                "license": source.license,
                "stated": source.stated,
                "grade": str(source.grade),
                "evidence": evidence_json(source.evidence) if source.evidence else None,
            }
            for source in license.sources
        ],
        "documents": [
            {**reading_json(reading), "operative": reading.path in license.operative} for reading in license.documents
        ],
    }


def reading_json(reading: DocumentReading) -> dict[str, Any]:
    """What one license, policy or notice text says."""
    return {
        "path": reading.path,
        "sha256": reading.sha256,
        "kind": str(reading.kind),
        "scope": _text(reading.scope),
        "license": _identity(reading.identity),
        "parts": [{"start": part.start, "end": part.end, "license": part.license} for part in reading.identity.parts],
        "findings": [_finding(finding) for finding in reading.findings],
        "gap": _gap(reading.gap) if reading.gap else None,
    }


def _identity(identity: Identity) -> dict[str, Any]:
    nearest = identity.nearest
    return {
        "id": identity.id,
        "match": str(identity.match),
        "nearest": {"id": nearest.id, "similarity": round(nearest.similarity, 4)} if nearest else None,
        "changes": [
            {
                "kind": change.kind,
                "start": change.start,
                "end": change.end,
                "line": change.line,
                "words": change.words,
                "quote": change.quote,
                "rules": list(change.rules),
            }
            for change in identity.changes
        ],
        **({"lost": None if identity.lost is None else list(identity.lost)} if identity.match is Match.ALTERED else {}),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "verdict": str(finding.verdict),
        "basis": str(finding.basis),
        "grade": str(finding.grade),
        "confidence": round(finding.confidence, 3),
        "force": finding.force,
        "scope": _text(finding.scope),
        "value": finding.value,
        "values": [
            {"kind": value.kind, "text": value.text, "quantity": _quantity(value.quantity)} for value in finding.values
        ],
        "quantity": _quantity(finding.quantity),
        "gap": _gap(finding.gap) if finding.gap else None,
        "evidence": _all_evidence(finding.evidence),
    }


def absent_json(rule: str) -> dict[str, Any]:
    """The finding of a rule that was looked for in a text and is not there."""
    return {
        "rule": rule,
        "verdict": "absent",
        "basis": "text",
        "grade": "verified",
        "confidence": 1.0,
        "force": None,
        "scope": None,
        "value": "",
        "values": [],
        "quantity": None,
        "gap": None,
        "evidence": [],
    }


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    number = int(quantity.number) if float(quantity.number).is_integer() else quantity.number
    return {"number": number, "unit": quantity.unit, "period": quantity.period}


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """A place with its quote, as every version 1 document writes it."""
    return {
        "document": evidence.document,
        "start": evidence.start,
        "end": evidence.end,
        "line": evidence.line,
        "quote": evidence.quote,
        "phrasing": evidence.phrasing,
        "similarity": round(evidence.similarity, 1),
    }


def _all_evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [evidence_json(item) for item in evidence]


def _gap(gap: Gap) -> dict[str, Any]:
    return {"document": gap.document, "reason": str(gap.reason), "detail": gap.detail}


def _class(level: ClassLevel) -> dict[str, Any]:
    return {
        "level": level.level,
        "level_high": level.level_high,
        "name": level.name,
        "why_not_higher": [_hindrance(item) for item in level.why_not_higher],
    }


def _hindrance(item: Hindrance) -> dict[str, Any]:
    return {
        "condition": item.condition,
        "facet": item.facet,
        "because": str(item.because),
        "rule": item.rule or None,
        "evidence": evidence_json(item.evidence) if item.evidence else None,
        "gap": _gap(item.gap) if item.gap else None,
    }


def _interval(interval: Interval) -> dict[str, float]:
    return {"low": round(interval.low, 1), "high": round(interval.high, 1)}


def _facet(facet: FacetLevel) -> dict[str, Any]:
    return {
        "id": facet.id,
        "axis": facet.axis,
        "weight": facet.weight,
        "applicable": facet.applicable,
        "level_low": facet.low if facet.applicable else None,
        "level_high": facet.high if facet.applicable else None,
        "because": facet.because,
        "rules": list(facet.rules),
        "evidence": _all_evidence(facet.evidence),
        "gap": _gap(facet.gap) if facet.gap else None,
    }


def _disclosure(finding: DisclosureFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "verdict": str(finding.verdict),
        "grade": str(finding.grade),
        "confidence": round(finding.confidence, 3),
        "signals": list(finding.signals),
        "links": list(finding.links),
        "quantity": _quantity(finding.quantity),
        "evidence": _all_evidence(finding.evidence),
        "gap": _gap(finding.gap) if finding.gap else None,
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "id": flag.id,
        "severity": flag.severity,
        "left": _side(flag.left_text, flag.left),
        "right": _side(flag.right_text, flag.right),
    }


def _side(text: str, evidence: Iterable[Evidence]) -> dict[str, Any]:
    return {"text": text, "evidence": _all_evidence(evidence)}


def _framework(framework: FrameworkResult) -> dict[str, Any]:
    return {
        "title": framework.title,
        "version": framework.version,
        "result": framework.result,
        "score": framework.score,
        "summary": framework.summary,
        "criteria": [_criterion(criterion) for criterion in framework.criteria],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "element": criterion.element,
        "question": criterion.question,
        "result": criterion.result,
        "ref": criterion.ref,
        "because": criterion.because,
        "evidence": _all_evidence(criterion.evidence),
        "gap": _gap(criterion.gap) if criterion.gap else None,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def use_json(verdict: UseVerdict) -> dict[str, Any]:
    """The answer to "may I?" with the clauses that decide it and the duties."""
    return {
        "answer": str(verdict.answer),
        "reasons": [_reason_json(reason) for reason in verdict.reasons],
        "duties": [_reason_json(duty) for duty in verdict.duties],
    }


def _reason_json(reason: UseReason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "answer": str(reason.answer),
        "because": reason.because,
        "value": reason.value,
        "evidence": _all_evidence(reason.evidence),
    }
