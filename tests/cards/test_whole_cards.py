"""Whole cards of the common kinds, each with the verdicts that the rule book asks for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tests.cards.cards import disclosures

FOLDER = Path(__file__).parent / "data" / "cards"
VERDICTS = ("open", "partial", "closed", "unstated")
SAID = ("open", "partial")
#: The rule book's items; each card states a verdict for every one.
ITEMS = 24
ACCURACY, DISCLOSED_F1 = 0.9, 0.92


def cards() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def rows() -> list[tuple[str, str, str, str]]:
    """(card, rule, verdict by the rule book, verdict by the rules)."""
    found = []
    for name, card in cards().items():
        answers = disclosures((FOLDER / f"{name}.md").read_text(encoding="utf-8"), card["id"])
        found += [(name, rule, verdict, answers[rule].verdict.value) for verdict in VERDICTS for rule in card[verdict]]
    return found


def test_every_card_states_every_item_once() -> None:
    for name, card in cards().items():
        stated = [rule for verdict in VERDICTS for rule in card[verdict]]
        assert len(stated) == len(set(stated)) == ITEMS, name


def test_whole_cards_are_read_as_the_rule_book_says() -> None:
    answers = rows()
    wrong = [
        f"{card}: {rule}: is {given}, should be {wanted}" for card, rule, wanted, given in answers if wanted != given
    ]
    both = sum(wanted in SAID and given in SAID for _, _, wanted, given in answers)
    either = sum((wanted in SAID) + (given in SAID) for _, _, wanted, given in answers)
    assert 1 - len(wrong) / len(answers) >= ACCURACY, "\n".join(wrong)
    assert 2 * both / either >= DISCLOSED_F1, "\n".join(wrong)
