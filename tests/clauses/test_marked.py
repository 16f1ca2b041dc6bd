"""Licenses of our own in many styles, each passage marked with the clause that it establishes: {{clause|words}}.

Written and marked before the engine read them, by the decision rules of the clause taxonomy. A mark may name several
clauses ({{a;b|…}}) and the quantity of a threshold ({{a=700000000 MAU month|…}}); marks nest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import pytest

from auditor.nouns import Finding

from .conftest import DATA, read

TEXTS = sorted((DATA / "marked").glob("*.txt"))
LISTED = frozenset(path.stem for path in (DATA / "paraphrases").glob("*.toml"))
#: What the engine reached when the texts were added, less a little.
LEAST_F1, LEAST_RESTRICT, LEAST_PLACED = 0.96, 0.94, 0.92
#: The share of the texts' thresholds whose number, unit and period are right.
LEAST_VALUED = 0.9


@dataclass(slots=True)
class Marked:
    """A text without its marks; clause to the marked stretches, and to the quantity where one is told."""

    text: str
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    quantities: dict[str, str] = field(default_factory=dict)


def unmarked(source: str) -> Marked:
    """Take the marks out of a text."""
    out: list[str] = []
    opened: list[tuple[list[str], int]] = []
    marked = Marked("")
    at = length = 0
    while at < len(source):
        if source.startswith("{{", at):
            bar = source.index("|", at)
            opened.append((source[at + 2:bar].split(";"), length))
            at = bar + 1
        elif source.startswith("}}", at) and opened:
            names, start = opened.pop()
            for name in names:
                clause, _, quantity = name.partition("=")
                marked.places.setdefault(clause, []).append((start, length))
                if quantity:
                    marked.quantities[clause] = quantity
            at += 2
        else:
            out.append(source[at])
            at, length = at + 1, length + 1
    assert not opened
    marked.text = "".join(out)
    return marked


@cache
def results() -> list[tuple[str, Marked, dict[str, Finding]]]:
    """Each text with its marks and what is found in it."""
    rows = []
    for path in TEXTS:
        marked = unmarked(path.read_text("utf-8"))
        found = {rule: finding for rule, finding in read(marked.text).items() if rule in LISTED}
        rows.append((path.stem, marked, found))
    return rows


def _f1(prefix: str) -> tuple[float, list[str]]:
    right = wrong = 0
    told = []
    for name, marked, found in results():
        wanted = {clause for clause in marked.places if clause.startswith(prefix)}
        got = {clause for clause in found if clause.startswith(prefix)}
        right += len(wanted & got)
        wrong += len(wanted ^ got)
        told += [f"{name}: {clause}" for clause in sorted(wanted ^ got)]
    return 2 * right / (2 * right + wrong), told


def test_marks_name_clauses() -> None:
    assert len(TEXTS) >= 20
    for name, marked, _ in results():
        assert marked.places.keys() <= LISTED, name


@pytest.mark.parametrize(("prefix", "least"), [("", LEAST_F1), ("restrict.", LEAST_RESTRICT)])
def test_clauses_are_found_and_no_others(prefix: str, least: float) -> None:
    reached, told = _f1(prefix)
    assert reached >= least, f"{reached:.3f}; wrong: {told}"


def _covers(marked: Marked, finding: Finding) -> bool:
    """As the clause score places evidence: half of the marked words, and not far more than they are."""
    for start, end in marked.places[finding.rule]:
        for one in finding.evidence:
            both = min(end, one.end) - max(start, one.start)
            if both >= (end - start) / 2 and one.end - one.start <= max(600, 3 * (end - start)):
                return True
    return False


def test_evidence_stands_where_the_clause_is() -> None:
    placed = [
        _covers(marked, finding)
        for _, marked, found in results()
        for rule, finding in found.items() if any(end > start for start, end in marked.places.get(rule, []))
    ]
    assert sum(placed) >= LEAST_PLACED * len(placed), f"{sum(placed)} of {len(placed)}"


def test_thresholds_are_measured() -> None:
    right, told = 0, []
    for name, marked, found in results():
        for rule, wanted in marked.quantities.items():
            quantity = found[rule].quantity if rule in found else None
            said = f"{quantity.number:.0f} {quantity.unit} {quantity.period or ''}".strip() if quantity else "nothing"
            right += said == wanted
            told += [f"{name}: {rule}: {said}, not {wanted}"] * (said != wanted)
    assert right >= LEAST_VALUED * (right + len(told)), told
