"""JSON, version 1: published, so it is built key by key here and no rename among the records can change it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult, LicenseResult

SCHEMA_VERSION = 1


def render_audit(result: AuditResult, canvas: Canvas) -> Iterator[str]:
    """The reports as one JSON document (schemas/audit-1.json), piece by piece: a long run is never in memory whole."""
    tool = {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256}
    errors = [{"model": failure.model, "message": failure.message, "hint": failure.hint} for failure in result.failures]
    yield f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "tool": {_inner(tool, 2)},\n  "reports": ['
    for number, report in enumerate(result.reports):
        yield f"{',' if number else ''}\n    {_inner(_with_use(report, result), 4)}"
    end = "\n  ]" if result.reports else "]"
    yield f'{end},\n  "errors": {_inner(errors, 2)}\n}}\n'


def _with_use(report: AuditReport, result: AuditResult) -> dict[str, Any]:
    """A report, with the answer to "may I?" where a profile was given."""
    document = report_json(report)
    if result.may_use is not None:
        document["use"] = use_json(result.may_use(report))
    return document


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


def render_license(result: LicenseResult, canvas: Canvas) -> list[str]:
    """The readings of license texts as one JSON document (schemas/license-1.json), in pieces.

    Each is written as it comes, while other processes read on; all are there before the first is given, so that nothing
    half done is shown.
    """
    absent = dict(result.absent)
    pieces = [f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "documents": [']
    for reading in result.readings:
        document = _reading(reading)
        document["findings"] += [_absent(rule) for rule in absent.get(reading.path, ())]
        pieces.append(f"{',' if len(pieces) > 1 else ''}\n    {_inner(document, 4)}")
    pieces.append("\n  ]\n}\n" if len(pieces) > 1 else "]\n}\n")
    return pieces


def _dump(value: object) -> str:
    return _inner(value, 0) + "\n"


def _inner(value: object, indent: int) -> str:
    """JSON of a value that stands `indent` columns inside a document. No text of it holds a raw line feed."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return text.replace("\n", "\n" + " " * indent) if indent else text


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
            {**_reading(reading), "operative": reading.path in license.operative} for reading in license.documents
        ],
    }


def _reading(reading: DocumentReading) -> dict[str, Any]:
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


def _absent(rule: str) -> dict[str, Any]:
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
