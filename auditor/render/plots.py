"""Points, bars and axes of the plots as numbers: the templates draw them as SVG, a table beside each says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.comparison.releases import Audited, FamilyRelease
from auditor.comparison.timeline import Period

WIDTH, HEIGHT, MARGIN = 720.0, 420.0, 48.0
#: Labels are drawn for this many points; the rest is in the table and in each point's title.
LABELS = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """A model on the map: the middle of its intervals, and their ends, in pixels."""

    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    level: int
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a stacked bar: its place and size in pixels, its class (-1 for unknown) and its share in percent."""

    x: float
    y: float
    width: float
    height: float
    level: int
    share: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar with its name below it and how many releases it stands for."""

    name: str
    x: float
    width: float
    count: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A release on the class timeline: the low end of its class by date, with the high end above it."""

    x: float
    low: float
    high: float
    level: int
    name: str


def across(points: float) -> float:
    """The place of 0–100 points on the horizontal axis."""
    return round(MARGIN + (WIDTH - 2 * MARGIN) * points / 100, 1)


def up(points: float) -> float:
    """The place of 0–100 points on the vertical axis."""
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * points / 100, 1)


def openness_map(audited: Sequence[Audited]) -> list[Mark]:
    """Permission to the right, transparency upwards, a mark for each model with its intervals."""
    marks = []
    for number, item in enumerate(audited):
        permission, transparency = item.report.permission, item.report.transparency
        level = item.report.class_level
        marks.append(
            Mark(
                x=across((permission.low + permission.high) / 2),
                y=up((transparency.low + transparency.high) / 2),
                left=across(permission.low),
                right=across(permission.high),
                top=up(transparency.high),
                bottom=up(transparency.low),
                level=level.level if level.available_known else -1,
                name=item.name,
                label=item.name if number < LABELS and len(audited) <= LABELS else "",
            )
        )
    return marks


def stacked(rows: Sequence[tuple[str, Sequence[int], int]]) -> list[Bar]:
    """A bar for each (name, counts of class 0–7, count of unknown), each full height: shares, not numbers."""
    step = (WIDTH - 2 * MARGIN) / max(len(rows), 1)
    return [
        _bar(name, counts, unknown, MARGIN + step * at, step * 0.8) for at, (name, counts, unknown) in enumerate(rows)
    ]


def _bar(name: str, counts: Sequence[int], unknown: int, x: float, width: float) -> Bar:
    total = sum(counts) + unknown
    cells = []
    below = 0.0
    for level, count in [*enumerate(counts), (-1, unknown)]:
        if not count:
            continue
        share = 100 * count / total
        top = up(below + share)
        cells.append(
            Cell(
                x=round(x, 1), y=top, width=round(width, 1), height=round(up(below) - top, 1), level=level,
                share=round(share, 1),
            )
        )  # fmt: skip
        below += share
    return Bar(name=name, x=round(x + width / 2, 1), width=round(width, 1), count=total, cells=tuple(cells))


def vendor_bars(named: Sequence[tuple[str, Sequence[FamilyRelease]]]) -> list[Bar]:
    """Class shares by vendor."""
    return stacked([(name, *_counts(releases)) for name, releases in named])


def period_bars(periods: Sequence[Period]) -> list[Bar]:
    """Class shares by half-year; an empty one is a gap."""
    return stacked([(period.name, period.distribution, period.unknown) for period in periods])


def _counts(releases: Sequence[FamilyRelease]) -> tuple[list[int], int]:
    levels = [release.level for release in releases]
    return [levels.count(level) for level in range(8)], levels.count(None)


def class_dots(releases: Sequence[FamilyRelease]) -> list[Dot]:
    """Each release at its date and class."""
    if not releases:
        return []
    days = [_month(release.date) for release in releases]
    first, span = min(days), max(max(days) - min(days), 1)
    return [
        Dot(
            x=across(100 * (day - first) / span),
            low=up(100 * (release.level or 0) / 7),
            high=up(100 * (release.level_high or 0) / 7),
            level=release.level if release.level is not None else -1,
            name=f"{release.vendor} {release.family}, {release.date}",
        )
        for day, release in zip(days, releases, strict=True)
    ]


def year_ticks(releases: Sequence[FamilyRelease]) -> list[tuple[float, str]]:
    """(place, year) of each New Year between the first and the last release."""
    days = [_month(release.date) for release in releases]
    if not days:
        return []
    first, last = min(days), max(days)
    span = max(last - first, 1)
    years = range(int(first // 12) + 1, int(last // 12) + 1)
    return [(across(100 * (year * 12 - first) / span), str(year)) for year in years]


def _month(date: str) -> float:
    """A date as months since year 0; a date without a day stands in the middle of its month."""
    day = int(date[8:10]) if len(date) >= 10 else 15
    return int(date[:4]) * 12 + int(date[5:7]) - 1 + (day - 1) / 31
