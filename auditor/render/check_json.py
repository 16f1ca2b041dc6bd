"""What `auditor check` found, for machines: JSON version 1 (schemas/check-1.json), GitLab code quality, JUnit."""

from __future__ import annotations

from typing import Any

from auditor.check.lock import TermsChange
from auditor.check.outcome import CheckResult, fingerprint
from auditor.check.waivers import Waived
from auditor.discovery.findings import Reference
from auditor.render.canvas import Canvas
from auditor.render.check import waiver_words
from auditor.render.json_text import json_document
from auditor.render.record_json import evidence_json, report_json
from auditor.render.terminal import printable

SCHEMA_VERSION = 1


def render_json(result: CheckResult, canvas: Canvas) -> str:
    """One JSON document with violations, unknowns, the lock, the reports and the scan."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
        "result": str(result.verdict),
        "violations": [_item(item) for item in result.violations],
        "unknown": [_item(item) for item in result.unknown],
        "baseline": [_item(item) for item in result.known_before],
        "lock": {
            "found": result.locked,
            "answered": list(result.from_lock),
            "changes": [_change(change) for change in result.changes],
        },
        "unused_waivers": [{"model": waiver.model, "rule": waiver.rule} for waiver in result.unused_waivers],
        "unresolved": [_reference(item) for item in result.unresolved],
        "not_read": [{"model": item.model, "message": item.message, "hint": item.hint} for item in result.unread],
        "reports": [report_json(report) for report in result.reports],
    }
    return json_document(document)


def _item(item: Waived) -> dict[str, Any]:
    breach = item.breach
    waiver = item.waiver
    return {
        "model": breach.model,
        "rule": breach.rule,
        "certainty": str(breach.certainty),
        "message": breach.message,
        "fingerprint": fingerprint(breach),
        "references": [_reference(reference) for reference in breach.references],
        "evidence": [evidence_json(evidence) for evidence in breach.evidence],
        "waived": item.holds,
        "waiver": None
        if waiver is None
        else {
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
            "standing": str(item.standing),
        },
    }


def _reference(item: Reference) -> dict[str, Any]:
    return {
        "file": item.file,
        "line": item.line,
        "model": item.model,
        "revision": item.revision,
        "status": str(item.status),
    }


def _change(change: TermsChange) -> dict[str, Any]:
    return {
        "model": change.model,
        "texts": list(change.texts),
        "came": list(change.came),
        "went": list(change.went),
        "license": {"before": change.license_before or None, "now": change.license_now or None},
        "class": {"before": change.class_before, "now": change.class_now},
        "card_terms_changed": change.card_terms_changed,
    }


def render_gitlab(result: CheckResult, canvas: Canvas) -> str:
    """GitLab's code quality report: an entry for each place that uses a model with an open violation or unknown."""
    entries = []
    for severity, items in (("major", result.violations), ("minor", result.unknown)):
        for item in items:
            if item.holds:
                continue
            for reference in item.breach.references or ():
                entries.append(_gitlab(item, reference, severity))
    return json_document(entries)


def _gitlab(item: Waived, reference: Reference, severity: str) -> dict[str, Any]:
    breach = item.breach
    return {
        "description": printable(f"{breach.model}: {breach.message}"),
        "check_name": breach.rule,
        "fingerprint": f"{fingerprint(breach)}-{reference.file}-{reference.line}",
        "severity": severity,
        "location": {"path": reference.file, "lines": {"begin": reference.line}},
    }


def render_junit(result: CheckResult, canvas: Canvas) -> str:
    """JUnit: a test case for each model; violations are failures, unknowns errors, waived ones skipped."""
    from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

    suite = TestSuite("auditor check")
    names = dict.fromkeys(
        [report.id for report in result.reports] + [*result.from_lock] + [item.model for item in result.unread]
    )
    for name in names:
        case = TestCase(_xml(name), classname="models", time=0)
        outcomes: list[Any] = []
        for kind, items in ((Failure, result.violations), (Error, result.unknown)):
            for item in items:
                if item.breach.model != name:
                    continue
                text = f"{item.breach.rule}: {item.breach.message}"
                if item.holds:
                    outcomes.append(Skipped(_xml(f"{text} ({waiver_words(item)})")))
                else:
                    outcomes.append(kind(_xml(text), item.breach.rule))
        case.result = outcomes
        suite.add_testcase(case)
    report = JUnitXml("auditor")
    report.add_testsuite(suite)
    suite.update_statistics()
    report.update_statistics()
    document: bytes = report.tostring()
    return document.decode("utf-8") + "\n"


def _xml(text: str) -> str:
    """Text that XML can hold: control characters shown as escapes."""
    return printable(text)
