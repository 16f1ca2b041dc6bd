"""What a scan finds of the labelled references, and what it invents: every miss is a known gap that stands here."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from tests.discovery.suite import Score, Snippet, add, scan_snippet, snippets

#: References that are labelled and not found, and texts that are reported and are none.
KNOWN_GAPS: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture(scope="module")
def score(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Score:
    total = Score()
    for snippet in snippets():
        add(total, snippet, scan_snippet(snippet, tmp_path_factory.mktemp("snippet"), catalog))
    return total


def test_the_suite_is_large_enough(score: Score) -> None:
    assert score.labelled >= 250
    assert score.others >= 150


def test_precision_and_recall(score: Score) -> None:
    assert score.precision >= 0.98, score.invented
    assert score.recall >= 0.95, score.missed


def test_every_miss_and_every_invention_is_a_known_gap(score: Score) -> None:
    assert {*score.missed, *score.invented} == KNOWN_GAPS


def test_statuses_lines_and_open_ends_are_as_labelled(score: Score) -> None:
    assert score.wrong_status == []
    assert score.misplaced == []
    assert score.wrong_unresolved == []


@pytest.mark.parametrize("snippet", list(snippets()), ids=lambda snippet: snippet.name)
def test_what_looks_like_a_model_is_not_reported(snippet: Snippet, catalog: Catalog, tmp_path: Path) -> None:
    reported = {item.model for item in scan_snippet(snippet, tmp_path, catalog)}
    assert reported.isdisjoint(snippet.others)
    assert snippet.text.strip(), "a snippet without text proves nothing"
    missing = [
        text for text in snippet.others if text not in snippet.text and text.partition("/")[0] not in snippet.text
    ]
    assert not missing
