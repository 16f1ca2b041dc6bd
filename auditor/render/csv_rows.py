"""CSV: one row for each finding, disclosure and flag. Cells that a spreadsheet would run as a formula are disarmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from auditor.nouns import AuditReport, DocumentReading, Evidence, Finding
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult, LicenseResult

_AXES = ("permission_low", "permission_high", "transparency_low", "transparency_high")
_MODEL_COLUMNS = ("model", "commit", "class_low", "class_high", *_AXES, "coverage", "license")
_FINDING_COLUMNS = ("kind", "rule", "verdict", "value", "basis", "grade", "document", "line", "quote")
AUDIT_COLUMNS = (*_MODEL_COLUMNS, *_FINDING_COLUMNS)
LICENSE_COLUMNS = ("path", "sha256", "license", "match", "nearest", "rule", "verdict", "value", "line", "quote")
#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_audit(result: AuditResult, canvas: Canvas) -> Iterator[str]:
    """A header and a row for each thing said about each model; a model without any still has its row."""
    yield write_rows(AUDIT_COLUMNS, ())
    for report in result.reports:
        yield _lines(_audit_rows(report))


def _audit_rows(report: AuditReport) -> Iterator[list[str]]:
    head = [
        report.id,
        report.commit or "",
        str(report.class_level.level),
        str(report.class_level.level_high),
        *(f"{value:.1f}" for axis in (report.permission, report.transparency) for value in (axis.low, axis.high)),
        f"{report.coverage:.1f}",
        report.license.concluded or "",
    ]
    yield [*head, "model", "", report.class_level.name, "", "", "", "", "", ""]
    for finding in report.findings:
        about = [finding.rule, str(finding.verdict), _value(finding), str(finding.basis), str(finding.grade)]
        yield [*head, "finding", *about, *_place(finding.evidence)]
    for item in report.disclosures:
        yield [*head, "disclosure", item.rule, str(item.verdict), "", "text", str(item.grade), *_place(item.evidence)]
    for flag in report.flags:
        yield [*head, "flag", flag.id, flag.severity, "", "", "", *_place(flag.left)]


def render_license(result: LicenseResult, canvas: Canvas) -> Iterator[str]:
    """A header and a row for each clause of each text, text by text; a text without any still has its row."""
    absent = dict(result.absent)
    yield _lines([LICENSE_COLUMNS])
    for reading in result.readings:
        yield _lines(_license_rows(reading, absent.get(reading.path, ())))


def _license_rows(reading: DocumentReading, absent: Sequence[str]) -> Iterator[list[str]]:
    nearest = reading.identity.nearest.id if reading.identity.nearest else ""
    head = [reading.path, reading.sha256, reading.identity.id or "", str(reading.identity.match), nearest]
    yield [*head, "", str(reading.gap.reason) if reading.gap else "read", "", "", ""]
    for finding in reading.findings:
        yield [*head, finding.rule, str(finding.verdict), _value(finding), *_place(finding.evidence)[1:]]
    for rule in absent:
        yield [*head, rule, "absent", "", "", ""]


def _value(finding: Finding) -> str:
    quantity = finding.quantity
    if quantity is None:
        return finding.value
    return " ".join([f"{quantity.number:.0f}", quantity.unit, *([f"per {quantity.period}"] if quantity.period else [])])


def _place(evidence: Sequence[Evidence]) -> list[str]:
    return [evidence[0].document, str(evidence[0].line), evidence[0].quote] if evidence else ["", "", ""]


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A header and rows as CSV."""
    return _lines([columns]) + _lines(rows)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([_disarmed(cell) for cell in row])
    return out.getvalue()


def _disarmed(cell: str) -> str:
    text = cell.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return "'" + text if text.startswith(_FORMULA) else text
