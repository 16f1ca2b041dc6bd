#!/usr/bin/env python3
"""How often a noisy text is taken for the right license: all texts of the SPDX list, and the AI licenses known here.

    PYTHONPATH=CHECKOUT python benchmarks/license_identity.py [--seed N] [--misses] [--corpus DIR]

Needs the packages that script/license_texts.py names. Prints one table: top-1 in percent for each noise. Texts that are
equal once normalised count as one; texts under 300 characters stand apart. A last block counts texts of scancode's data
that are no SPDX license and yet were called one.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "script"), str(ROOT / "benchmarks")]

import license_texts  # noqa: E402
from noise import NOISES  # noqa: E402
from tabulate import tabulate  # noqa: E402

from auditor.licenses.expressions import spdx_license  # noqa: E402
from auditor.licenses.fingerprints import shipped  # noqa: E402
from auditor.licenses.identify import identify  # noqa: E402
from auditor.nouns import Identity, Match  # noqa: E402
from auditor.text.words import Words  # noqa: E402

SHORT = 300
Text = tuple[str, str]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="name the texts that were missed")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("AUDITOR_CORPUS"))
    options = parser.parse_args()
    spdx = [(item.id, item.text) for item in license_texts.spdx_texts()]
    sets = {
        "SPDX": [item for item in spdx if len(item[1]) >= SHORT],
        "SPDX, short": [item for item in spdx if len(item[1]) < SHORT],
    }
    if options.corpus:
        sets["corpus"] = list(_corpus(Path(options.corpus)))
    rows = [_row(name, texts, options.seed, options.misses) for name, texts in sets.items()]
    print(tabulate(rows, headers=["texts", "number", *NOISES], tablefmt="github", disable_numparse=True))
    print()
    print(_customs())


def _corpus(folder: Path) -> Iterable[Text]:
    import csv

    with (folder / "licenses" / "MANIFEST.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield row["spdx_id_or_licenseref"], license_texts.corpus_text(folder, row["slug"])


def _row(name: str, texts: list[Text], seed: int, misses: bool) -> list[str]:
    cells = [_share(texts, noise, NOISES[noise], seed, misses) for noise in NOISES]
    return [name, str(len(texts)), *cells]


def _share(texts: list[Text], noise: str, change: Callable[[str, random.Random], str], seed: int, misses: bool) -> str:
    right = 0
    for name, text in texts:
        changed = change(text, random.Random(f"{seed} {noise} {name}"))
        found = identify(Words.of(changed), changed)
        if _is_right(found, name):
            right += 1
        elif misses:
            print(f"missed under {noise}: {name}: {found.match} {found.nearest}", file=sys.stderr)
    return f"{100 * right / max(1, len(texts)):.1f}"


def _is_right(found: Identity, name: str) -> bool:
    return found.nearest is not None and found.match is not Match.NONE and found.nearest.id in _equals(name)


def _equals(name: str) -> set[str]:
    for text in shipped().texts:
        if name == text.id or name in text.also:
            return {text.id, *text.also}
    return {name}


def _customs() -> str:
    """Texts of scancode's data under no SPDX id: how many were called an OSI-approved license."""
    called, seen = [], 0
    for key in license_texts.scancode_keys():
        if license_texts.scancode_spdx_key(key):
            continue
        text = license_texts.scancode_text(key)
        seen += 1
        found = identify(Words.of(text), text)
        entry = spdx_license(found.id) if found.id else None
        if entry is not None and entry.osi:
            called.append(f"{key} as {entry.id}")
    return f"{len(called)} of {seen} texts under no SPDX id called OSI-approved: {', '.join(called) or 'none'}"


if __name__ == "__main__":
    main()
