"""How often an answer of a given confidence is right, on the labelled cards and license texts of AUDITOR_CORPUS.

    AUDITOR_CORPUS=… python benchmarks/reliability.py

For the disclosures of cards and for the clauses found in license texts: the answers sorted into bins by the confidence
they carry, with n, the mean confidence and the share that is right. "0.9" is honest where nine in ten are. The labels
are of texts that lay open while the rules were written: other texts are somewhat harder.
"""

from __future__ import annotations

import csv
import os
import sys
from itertools import pairwise
from pathlib import Path

from auditor.catalog.catalog import Catalog
from auditor.licenses.reading import read_document
from auditor.matching.cards import read_card
from auditor.nouns import Disclosure, Document, DocumentKind
from auditor.sources.folder import read_from_layout
from auditor.text.decode import decode, sha256

BINS = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
#: (confidence, right, what was answered)
Answer = tuple[float, bool, str]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def of_cards(corpus: Path, catalog: Catalog) -> list[Answer]:
    """Every labelled disclosure: the verdict's confidence, and whether it is the label."""
    labels: dict[str, dict[str, str]] = {}
    for row in rows(corpus / "hub" / "GOLD.csv"):
        labels.setdefault(row["hub_id"], {})[row["disclosure_id"]] = row["verdict"]
    found = []
    for model, wanted in labels.items():
        snapshot = read_from_layout(corpus / "hub", model, None, catalog.documents)
        cards = snapshot.documents_of(DocumentKind.CARD)
        for said in read_card(cards[0] if cards else None, snapshot, catalog):
            if said.rule in wanted and said.verdict is not Disclosure.UNKNOWN:
                found.append((said.confidence, said.verdict == wanted[said.rule], str(said.verdict)))
    return found


def of_licenses(corpus: Path, catalog: Catalog) -> list[Answer]:
    """Every clause found in a labelled license text, among the questions that were labelled."""
    labels: dict[str, set[str]] = {}
    for row in rows(corpus / "licenses" / "GOLD.csv"):
        labels.setdefault(row["slug"], set()).add(row["clause_id"])
    asked = set().union(*labels.values())
    found = []
    for slug, wanted in labels.items():
        data = (corpus / "licenses" / f"{slug}.txt").read_bytes()
        text = Document(kind=DocumentKind.LICENSE, path="LICENSE", text=decode(data), sha256=sha256(data))
        for finding in read_document(text, catalog).findings:
            if finding.rule in asked:
                found.append((finding.confidence, finding.rule in wanted, "found"))
    return found


def table(name: str, answers: list[Answer]) -> None:
    """A row for each bin, and the mean distance between what was said and what was right."""
    print(f"{name}: {len(answers)} answers")
    print(f"{'confidence':<14}{'n':>6}{'said':>7}{'right':>7}")
    distance = 0.0
    for low, high in pairwise(BINS):
        group = [answer for answer in answers if low <= answer[0] < high]
        if group:
            said = sum(answer[0] for answer in group) / len(group)
            right = sum(answer[1] for answer in group) / len(group)
            distance += abs(said - right) * len(group) / len(answers)
            print(f"{low:.2f} to {min(high, 1.0):.2f}  {len(group):>6}{said:>7.2f}{right:>7.2f}")
    print(f"expected calibration error {distance:.3f}\n")


def main() -> int:
    """Print the tables."""
    named = os.environ.get("AUDITOR_CORPUS")
    if not named:
        print("AUDITOR_CORPUS names no folder", file=sys.stderr)
        return 2
    corpus, catalog = Path(named), Catalog.load()
    cards = of_cards(corpus, catalog)
    table("disclosures of cards", cards)
    for verdict in ("open", "partial", "closed", "unstated"):
        table(f"  {verdict}", [answer for answer in cards if answer[2] == verdict])
    table("clauses found in license texts", of_licenses(corpus, catalog))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
