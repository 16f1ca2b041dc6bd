"""Vendors on one scale: the unit is the family release, ties are ties, unknown is not closed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.comparison.releases import capability, merge
from auditor.comparison.statistics import bootstrap_interval, ranks
from auditor.comparison.vendors import compare, difference

from .conftest import Maker


def test_sizes_of_one_day_are_one_release_and_repeats_count_once(made: Maker) -> None:
    small, large = made("One 1B", "2025-01-01", 3), made("One 9B", "2025-01-01", 4)
    releases = merge([small, large, small, made("One 2", "2025-06-01")])
    assert [len(release.members) for release in releases] == [2, 1]
    assert (releases[0].level, releases[0].level_high) == (3, 4)


def test_an_unknown_availability_is_no_class_zero(made: Maker) -> None:
    (row,) = compare([("x", merge([made("One", "2025-01", 0, known=False, level_high=7)]))])
    assert row.distribution == (0,) * 8
    assert row.unknown == 1


def test_the_median_keeps_both_ends(made: Maker) -> None:
    releases = merge(
        [
            made("A", "2025-01", permission=(10, 90)),
            made("B", "2025-02", permission=(20, 60)),
            made("C", "2025-03", permission=(60, 70)),
        ]
    )
    (row,) = compare([("x", releases)])
    assert row.permission is not None
    assert (row.permission.low, row.permission.high) == (20, 70)


def test_the_flagship_is_the_newest_release_on_an_index(made: Maker) -> None:
    releases = merge(
        [
            made("old", "2024-01", index="I v1=99 (2024-02)"),
            made("new small", "2025-01-05", index="I v2=10 (2025-02)"),
            made("new large", "2025-01-05", index="I v2=30 (2025-02)"),
            made("newest toy", "2025-09-01"),
        ]
    )
    (row,) = compare([("x", releases)])
    assert row.flagship is not None
    assert row.flagship.name == "new large"


def test_only_vendors_with_enough_releases_and_coverage_are_ranked(made: Maker) -> None:
    few = merge([made("A", "2025-01"), made("B", "2025-02")])
    dark = merge([made(f"D{n}", f"2025-0{n}", coverage=40.0) for n in (1, 2, 3)])
    good = merge([made(f"G{n}", f"2025-0{n}", permission=(90, 90)) for n in (1, 2, 3)])
    poor = merge([made(f"P{n}", f"2025-0{n}", permission=(10, 10)) for n in (1, 2, 3)])
    rows = compare([("few", few), ("dark", dark), ("poor", poor), ("good", good)])
    assert [row.permission_rank for row in rows] == [None, None, (2, False), (1, False)]


def test_nobody_is_first_alone(made: Maker) -> None:
    (row,) = compare([("good", merge([made(f"G{n}", f"2025-0{n}") for n in (1, 2, 3)]))])
    assert row.permission_rank is None


def test_overlapping_intervals_are_ties() -> None:
    assert ranks([(50, 60), (55, 70), (10, 20), None]) == [(1, True), (1, True), (3, False), None]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_the_bootstrap_interval_does_not_hang_on_the_order(values: list[float]) -> None:
    shuffled = random.Random(1).sample(values, len(values))
    low, high = bootstrap_interval(values)
    assert (low, high) == bootstrap_interval(shuffled)
    assert min(values) <= low <= high <= max(values)


def test_no_values_have_no_interval() -> None:
    with pytest.raises(ValueError, match="no values"):
        bootstrap_interval([])


def test_the_claim_gap_is_claimed_minus_found_and_none_without_a_claim(made: Maker) -> None:
    claimed = merge([made("A", "2025-01", 3, claim="open source")])
    silent = merge([made("B", "2025-02", 3)])
    rows = compare([("claimed", claimed), ("silent", silent)])
    assert [row.claim_gap for row in rows] == [3, None]


def test_the_difference_names_the_facet_and_the_rules_of_one_side(made: Maker) -> None:
    left = merge([made("A", "2025-01", license_level=2, rules=("restrict.user-threshold", "restrict.acceptable-use"))])
    right = merge([made("B", "2025-02", license_level=3, rules=("restrict.acceptable-use",))])
    rows = compare([("left", left), ("right", right)])
    found = difference(rows[0], rows[1])
    assert found is not None
    assert (found.facet, found.left, found.right) == ("license", 2, 3)
    assert found.left_rules == ("restrict.user-threshold",)
    assert found.right_rules == ()
    assert difference(rows[0], rows[0]) is None


@pytest.mark.parametrize("cell", ["", "I v1", "I v1=high (2025)", "=", "I="])
def test_an_unreadable_index_value_is_none(cell: str) -> None:
    assert capability(cell) is None


def test_an_index_value_keeps_its_version() -> None:
    found = capability("Some Index v4.3=57.6 (2026-10-02)")
    assert found is not None
    assert (found.index, found.value, found.read) == ("Some Index v4.3", 57.6, "2026-10-02")
