"""What the clause matcher needs of the rules, computed when the catalog is compiled."""

from __future__ import annotations

from typing import Any


def build_index(rules: list[Any], languages: list[Any]) -> Any:
    """A JSON value for `Catalog.prepared("usage")`."""
    return {}
