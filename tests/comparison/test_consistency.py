"""The arithmetic of the comparison with people's judgements, on made-up numbers."""

from __future__ import annotations

import pytest

from benchmarks.consistency import overlap, ranked, spearman


def test_equal_values_share_their_rank() -> None:
    assert ranked([10, 20, 20, 30]) == [1, 2.5, 2.5, 4]


def test_rho_is_one_for_the_same_order_and_minus_one_for_the_opposite() -> None:
    assert spearman([1, 2, 3], [10, 100, 1000]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


def test_ranges_of_levels_agree_where_they_meet() -> None:
    assert overlap(2, 3, (3, 7)) and overlap(0, 7, (4, 4))
    assert not overlap(2, 2, (3, 7))
