"""The words of standard texts, where the extra `texts` is installed: what was removed from one can then be quoted.

Nothing of them is kept here. Without the extra a removal is placed and counted, and the answer is the same otherwise.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from bisect import bisect_right
from pathlib import Path
from typing import Protocol

from auditor.licenses.altered import align
from auditor.licenses.stream import Stream
from auditor.text.words import Words

#: The package of the extra, and where in it the texts of the SPDX list lie. It is read as a file, never imported.
_PACKAGE = "licenseid"
_BUNDLE = Path("data") / "spdx-bundle.json.gz"
_MOST_BYTES = 64_000_000


class StandardTexts(Protocol):
    """Gives the words of a license."""

    def text(self, license_id: str) -> str | None:
        """The standard text of an id, or None if it is not at hand."""


class Bundle:
    """The texts of a bundle of the SPDX list; read when the first is asked for."""

    def __init__(self, path: Path) -> None:
        """Over the file at `path`. One that cannot be read counts as one without texts."""
        self._path = path
        self._texts: dict[str, str] | None = None

    def text(self, license_id: str) -> str | None:
        """The standard text of an SPDX id, or None."""
        if self._texts is None:
            self._texts = self._read()
        return self._texts.get(license_id)

    def _read(self) -> dict[str, str]:
        try:
            with gzip.open(self._path) as handle:
                entries = json.loads(handle.read(_MOST_BYTES))["licenses"]
            pairs = [(entry["licenseId"], entry.get("text")) for entry in entries]
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
            return {}
        return {name: text for name, text in pairs if isinstance(name, str) and isinstance(text, str)}


_FOUND: list[StandardTexts | None] = []


def installed() -> StandardTexts | None:
    """The texts of the extra, or None where it is not installed. Looked for once in a process."""
    if not _FOUND:
        found = importlib.util.find_spec(_PACKAGE)
        folders = list(found.submodule_search_locations or ()) if found else []
        paths = [Path(folder) / _BUNDLE for folder in folders]
        _FOUND.append(next((Bundle(path) for path in paths if path.is_file()), None))
    return _FOUND[0]


class Wording:
    """A standard text beside the figures of the index, so that places there are words here."""

    def __init__(self, text: str, pairs: bytes) -> None:
        """`pairs`: the index's figures of the same license, whose template may hold passages that `text` leaves out."""
        self._text = text
        self._words = Words.of(text)
        self._stream = Stream.of(self._words, text)
        self._differences = align(pairs, self._stream.pairs).differences
        self._ends = [item.at + item.missing for item in self._differences]

    def quote(self, at: int, count: int) -> str:
        """The `count` words from place `at` of the index as they are written, or "" if the text has them otherwise."""
        past = bisect_right(self._ends, at)
        if past < len(self._differences) and self._differences[past].at < at + count:
            return ""
        last = self._differences[past - 1] if past else None
        start = at + (last.end - self._ends[past - 1] if last else 0)
        places = self._stream.places[start : start + count]
        if len(places) < count or not places:
            return ""
        if places[-1] - places[0] < 2 * count + 8 and list(places) == sorted(places):
            return self._text[self._words.starts[places[0]] : self._words.ends[places[-1]]]
        return " ".join(self._stream.words[start : start + count])
