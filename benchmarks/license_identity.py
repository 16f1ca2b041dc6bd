#!/usr/bin/env python3
"""How often a noisy text is taken for the right license: all texts of the SPDX list, and the AI licenses known here.

    PYTHONPATH=CHECKOUT python benchmarks/license_identity.py [--seed N] [--misses] [--corpus DIR]

Needs the packages that script/license_texts.py names. Prints one table: top-1 in percent for each noise. Texts that are
equal once normalised count as one; texts under 300 characters stand apart. Then: standard texts called exact as they
are; altered ones called exact, one change a text and kind; and texts of scancode's data under no SPDX id that were
called an OSI-approved license, each held against SPDX's own matching pattern. Takes three minutes.
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
from alterations import ALTERATIONS, Alteration  # noqa: E402
from license_texts import SpdxText  # noqa: E402
from noise import NOISES  # noqa: E402
from spdx_matching import allows  # noqa: E402
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
    everything = [item for texts in sets.values() for item in texts]
    exact = sum(_read(text).match is Match.EXACT for _, text in everything)
    print(f"\n{exact} of {len(everything)} texts exact as they are\n")
    altered = [_altered(kind, ALTERATIONS[kind], everything, options.seed, options.misses) for kind in ALTERATIONS]
    altered.append(["all", *(str(sum(int(row[place]) for row in altered)) for place in (1, 2))])
    print(tabulate(altered, headers=["one thing changed", "texts", "called exact"], tablefmt="github"))
    print()
    print(_customs({item.id: item for item in license_texts.spdx_texts()}))


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


def _read(text: str) -> Identity:
    return identify(Words.of(text), text)


def _altered(kind: str, change: Alteration, texts: list[Text], seed: int, misses: bool) -> list[str]:
    """How many texts have a place for this change, and how many of them are then still called the standard one."""
    count = wrong = 0
    for name, text in texts:
        changed = change(text, random.Random(f"{seed} {kind} {name}"))
        if Words.of(changed).words == Words.of(text).words:
            continue
        count += 1
        found = _read(changed).id
        # A change may make another standard text of it.
        if found is not None and found in _equals(name):
            wrong += 1
            if misses:
                print(f"called exact though {kind}: {name}", file=sys.stderr)
    return [kind, str(count), str(wrong)]


def _customs(listed: dict[str, SpdxText]) -> str:
    """Texts of scancode's data under no SPDX id: how many were called an OSI-approved one, and whether SPDX does."""
    called, wrong, seen = [], [], 0
    for key in license_texts.scancode_keys():
        if license_texts.scancode_spdx_key(key):
            continue
        text = license_texts.scancode_text(key)
        seen += 1
        found = _read(text).id
        entry = spdx_license(found) if found else None
        if entry is not None and entry.osi:
            called.append(f"{key} as {entry.id}")
            if not _is_listed(text, listed[entry.id]):
                wrong.append(called[-1])
    return (
        f"{len(called)} of {seen} texts under no SPDX id called OSI-approved ({', '.join(called) or 'none'}); "
        f"{len(wrong)} of these are no such license by SPDX's own text and pattern ({', '.join(wrong) or 'none'})"
    )


def _is_listed(text: str, standard: SpdxText) -> bool:
    """Whether SPDX itself takes a text for this one: the same words as its text, or what its pattern matches."""
    same = Words.of(text).words == Words.of(standard.text).words
    return same or (standard.template is not None and allows(standard.template, text))


if __name__ == "__main__":
    main()
