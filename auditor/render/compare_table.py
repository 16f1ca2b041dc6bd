"""Vendors and time as tables: on a terminal, and as Markdown with the same cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.comparison.releases import Audited, FamilyRelease
from auditor.comparison.timeline import SPARSE, Frontier, Period
from auditor.comparison.vendors import RANK_COVERAGE, RANK_FAMILIES, Difference, Row
from auditor.nouns import ClassLevel, Interval
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.grid import grid
from auditor.render.markdown import escape
from auditor.render.results import CompareResult, TimelineResult
from auditor.render.terminal import printable, wrap

#: Names of the classes 0–7 in one or two words, for the heads of columns.
CLASS_HEADS = ("0", "1", "2", "3", "4", "5", "6", "7")
Show = Callable[[str], str]


def render_compare(result: CompareResult, canvas: Canvas) -> str:
    """A row each, the releases if asked for, then what differs most and how to read the ranks."""
    lines = grid(_cells(result.rows, printable), _heads())
    if result.models:
        lines += ["", *grid(_release_cells(result.rows, printable), _release_heads())]
    lines += [""] + [line for note in _notes(result) for line in wrap(note, canvas.width)]
    return "\n".join(lines) + "\n"


def render_compare_markdown(result: CompareResult, canvas: Canvas) -> str:
    """The same tables as Markdown."""
    lines = ["# Vendors side by side", "", *grid(_cells(result.rows, escape), _heads(), "github")]
    if result.models:
        lines += ["", "## Releases", "", *grid(_release_cells(result.rows, escape), _release_heads(), "github")]
    lines += [""] + [f"- {escape(note)}" for note in _notes(result)]
    return "\n".join(lines) + "\n"


def _heads() -> list[str]:
    return ["", "newest flagship", "class", *CLASS_HEADS, "?", "permission", "transparency", "claim gap", "coverage"]


def _cells(rows: Sequence[Row], show: Show) -> list[list[str]]:
    return [
        [
            show(row.name),
            show(_flagship(row.flagship)),
            class_span(row.flagship.report.class_level) if row.flagship else "-",
            *(str(count) if count else "·" for count in row.distribution),
            str(row.unknown) if row.unknown else "·",
            _axis(row.permission, row.permission_rank),
            _axis(row.transparency, row.transparency_rank),
            f"{row.claim_gap:.0f}" if row.claim_gap is not None else "-",
            f"{row.coverage:.0f} %" if row.coverage is not None else "-",
        ]
        for row in rows
    ]


def _flagship(flagship: Audited | None) -> str:
    if flagship is None:
        return "-"
    return f"{flagship.name}, {flagship.date[:7]}" if flagship.date else flagship.name


def class_span(level: ClassLevel) -> str:
    """The class at both ends, or ? where nothing is known of the availability."""
    return words.span(str(level.level), str(level.level_high)) if level.available_known else "?"


def _axis(interval: Interval | None, rank: tuple[int, bool] | None) -> str:
    if interval is None:
        return "-"
    place = f" #{rank[0]}{'=' if rank[1] else ''}" if rank else ""
    return words.points(interval) + place


def _release_heads() -> list[str]:
    return ["", "release", "date", "models", "class", "permission", "transparency", "coverage"]


def _release_cells(rows: Sequence[Row], show: Show) -> list[list[str]]:
    return [
        [
            show(row.name),
            show(release.family),
            release.date,
            show(", ".join(member.name for member in release.members)),
            _release_class(release),
            words.points(release.permission),
            words.points(release.transparency),
            f"{release.coverage:.0f} %",
        ]
        for row in rows
        for release in row.releases
    ]


def _release_class(release: FamilyRelease) -> str:
    if release.level is None or release.level_high is None:
        return "?"
    return words.span(str(release.level), str(release.level_high))


def _notes(result: CompareResult) -> list[str]:
    notes = []
    if result.difference is not None:
        notes.append(difference_words(result.rows[0], result.rows[1], result.difference))
    notes.append(
        "Classes count family releases: 0 not available, 1 hosted only, 2 restricted weights, 3 weights with "
        "conditions, 4 open weights, 5 open weights and recipe, 6 no bar to OSAID found, 7 open science, ? unknown."
    )
    notes.append(
        f"Axes are medians, from the low to the high end. A rank (#) needs {RANK_FAMILIES} family releases and "
        f"{RANK_COVERAGE:.0f} % coverage; = is a tie within the 90 % interval."
    )
    return notes + [f"Not read: {failure.model}: {failure.message}" for failure in result.failures]


def difference_words(left: Row, right: Row, found: Difference) -> str:
    """Where two rows differ most, in one sentence with rule ids."""
    rules = [
        f"{', '.join(rules)} with {row.name}"
        for row, rules in ((left, found.left_rules), (right, found.right_rules))
        if rules
    ]
    tail = f": {'; '.join(rules)}" if rules else ""
    levels = f"{found.left:.1f} against {found.right:.1f} of 4"
    return f"{left.name} and {right.name} differ most in {found.facet}, {levels}{tail}."


# --- time -------------------------------------------------------------------------------------------------------------


def render_timeline(result: TimelineResult, canvas: Canvas) -> str:
    """For each vendor its half-years, then the frontier and the published lags."""
    lines: list[str] = []
    for row in result.rows:
        lines += [canvas.style("bold", printable(row.name)), *grid(_period_cells(row.periods), _period_heads()), ""]
    lines += [
        canvas.style("bold", "frontier"),
        *grid(_frontier_cells(result.frontier, printable), _frontier_heads()),
        "",
    ]
    lines += [line for note in _time_notes(result) for line in wrap(note, canvas.width)]
    return "\n".join(lines) + "\n"


def render_timeline_markdown(result: TimelineResult, canvas: Canvas) -> str:
    """The same as Markdown."""
    lines = ["# Openness over time"]
    for row in result.rows:
        lines += ["", f"## {escape(row.name)}", "", *grid(_period_cells(row.periods), _period_heads(), "github")]
    frontier = grid(_frontier_cells(result.frontier, escape), _frontier_heads(), "github")
    lines += ["", "## Frontier", "", *frontier, ""]
    lines += [f"- {escape(note)}" for note in _time_notes(result)]
    return "\n".join(lines) + "\n"


def _period_heads() -> list[str]:
    return ["half-year", "releases", *CLASS_HEADS, "?", "permission", "transparency", ""]


def _period_cells(periods: Sequence[Period]) -> list[list[str]]:
    return [
        [
            period.name,
            str(len(period.releases)),
            *(f"{100 * share:.0f} %" if share else "·" for share in period.shares),
            str(period.unknown) if period.unknown else "·",
            words.points(period.permission) if period.permission else "-",
            words.points(period.transparency) if period.transparency else "-",
            "sparse" if period.sparse else "",
        ]
        for period in periods
    ]


def _frontier_heads() -> list[str]:
    return ["half-year", "index", "best closed", "best with weights", "gap", "best OSI-licensed", "gap"]


def _frontier_cells(cells: Sequence[Frontier], show: Show) -> list[list[str]]:
    return [
        [
            cell.period,
            show(cell.index),
            show(_best(cell.closed)),
            show(_best(cell.any_weights)),
            _gap(cell.gap_any_weights),
            show(_best(cell.osi)),
            _gap(cell.gap_osi),
        ]
        for cell in cells
    ]


def _best(member: Audited | None) -> str:
    return f"{member.name} ({member.capability.value:g})" if member and member.capability else "-"


def _gap(gap: float | None) -> str:
    return "not comparable" if gap is None else f"{gap:+g}"


def _time_notes(result: TimelineResult) -> list[str]:
    notes = [
        f"Shares are of the family releases whose class is known; a half-year with fewer than {SPARSE} is sparse.",
        f"Facts as of {result.as_of}.",
        "A gap is best closed minus best open within one index and one version of it; a plus means that closed leads.",
    ]
    for lag in result.lags:
        against = f"against it: {lag.other} ({lag.other_source})"
        notes.append(f"Published lag ({lag.model}): {lag.estimate} ({lag.source}); {against}. {lag.note}".strip())
    return notes
