"""Cards for the tests: read a text as the card of a model, and find the labelled corpus."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.matching.cards import read_card
from auditor.nouns import DisclosureFinding, Document, DocumentKind, ModelSnapshot
from auditor.text.decode import decode, sha256


@cache
def catalog() -> Catalog:
    """The shipped catalog, loaded once for all tests."""
    return Catalog.load()


def document(text: str) -> Document:
    """A README.md with this text."""
    return Document(kind=DocumentKind.CARD, path="README.md", text=text, sha256=sha256(text.encode("utf-8", "replace")))


def disclosures(text: str, model: str = "example/sample-model") -> dict[str, DisclosureFinding]:
    """What the card discloses, by rule."""
    card = document(text)
    snapshot = ModelSnapshot(id=model, requested=model, source="folder", documents=(card,))
    return {finding.rule: finding for finding in read_card(card, snapshot, catalog())}


def corpus() -> Path:
    """The folder of labelled cards; skips the test where there is none."""
    named = os.environ.get("AUDITOR_CORPUS")
    if not named or not (Path(named) / "hub" / "GOLD.csv").is_file():
        pytest.skip("AUDITOR_CORPUS names no folder with hub/GOLD.csv")
    return Path(named) / "hub"


def card_text(folder: Path, model: str) -> str:
    """The text of a model's card in the corpus."""
    return decode((folder / model / "README.md").read_bytes())
