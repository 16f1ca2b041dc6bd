"""Whatever comes in: no crash, offsets exact, and work that grows with the length of the text only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.licenses.altered import align
from auditor.licenses.identify import identify
from auditor.licenses.stream import Stream, pairs_of
from auditor.nouns import Identity
from auditor.text.words import Words

_CLAUSE = (
    "Copyright (c) 2020 Someone. The above text and this permission notice stay with the software and associated "
    "documentation files (the “Software”), which anyone may use free of charge, without warranty of any kind. "
)
_SHAPES = {
    "one long line": "word " * 400_000,
    "a million commas": "," * 1_000_000,
    "nested quotes": "“(" * 200_000,
    "list marks": "1. (a) " * 100_000,
    "copyright lines": "Copyright (c) 2020 Someone\n" * 40_000,
    "copyright without end": "copyright " * 100_000,
    "tags": "<p a=b " * 100_000,
    "open tags": "<" * 500_000,
    "entities": "&amp;" * 200_000,
    "one clause again and again": _CLAUSE * 4_000,
    "blank lines": " \n\t\r\n" * 200_000,
    "no words but digits": "1.1.1.1 " * 100_000,
    "cjk": "模型权重许可" * 60_000,
    "cjk and latin": "模型 model " * 60_000,
    "surrogates": "\ud800\udfff" * 100_000,
    "replacement characters": "\ufffd license " * 50_000,
    "zero width": "l\u200bi\u200bc\u200be\u200bn\u200bs\u200be " * 30_000,
    "combining marks": "e\u0301" * 200_000,
}


def read(text: str) -> Identity:
    return identify(Words.of(text), text)


def _sound(text: str, found: Identity) -> None:
    for change in found.changes:
        assert 0 <= change.start <= change.end <= len(text)
        assert text[change.start : change.end] == change.quote or change.kind == "removed"
        assert change.line == text.count("\n", 0, change.start) + 1
    for part in found.parts:
        assert 0 <= part.start < part.end <= len(text)


@pytest.mark.parametrize("shape", _SHAPES)
def test_large_and_odd_texts_are_read(shape: str) -> None:
    text = _SHAPES[shape]
    _sound(text, read(text))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=600), st.text(max_size=200), st.integers(0, 3))
def test_any_text_is_read_and_its_offsets_are_exact(before: str, after: str, times: int) -> None:
    text = before + _CLAUSE * times + after
    _sound(text, read(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1.()<>&c©\n ,;p模", max_size=300))
def test_a_stream_is_a_choice_of_the_words(text: str) -> None:
    words = Words.of(text)
    stream = Stream.of(words, text)
    assert stream.words == [words.words[place] for place in stream.places]
    assert len(set(stream.places)) == len(stream.places)
    assert len(stream.pairs) == len(stream.words)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=160), st.binary(max_size=160))
def test_an_alignment_accounts_for_every_word(standard: bytes, document: bytes) -> None:
    found = align(standard, document)
    missing = sum(item.missing for item in found.differences)
    added = sum(item.end - item.start for item in found.differences)
    assert found.matched == max(0, len(standard) - missing)
    assert 0 <= added <= len(document) + missing
    assert all(0 <= item.start <= item.end <= len(document) for item in found.differences)


@given(st.lists(st.integers(0, 65535), min_size=1, max_size=40))
def test_equal_words_have_no_difference(codes: list[int]) -> None:
    own = pairs_of(bytes(code & 0xFF for code in codes), bytes(code >> 8 for code in codes[1:]))
    found = align(own, own)
    if len(codes) >= 6:
        assert found.differences == ()
        assert found.matched == len(codes)
