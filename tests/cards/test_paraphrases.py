"""Short snippets in many wordings, some of which disclose an item and some of which only come near it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cards.cards import catalog, disclosures

FOLDER = Path(__file__).parent / "data" / "paraphrases"
VERDICTS = ("open", "partial", "closed", "unstated")
#: Least number of snippets that disclose something, and of near misses, for each rule.
SAYING, SILENT = 20, 10
#: The same for rules that ask more than the rule book, whose answers nobody has labelled.
UNLABELLED = (5, 3)


def suites() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def rule_book() -> set[str]:
    """The rules that every whole card of the tests answers: those of the rule book."""
    card = next(iter(sorted((FOLDER.parent / "cards").glob("*.toml"))))
    stated = tomllib.loads(card.read_text(encoding="utf-8"))
    return {rule for verdict in VERDICTS for rule in stated[verdict]}


def test_every_rule_has_paraphrases() -> None:
    assert {rule.id for rule in catalog().card_rules} == set(suites())


def gaps() -> list[Any]:
    return [
        pytest.param(rule, gap, id=f"{rule}-{number}")
        for rule, suite in suites().items()
        for number, gap in enumerate(suite.get("gap", []))
    ]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("rule", sorted(suites()))
def test_snippets_get_the_verdict_of_their_list(rule: str, verdict: str) -> None:
    wrong = [
        f"{text!r}: {found.verdict} by {found.signals}"
        for text in suites()[rule][verdict]
        if (found := disclosures(text)[rule]).verdict.value != verdict
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.xfail(strict=True, reason="known gap: told in the data file")
@pytest.mark.parametrize(("rule", "gap"), gaps())
def test_known_gaps_are_still_gaps(rule: str, gap: dict[str, Any]) -> None:
    assert disclosures(gap["text"])[rule].verdict.value == gap["verdict"]


@pytest.mark.parametrize("rule", sorted(suites()))
def test_each_suite_is_wide_enough(rule: str) -> None:
    suite = suites()[rule]
    saying, silent = (SAYING, SILENT) if rule in rule_book() else UNLABELLED
    assert sum(len(suite[verdict]) for verdict in VERDICTS[:3]) >= saying
    assert len(suite["unstated"]) >= silent
    texts = [text for verdict in VERDICTS for text in suite[verdict]]
    assert len(texts) == len(set(texts))
