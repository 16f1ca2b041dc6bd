"""Every clause in other words than its rule has: re-ordered, with other vocabulary, noisy, in Chinese; and near misses.

A sentence that the rules are known to read wrongly carries `known_gap = true` and must go on failing until a rule
learns it and the mark is taken away.
"""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from .conftest import DATA, Reader

LEAST_MATCHES, LEAST_NEAR_MISSES = 8, 5
TABLES = [tomllib.loads(path.read_text("utf-8")) for path in sorted((DATA / "paraphrases").glob("*.toml"))]


def _cases() -> list[Any]:
    cases = []
    for table in TABLES:
        for kind in ("match", "no_match"):
            for number, case in enumerate(table.get(kind, [])):
                gap = pytest.mark.xfail(strict=True, reason="a known gap of the rule")
                marks = [gap] if case.get("known_gap") else []
                name = f"{table['rule']}-{kind}-{number}"
                cases.append(pytest.param(table["rule"], case["text"], kind == "match", marks=marks, id=name))
    return cases


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["rule"])
def test_enough_sentences_each_way(table: dict[str, Any]) -> None:
    assert len(table["match"]) >= LEAST_MATCHES
    assert len(table["no_match"]) >= LEAST_NEAR_MISSES


@pytest.mark.parametrize(("rule", "text", "found"), _cases())
def test_paraphrase(rule: str, text: str, found: bool, clauses: Reader) -> None:
    assert (rule in clauses(text)) is found
