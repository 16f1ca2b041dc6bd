"""The disclosures of the labelled cards: no worse than the bars."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from tests.cards.cards import card_text, corpus, disclosures

ACCURACY, DISCLOSED_F1 = 0.86, 0.90
SAID = ("open", "partial")


def answers(folder: Path) -> list[tuple[str, str]]:
    """(label, answer) for every labelled row."""
    gold: dict[str, dict[str, str]] = defaultdict(dict)
    with (folder / "GOLD.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            gold[row["hub_id"]][row["disclosure_id"]] = row["verdict"]
    rows = []
    for model, labels in sorted(gold.items()):
        found = disclosures(card_text(folder, model), model)
        rows += [(label, found[rule].verdict.value) for rule, label in labels.items()]
    return rows


def test_labelled_cards_are_read_as_their_labels_say() -> None:
    rows = answers(corpus())
    right = sum(label == answer for label, answer in rows)
    both = sum(label in SAID and answer in SAID for label, answer in rows)
    either = sum((label in SAID) + (answer in SAID) for label, answer in rows)
    assert right / len(rows) >= ACCURACY
    assert 2 * both / either >= DISCLOSED_F1


def test_every_answer_of_a_real_card_carries_its_place() -> None:
    folder = corpus()
    for path in sorted(folder.glob("*/*/README.md")):
        model = "/".join(path.parts[-3:-1])
        text = card_text(folder, model)
        for finding in disclosures(text, model).values():
            assert bool(finding.evidence) == (finding.verdict.value != "unstated"), (model, finding.rule)
            for evidence in finding.evidence:
                assert text[evidence.start : evidence.end] == evidence.quote
                assert evidence.line == text.count("\n", 0, evidence.start) + 1
                assert 0 < len(evidence.quote) <= 500
