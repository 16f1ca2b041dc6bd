"""The index of standard texts, as figures: which texts share which runs of words. It proposes; it never decides.

The file holds no text: for each text hashes of its passages (templates), one byte a pair of words (to place changes),
and for a sample of the runs of four words the texts that have them. `script/build_license_index.py` makes it.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import compress
from math import ceil
from operator import add, ge
from pathlib import Path
from typing import Any

from auditor.errors import CatalogError
from auditor.licenses.stream import Stream, placed_runs
from auditor.licenses.templates import Node

FORMAT = 1
FILE = Path(__file__).resolve().parent / "data" / "texts.bin"
#: A run of four words is sampled if the low bits of its figure are zero: one in four.
SAMPLE = 3
#: A text of whose runs a document has less is not proposed; and no more than this many texts are.
_FEWEST_SHARED = 0.2
_PROPOSED = 250
#: A byte counts no further; this many runs are kept in their added form.
_LANE = 255
_KEPT_RUNS = 12_000
#: A text of no more words than this is short; one of less is a title.
_SHORT = 90
_FEWEST_WORDS = 8
#: Runs that this many texts share tell nothing and are left out when the index is built.
COMMON = 120


@dataclass(frozen=True, slots=True)
class StandardText:
    """A standard text: `number` in the index, its id, the ids of equal texts, its words, and its sampled runs."""

    number: int
    id: str
    also: tuple[str, ...]
    words: int
    runs: int


@dataclass(frozen=True, slots=True)
class Details:
    """What is needed once a text is proposed: wordings that are this text, open ranges, the words of its headings.

    `pairs` is a byte for each pair of its words, `runs` a sample of its runs of five, `core` the words not left open.
    """

    templates: list[list[Node]]
    free: list[tuple[int, int]]
    heading: frozenset[str]
    pairs: bytes
    runs: frozenset[int]
    core: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that shares runs of words: `shared` of its own `text.runs`, of `runs` in the document."""

    text: StandardText
    shared: int
    dice: float

    @property
    def containment(self) -> float:
        """The share of the standard text's runs that the document has."""
        return self.shared / self.text.runs if self.text.runs else 0.0


def _added(one: Sequence[int], other: Sequence[int]) -> Sequence[int]:
    return list(map(add, one, other))


def _all_runs(pairs: bytes) -> frozenset[bytes]:
    """Every run of four words."""
    return frozenset(pairs[at : at + 3] for at in range(len(pairs) - 3))


def _by_dice(item: tuple[float, int, int]) -> tuple[float, int]:
    return -item[0], item[1]


