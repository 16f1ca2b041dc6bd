"""Markdown: the answer as a comment or a page. Outside text is escaped, so that no card can write the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditor.nouns import AuditReport, DocumentReading, Evidence, Verdict
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.explain import link_to
from auditor.render.license_table import change_words, identity_words
from auditor.render.results import AuditResult, LicenseResult
from auditor.render.table import deciding, hindrance_words
from auditor.render.terminal import fit, printable

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$@:])")
QUOTE_COLUMNS = 160


def escape(text: str) -> str:
    """Outside text as Markdown that shows it and does nothing else: no link, image, HTML, mention or table cell."""
    return _SIGNS.sub(r"\\\1", printable(text))


def code(text: str) -> str:
    """Text as inline code."""
    shown = printable(text).replace("`", "'").replace("|", "\\|")
    return f"`{shown}`" if shown else ""


def render_audit(result: AuditResult, canvas: Canvas) -> Iterator[str]:
    """An overview of all models, then a section each."""
    yield _text(["# How open, actually?", "", *_overview(result.reports)])
    for report in result.reports:
        yield _text(["", *_section(report), *_use(report, result)])
    if result.failures:
        yield _text(["", "## Not answered", ""])
        for failure in result.failures:
            yield _text([f"- {code(failure.model)}: {escape(failure.message)}. {escape(failure.hint)}"])


def _use(report: AuditReport, result: AuditResult) -> list[str]:
    """The answer to "may I?" as a list, where a profile was given."""
    if result.may_use is None:
        return []
    verdict = result.may_use(report)
    lines = ["", f"**May I?** {verdict.answer}", ""]
    for reason in verdict.reasons:
        lines.append(f"- because {code(reason.rule)}: {escape(reason.because)}{_use_place(reason.evidence)}")
    for duty in verdict.duties:
        lines.append(f"- to do: {escape(duty.because)} ({code(duty.rule)}{_use_place(duty.evidence)})")
    return lines


def _use_place(evidence: Sequence[Evidence]) -> str:
    return f", {escape(words.place(evidence[0]))}" if evidence else ""


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _overview(reports: Iterable[AuditReport]) -> list[str]:
    rows = [
        [
            code(report.id),
            f"{words.class_text(report)}, {report.class_level.name}",
            words.points(report.permission),
            words.points(report.transparency),
            f"{report.coverage:.0f} %",
            ", ".join(code(flag.id) for flag in report.flags),
        ]
        for report in reports
    ]
    return _table(["Model", "Class", "Permission", "Transparency", "Coverage", "Flags"], rows)


def _section(report: AuditReport) -> list[str]:
    license = report.license
    lines = [f"## {code(report.id)}", ""]
    lines += [
        f"- Read from: {escape(words.source_words(report))}"
        + (f", commit {code(report.commit)}" if report.commit else "")
    ]
    lines += [f"- License: {code(license.concluded or 'none concluded')}, declared {code(license.declared or 'none')}"]
    if report.claim:
        lines.append(f"- The card says: {escape(report.claim)}")
    lines += [
        f"- Not class {report.class_level.level + 1}: {escape(hindrance_words(item))}"
        for item in report.class_level.why_not_higher
    ]
    lines += [f"- {escape(item.title)}: {escape(item.summary or item.result)}" for item in report.frameworks]
    lines += [f"- Not read: {escape(words.gap_words(gap))}" for gap in report.gaps]
    return [*lines, *_clauses(report), *_disclosures(report)]


def _clauses(report: AuditReport) -> list[str]:
    rows = []
    for finding in deciding(report):
        first = finding.evidence[0] if finding.evidence else None
        where = escape(words.place(first)) if first else escape(str(finding.basis))
        link = link_to(report, first) if first else ""
        quote = escape(fit(printable(first.quote), QUOTE_COLUMNS)) if first else ""
        rows.append(
            [code(finding.rule), escape(words.value_of(finding)), f"[{where}]({link})" if link else where, quote]
        )
    return ["", *_table(["Clause", "Value", "Where", "Quote"], rows)] if rows else []


def _disclosures(report: AuditReport) -> list[str]:
    rows = [[code(item.rule), str(item.verdict), escape(words.places(item.evidence, 1))] for item in report.disclosures]
    return ["", *_table(["Disclosure", "Verdict", "Where"], rows)] if rows else []


def render_license(result: LicenseResult, canvas: Canvas) -> str:
    """A section for each text."""
    absent = dict(result.absent)
    parts = [_license_section(reading, absent.get(reading.path, ())) for reading in result.readings]
    return "\n".join(line for part in parts for line in [*part, ""])


def _license_section(reading: DocumentReading, absent: tuple[str, ...]) -> list[str]:
    lines = [f"## {code(reading.path)}", ""]
    if reading.gap:
        return [*lines, f"Not read: {escape(words.gap_words(reading.gap))}"]
    lines += [escape(identity_words(reading)), ""]
    lines += [f"- {escape(change_words(change))}" for change in reading.identity.changes]
    rows = []
    for finding in reading.findings:
        if finding.verdict is Verdict.FOUND and finding.evidence:
            first = finding.evidence[0]
            quote = escape(fit(printable(first.quote), QUOTE_COLUMNS))
            rows.append([code(finding.rule), escape(words.value_of(finding)), str(first.line), quote])
    lines += _table(["Clause", "Value", "Line", "Quote"], rows) if rows else ["No known clause was found."]
    return [*lines, "", f"Absent: {' '.join(code(rule) for rule in absent)}"] if absent else lines


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    head = [f"| {' | '.join(headers)} |", f"|{'---|' * len(headers)}"]
    return head + [f"| {' | '.join(cells)} |" for cells in rows]
