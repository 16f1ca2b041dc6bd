"""Class and axes by release date: shares by half-year, the frontier open and closed, published lag estimates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.catalog.systems import Vendor
from auditor.comparison.releases import Audited, FamilyRelease, median_interval
from auditor.nouns import Interval

#: A half-year with fewer family releases than this is marked as sparse, and no line is drawn through it.
SPARSE = 5
#: From this class on the weights can be had, at least on conditions.
ANY_WEIGHTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A half-year: `name` as 2024H1, counts of family releases by class 0–7, medians with their range."""

    name: str
    releases: tuple[FamilyRelease, ...]
    distribution: tuple[int, ...]
    unknown: int
    permission: Interval | None
    transparency: Interval | None
    sparse: bool

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each class among the releases of known class, 0–1."""
        known = sum(self.distribution)
        return tuple(count / known if known else 0.0 for count in self.distribution)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The best capability of a half-year in one index and version: closed, any weights, OSI-licensed weights.

    None where no release of that kind carries a value in this index and version. The gaps are best closed minus best
    open; None = not comparable.
    """

    period: str
    index: str
    closed: Audited | None
    any_weights: Audited | None
    osi: Audited | None

    @property
    def gap_any_weights(self) -> float | None:
        """Index points by which the best closed system leads the best with weights."""
        return _gap(self.closed, self.any_weights)

    @property
    def gap_osi(self) -> float | None:
        """Index points by which the best closed system leads the best OSI-licensed one."""
        return _gap(self.closed, self.osi)


@dataclass(frozen=True, slots=True, kw_only=True)
class LagEstimate:
    """A published estimate of how far open systems lag, with its source; both sides where sources differ."""

    model: str
    estimate: str
    source: str
    other: str
    other_source: str
    note: str


def half_year(date: str) -> str:
    """2024-03-05 or 2024-03 as 2024H1."""
    return f"{date[:4]}H{1 if int(date[5:7]) <= 6 else 2}"


def periods(releases: Sequence[FamilyRelease]) -> tuple[Period, ...]:
    """Every half-year from the first to the last release, empty ones included, oldest first."""
    by_name: dict[str, list[FamilyRelease]] = {}
    for release in releases:
        by_name.setdefault(half_year(release.date), []).append(release)
    return tuple(_period(name, tuple(by_name.get(name, ()))) for name in _every(by_name))


def _every(names: Iterable[str]) -> list[str]:
    ordered = sorted(names)
    if not ordered:
        return []
    numbers = [int(name[:4]) * 2 + int(name[5]) - 1 for name in (ordered[0], ordered[-1])]
    return [f"{number // 2}H{number % 2 + 1}" for number in range(numbers[0], numbers[1] + 1)]


def _period(name: str, releases: tuple[FamilyRelease, ...]) -> Period:
    levels = [release.level for release in releases]
    return Period(
        name=name,
        releases=releases,
        distribution=tuple(levels.count(level) for level in range(8)),
        unknown=levels.count(None),
        permission=median_interval(releases, "permission"),
        transparency=median_interval(releases, "transparency"),
        sparse=len(releases) < SPARSE,
    )


def frontier(releases: Sequence[FamilyRelease]) -> tuple[Frontier, ...]:
    """For each half-year and each index with its version, the best of each kind, oldest first."""
    cells: dict[tuple[str, str], list[Audited]] = {}
    for release in releases:
        for member in release.members:
            if member.capability:
                cells.setdefault((half_year(member.date), member.capability.index), []).append(member)
    return tuple(_frontier(period, index, members) for (period, index), members in sorted(cells.items()))


def _frontier(period: str, index: str, members: list[Audited]) -> Frontier:
    weights = [member for member in members if member.report.class_level.level >= ANY_WEIGHTS]
    closed = [
        member
        for member in members
        if member.report.class_level.available_known and member.report.class_level.level_high < ANY_WEIGHTS
    ]
    return Frontier(
        period=period,
        index=index,
        closed=_best(closed),
        any_weights=_best(weights),
        osi=_best([member for member in weights if member.osi_license]),
    )


def _best(members: Sequence[Audited]) -> Audited | None:
    """The highest value; of equal ones the first."""
    return max(members, key=_value, default=None)


def _value(member: Audited) -> float:
    return member.capability.value if member.capability else float("-inf")


def _gap(closed: Audited | None, opened: Audited | None) -> float | None:
    return None if closed is None or opened is None else round(_value(closed) - _value(opened), 1)


def lag_estimates(vendors: Sequence[Vendor]) -> tuple[LagEstimate, ...]:
    """The published estimates in the catalog, in its order."""
    return tuple(
        LagEstimate(
            model=system.model,
            estimate=conflict.ours,
            source=conflict.ours_source,
            other=conflict.other,
            other_source=conflict.other_source,
            note=conflict.note,
        )
        for vendor in vendors
        for system in vendor.system
        for conflict in system.conflicts
        if conflict.field == "lag_behind_closed_frontier"
    )
