"""Milliseconds for reading a card and asking it every card rule, over the cards of AUDITOR_CORPUS/hub.

    AUDITOR_CORPUS=… python benchmarks/cards.py

Prints the median and the worst card, what twice the card costs (the ratio is 2 where growth is linear), and a card of
2 MB made of the corpus' own cards. Times are of the processor, the best of three.
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
