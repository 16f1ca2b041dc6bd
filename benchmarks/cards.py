"""Milliseconds for reading a card and asking it every card rule, over the cards of AUDITOR_CORPUS/hub.

    AUDITOR_CORPUS=… python benchmarks/cards.py

Prints the median and the worst card, a card of 2 MB made of the corpus' own cards, and shapes that want to exhaust,
each with what twice of it costs (the ratio is 2 where growth is linear). Times are of the processor; those of the
corpus' cards are the best of three.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

from auditor.catalog.catalog import Catalog
from auditor.matching.cards import read_card
from auditor.nouns import Document, DocumentKind, ModelSnapshot
from auditor.text.decode import decode, sha256

MEGABYTES = 2_000_000
#: Half a megabyte of each, and twice that.
SHAPE = 500_000
SHAPES = {
    "list items": "- an item of the training data\n",
    "underlined headings": "Training data\n===\n",
    "headings": "## Training data\nTrained on 3T tokens.\n",
    "headings in one line": "<h1>Training data</h1>",
    "table rows": "| MMLU | 61.2 |\n",
    "HTML rows in one line": "<tr><td>MMLU</td><td>61.2</td></tr>",
    "links": "[data set](https://huggingface.co/datasets/acme/web) ",
}


def milliseconds(text: str, model: str, catalog: Catalog, rounds: int = 3) -> float:
    """The time of one card, best of `rounds`."""
    card = Document(kind=DocumentKind.CARD, path="README.md", text=text, sha256=sha256(text.encode("utf-8")))
    snapshot = ModelSnapshot(id=model, requested=model, source="folder", documents=(card,))
    times = []
    for _ in range(rounds):
        start = time.process_time()
        read_card(card, snapshot, catalog)
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> int:
    """Print the figures."""
    corpus = os.environ.get("AUDITOR_CORPUS")
    if not corpus:
        print("AUDITOR_CORPUS names no folder", file=sys.stderr)
        return 2
    catalog = Catalog.load()
    paths = sorted((Path(corpus) / "hub").glob("*/*/README.md"))
    cards = {f"{path.parts[-3]}/{path.parts[-2]}": decode(path.read_bytes()) for path in paths}
    times = {model: milliseconds(text, model, catalog) for model, text in cards.items()}
    worst = max(times, key=lambda model: times[model])
    print(
        f"{len(cards)} cards: median {statistics.median(times.values()):.1f} ms, worst {times[worst]:.1f} ms ({worst})"
    )
    joined = "\n\n".join(cards.values())
    big = (joined * (MEGABYTES // len(joined) + 1))[:MEGABYTES]
    whole, half = milliseconds(big, "a/b", catalog, 1), milliseconds(big[: MEGABYTES // 2], "a/b", catalog, 1)
    print(f"a card of 2 MB: {whole:.0f} ms, of 1 MB: {half:.0f} ms, ratio {whole / half:.2f}")
    for name, piece in SHAPES.items():
        text = f"# Ours\n\n{piece * (SHAPE // len(piece))}"
        once, twice = milliseconds(text, "a/b", catalog, 1), milliseconds(text + text, "a/b", catalog, 1)
        print(f"{name}: {once:.0f} ms for 0.5 MB, {twice:.0f} ms for 1 MB, ratio {twice / once:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