class Index:
    """The index file, read once; sections are unpacked when first used."""

    def __init__(self, data: bytes) -> None:
        """Over the bytes of an index file. Raises CatalogError if they are none."""
        try:
            size = int.from_bytes(data[:4], "little")
            header = json.loads(data[4 : 4 + size])
            if header["format"] != FORMAT:
                raise ValueError("another format")
            self.texts = tuple(
                StandardText(number, name, tuple(also), words, runs)
                for number, (name, also, words, runs) in enumerate(header["texts"])
            )
            self._runs = [runs for _, _, _, runs in header["texts"]]
            self._fewest = [max(1, ceil(_FEWEST_SHARED * runs)) for runs in self._runs]
            self._numbered = range(len(self._runs))
            self._at: dict[str, list[int]] = header["blocks"]
            self.probe: str = header["probe"]
        except (ValueError, KeyError, TypeError) as reason:
            raise CatalogError(f"the index of license texts is damaged: {reason}", "Reinstall auditor.") from reason
        self._data = data
        self._start = 4 + size
        self._details: dict[int, Details] = {}

    @classmethod
    def load(cls, path: Path = FILE) -> Index:
        """The index file at `path`; the shipped one by default."""
        try:
            return cls(path.read_bytes())
        except OSError as reason:
            raise CatalogError(f"the index of license texts is missing: {reason}", "Reinstall auditor.") from reason

    def propose(self, stream: Stream) -> list[Proposal]:
        """The texts that share runs of words with a document, the likeliest first (by the share of both)."""
        runs = stream.shingles(SAMPLE)
        found = runs & self._known_runs
        if not found:
            return self._short_ones(stream)
        shared = self._counts(found)
        total = len(runs)
        enough = map(ge, shared, self._fewest)
        likely = [
            (2 * count / (total + needed), number, count)
            for number, count, needed in compress(zip(self._numbered, shared, self._runs, strict=True), enough)
        ]
        likely.sort(key=_by_dice)
        if not likely:
            return self._short_ones(stream)
        return [Proposal(self.texts[number], count, dice) for dice, number, count in likely[:_PROPOSED]]

    def _short_ones(self, stream: Stream) -> list[Proposal]:
        """The same for a few sentences: a sample of their runs may miss them, so all runs of short texts are held
        against it."""
        if not _FEWEST_WORDS <= len(stream) <= _SHORT:
            return []
        runs = _all_runs(stream.pairs)
        shared = ((len(runs & own), len(own), text) for text, own in self._short)
        likely = [
            Proposal(text, count, 2 * count / (len(runs) + needed))
            for count, needed, text in shared
            if count > _FEWEST_SHARED * needed
        ]
        return sorted(likely, key=lambda item: (-item.dice, item.text.number))

    @cached_property
    def _short(self) -> list[tuple[StandardText, frozenset[bytes]]]:
        short = [text for text in self.texts if text.words <= _SHORT]
        return [(text, _all_runs(self.details(text).pairs)) for text in short]

    def _counts(self, runs: set[int]) -> Sequence[int]:
        """For each text how many of these runs it has: runs are added up as numbers with a byte for each text."""
        held = list(map(self._texts_of.__getitem__, runs))
        sums = [
            sum(held[first : first + _LANE]).to_bytes(len(self.texts), "little") for first in range(0, len(held), _LANE)
        ]
        return reduce(_added, sums)

    def details(self, text: StandardText) -> Details:
        """The passages, ranges and pairs of one text; a few hundred are kept."""
        found = self._details.get(text.number)
        if found is None:
            if len(self._details) > 300:
                self._details.clear()
            found = self._details[text.number] = self._unpacked(text.number)
        return found

    def pairs_of(self, name: str) -> bytes:
        """The pairs of the text with this id; none if there is no such text."""
        text = next((item for item in self.texts if item.id == name), None)
        return self.details(text).pairs if text else b""

    def _unpacked(self, number: int) -> Details:
        places = self._places
        raw: dict[str, Any] = json.loads(self._block("details")[places[2 * number] : places[2 * number + 2]])
        at = places[2 * number + 1]
        pairs = bytes(self._block("pairs")[at : at + self.texts[number].words])
        free = [(start, end) for start, end in raw["f"]]
        return Details(
            templates=raw["t"],
            free=free,
            heading=frozenset(raw["h"]),
            pairs=pairs,
            runs=frozenset(placed_runs(pairs)[0]),
            core=len(pairs) - sum(end - start for start, end in free),
        )

    def _block(self, name: str) -> bytes:
        offset, length = self._at[name]
        return self._data[self._start + offset : self._start + offset + length]

    def _numbers(self, name: str, code: str) -> array[int]:
        """A block of the file as packed numbers, little-endian there."""
        numbers = array(code, self._block(name))
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    @cached_property
    def _places(self) -> array[int]:
        return self._numbers("places", "I")

    @cached_property
    def _known_runs(self) -> frozenset[int]:
        return frozenset(self._numbers("runs", "Q"))

    @cached_property
    def _texts_of(self) -> _Postings:
        return _Postings(
            self._numbers("runs", "Q"), self._numbers("starts", "I"), self._numbers("postings", "H"), len(self.texts)
        )


class _Postings(dict[int, int]):
    """Which texts have a run: a number with a byte of one for each. Looked up in the sorted runs when first asked for;
    some thousands are kept, as many as a few hundred documents meet."""

    def __init__(self, runs: array[int], starts: array[int], texts: array[int], count: int) -> None:
        super().__init__()
        self._runs, self._starts, self._texts, self._count = runs, starts, texts, count

    def __missing__(self, run: int) -> int:
        if len(self) > _KEPT_RUNS:
            self.clear()
        place = bisect_left(self._runs, run)
        lanes = bytearray(self._count)
        for text in self._texts[self._starts[place] : self._starts[place + 1]]:
            lanes[text] = 1
        found = self[run] = int.from_bytes(lanes, "little")
        return found


_LOADED: list[Index] = []


def shipped() -> Index:
    """The shipped index, read once in a process."""
    if not _LOADED:
        _LOADED.append(Index.load())
    return _LOADED[0]
