"""The default answer on a terminal: one model in a dozen lines, several models a row each."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.nouns import AuditReport, FacetLevel, Finding, Flag, Hindrance, Interval, Verdict
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.grid import grid
from auditor.render.results import AuditResult
from auditor.render.terminal import fit, pad, printable, width, wrap

LABEL = 15
NUMBER = 9
#: Findings shown under "decides" before the rest is counted.
SHOWN_FINDINGS = 6
#: From this many columns on, rows name the flags; below, they count them.
WIDE = 110


def render_audit(result: AuditResult, canvas: Canvas) -> str:
    """One report as a block; several as a row each. Models that gave no report are told on stderr, not here."""
    if not result.reports:
        return ""
    if len(result.reports) == 1:
        report = next(iter(result.reports))
        return "\n".join([*block(report, canvas), *_use(report, result, canvas)]) + "\n"
    lines = _rows(result.reports, canvas)
    for report in result.reports if result.may_use else ():
        lines += ["", canvas.style("bold", fit(words.title(report), canvas.width)), *_use(report, result, canvas)]
    return "\n".join(lines) + "\n"


def _use(report: AuditReport, result: AuditResult, canvas: Canvas) -> list[str]:
    if result.may_use is None:
        return []
    from auditor.render.use import use_lines

    return use_lines(result.may_use(report), canvas)


def block(report: AuditReport, canvas: Canvas) -> list[str]:
    """One model: class, axes, coverage, what decides, flags, what the next class lacks, the frameworks."""
    return [
        _headline(report, canvas),
        *_class_line(report, canvas),
        *_axis("permission", report.permission, _permission_parts(report), canvas),
        *_axis("transparency", report.transparency, _transparency_parts(report), canvas),
        *_row("coverage", f"{report.coverage:.0f} %", _coverage_words(report), canvas),
        *_labelled("license", [_license_words(report)], canvas),
        *_decides(report, canvas),
        *_labelled("flags", [_flag_words(flag) for flag in report.flags], canvas, "yellow"),
        *_next_class(report, canvas),
        *_labelled("frameworks", _framework_words(report), canvas),
        *_conflicts(report, canvas),
    ]


def _headline(report: AuditReport, canvas: Canvas) -> str:
    source = words.source_words(report)
    name = fit(words.title(report), canvas.width - width(source) - 2)
    return canvas.style("bold", name) + " " * (canvas.width - width(name) - width(source)) + canvas.style("dim", source)


def _class_line(report: AuditReport, canvas: Canvas) -> list[str]:
    claim = f"card says: {printable(report.claim)}" if report.claim else ""
    name = pad(report.class_level.name, 26) if claim else report.class_level.name
    return _row("class", words.class_text(report), f"{name}  {claim}".rstrip(), canvas, "bold")


def _axis(label: str, interval: Interval, parts: str, canvas: Canvas) -> list[str]:
    bar = words.bar(interval)
    lines = wrap(parts, canvas.width - LABEL - NUMBER - words.BAR - 4)
    indent = " " * (LABEL + NUMBER + words.BAR + 4)
    first = pad(label, LABEL) + pad(words.points(interval), NUMBER) + canvas.style("cyan", bar) + "    "
    return [(first + (lines[0] if lines else "")).rstrip(), *(indent + line for line in lines[1:])]


def _row(label: str, number: str, text: str, canvas: Canvas, style: str = "") -> list[str]:
    shown = canvas.style(style, pad(number, NUMBER)) if style else pad(number, NUMBER)
    lines = wrap(text, canvas.width - LABEL - NUMBER) if width(text) > canvas.width - LABEL - NUMBER else [text]
    rest = [" " * (LABEL + NUMBER) + line for line in lines[1:]]
    return [(pad(label, LABEL) + shown + (lines[0] if lines else "")).rstrip(), *rest]


def _labelled(label: str, texts: list[str], canvas: Canvas, style: str = "") -> list[str]:
    """`texts` below each other with the label before the first; nothing if there are none."""
    lines = [line for text in texts if text for line in wrap(text, canvas.width - LABEL)]
    styled = [canvas.style(style, line) if style else line for line in lines]
    return [pad(label if at == 0 else "", LABEL) + line for at, line in enumerate(styled)]


def _permission_parts(report: AuditReport) -> str:
    parts = []
    for facet in report.facets:
        if facet.axis == "permission" and facet.applicable:
            name = facet.id.partition(".")[2] or facet.id
            parts.append(f"{'access' if facet.id == 'access.end' else name} {words.levels(facet)}/4")
    return " · ".join(parts)


def _transparency_parts(report: AuditReport) -> str:
    """Each group of facets (data, code, docs) by its weighted mean level at both ends."""
    groups: dict[str, list[FacetLevel]] = {}
    for facet in report.facets:
        if facet.axis == "transparency" and facet.applicable:
            groups.setdefault(facet.id.partition(".")[0], []).append(facet)
    return " · ".join(f"{name} {_mean_levels(facets)}" for name, facets in groups.items())


def _mean_levels(facets: list[FacetLevel]) -> str:
    weight = sum(facet.weight for facet in facets) or 1
    low = sum(facet.weight * facet.low for facet in facets) / weight
    high = sum(facet.weight * facet.high for facet in facets) / weight
    return words.span(_level(low), _level(high))


def _level(mean: float) -> str:
    return f"{mean:.1f}".removesuffix(".0")


def _coverage_words(report: AuditReport) -> str:
    return f"not read: {words.short_gaps(report.gaps)}" if report.gaps else "everything listed was read"


def _license_words(report: AuditReport) -> str:
    license = report.license
    concluded = printable(license.concluded or "none concluded")
    how = {
        "text": "by its text",
        "link": "by its link",
        "name": "by its name",
        "tag": "by its tag",
        "card": "by the card",
        "catalog": "by the catalog of systems",
    }.get(license.how or "", "")
    declared = printable(license.declared or "")
    if license.candidates and not license.concluded:
        return f"{concluded}; may be {', '.join(map(printable, license.candidates))}"
    stated = f"; declared: {declared}" if declared and declared.casefold() != concluded.casefold() else ""
    return f"{concluded} {how}".rstrip() + stated


def _decides(report: AuditReport, canvas: Canvas) -> list[str]:
    findings = deciding(report)
    if not findings:
        return []
    shown = findings[:SHOWN_FINDINGS]
    beside = max(width(item.rule) for item in shown) + max(width(_where(item)) for item in shown) + 4
    room = max(canvas.width - LABEL - beside, 8)
    rows = [[item.rule, fit(words.value_of(item), room), _where(item)] for item in shown]
    lines = [fit(line, canvas.width - LABEL) for line in grid(rows)]
    if len(findings) > SHOWN_FINDINGS:
        lines.append(canvas.style("dim", f"and {len(findings) - SHOWN_FINDINGS} more: --explain"))
    return [pad("decides" if at == 0 else "", LABEL) + line for at, line in enumerate(lines)]


def deciding(report: AuditReport) -> list[Finding]:
    """The found clauses that a user must know, in order: those that set a level, other restrictions, then duties."""
    setting = [rule for facet in report.facets if facet.axis == "permission" for rule in facet.rules]
    found = [finding for finding in report.findings if finding.verdict is Verdict.FOUND]
    rank = {rule: at for at, rule in enumerate(dict.fromkeys(setting))}

    def order(finding: Finding) -> tuple[int, int, str]:
        if finding.rule in rank:
            return 0, rank[finding.rule], finding.rule
        return (1 if finding.rule.startswith("restrict.") else 2), 0, finding.rule

    wanted = [item for item in found if item.rule in rank or item.rule.startswith(("restrict.", "oblige."))]
    return sorted((item for item in wanted if not item.rule.startswith("weights.")), key=order)


def _where(finding: Finding) -> str:
    if finding.evidence:
        return words.place(finding.evidence[0])
    return {"known-terms": "known terms", "catalog": "catalog"}.get(str(finding.basis), "")


def _flag_words(flag: Flag) -> str:
    left = words.places(flag.left, 1) or printable(flag.left_text)
    right = words.places(flag.right, 1) or printable(flag.right_text)
    return f"{flag.id}   {left} against {right}" if left and right else f"{flag.id}   {left or right}".rstrip()


def _next_class(report: AuditReport, canvas: Canvas) -> list[str]:
    level = report.class_level
    texts = list(dict.fromkeys(hindrance_words(item) for item in level.why_not_higher))
    return _labelled(f"not class {level.level + 1}", texts, canvas)


def hindrance_words(item: Hindrance) -> str:
    """A condition of the next class that is not met, with the rule or the gap behind it."""
    if item.rule:
        return f"{printable(item.condition)}: {item.rule}"
    if item.gap:
        return f"{printable(item.condition)}: not seen: {words.gap_words(item.gap)}"
    return printable(item.condition)


def _framework_words(report: AuditReport) -> list[str]:
    texts = [f"{item.title} {printable(item.summary or item.result)}" for item in report.frameworks]
    return [" · ".join(texts)] if texts else []


def _conflicts(report: AuditReport, canvas: Canvas) -> list[str]:
    """The facts on which sources differ, each with what the others say below it; --explain names the sources."""
    sides: dict[str, list[str]] = {}
    for name, ours, _, other, _ in report.conflicts:
        sides.setdefault(f"{printable(name).replace('_', ' ')}: {printable(ours)}", []).append(printable(other))
    texts = [text for ours, others in sides.items() for text in (ours, *(f"against {other}" for other in others))]
    room = canvas.width - LABEL
    return [pad("sources differ" if at == 0 else "", LABEL) + fit(text, room) for at, text in enumerate(texts)]


def _rows(reports: Iterable[AuditReport], canvas: Canvas) -> list[str]:
    """A row for each model, as wide as the terminal; what is cut is the model, what decides, and the flags."""
    headers = ["model", "class", "perm", "transp", "cover", "decides", "flags"]
    rows = [_cells(report, canvas.width >= WIDE) for report in reports]
    widths = [max(width(cells[at]) for cells in [headers, *rows]) for at in range(len(headers))]
    room = canvas.width - sum(widths[1:5]) - 2 * (len(headers) - 1)
    flags = min(widths[6], max(room // 4, 5))
    model = min(widths[0], max((room - flags) // 2, 12))
    decides = max(room - flags - model, 7)
    cut = [[fit(cells[0], model), *cells[1:5], fit(cells[5], decides), fit(cells[6], flags)] for cells in rows]
    lines = grid(cut, headers, "simple")
    return [canvas.style("bold", lines[0]), *lines[1:]]


def _cells(report: AuditReport, wide: bool) -> list[str]:
    first = deciding(report)[:1]
    decides = f"{first[0].rule} {words.value_of(first[0])}".rstrip() if first else report.class_level.name
    names = ", ".join(flag.id.removeprefix("flag.") for flag in report.flags)
    return [
        printable(report.id),
        words.class_text(report).removesuffix(" of 7"),
        words.points(report.permission),
        words.points(report.transparency),
        f"{report.coverage:.0f} %",
        decides,
        names if wide else str(len(report.flags) or ""),
    ]
