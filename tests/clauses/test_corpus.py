"""The labelled licenses: the bars of accuracy, and that re-wrapping and renaming change little."""

from __future__ import annotations

import csv
import os
import random
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from .conftest import Reader

CORPUS = os.environ.get("AUDITOR_CORPUS")
pytestmark = pytest.mark.skipif(not CORPUS, reason="AUDITOR_CORPUS does not name the folder of the labelled corpora")

Labels = dict[str, dict[str, tuple[int, int]]]
LICENSES = Path(CORPUS or ".") / "licenses"


@cache
def labels() -> Labels:
    """Slug to clause to labelled place."""
    found: Labels = defaultdict(dict)
    with (LICENSES / "GOLD.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found[row["slug"]][row["clause_id"]] = (int(row["start"]), int(row["end"]))
    return dict(found)


def clause_ids() -> set[str]:
    listed = (LICENSES / "CLAUSES.md").read_text("utf-8")
    return set(re.findall(r"^- ((?:restrict|oblige|grant|term)\.[a-z-]+)", listed, re.M))


def counts(texts: dict[str, str], clauses: Reader, prefix: str = "") -> tuple[int, int, int]:
    """True and false positives and misses over all texts."""
    true = false = missed = 0
    ids = {clause for clause in clause_ids() if clause.startswith(prefix)}
    for slug, text in texts.items():
        found, wanted = clauses(text).keys() & ids, labels()[slug].keys() & ids
        true += len(found & wanted)
        false += len(found - wanted)
        missed += len(wanted - found)
    return true, false, missed


def f1(true: int, false: int, missed: int) -> float:
    return 2 * true / (2 * true + false + missed)


def texts() -> dict[str, str]:
    return {slug: (LICENSES / f"{slug}.txt").read_bytes().decode("utf-8") for slug in sorted(labels())}


def test_accuracy(clauses: Reader) -> None:
    assert f1(*counts(texts(), clauses)) >= 0.95
    assert f1(*counts(texts(), clauses, "restrict.")) >= 0.93


def test_evidence_stands_where_the_label_does(clauses: Reader) -> None:
    placed = total = 0
    for slug, text in texts().items():
        found = clauses(text)
        for clause, (start, end) in labels()[slug].items():
            if clause in found:
                total += 1
                placed += any(
                    2 * (min(one.end, end) - max(one.start, start)) >= end - start
                    and one.end - one.start <= max(3 * (end - start), 600)
                    for one in found[clause].evidence
                )
    assert placed >= 0.94 * total


def rewrapped(text: str, seed: int) -> str:
    """The text with other line breaks inside its paragraphs and other quotation marks."""
    chance = random.Random(seed)
    marks = {"“": '"', "”": '"', "’": "'"} if chance.random() < 0.5 else {'"': "”"}
    text = "".join(marks.get(char, char) for char in text)
    text = re.sub(r"(?<=[a-z,]) (?=[a-z])", lambda _: "\n" if chance.random() < 0.15 else " ", text)
    return re.sub(r"(?<=[a-z,])\n(?=[a-z])", lambda _: " " if chance.random() < 0.5 else "\n", text)


@pytest.mark.parametrize("seed", range(2))
def test_wrapping_changes_little(seed: int, clauses: Reader) -> None:
    changed = {slug: rewrapped(text, seed) for slug, text in texts().items()}
    assert f1(*counts(changed, clauses)) >= f1(*counts(texts(), clauses)) - 0.02
