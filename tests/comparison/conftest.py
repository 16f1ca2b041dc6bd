"""Reports made by hand, so that every figure of a comparison can be worked out on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.comparison.releases import Audited, capability
from auditor.nouns import AuditReport, ClassLevel, FacetLevel, Interval, LicenseConclusion

Maker = Callable[..., Audited]


def report(
    name: str,
    level: int,
    permission: tuple[float, float],
    transparency: tuple[float, float],
    *,
    level_high: int | None = None,
    coverage: float = 100.0,
    claim: str = "",
    license_level: int = 4,
    rules: tuple[str, ...] = (),
    known: bool = True,
) -> AuditReport:
    """A report with just the figures that comparing looks at."""
    facet = FacetLevel(
        id="license",
        axis="permission",
        weight=25,
        low=license_level,
        high=license_level,
        because="made by hand",
        rules=rules,
    )
    return AuditReport(
        id=name,
        requested=name,
        source="catalog",
        revision=None,
        commit=None,
        endpoint=None,
        gated=None,
        license=LicenseConclusion(declared=None, concluded=None, how=None),
        components=(),
        class_level=ClassLevel(
            level=level, level_high=level if level_high is None else level_high, name="", available_known=known
        ),
        permission=Interval(low=permission[0], high=permission[1]),
        transparency=Interval(low=transparency[0], high=transparency[1]),
        coverage=coverage,
        facets=(facet,),
        findings=(),
        disclosures=(),
        flags=(),
        frameworks=(),
        gaps=(),
        claim=claim,
    )


@pytest.fixture
def made() -> Maker:
    """A release by its name, date and figures."""

    def make(
        name: str,
        date: str,
        level: int = 4,
        permission: tuple[float, float] = (50.0, 50.0),
        transparency: tuple[float, float] = (20.0, 20.0),
        *,
        vendor: str = "Somebody",
        family: str = "One",
        index: str = "",
        osi: bool = False,
        **more: object,
    ) -> Audited:
        return Audited(
            report=report(name, level, permission, transparency, **more),  # type: ignore[arg-type]
            vendor=vendor,
            family=family,
            name=name,
            date=date,
            capability=capability(index),
            osi_license=osi,
        )

    return make
