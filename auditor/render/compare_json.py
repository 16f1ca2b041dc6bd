"""Comparisons and timelines as JSON version 1 (schemas/compare-1.json, timeline-1.json) and CSV."""

from __future__ import annotations

from typing import Any

from auditor.comparison.releases import Audited, FamilyRelease
from auditor.comparison.timeline import Frontier, Period
from auditor.comparison.vendors import Difference, Row
from auditor.nouns import Interval
from auditor.render.canvas import Canvas
from auditor.render.csv_rows import write_rows
from auditor.render.json_text import json_document
from auditor.render.results import CompareResult, TimelineResult

SCHEMA_VERSION = 1
COMPARE_COLUMNS = (
    "name", "flagship", "flagship_date", "flagship_class", "family_releases", *(f"class_{n}" for n in range(8)),
    "class_unknown", "permission_low", "permission_high", "transparency_low", "transparency_high", "claim_gap",
    "coverage",
)  # fmt: skip
TIMELINE_COLUMNS = (
    "name", "half_year", "releases", *(f"share_{n}" for n in range(8)), "class_unknown", "permission_low",
    "permission_high", "transparency_low", "transparency_high", "sparse",
)  # fmt: skip


def render_compare(result: CompareResult, canvas: Canvas) -> str:
    """The rows with the releases behind them, as one JSON document."""
    return json_document(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
            "rows": [_row(row) for row in result.rows],
            "difference": _difference(result.difference),
            "errors": [
                {"model": failure.model, "message": failure.message, "hint": failure.hint}
                for failure in result.failures
            ],
        }
    )


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "flagship": _member(row.flagship),
        "distribution": list(row.distribution),
        "unknown": row.unknown,
        "permission": _interval(row.permission),
        "transparency": _interval(row.transparency),
        "permission_rank": _rank(row.permission_rank),
        "transparency_rank": _rank(row.transparency_rank),
        "claim_gap": row.claim_gap,
        "coverage": None if row.coverage is None else round(row.coverage, 1),
        "releases": [_release(release) for release in row.releases],
    }


def _rank(rank: tuple[int, bool] | None) -> dict[str, Any] | None:
    return None if rank is None else {"rank": rank[0], "tied": rank[1]}


def _release(release: FamilyRelease) -> dict[str, Any]:
    return {
        "vendor": release.vendor,
        "family": release.family,
        "date": release.date,
        "level": release.level,
        "level_high": release.level_high,
        "permission": _interval(release.permission),
        "transparency": _interval(release.transparency),
        "coverage": round(release.coverage, 1),
        "claim_gap": release.claim_gap,
        "models": [_member(member) for member in release.members],
    }


def _member(member: Audited | None) -> dict[str, Any] | None:
    if member is None:
        return None
    level = member.report.class_level
    capability = member.capability
    return {
        "name": member.name,
        "id": member.report.id,
        "date": member.date,
        "level": level.level if level.available_known else None,
        "level_high": level.level_high if level.available_known else None,
        "license": member.report.license.concluded,
        "permission": _interval(member.report.permission),
        "transparency": _interval(member.report.transparency),
        "coverage": round(member.report.coverage, 1),
        "capability": None
        if capability is None
        else {"index": capability.index, "value": capability.value, "read": capability.read},
    }


def _difference(found: Difference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "facet": found.facet,
        "left": round(found.left, 2),
        "right": round(found.right, 2),
        "left_rules": list(found.left_rules),
        "right_rules": list(found.right_rules),
    }


def _interval(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else {"low": round(interval.low, 1), "high": round(interval.high, 1)}


def render_compare_csv(result: CompareResult, canvas: Canvas) -> str:
    """A row for each name."""
    return write_rows(COMPARE_COLUMNS, (_compare_cells(row) for row in result.rows))


def _compare_cells(row: Row) -> list[str]:
    flagship = _member(row.flagship)
    cells: list[object] = [row.name]
    cells += [flagship["name"], flagship["date"], flagship["level"]] if flagship else ["", "", ""]
    cells += [len(row.releases), *row.distribution, row.unknown]
    cells += [*_ends(row.permission), *_ends(row.transparency), row.claim_gap]
    cells.append(None if row.coverage is None else round(row.coverage, 1))
    return [_cell(cell) for cell in cells]


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (round(interval.low, 1), round(interval.high, 1))


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def render_timeline(result: TimelineResult, canvas: Canvas) -> str:
    """Half-years, frontier and lags as one JSON document."""
    return json_document(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
            "as_of": result.as_of,
            "rows": [
                {
                    "name": row.name,
                    "periods": [_period(period) for period in row.periods],
                    "releases": [_release(release) for release in row.releases],
                }
                for row in result.rows
            ],
            "frontier": [_frontier(cell) for cell in result.frontier],
            "lags": [
                {
                    "model": lag.model,
                    "estimate": lag.estimate,
                    "source": lag.source,
                    "other": lag.other,
                    "other_source": lag.other_source,
                    "note": lag.note,
                }
                for lag in result.lags
            ],
        }
    )


def _period(period: Period) -> dict[str, Any]:
    return {
        "half_year": period.name,
        "releases": len(period.releases),
        "distribution": list(period.distribution),
        "shares": [round(share, 3) for share in period.shares],
        "unknown": period.unknown,
        "permission": _interval(period.permission),
        "transparency": _interval(period.transparency),
        "sparse": period.sparse,
    }


def _frontier(cell: Frontier) -> dict[str, Any]:
    return {
        "half_year": cell.period,
        "index": cell.index,
        "closed": _member(cell.closed),
        "any_weights": _member(cell.any_weights),
        "osi": _member(cell.osi),
        "gap_any_weights": cell.gap_any_weights,
        "gap_osi": cell.gap_osi,
    }


def render_timeline_csv(result: TimelineResult, canvas: Canvas) -> str:
    """A row for each name and half-year."""
    rows = (_period_cells(row.name, period) for row in result.rows for period in row.periods)
    return write_rows(TIMELINE_COLUMNS, rows)


def _period_cells(name: str, period: Period) -> list[str]:
    cells: list[object] = [name, period.name, len(period.releases), *(round(share, 3) for share in period.shares)]
    cells += [period.unknown, *_ends(period.permission), *_ends(period.transparency), period.sparse]
    return [_cell(cell) for cell in cells]
