"""What judging costs: processor time a snapshot over a folder of repositories, with and without the card.

    AUDITOR_CORPUS=… python benchmarks/judge.py

The second figure repeats the judgement with every text and card already read (the results of reading are kept), so it
is the own cost of concluding, levels, flags and frameworks.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path
from unittest import mock

from auditor.catalog.catalog import Catalog
from auditor.judge import audit
from auditor.matching import cards
from auditor.nouns import DisclosureFinding, Document, ModelSnapshot
from auditor.sources.folder import read_from_layout


def snapshots(catalog: Catalog, hub: Path) -> list[ModelSnapshot]:
    """Every repository of a folder of models, in the order of the names."""
    names = [f"{folder.parent.name}/{folder.name}" for folder in sorted(hub.glob("*/*")) if folder.is_dir()]
    return [read_from_layout(hub, name, None, catalog.documents) for name in names]


def milliseconds(catalog: Catalog, models: list[ModelSnapshot]) -> list[float]:
    """The time that each model takes, best of three."""
    found = []
    for model in models:
        times = []
        for _ in range(3):
            start = time.process_time()
            audit(model, catalog)
            times.append(time.process_time() - start)
        found.append(min(times) * 1000)
    return found


def line(name: str, times: list[float]) -> str:
    """One figure a row: median, 90th percentile and worst."""
    ordered = sorted(times)
    high = ordered[int(len(ordered) * 0.9)]
    return f"{name:<28} median {statistics.median(times):7.2f} ms   p90 {high:7.2f} ms   worst {ordered[-1]:7.2f} ms"


def main() -> int:
    """Print both figures."""
    corpus = os.environ.get("AUDITOR_CORPUS")
    if not corpus:
        print("AUDITOR_CORPUS names no folder", file=sys.stderr)
        return 2
    catalog = Catalog.load()
    models = snapshots(catalog, Path(corpus) / "hub")
    audit(models[0], catalog)
    print(f"{len(models)} snapshots")
    print(line("judging, card read anew", milliseconds(catalog, models)))
    kept = {model.id: cards.read_card(_card(model), model, catalog) for model in models}
    unread = cards.read_card

    def read_again(card: Document | None, snapshot: ModelSnapshot, catalog: Catalog) -> tuple[DisclosureFinding, ...]:
        return kept.get(snapshot.id) or unread(card, snapshot, catalog)

    with mock.patch.object(cards, "read_card", read_again):
        print(line("judging, card kept", milliseconds(catalog, models)))
    return 0


def _card(model: ModelSnapshot) -> Document | None:
    return next((document for document in model.documents if document.kind == "card"), None)


if __name__ == "__main__":
    raise SystemExit(main())
