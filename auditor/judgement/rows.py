"""Catalog rows to levels: what is known of a release without having read it, as `facets.toml` maps it."""

from __future__ import annotations

from auditor.catalog.facets import CatalogLevels, Facet, Facets
from auditor.catalog.systems import System
from auditor.judgement.case import Case

#: Columns that a row's confidence covers: the rest are the maker's practice as indexes had it.
_COVERED = ("access", "license_kind")


def row_level(facet: Facet, case: Case, facets: Facets) -> tuple[int, int, str] | None:
    """The low and high level that the catalog row gives a facet, with words; None where it says nothing."""
    system = case.system
    if system is None:
        return None
    for column in facets.catalog:
        if facet.id in column.facets:
            found = _from_column(column, system, case, facet)
            if found is not None:
                return found
    return None


def _from_column(column: CatalogLevels, system: System, case: Case, facet: Facet) -> tuple[int, int, str] | None:
    word = _word(column.column, system)
    if column.column == "license_kind" and _known(case):
        # The known terms of a license that has a name say more than its kind.
        return None
    levels = column.levels.get(word)
    if levels is None:
        return None
    low, high = levels
    if column.recent and system.date >= column.recent:
        high = max(high, column.recent_high)
        low = min(low, high)
    if column.column in _COVERED and system.confidence == "low":
        low = 0
    low = min(low, facet.pointed)
    return low, high, f"catalog: {column.column} {word} ({system.confidence} confidence, {system.source})"


def _word(column: str, system: System) -> str:
    """The word of a row's column; an address counts as "address"."""
    value = str(getattr(system, column))
    if value.startswith(("https://", "http://")):
        return "paper" if "arxiv.org" in value else "address"
    return value


def _known(case: Case) -> bool:
    record = case.known.by_id(case.license.concluded) if case.license.concluded else None
    return record is not None and (record.complete or record.approved)
