"""JSON, version 1, of audits and license texts: documents that are written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.nouns import AuditReport
from auditor.render.canvas import Canvas
from auditor.render.json_text import json_inset
from auditor.render.record_json import absent_json, reading_json, report_json, use_json
from auditor.render.results import AuditResult, LicenseResult

SCHEMA_VERSION = 1


def render_audit(result: AuditResult, canvas: Canvas) -> Iterator[str]:
    """The reports as one JSON document (schemas/audit-1.json), piece by piece: a long run is never in memory whole."""
    tool = {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256}
    errors = [{"model": failure.model, "message": failure.message, "hint": failure.hint} for failure in result.failures]
    yield f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "tool": {json_inset(tool, 2)},\n  "reports": ['
    for number, report in enumerate(result.reports):
        yield f"{',' if number else ''}\n    {json_inset(_with_use(report, result), 4)}"
    end = "\n  ]" if result.reports else "]"
    yield f'{end},\n  "errors": {json_inset(errors, 2)}\n}}\n'


def _with_use(report: AuditReport, result: AuditResult) -> dict[str, Any]:
    """A report, with the answer to "may I?" where a profile was given."""
    document = report_json(report)
    if result.may_use is not None:
        document["use"] = use_json(result.may_use(report))
    return document


def render_license(result: LicenseResult, canvas: Canvas) -> Iterator[str]:
    """The readings of license texts as one JSON document (schemas/license-1.json), in pieces, each as it comes."""
    absent = dict(result.absent)
    yield f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "documents": ['
    end = "]\n}\n"
    for number, reading in enumerate(result.readings):
        document = reading_json(reading)
        document["findings"] += [absent_json(rule) for rule in absent.get(reading.path, ())]
        yield f"{',' if number else ''}\n    {json_inset(document, 4)}"
        end = "\n  ]\n}\n"
    yield end
