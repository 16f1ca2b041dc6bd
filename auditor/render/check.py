"""What `auditor check` found, for people: a table on a terminal, Markdown for a pull request or a step summary."""

from __future__ import annotations

import os
from collections.abc import Iterator

from auditor.check.evaluate import Breach
from auditor.check.outcome import CheckResult, Verdict
from auditor.check.waivers import Standing, Waived
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.compare_table import class_span
from auditor.render.grid import grid
from auditor.render.markdown import code, escape
from auditor.render.terminal import fit, printable, wrap

QUOTE = 200
#: A comment on a pull request may not be longer; what is left out is counted.
COMMENT_CHARACTERS = 60_000
_STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.INCOMPLETE: "yellow"}


def render_table(result: CheckResult, canvas: Canvas) -> str:
    """The models, then violations and unknowns with their places, then the verdict.

    In GitHub Actions annotations follow, so that the lines show up in the pull request.
    """
    lines = _models(result)
    for title, items in _groups(result):
        lines += ["", canvas.style("bold", title)]
        for item in items:
            lines += _item_lines(item, canvas)
    lines += ["", *_notes(result, canvas), canvas.style(_STYLES[result.verdict], verdict_words(result))]
    if os.environ.get("GITHUB_ACTIONS") == "true":
        lines += _annotations(result)
    return "\n".join(lines).lstrip("\n") + "\n"


def _groups(result: CheckResult) -> Iterator[tuple[str, tuple[Waived, ...]]]:
    for title, items in (
        ("violations", tuple(item for item in result.violations if not item.holds)),
        ("not known", tuple(item for item in result.unknown if not item.holds)),
        ("waived", tuple(item for item in (*result.violations, *result.unknown) if item.holds)),
        ("there before (baseline)", result.known_before),
    ):
        if items:
            yield title, items


def _models(result: CheckResult) -> list[str]:
    rows = [
        (
            printable(report.id),
            (report.commit or "")[:12],
            class_span(report.class_level),
            printable(report.license.concluded or "none"),
            words.source_words(report),
        )
        for report in result.reports
    ]
    return grid(rows, ("model", "commit", "class", "license", "read from")) if rows else []


def _item_lines(item: Waived, canvas: Canvas) -> list[str]:
    breach = item.breach
    lines = wrap(f"{printable(breach.model)}: {breach.rule}: {printable(breach.message)}", canvas.width, "  ")
    lines += [f"    used in {place}" for place in places(breach)]
    for evidence in breach.evidence:
        quote = fit(printable(evidence.quote), QUOTE)
        lines += wrap(f"{words.place(evidence)}: “{quote}”", canvas.width, "    ")
    waiver = waiver_words(item)
    return lines + (wrap(waiver, canvas.width, "    ") if waiver else [])


def places(breach: Breach, limit: int = 5) -> list[str]:
    """The first places that use the model, and how many more there are."""
    shown = [f"{printable(item.file)}:{item.line}" for item in breach.references[:limit]]
    rest = len(breach.references) - limit
    return [*shown, f"{rest} more places"] if rest > 0 else shown


def waiver_words(item: Waived) -> str:
    """What stands of the waiver: who answers for it until when, or why it does not hold."""
    waiver = item.waiver
    if waiver is None:
        return ""
    text = f"{printable(waiver.reason)} ({printable(waiver.owner)}, until {waiver.expires})"
    if item.standing is Standing.EXPIRED:
        return f"the waiver has expired: {text}"
    if item.standing is Standing.VOID:
        return f"the waiver is void, the license text is another one: {text}"
    return f"waived: {text}"


def _notes(result: CheckResult, canvas: Canvas) -> list[str]:
    notes = list(result.notes)
    if result.unresolved:
        names = ", ".join(f"{item.file}:{item.line}" for item in result.unresolved[:3])
        notes.append(f"{len(result.unresolved)} references name a model that only a run can tell ({names} …)")
    for waiver in result.unused_waivers:
        notes.append(f"a waiver met nothing: {waiver.model}, {waiver.rule}")
    notes += [f"not read: {item.file}: {item.reason}" for item in result.scan.skipped]
    return [line for note in notes for line in wrap(f"note: {printable(note)}", canvas.width)]


def verdict_words(result: CheckResult) -> str:
    """The last line: what it comes to."""
    bad = sum(not item.holds for item in result.violations)
    dark = sum(not item.holds for item in result.unknown)
    models = len(result.reports) + len(result.unread) + len(result.from_lock)
    counts = f"{_counted(models, 'model')}, {_counted(bad, 'violation')}, {dark} not known"
    return f"{result.verdict}: {counts}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _annotations(result: CheckResult) -> list[str]:
    """Workflow commands that mark lines of the user's files; properties and message escaped as GitHub reads them."""
    lines = []
    for level, items in (("error", result.violations), ("warning", result.unknown)):
        for item in items:
            if item.holds:
                continue
            first = item.breach.references[:1]
            where = f" file={_property(first[0].file)},line={first[0].line}," if first else " "
            title = _property(f"{item.breach.model}: {item.breach.rule}")
            lines.append(f"::{level}{where}title={title}::{_data(item.breach.message)}")
    return lines


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render_markdown(result: CheckResult, canvas: Canvas) -> str:
    """The same for a pull-request comment: the verdict first, then what to look at, cut where a comment must end."""
    lines = [f"## Models: {verdict_words(result)}", ""]
    rows = [
        (code(report.id), class_span(report.class_level), code(report.license.concluded or "none"))
        for report in result.reports
    ]
    lines += grid(rows, ("model", "class", "license"), "github") if rows else ["No model is used."]
    for title, items in _groups(result):
        lines += ["", f"### {title.capitalize()}", ""]
        lines += [_markdown_item(item) for item in items]
    lines += [""] + [f"- {escape(note)}" for note in result.notes]
    return _cut("\n".join(lines).rstrip("\n")) + "\n"


def _markdown_item(item: Waived) -> str:
    breach = item.breach
    used = ", ".join(code(place) for place in places(breach))
    quote = "".join(
        f" — {escape(words.place(evidence))}: “{escape(fit(printable(evidence.quote), QUOTE))}”"
        for evidence in breach.evidence
    )
    waiver = waiver_words(item)
    return (
        f"- {code(breach.model)} {code(breach.rule)}: {escape(breach.message)}"
        + (f" (used in {used})" if used else "")
        + quote
        + (f" — {escape(waiver)}" if waiver else "")
    )


def _cut(text: str) -> str:
    if len(text) <= COMMENT_CHARACTERS:
        return text
    kept = text[:COMMENT_CHARACTERS].rpartition("\n")[0]
    left_out = text.count("\n") - kept.count("\n")
    return f"{kept}\n\n… and {left_out} more lines: run `auditor check`."
