"""`--framework NAME`: one definition of openness in full, each criterion with its evidence or what was not seen."""

from __future__ import annotations

from auditor.nouns import Criterion, FrameworkResult
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult
from auditor.render.terminal import fit, printable, wrap


def render_audit(result: AuditResult, canvas: Canvas) -> str:
    """The frameworks asked for, for each model."""
    lines: list[str] = []
    for report in result.reports:
        lines += [canvas.style("bold", fit(words.title(report), canvas.width))]
        for framework in report.frameworks:
            if framework.name in result.frameworks:
                lines += [*framework_lines(framework, canvas), ""]
    return "\n".join(lines).rstrip("\n") + "\n" * bool(lines)


def framework_lines(framework: FrameworkResult, canvas: Canvas) -> list[str]:
    """One framework: its result, then every criterion with where it is met or failed and what was not seen."""
    score = f" {framework.score:g}" if framework.score is not None else ""
    lines = wrap(
        f"{framework.title} (version {framework.version}): {printable(framework.result)}{score}", canvas.width, "  "
    )
    for criterion in framework.criteria:
        lines += _criterion(criterion, canvas)
    return lines


def _criterion(criterion: Criterion, canvas: Canvas) -> list[str]:
    head = (
        f"{criterion.id}: {printable(criterion.result)}   {printable(criterion.question)} ({printable(criterion.ref)})"
    )
    lines = wrap(head, canvas.width, "    ")
    if criterion.because:
        lines += wrap(printable(criterion.because), canvas.width, "      ")
    for evidence in criterion.evidence[:3]:
        text = f"{words.place(evidence)} “{fit(printable(evidence.quote), 160)}”"
        lines += wrap(text, canvas.width, "      ")
    if criterion.gap:
        lines += wrap(f"not seen: {words.gap_words(criterion.gap)}", canvas.width, "      ")
    return lines
