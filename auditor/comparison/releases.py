"""Reports merged into family releases: the unit in which vendors are compared.

A family release is what one vendor put out of one family on one day: base and tuned models and all sizes together, so
that a vendor with many sizes does not count more often (method: docs/method.md, "Vendors").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.comparison.statistics import median_or_none
from auditor.nouns import AuditReport, Interval

#: What a card claims to be, as the class that would have to be found for the claim to hold.
CLAIMED_CLASS = {"open source": 6, "open weights": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """A value on a capability index. Two values compare only within one index and one version of it."""

    index: str
    value: float
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One report with what the catalog knows of the release: who, which family, when. Dates are ISO, maybe a month."""

    report: AuditReport
    vendor: str
    family: str
    name: str
    date: str
    capability: Capability | None = None
    osi_license: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRelease:
    """The members of one family release; the levels run from the lowest low end to the highest high end of a member."""

    vendor: str
    family: str
    date: str
    members: tuple[Audited, ...]
    level: int | None
    level_high: int | None
    permission: Interval
    transparency: Interval
    coverage: float
    claim_gap: int | None

    @property
    def flagship(self) -> Audited:
        """The member with the highest capability, else the first of the catalog."""
        return max(self.members, key=lambda member: member.capability.value if member.capability else float("-inf"))


def merge(audited: Iterable[Audited]) -> tuple[FamilyRelease, ...]:
    """The family releases, oldest first; a model named twice counts once."""
    groups: dict[tuple[str, str, str], dict[str, Audited]] = {}
    for item in audited:
        groups.setdefault((item.vendor, item.family, item.date), {}).setdefault(item.report.id + item.name, item)
    releases = [_release(key, tuple(members.values())) for key, members in groups.items()]
    return tuple(sorted(releases, key=lambda release: (release.date, release.vendor, release.family)))


def _release(key: tuple[str, str, str], members: tuple[Audited, ...]) -> FamilyRelease:
    reports = [member.report for member in members]
    known = [report.class_level for report in reports if report.class_level.available_known]
    return FamilyRelease(
        vendor=key[0],
        family=key[1],
        date=key[2],
        members=members,
        level=min((level.level for level in known), default=None),
        level_high=max((level.level_high for level in known), default=None),
        permission=_span(report.permission for report in reports),
        transparency=_span(report.transparency for report in reports),
        coverage=min(report.coverage for report in reports),
        claim_gap=max((gap for gap in map(claim_gap, reports) if gap is not None), default=None),
    )


def _span(intervals: Iterable[Interval]) -> Interval:
    items = list(intervals)
    return Interval(low=min(item.low for item in items), high=max(item.high for item in items))


def median_interval(releases: Sequence[FamilyRelease], axis: str) -> Interval | None:
    """From the median of the low ends to that of the high ends of `permission` or `transparency`; None of nothing.

    What is unknown widens the interval: it is never counted as closed.
    """
    intervals: list[Interval] = [getattr(release, axis) for release in releases]
    low = median_or_none([interval.low for interval in intervals])
    high = median_or_none([interval.high for interval in intervals])
    return None if low is None or high is None else Interval(low=low, high=high)


def claim_gap(report: AuditReport) -> int | None:
    """Claimed class minus found class (high end), never below 0; None where the card claims nothing."""
    claimed = CLAIMED_CLASS.get(report.claim)
    return None if claimed is None else max(0, claimed - report.class_level.level_high)


def capability(text: str) -> Capability | None:
    """`INDEX VERSION=VALUE (READ)` as a record; None for an empty or unreadable cell."""
    name, equals, rest = text.partition("=")
    value, _, read = rest.partition("(")
    try:
        return Capability(index=name.strip(), value=float(value), read=read.rstrip(") ")) if equals else None
    except ValueError:
        return None
