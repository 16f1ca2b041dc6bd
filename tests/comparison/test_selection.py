"""What the arguments of a comparison mean."""

from __future__ import annotations

import pytest

from auditor.catalog.catalog import Catalog
from auditor.comparison.selection import select, within
from auditor.errors import UnknownName, UsageError


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.mark.parametrize(
    ("argument", "kind", "label"),
    [
        ("meta", "vendor", "Meta"),
        ("Meta AI", "vendor", "Meta"),
        ("google deepmind", "vendor", "Google"),
        ("gpt-oss", "family", "gpt-oss"),
        ("family:gemma", "family", "Gemma"),
        ("Muse Spark 1.1", "model", "Muse Spark 1.1"),
        ("meta-llama", "org", "meta-llama"),
        ("org:somebody-else", "org", "somebody-else"),
        ("somebody/one", "model", "somebody/one"),
    ],
)
def test_a_vendor_beats_a_family_beats_a_model_beats_an_organisation(
    catalog: Catalog, argument: str, kind: str, label: str
) -> None:
    found = select(catalog, argument)
    assert (found.kind, found.label) == (kind, label)


def test_an_unknown_name_gets_near_matches(catalog: Catalog) -> None:
    with pytest.raises(UnknownName) as caught:
        select(catalog, "anthropc")
    assert "Anthropic" in caught.value.hint


def test_a_forced_kind_does_not_fall_through(catalog: Catalog) -> None:
    with pytest.raises(UnknownName):
        select(catalog, "family:meta")


def test_a_range_keeps_both_ends_whatever_the_length_of_the_date(catalog: Catalog) -> None:
    rows = select(catalog, "meta").rows
    dates = [system.date for _, system in within(rows, "2024-07-23", "2024-09")]
    assert min(dates) == "2024-07-23"
    assert all(date[:7] <= "2024-09" for date in dates)


def test_an_empty_range_is_refused(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="empty"):
        within(select(catalog, "meta").rows, "2025-01", "2024-01")
