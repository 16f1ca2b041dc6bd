"""The attribution file that the obligations of models ask for, each line with the clause that demands it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from auditor.nouns import AuditReport, DocumentKind, Finding, Verdict
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.explain import link_to
from auditor.render.markdown import escape
from auditor.render.results import AuditResult
from auditor.render.terminal import printable

#: What a duty asks the attribution file to say, by rule; `{value}` is what the clause names.
_DUTIES = {
    "oblige.attribution-notice": "Keep the notices of this model, and credit its makers.",
    "oblige.include-license-copy": "Pass on the license with every copy: its text or its address stands below.",
    "oblige.state-changes": "State here what was changed: [describe your changes].",
    "oblige.display-branding": "Show this where users see it: {value}",
    "oblige.derivative-naming": "Name what is made from this model as its terms demand: {value}",
    "oblige.disclose-ai-generated": "Label outputs as made by a machine.",
    "oblige.share-alike": "What is made from this model stays under the same license.",
    "oblige.flow-down": "Put the limits on use into the terms of your own users.",
    "oblige.disclose-source": "Offer the source code.",
}
_QUOTE = 300


def render_text(result: AuditResult, canvas: Canvas) -> str:
    """A plain file, a block for each model."""
    blocks = []
    for report in result.reports:
        lines = [printable(report.id), "=" * len(printable(report.id)), *_about(report), ""]
        for duty, finding in duties(report):
            lines += [f"* {duty}", *(f"    {line}" for line in _demanded(report, finding))]
        for path, text in report.license_texts:
            lines += ["", f"---- {printable(path)} ----", text.rstrip("\n")]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def render_markdown(result: AuditResult, canvas: Canvas) -> str:
    """The same for a README; license texts are named with their address, not repeated."""
    lines: list[str] = []
    for report in result.reports:
        lines += [f"## {escape(report.id)}", "", *(f"{escape(line)}  " for line in _about(report)), ""]
        for duty, finding in duties(report):
            lines += [f"* {escape(duty)}", *(f"  * {escape(line)}" for line in _demanded(report, finding))]
        lines.append("")
    return "\n".join(lines)


def render_json(result: AuditResult, canvas: Canvas) -> str:
    """The duties as data."""
    models = [
        {
            "model": report.id,
            "commit": report.commit,
            "license": report.license.concluded,
            "duties": [
                {"rule": finding.rule, "say": duty, "demanded_by": list(_demanded(report, finding))}
                for duty, finding in duties(report)
            ],
            "not_read": [words.gap_words(gap) for gap in report.gaps],
        }
        for report in result.reports
    ]
    return json.dumps({"schema_version": 1, "models": models}, ensure_ascii=False, indent=2) + "\n"


def duties(report: AuditReport) -> Iterator[tuple[str, Finding]]:
    """What an attribution file has to say of this model, with the clause, in the order of the rules."""
    for finding in report.findings:
        text = _DUTIES.get(finding.rule)
        if text is not None and finding.verdict is Verdict.FOUND:
            value = words.value_of(finding) or "see the clause"
            yield text.format(value=value), finding


def _about(report: AuditReport) -> list[str]:
    lines = [f"License: {printable(report.license.concluded or report.license.declared or 'not known')}"]
    if report.commit:
        lines.append(f"Commit: {printable(report.commit)}")
    notices = [item.path for item in report.license.documents if item.kind is DocumentKind.NOTICE]
    lines += [f"Notice to pass on as it is: {printable(path)}" for path in notices]
    lines += [f"Not read, so its demands are not known: {words.gap_words(gap)}" for gap in report.gaps]
    return lines


def _demanded(report: AuditReport, finding: Finding) -> Iterator[str]:
    if not finding.evidence:
        yield f"demanded by {finding.rule} ({finding.basis})"
        return
    evidence = finding.evidence[0]
    yield f"demanded by {finding.rule}, {words.place(evidence)}: “{printable(evidence.quote)[:_QUOTE]}”"
    address = link_to(report, evidence)
    if address:
        yield address
