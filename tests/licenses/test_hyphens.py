"""Words parted at the ends of lines: put together where the standard text has them whole, and nowhere else."""

from __future__ import annotations

import random
import re

import pytest

from auditor.licenses.hyphens import is_parted, rejoined
from auditor.licenses.identify import identify
from auditor.licenses.stream import Stream
from auditor.nouns import Identity, Match
from auditor.text.words import Words
from tests.licenses import corpus

_TEXT = "Every keeper of the lighthouse hands the non-commercial lamp to whoever comes next in the register of keepers."


def _pairs(text: str) -> bytes:
    return Stream.of(Words.of(text), text).pairs


def _parted(text: str, seed: int) -> str:
    """A long word in two, on two lines, every hundred characters or so."""
    rng = random.Random(seed)
    last = 0

    def part(found: re.Match[str]) -> str:
        nonlocal last
        word = found.group()
        if found.start() - last < rng.randint(60, 140) or text[: found.start()].rstrip().endswith("-"):
            return word
        last = found.end()
        return f"{word[:3]}-\n   {word[3:]}"

    return re.sub(r"(?<![\w./:@-])[a-z]{7,}(?![\w/:@-])", part, text)


def _read(text: str) -> Identity:
    return identify(Words.of(text), text)


def test_only_what_the_standard_has_whole_is_put_together() -> None:
    parted = _TEXT.replace("lighthouse", "light-\nhouse").replace("non-commercial", "non-\n  commercial")
    words = rejoined(Words.of(parted), parted, _pairs(_TEXT))
    assert words is not None
    assert words.words == Words.of(_TEXT).words
    at = words.words.index("lighthouse")
    assert parted[words.starts[at] : words.ends[at]] == "light-\nhouse"


def test_without_a_word_to_put_together_there_is_nothing_to_read_again() -> None:
    parted = _TEXT.replace("non-commercial", "non-\ncommercial")
    assert is_parted(parted)
    assert not is_parted(_TEXT)
    assert rejoined(Words.of(parted), parted, _pairs(_TEXT)) is None
    assert rejoined(Words.of(parted), parted, b"") is None


@pytest.mark.parametrize("slug", corpus.SLUGS)
def test_a_text_with_parted_words_is_still_exact(slug: str) -> None:
    text = corpus.text(slug)
    parted = _parted(text, 3)
    assert parted.count("-\n   ") > text.count("-\n   ")
    plain, found = _read(text), _read(parted)
    assert plain.match is Match.EXACT
    assert (found.match, found.id) == (Match.EXACT, plain.id), found.changes


def test_an_inserted_word_is_seen_between_parted_ones() -> None:
    text = _parted(corpus.text("apache-2.0"), 5).replace("You may reproduce", "You may not reproduce", 1)
    found = _read(text)
    assert found.match is Match.ALTERED
    assert [change.quote for change in found.changes if change.kind == "added"] == ["not"]
