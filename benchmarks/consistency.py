"""The catalog of systems beside people's judgements: consistency, not accuracy.

    python benchmarks/consistency.py GROUND_TRUTH

GROUND_TRUTH holds epoch_access.csv, osai_systems.csv and fmti.csv (sources and licenses: docs/consistency.md). Rows of
the catalog that name an index as their source are left out of the comparison with it: they would agree with themselves.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import correlation, median

from auditor.catalog.catalog import Catalog
from auditor.cli.comparing import judged_rows
from auditor.comparison.releases import Audited, merge
from auditor.comparison.selection import select
from auditor.systems import Row, all_rows, loose

#: What Epoch calls the access of a model, as a range of classes.
EPOCH = {
    "Open weights (unrestricted)": (4, 7),
    "Open weights (restricted use)": (2, 3),
    "Open weights (non-commercial)": (2, 2),
    "API access": (1, 1),
    "Hosted access (no API)": (1, 1),
    "Unreleased": (0, 0),
}
#: The family of an end model's license in the European Open Source AI Index, as levels of the license facet.
OSAI = {
    "osi": (4, 4),
    "open-content": (4, 4),
    "rail": (2, 3),
    "custom-restricted": (1, 3),
    "noncommercial": (1, 1),
    "nd": (1, 1),
}
FMTI_VENDORS = {
    "AI21 Labs": "AI21 Labs", "Alibaba": "Alibaba Qwen", "Amazon": "Amazon", "Anthropic": "Anthropic",
    "DeepSeek": "DeepSeek", "Google": "Google", "IBM": "IBM", "Meta": "Meta", "Midjourney": "Midjourney",
    "Mistral": "Mistral AI", "OpenAI": "OpenAI", "Writer": "Writer", "xAI": "xAI",
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def by_name(audited: Iterable[Audited], catalog_rows: Sequence[Row], without: str) -> dict[str, Audited]:
    """Judged releases by Hub id and by every name, without those whose source holds `without`."""
    found: dict[str, Audited] = {}
    for item, (_, system) in zip(audited, catalog_rows, strict=True):
        if without in system.source:
            continue
        for name in (system.model, *system.aliases):
            found.setdefault(loose(name), item)
        if system.hub_id:
            found[system.hub_id.casefold()] = item
    return found


def overlap(low: int, high: int, wanted: tuple[int, int]) -> bool:
    """Whether two ranges of levels meet."""
    return low <= wanted[1] and high >= wanted[0]


def compare_epoch(folder: Path, known: dict[str, Audited]) -> None:
    """Class against Epoch's accessibility."""
    told: Counter[tuple[str, bool]] = Counter()
    differing = []
    for row in rows(folder / "epoch_access.csv"):
        item = known.get(row["hub_id"].casefold()) or known.get(loose(row["system"]))
        wanted = EPOCH.get(row["accessibility"])
        if item is None or wanted is None:
            continue
        level = item.report.class_level
        agrees = overlap(level.level, level.level_high, wanted)
        told[row["accessibility"], agrees] += 1
        if not agrees:
            differing.append(f"{item.name}: class {level.level}-{level.level_high}, Epoch: {row['accessibility']}")
    report("Epoch AI, accessibility (2025-03) against our class", told, differing)


def compare_osai(folder: Path, known: dict[str, Audited]) -> None:
    """License facet against the license family that the index states for the end model."""
    told: Counter[tuple[str, bool]] = Counter()
    differing = []
    for row in rows(folder / "osai_systems.csv"):
        item = known.get(row["hub_id"].casefold()) or known.get(loose(row["system"]))
        wanted = OSAI.get(row["licence_family"])
        if item is None or wanted is None:
            continue
        facet = next(facet for facet in item.report.facets if facet.id == "license")
        agrees = overlap(facet.low, facet.high, wanted)
        told[row["licence_family"], agrees] += 1
        if not agrees:
            differing.append(f"{item.name}: license {facet.low}-{facet.high}, OSAI: {row['end_model_licence']}")
    report("OSAI (2026-06), license family against our license facet", told, differing)


def report(title: str, told: Counter[tuple[str, bool]], differing: list[str]) -> None:
    """A table of agreement by category, then every disagreement."""
    total, agreed = sum(told.values()), sum(count for (_, agrees), count in told.items() if agrees)
    print(f"## {title}\n\n| category | agree | differ |\n|---|---|---|")
    for category in sorted({category for category, _ in told}):
        print(f"| {category} | {told[category, True]} | {told[category, False]} |")
    print(f"\n{agreed} of {total} agree.\n")
    for line in differing:
        print(f"- {line}")
    print()


def compare_fmti(folder: Path, catalog: Catalog, judged: dict[str, Audited]) -> None:
    """Vendor transparency against the FMTI of December 2025: Spearman's rho."""
    scores: Counter[str] = Counter()
    for row in rows(folder / "fmti.csv"):
        if row["release"] == "2025-12":
            scores[row["company"]] += int(row["score"])
    pairs = []
    for company, score in sorted(scores.items()):
        chosen = select(catalog, f"vendor:{FMTI_VENDORS[company]}")
        items = [judged[system.model] for _, system in chosen.rows if "2024" <= system.date[:4] <= "2025"]
        releases = merge(items)
        if releases:
            low = median(release.transparency.low for release in releases)
            high = median(release.transparency.high for release in releases)
            pairs.append((company, score, low, high, len(releases)))
    print("## FMTI, December 2025, against our transparency (releases of 2024 and 2025)\n")
    print("| company | FMTI | low | high | releases |\n|---|---|---|---|---|")
    for company, score, low, high, count in sorted(pairs, key=lambda pair: -pair[1]):
        print(f"| {company} | {score} | {low:.0f} | {high:.0f} | {count} |")
    for name, column in (("low end", 2), ("middle", -1)):
        ours = [(pair[2] + pair[3]) / 2 if column < 0 else pair[column] for pair in pairs]
        rho = spearman([float(pair[1]) for pair in pairs], [float(value) for value in ours])
        print(f"\nSpearman's rho with the {name}: {rho:.2f} (n = {len(pairs)})")


def spearman(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's rank correlation, ties by mean rank (Pearson of the ranks)."""
    return correlation(ranked(left), ranked(right))


def ranked(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def main() -> None:
    """Print all comparisons as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ground_truth", type=Path)
    given = parser.parse_args()
    catalog = Catalog.load()
    catalog_rows = all_rows(catalog)
    audited = judged_rows(catalog, catalog_rows)
    compare_epoch(given.ground_truth, by_name(audited, catalog_rows, "epoch"))
    compare_osai(given.ground_truth, by_name(audited, catalog_rows, "Language-Technology-Assessment"))
    compare_fmti(given.ground_truth, catalog, {item.name: item for item in audited})


if __name__ == "__main__":
    main()
