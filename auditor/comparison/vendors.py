"""One row a vendor: newest flagship, distribution over classes, medians with their range, claim gap, coverage, rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.comparison.releases import Audited, FamilyRelease, median_interval
from auditor.comparison.statistics import bootstrap_interval, median_or_none, ranks
from auditor.nouns import AuditReport, Finding, Interval, Verdict

#: A vendor is ranked from this many family releases on, and from this median coverage in percent.
RANK_FAMILIES = 3
RANK_COVERAGE = 50.0
CLASSES = range(8)
#: The facet behind which every limit of the terms stands.
LICENSE = "license"
#: A rule tells two rows apart if the share of their reports that have it differs by this much; so many are named.
CLEAR_SHARE = 0.1
NAMED_RULES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A vendor, family, organisation or model in a comparison.

    `distribution` counts family releases by class 0–7, `unknown` those of unknown availability. The medians run from
    the median of the low ends to that of the high ends; None where there is no release.
    """

    name: str
    releases: tuple[FamilyRelease, ...]
    flagship: Audited | None
    distribution: tuple[int, ...]
    unknown: int
    permission: Interval | None
    transparency: Interval | None
    claim_gap: float | None
    coverage: float | None
    permission_rank: tuple[int, bool] | None = None
    transparency_rank: tuple[int, bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where two rows differ most: a facet with its mean low levels, and the rules behind it on one side only."""

    facet: str
    left: float
    right: float
    left_rules: tuple[str, ...] = ()
    right_rules: tuple[str, ...] = ()


def compare(named: Sequence[tuple[str, tuple[FamilyRelease, ...]]]) -> tuple[Row, ...]:
    """A row for each name with its family releases, in the order given, ranked where enough is known."""
    rows = [_row(name, releases) for name, releases in named]
    places = [ranks([_interval(row, axis) for row in rows]) for axis in ("permission", "transparency")]
    return tuple(
        replace(row, permission_rank=permission, transparency_rank=transparency)
        for row, permission, transparency in zip(rows, *places, strict=True)
    )


def _interval(row: Row, axis: str) -> tuple[float, float] | None:
    """The bootstrap interval of the median low end; None where too little is known for a rank."""
    enough = len(row.releases) >= RANK_FAMILIES and row.coverage is not None and row.coverage >= RANK_COVERAGE
    return bootstrap_interval([getattr(release, axis).low for release in row.releases]) if enough else None


def _row(name: str, releases: tuple[FamilyRelease, ...]) -> Row:
    levels = [release.level for release in releases]
    return Row(
        name=name,
        releases=releases,
        flagship=newest_flagship(releases),
        distribution=tuple(levels.count(level) for level in CLASSES),
        unknown=levels.count(None),
        permission=median_interval(releases, "permission"),
        transparency=median_interval(releases, "transparency"),
        claim_gap=median_or_none([release.claim_gap for release in releases if release.claim_gap is not None]),
        coverage=median_or_none([release.coverage for release in releases]),
    )


def newest_flagship(releases: Sequence[FamilyRelease]) -> Audited | None:
    """The flagship of the newest release that is on a capability index; without one, of the newest release at all."""
    indexed = [release for release in releases if release.flagship.capability]
    newest = max(indexed or releases, key=lambda release: release.date, default=None)
    return newest.flagship if newest else None


def difference(left: Row, right: Row) -> Difference | None:
    """The facet whose weighted mean low level differs most, with the rules behind it; None where nothing differs."""
    levels = [_mean_levels(row) for row in (left, right)]
    weights = {facet.id: facet.weight for row in (left, right) for report in _reports(row) for facet in report.facets}
    shared = [facet for facet in weights if facet in levels[0] and facet in levels[1]]
    best = max(shared, key=lambda facet: abs(levels[0][facet] - levels[1][facet]) * weights[facet], default=None)
    if best is None or levels[0][best] == levels[1][best]:
        return None
    shares = [_rule_shares(row, best) for row in (left, right)]
    return Difference(
        facet=best,
        left=levels[0][best],
        right=levels[1][best],
        left_rules=_more_often(shares[0], shares[1]),
        right_rules=_more_often(shares[1], shares[0]),
    )


def _reports(row: Row) -> list[AuditReport]:
    return [member.report for release in row.releases for member in release.members]


def _mean_levels(row: Row) -> dict[str, float]:
    """The mean low level of each facet over the reports in which it applies."""
    levels: dict[str, list[int]] = {}
    for report in _reports(row):
        for facet in report.facets:
            if facet.applicable:
                levels.setdefault(facet.id, []).append(facet.low)
    return {facet: sum(values) / len(values) for facet, values in levels.items()}


def _rule_shares(row: Row, facet: str) -> dict[str, float]:
    """The share of the row's reports in which a rule stands behind the facet; for the license, any limit found."""
    counts: dict[str, int] = {}
    reports = _reports(row)
    for report in reports:
        rules = {rule for level in report.facets if level.id == facet for rule in level.rules if "." in rule}
        if facet == LICENSE:
            rules |= {item.rule for item in report.findings if _limits(item)}
        for rule in rules:
            counts[rule] = counts.get(rule, 0) + 1
    return {rule: count / len(reports) for rule, count in counts.items()}


def _limits(finding: Finding) -> bool:
    return finding.verdict is Verdict.FOUND and finding.rule.startswith("restrict.")


def _more_often(here: dict[str, float], there: dict[str, float]) -> tuple[str, ...]:
    """The rules that are found clearly more often here than there, the clearest first."""
    gaps = {rule: share - there.get(rule, 0.0) for rule, share in here.items()}
    clear = [rule for rule, gap in gaps.items() if gap >= CLEAR_SHARE]
    return tuple(sorted(clear, key=lambda rule: (-gaps[rule], rule))[:NAMED_RULES])
