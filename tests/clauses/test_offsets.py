"""Places are exact, whatever the text is made of."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.passages import passages_of
from auditor.text.words import Words

from .conftest import read

ODD = st.sampled_from([
    "ﬁ", "İ", "ß", "\u200b", "\u00ad", "\ufeff", "\ud800", "\udfff", "Ａ", "а", "Ω", "ẞ", "é", "e\u0301", "不",
    "한", "か",
    "🙂", "\x00", "\r\n", "\r", "\n", "\u2028", "\x85", "“", "’", "…", "—", "(a)", "1.", "- ", ": ", "; ", ". ",
    "may not ", "train ", "model ", "other ",
])
TEXTS = st.lists(st.one_of(ODD, st.text(max_size=12)), max_size=40).map("".join)
NONE: frozenset[str] = frozenset()


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_words_keep_their_places(text: str) -> None:
    words = Words.of(text)
    assert len(words.folded) == len(text)
    assert len(words.words) == len(words.starts) == len(words.ends)
    last = 0
    for word, start, end in zip(words.words, words.starts, words.ends, strict=True):
        assert word
        assert last <= start < end <= len(text)
        last = end
        if text[start:end].isascii():
            assert text[start:end].lower() == word


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_passages_follow_one_another(text: str) -> None:
    """No word stands in two passages; only the marks of lists stand in none."""
    words = Words.of(text)
    at = 0
    for passage in passages_of(text, words, NONE, NONE, NONE):
        assert at <= passage.lo < passage.hi
        assert all(len(word) <= 5 or word.isdigit() for word in words.words[at:passage.lo])
        assert passage.lead < len(words.words)
        assert 0 <= passage.start <= words.starts[passage.lo]
        assert words.ends[passage.hi - 1] <= passage.end <= len(text)
        at = passage.hi
    assert all(len(word) <= 5 or word.isdigit() for word in words.words[at:])


@given(TEXTS, TEXTS)
@settings(max_examples=80, deadline=None)
def test_quotes_stand_where_they_say(before: str, after: str) -> None:
    text = f"{before}\n\nYou may not use the outputs of the Model to train any other model.\n\n{after}"
    for finding in read(text).values():
        for evidence in finding.evidence:
            assert text[evidence.start:evidence.end] == evidence.quote
            assert evidence.line == text.count("\n", 0, evidence.start) + 1


def test_folding() -> None:
    words = Words.of("“Ｎｏｎ‑Commercial” ﬁne-tun\u200bing of the Mоdel, 商用")
    assert words.words == ["non", "commercial", "fine", "tuning", "of", "the", "model", "商", "用"]
