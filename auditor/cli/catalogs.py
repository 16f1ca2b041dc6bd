"""The catalog of a command: the shipped rules with the user's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.catalog.catalog import Catalog


def load_catalog(rules: Sequence[Path] | None) -> Catalog:
    """The shipped rules with those of the folders in `rules`. Raises CatalogError with every fault."""
    return Catalog.load(list(rules) if rules else None)
