"""`--explain`: every number of a report with what it rests on, so that a reader can redo it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote as percent_encode

from auditor.nouns import AuditReport, Disclosure, DisclosureFinding, Evidence, FacetLevel, Finding, Interval, Verdict
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.framework import framework_lines
from auditor.render.grid import grid
from auditor.render.results import AuditResult
from auditor.render.table import block, hindrance_words
from auditor.render.terminal import fit, printable, wrap

#: A quote longer than this is cut in the middle of its reading, never in machine formats.
QUOTE_COLUMNS = 400


def render_audit(result: AuditResult, canvas: Canvas) -> Iterator[str]:
    """The table of each model, then its arithmetic, findings, disclosures, flags, frameworks and gaps."""
    for number, report in enumerate(result.reports):
        yield "\n" * bool(number) + "\n".join(_explained(report, canvas)) + "\n"


def _explained(report: AuditReport, canvas: Canvas) -> list[str]:
    lines = block(report, canvas)
    for title, part in (
        ("How the axes come about", _arithmetic(report, canvas)),
        ("How the class comes about", _class_steps(report, canvas)),
        ("The license", _license(report, canvas)),
        ("Findings in terms and metadata", _findings(report, canvas)),
        ("Disclosures of the card", _disclosures(report, canvas)),
        ("Flags", _flags(report, canvas)),
        ("Frameworks", [line for item in report.frameworks for line in framework_lines(item, canvas)]),
        ("Not read", [f"  {words.gap_words(gap)}" for gap in report.gaps]),
        ("Facts of the catalog", _facts(report, canvas)),
        ("Sources differ", _conflicts(report, canvas)),
    ):
        if part:
            lines += ["", canvas.style("bold", title), *part]
    return lines


def _arithmetic(report: AuditReport, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for axis, interval in (("permission", report.permission), ("transparency", report.transparency)):
        facets = [facet for facet in report.facets if facet.axis == axis]
        lines += _axis_sum(axis, facets, interval, canvas)
    return lines + _coverage_sum(report)


def _axis_sum(axis: str, facets: list[FacetLevel], interval: Interval, canvas: Canvas) -> list[str]:
    rows = [
        [
            f"  {facet.id}",
            words.levels(facet),
            f"× {facet.weight}",
            _product(facet),
            fit(printable(facet.because), _room(canvas)),
        ]
        for facet in facets
    ]
    counted = [facet for facet in facets if facet.applicable]
    weight = sum(facet.weight for facet in counted)
    low = sum(facet.weight * facet.low for facet in counted)
    high = sum(facet.weight * facet.high for facet in counted)
    sums = words.span(f"{low}", f"{high}")
    result = words.span(f"{interval.low:.1f}", f"{interval.high:.1f}")
    return [*grid(rows), f"  {axis} = 100 × {sums} ÷ (4 × {weight}) = {result}", ""]


def _room(canvas: Canvas) -> int:
    return max(canvas.width - 44, 20)


def _product(facet: FacetLevel) -> str:
    if not facet.applicable:
        return "-"
    return "= " + words.span(str(facet.weight * facet.low), str(facet.weight * facet.high))


def _coverage_sum(report: AuditReport) -> list[str]:
    counted = [facet for facet in report.facets if facet.applicable]
    known = sum(facet.weight for facet in counted if facet.low == facet.high)
    weight = sum(facet.weight for facet in counted)
    return [f"  coverage = 100 × {known} (weight of facets with both ends equal) ÷ {weight} = {report.coverage:.1f}"]


def _class_steps(report: AuditReport, canvas: Canvas) -> list[str]:
    level = report.class_level
    lines = [f"  class {words.class_text(report)}: {level.name}"]
    for item in level.why_not_higher:
        lines += wrap(f"not class {level.level + 1}: {hindrance_words(item)}", canvas.width, "  ")
        if item.evidence:
            lines += _evidence(item.evidence, report, canvas)
    return lines


def _license(report: AuditReport, canvas: Canvas) -> list[str]:
    license = report.license
    lines = [f"  concluded: {printable(license.concluded or 'none')} (by {license.how or 'nothing'})"]
    for source in license.sources:
        known = printable(source.license or "no known license")
        stated = f"{source.how}: {printable(source.stated)} → {known} [{source.grade}]"
        lines += wrap(stated, canvas.width, "  ")
        if source.evidence:
            lines += _evidence(source.evidence, report, canvas)
    for reading in license.documents:
        role = "operative" if reading.path in license.operative else "not operative"
        lines += wrap(f"{printable(reading.path)}: {role}, sha256 {reading.sha256}", canvas.width, "  ")
    for item in report.components:
        lines.append(f"  {item.component}: {printable(item.license)} [{item.grade}]")
    return lines


def _findings(report: AuditReport, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for finding in report.findings:
        if finding.verdict is Verdict.FOUND:
            lines += _finding(finding, report, canvas)
    unknown = [item.rule for item in report.findings if item.verdict is Verdict.UNKNOWN]
    absent = [item.rule for item in report.findings if item.verdict is Verdict.ABSENT]
    for label, rules in (("unknown", unknown), ("absent", absent)):
        if rules:
            lines += wrap(f"{label}: {' '.join(rules)}", canvas.width, "  ")
    return lines


def _finding(finding: Finding, report: AuditReport, canvas: Canvas) -> list[str]:
    value = words.value_of(finding)
    about = f"{finding.basis}, {finding.grade}, confidence {finding.confidence:.2f}"
    scope = f", about the {finding.scope}" if finding.scope else ""
    head = f"  {finding.rule}" + (f": {value}" if value else "") + f" [{about}{scope}]"
    lines = wrap(head, canvas.width, "  ")
    for evidence in finding.evidence:
        lines += _evidence(evidence, report, canvas)
    return lines


def _disclosures(report: AuditReport, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    silent: dict[Disclosure, list[str]] = {Disclosure.UNSTATED: [], Disclosure.UNKNOWN: []}
    for finding in report.disclosures:
        if finding.verdict in silent:
            silent[finding.verdict].append(finding.rule)
        else:
            lines += _disclosure(finding, report, canvas)
    for verdict, rules in silent.items():
        if rules:
            lines += wrap(f"{verdict}: {' '.join(rules)}", canvas.width, "  ")
    return lines


def _disclosure(finding: DisclosureFinding, report: AuditReport, canvas: Canvas) -> list[str]:
    lines = [f"  {finding.rule}: {finding.verdict} [{finding.grade}, confidence {finding.confidence:.2f}]"]
    for evidence in finding.evidence[:3]:
        lines += _evidence(evidence, report, canvas)
    return lines


def _evidence(evidence: Evidence, report: AuditReport, canvas: Canvas) -> list[str]:
    where = words.place(evidence)
    if evidence.phrasing:
        where += f"  matched {printable(evidence.phrasing)} ({evidence.similarity:.0f})"
    lines = wrap(where, canvas.width, "    ")
    lines += wrap(f"“{fit(printable(evidence.quote), QUOTE_COLUMNS)}”", canvas.width, "      ")
    link = link_to(report, evidence)
    return [*lines, f"      {canvas.style('dim', link)}"] if link else lines


def link_to(report: AuditReport, evidence: Evidence) -> str:
    """The address of a quote at the audited commit, or "" where the text is no file of a repository on a Hub."""
    if not report.commit or not report.endpoint or evidence.document not in dict(report.sha256_by_path):
        return ""
    path = percent_encode(evidence.document)
    return f"{report.endpoint.rstrip('/')}/{percent_encode(report.id)}/blob/{report.commit}/{path}#L{evidence.line}"


def _flags(report: AuditReport, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for flag in report.flags:
        lines.append(f"  {flag.id} [{flag.severity}]")
        for text, side in ((flag.left_text, flag.left), (flag.right_text, flag.right)):
            lines += wrap(printable(text), canvas.width, "    ")
            for evidence in side:
                lines += _evidence(evidence, report, canvas)
    return lines


def _facts(report: AuditReport, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for name, value, source in report.facts:
        text = f"{printable(name)}: {printable(value)}" + (f" ({printable(source)})" if source else "")
        lines += wrap(text, canvas.width, "  ")
    return lines


def _conflicts(report: AuditReport, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for name, ours, ours_source, other, other_source in report.conflicts:
        lines.append(f"  {printable(name)}")
        for side, source in ((ours, ours_source), (other, other_source)):
            lines += wrap(f"{printable(side)} ({printable(source) or 'source not kept'})", canvas.width, "    ")
    return lines
