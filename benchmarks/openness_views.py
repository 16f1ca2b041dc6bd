"""The OSAI view on the cards of systems that people have judged: agreement for each parameter.

    AUDITOR_CORPUS=… python benchmarks/openness_views.py [--all | --markdown]

Reads AUDITOR_CORPUS/judged and ground-truth/ beside the corpus. For each parameter: n, coverage (cells that rest on
nothing unread), accuracy and quadratic-weighted kappa on those, accuracy on all (unseen = closed, as the index counts),
and what always answering the most common verdict gets. One card a judged system, the nearest to the judged text. With
--all every disagreement is listed; with --markdown as a table with a word on who is right (osai_remarks.csv, by hand).
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from auditor.catalog.catalog import Catalog
from auditor.judge import audit
from auditor.nouns import AuditReport
from auditor.sources.folder import read_from_layout

VALUE = {"closed": 0, "partial": 1, "open": 2}
NEARNESS = {"yes": 0, "sibling": 1}


@dataclass(frozen=True)
class Cell:
    """One verdict of the index beside ours; `seen` is False where ours rests on what was not read."""

    system: str
    parameter: str
    theirs: str
    ours: str
    seen: bool
    because: str


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def judged_cards(corpus: Path) -> dict[str, tuple[Path, str]]:
    """Judged Hub id -> (folder of models, the id of the nearest card in it)."""
    found: dict[str, tuple[int, Path, str]] = {}
    for folder, manifest in ((corpus / "judged", "MANIFEST.csv"), (corpus / "hub", "../judged/ALREADY_IN_HUB.csv")):
        for row in rows(folder / manifest):
            if row["in_osai"] == "yes":
                rank = NEARNESS.get(row["same_text_as_judged"], 2)
                best = found.get(row["judged_as"])
                if best is None or rank < best[0]:
                    found[row["judged_as"]] = (rank, folder, row["hub_id"])
    return {name: (folder, hub_id) for name, (_, folder, hub_id) in sorted(found.items())}


def cells(corpus: Path, catalog: Catalog) -> list[Cell]:
    """Every cell of the index for which a card is at hand."""
    verdicts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(corpus.parent / "ground-truth" / "osai.csv"):
        if row["source"] == "osai-2026-06":
            verdicts[row["hub_id"]][row["parameter"]] = row["verdict"]
    found = []
    for name, (folder, hub_id) in judged_cards(corpus).items():
        report = audit(read_from_layout(folder, hub_id, None, catalog.documents), catalog)
        found += _of_report(name, report, verdicts.get(name, {}))
    return found


def _of_report(name: str, report: AuditReport, theirs: dict[str, str]) -> list[Cell]:
    view = next(item for item in report.frameworks if item.name == "osai")
    return [
        Cell(name, item.id, theirs[item.id], item.result, item.gap is None, item.because)
        for item in view.criteria
        if item.id in theirs
    ]


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Quadratic-weighted kappa of (theirs, ours); 0 where chance alone explains it all."""
    n = len(pairs)
    if not n:
        return 0.0
    seen = sum((VALUE[a] - VALUE[b]) ** 2 for a, b in pairs) / n
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[a] * right[b] * (VALUE[a] - VALUE[b]) ** 2 for a in VALUE for b in VALUE) / n**2
    return 1 - seen / chance if chance else 0.0


def print_table(found: list[Cell]) -> None:
    """A row for each parameter."""
    print(f"{'parameter':<24}{'n':>4}{'covered':>9}{'accuracy':>10}{'kappa':>7}{'on all':>8}{'majority':>10}")
    by_parameter: dict[str, list[Cell]] = defaultdict(list)
    for cell in found:
        by_parameter[cell.parameter].append(cell)
    for name, group in by_parameter.items():
        answered = [(cell.theirs, cell.ours) for cell in group if cell.seen]
        right = sum(a == b for a, b in answered)
        everywhere = sum(cell.theirs == cell.ours for cell in group) / len(group)
        majority = Counter(cell.theirs for cell in group).most_common(1)[0][1] / len(group)
        accuracy = right / len(answered) if answered else 0.0
        print(
            f"{name:<24}{len(group):>4}{len(answered) / len(group):>9.0%}{accuracy:>10.0%}{kappa(answered):>7.2f}"
            f"{everywhere:>8.0%}{majority:>10.0%}"
        )


def remark(cell: Cell, remarks: dict[tuple[str, str], tuple[str, str]]) -> tuple[str, str]:
    """(who is right, why): what rests on unread evidence is the index's, the rest as judged by hand."""
    if not cell.seen:
        return "index", "not seen here; what was not seen counts as closed"
    found = remarks.get((cell.system, cell.parameter)) or remarks.get(("*", cell.parameter))
    return found or ("open", "not judged")


def print_markdown(found: list[Cell]) -> None:
    """Every disagreement as a row of a Markdown table."""
    path = Path(__file__).parent / "osai_remarks.csv"
    remarks = {(row["system"], row["parameter"]): (row["right"], row["word"]) for row in rows(path)}
    wrong = [(cell, *remark(cell, remarks)) for cell in found if cell.theirs != cell.ours]
    counts = Counter(right for _, right, _ in wrong)
    print(f"{len(wrong)} of {len(found)} cells differ; right are: " + ", ".join(f"{k} {v}" for k, v in counts.items()))
    print("\n| system | parameter | index | here | decided by | right | why |\n|---|---|---|---|---|---|---|")
    for cell, right, why in wrong:
        because = " ".join(cell.because.split())[:110].replace("|", "/")
        print(f"| {cell.system} | {cell.parameter} | {cell.theirs} | {cell.ours} | {because} | {right} | {why} |")


def main() -> int:
    """Print the table, and with --all every disagreement with what decided it here."""
    named = os.environ.get("AUDITOR_CORPUS")
    if not named:
        print("AUDITOR_CORPUS names no folder", file=sys.stderr)
        return 2
    found = cells(Path(named), Catalog.load())
    print(f"{len({cell.system for cell in found})} judged systems with a card, {len(found)} cells")
    print_table(found)
    if "--markdown" in sys.argv[1:]:
        print_markdown(found)
    if "--all" in sys.argv[1:]:
        for cell in found:
            if cell.theirs != cell.ours:
                print(f"{cell.system}: {cell.parameter}: index {cell.theirs}, here {cell.ours} ({cell.because})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
