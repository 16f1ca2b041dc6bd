"""Every card rule is held to the examples in its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.catalog.cards import CardExample, CardRule, phrase_fault
from auditor.catalog.catalog import source_folder
from tests.cards.cards import catalog, disclosures


def rule_ids() -> list[str]:
    return sorted(path.stem for path in Path(source_folder(), "recipe").glob("*.toml"))


def rule_of(name: str) -> CardRule:
    return next(rule for rule in catalog().card_rules if rule.id == name)


@pytest.mark.parametrize("name", rule_ids())
def test_examples_of_the_rule(name: str) -> None:
    rule = rule_of(name)
    examples: tuple[CardExample, ...] = (*rule.examples.match, *rule.examples.no_match)
    wrong = [
        f"{example.text!r}: {found.verdict} by {found.signals}, should be {example.verdict}"
        for example in examples
        if (found := disclosures(example.text, example.model)[name]).verdict.value != example.verdict
    ]
    assert not wrong, "\n".join(wrong)


def test_every_rule_of_the_rule_book_is_asked() -> None:
    assert len(rule_ids()) >= 24
    assert list(disclosures("# Nothing\n")) == rule_ids()


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("trained on", False),
        ("train* ... token*", False),
        ("a|b* the? # #.#", False),
        ("@set-name", False),
        ("^ license $", False),
        ("the?", True),
        ("...", True),
        ("a ... b ... c ... d", True),
        ("(a+)+", True),
        ("a:", True),
    ],
)
def test_phrases_that_are_none_are_refused(phrase: str, fault: bool) -> None:
    assert (phrase_fault(phrase) is not None) == fault
