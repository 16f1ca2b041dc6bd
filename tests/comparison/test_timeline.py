"""Openness over time: half-years, shares, and a frontier that compares only within one index and version."""

from __future__ import annotations

from auditor.catalog.systems import SourceConflict, System, Vendor
from auditor.comparison.releases import merge
from auditor.comparison.timeline import frontier, half_year, lag_estimates, periods

from .conftest import Maker


def test_dates_with_and_without_a_day_fall_into_their_half_year() -> None:
    assert [half_year(date) for date in ("2024-06-30", "2024-07", "2024-12-31")] == ["2024H1", "2024H2", "2024H2"]


def test_empty_half_years_stay_in_the_line_and_sparse_ones_are_marked(made: Maker) -> None:
    releases = [made(f"A{n}", "2024-02-0" + str(n), family=f"F{n}") for n in range(1, 6)]
    found = periods(merge([*releases, made("B", "2025-08")]))
    assert [(period.name, len(period.releases), period.sparse) for period in found] == [
        ("2024H1", 5, False),
        ("2024H2", 0, True),
        ("2025H1", 0, True),
        ("2025H2", 1, True),
    ]


def test_shares_are_of_the_releases_whose_class_is_known(made: Maker) -> None:
    (period,) = periods(
        merge(
            [
                made("A", "2025-01", 1, family="a"),
                made("B", "2025-01", 4, family="b"),
                made("C", "2025-01", 0, family="c", known=False),
            ]
        )
    )
    assert period.shares == (0, 0.5, 0, 0, 0.5, 0, 0, 0)
    assert period.unknown == 1


def test_no_release_is_no_period() -> None:
    assert periods([]) == ()


def test_the_frontier_is_best_closed_minus_best_open_in_one_version(made: Maker) -> None:
    found = frontier(
        merge(
            [
                made("closed", "2026-01", 1, family="a", index="I v4=57 (2026-05)"),
                made("closed weaker", "2026-02", 1, family="b", index="I v4=40 (2026-05)"),
                made("weights", "2026-03", 3, family="c", index="I v4=50.5 (2026-05)"),
                made("osi", "2026-04", 4, family="d", osi=True, index="I v4=44 (2026-05)"),
                made("other version", "2026-05", 4, family="e", osi=True, index="I v5=90 (2026-05)"),
            ]
        )
    )
    assert [(cell.period, cell.index, cell.gap_any_weights, cell.gap_osi) for cell in found] == [
        ("2026H1", "I v4", 6.5, 13.0),
        ("2026H1", "I v5", None, None),
    ]


def test_a_release_of_unknown_availability_is_on_no_side(made: Maker) -> None:
    (cell,) = frontier(merge([made("?", "2026-01", 0, known=False, level_high=7, index="I v4=57 (2026)")]))
    assert (cell.closed, cell.any_weights, cell.osi) == (None, None, None)


def test_published_lags_come_with_both_sides() -> None:
    conflict = SourceConflict(
        field="lag_behind_closed_frontier",
        ours="8 months",
        ours_source="a study",
        other="3 to 7",
        other_source="a blog",
    )
    system = System(
        model="M",
        family="F",
        date="2026-01",
        access="open-weights",
        license_kind="osi",
        source="s",
        confidence="high",
        conflicts=(conflict,),
    )
    (lag,) = lag_estimates([Vendor(schema=1, id="v", name="V", as_of="2026-01-01", system=(system,))])
    assert (lag.estimate, lag.source, lag.other, lag.other_source) == ("8 months", "a study", "3 to 7", "a blog")
