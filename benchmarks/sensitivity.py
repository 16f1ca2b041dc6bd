"""How much the order of models on the transparency axis hangs on the weights: each weight varied by up to ±50 %.

    AUDITOR_CORPUS=… python benchmarks/sensitivity.py

Judges the repositories of AUDITOR_CORPUS/hub and judged, draws 200 sets of weights (fixed seed), and prints
Kendall's tau between the order by the low end under the rule weights and under the varied ones: mean and worst.
"""

from __future__ import annotations

import os
import random
import sys
from itertools import combinations
from pathlib import Path

from auditor.catalog.catalog import Catalog
from auditor.judge import audit
from auditor.nouns import AuditReport
from auditor.sources.folder import read_from_layout

DRAWS = 200


def reports(corpus: Path, catalog: Catalog) -> list[AuditReport]:
    """The reports on every repository of both folders."""
    found = []
    for hub in (corpus / "hub", corpus / "judged"):
        for folder in sorted(hub.glob("*/*")):
            if (folder / "README.md").is_file():
                name = f"{folder.parent.name}/{folder.name}"
                found.append(audit(read_from_layout(hub, name, None, catalog.documents), catalog, frameworks=False))
    return found


def low_end(report: AuditReport, weights: dict[str, float]) -> float:
    """The low end of the transparency axis under these weights."""
    own = [level for level in report.facets if level.axis == "transparency" and level.applicable]
    return sum(weights[level.id] * level.low for level in own) / sum(4 * weights[level.id] for level in own)


def kendall(left: list[float], right: list[float]) -> float:
    """Kendall's tau-b of two lists of values."""
    agree = tied_left = tied_right = pairs = 0
    for i, j in combinations(range(len(left)), 2):
        a, b = left[i] - left[j], right[i] - right[j]
        pairs += 1
        tied_left += a == 0
        tied_right += b == 0
        agree += (a * b > 0) - (a * b < 0)
    whole = ((pairs - tied_left) * (pairs - tied_right)) ** 0.5
    return agree / whole if whole else 0.0


def main() -> int:
    """Print the figures for both axes' weights as the rules have them, and varied."""
    named = os.environ.get("AUDITOR_CORPUS")
    if not named:
        print("AUDITOR_CORPUS names no folder", file=sys.stderr)
        return 2
    catalog = Catalog.load()
    found = reports(Path(named), catalog)
    weights = {facet.id: float(facet.weight) for facet in catalog.facets.facet}
    plain = [low_end(report, weights) for report in found]
    chance = random.Random(0)
    taus = []
    for _ in range(DRAWS):
        varied = {name: weight * chance.uniform(0.5, 1.5) for name, weight in weights.items()}
        taus.append(kendall(plain, [low_end(report, varied) for report in found]))
    print(f"{len(found)} models, {DRAWS} sets of weights, each varied by up to ±50 %")
    print(f"Kendall's tau: mean {sum(taus) / DRAWS:.2f}, worst {min(taus):.2f}")
    equal = kendall(plain, [low_end(report, dict.fromkeys(weights, 1.0)) for report in found])
    print(f"equal weights: Kendall {equal:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
