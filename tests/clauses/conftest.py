"""Reading a text with the shipped rules, as the clause tests do."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.matching.clauses import find_clauses
from auditor.nouns import DocumentKind, Finding
from auditor.text.words import Words

Reader = Callable[..., dict[str, Finding]]

DATA = Path(__file__).parent / "data"


@cache
def shipped() -> Catalog:
    """The shipped catalog, compiled once."""
    return Catalog.load()


def read(text: str, kind: str = "license") -> dict[str, Finding]:
    """Rule id to finding."""
    found = find_clauses(Words.of(text), text, "TEXT", DocumentKind(kind), shipped())
    return {finding.rule: finding for finding in found}


@pytest.fixture(scope="session")
def clauses() -> Reader:
    """`clauses(text, kind="license")` gives the findings by rule id."""
    return read
