"""A text with one thing changed is never called the standard one, and the change is placed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from auditor.licenses.identify import identify
from auditor.nouns import Identity, Match
from auditor.text.words import Words
from benchmarks.alterations import ALTERATIONS as MORE_ALTERATIONS
from tests.licenses import corpus


def read(text: str) -> Identity:
    return identify(Words.of(text), text)


def _middle(text: str) -> int:
    """The end of a sentence near the middle."""
    found = [match.end() for match in re.finditer(r"[a-z]\.\s", text)]
    return min(found, key=lambda at: abs(at - len(text) // 2)) if found else len(text)


def _wordy(words: Words, at: int, count: int) -> int:
    """The first position from `at` on where `count` words in a row, and those beside them, are no list marks."""
    while not all(
        word.isalpha() and len(word) > 1 and word.strip("ivx") for word in words.words[at - 1 : at + count + 1]
    ):
        at += 1
    return at


def add_condition(text: str) -> str:
    """One new condition as a paragraph in the middle."""
    at = _middle(text)
    return text[:at] + "\nIn addition, the recipient must report each deployment to the author.\n" + text[at:]


def add_revenue_limit(text: str) -> str:
    """A revenue limit at the end."""
    return text.rstrip() + "\n\nIf yearly revenue exceeds 20 million US dollars, a separate license must be bought.\n"


def add_field_of_use(text: str) -> str:
    """A ban on a field of use on top."""
    return "This model must not be used by the military.\n\n" + text


def insert_not(text: str) -> str:
    """One "not" after a modal verb."""
    return re.sub(r"\b(may|shall|will|must|is|are)\b", r"\1 not", text, count=1)


def lose_words(text: str) -> str:
    """Twelve words are gone from the first half."""
    words = Words.of(text)
    at = _wordy(words, 2 * len(words) // 5, 12)
    return text[: words.starts[at]] + text[words.starts[at + 12] :]


def swap_permission(text: str) -> str:
    """Another word for the first grant or condition."""
    return re.sub(r"\b(any|all)\b", "non-commercial", text, count=1, flags=re.IGNORECASE)


def hide_in_the_copyright_line(text: str) -> str:
    """A restriction that poses as a copyright line."""
    return "Copyright (c) 2024 Example Ltd, not for commercial use\n\n" + text


def hide_in_a_name(text: str) -> str:
    """A restriction after the holder of the copyright."""
    return "Copyright (c) 2024 Example Ltd, military excluded\n\n" + text


def hide_in_a_heading(text: str) -> str:
    """A restriction that poses as a title."""
    return "Research-Only License\n\n" + text


def hide_in_mark_up(text: str) -> str:
    """A restriction inside angle brackets."""
    return text.rstrip() + "\n<p not for commercial purposes>\n"


ALTERATIONS: tuple[Callable[[str], str], ...] = (
    add_condition, add_revenue_limit, add_field_of_use, insert_not, lose_words, swap_permission,
    hide_in_the_copyright_line, hide_in_a_name, hide_in_a_heading, hide_in_mark_up,
)  # fmt: skip


@pytest.mark.parametrize("alter", ALTERATIONS, ids=lambda alter: alter.__name__)
@pytest.mark.parametrize("slug", corpus.SLUGS)
def test_an_altered_text_is_never_the_standard_one(slug: str, alter: Callable[[str], str]) -> None:
    original = corpus.text(slug)
    text = alter(original)
    assert text != original
    found = read(text)
    assert found.match is not Match.EXACT
    assert found.id is None
    assert found.nearest is not None
    assert found.nearest.id == corpus.ids()[slug]
    assert found.changes
    _are_placed(text, found)


def _are_placed(text: str, found: Identity) -> None:
    for change in found.changes:
        # What was removed has words of its own only where the standard texts are installed.
        assert text[change.start : change.end] == ("" if change.kind == "removed" else change.quote)
        assert change.line == text.count("\n", 0, change.start) + 1


@pytest.mark.parametrize("kind", MORE_ALTERATIONS)
@pytest.mark.parametrize("slug", corpus.SLUGS)
def test_whatever_was_changed_the_text_is_not_exact(slug: str, kind: str) -> None:
    original = corpus.text(slug)
    text = MORE_ALTERATIONS[kind](original, random.Random(f"{slug} {kind}"))
    if Words.of(text).words == Words.of(original).words:
        pytest.skip("the text has no place for this")
    found = read(text)
    assert (found.match, found.id) == (Match.ALTERED, None)
    assert found.changes
    _are_placed(text, found)


@pytest.mark.parametrize("slug", corpus.SLUGS)
def test_an_added_condition_is_quoted_and_nothing_else(slug: str) -> None:
    text = add_condition(corpus.text(slug))
    changes = read(text).changes
    assert [change.kind for change in changes] == ["added"]
    assert changes[0].quote == "In addition, the recipient must report each deployment to the author"


@pytest.mark.parametrize("slug", corpus.SLUGS)
def test_removed_words_are_counted_at_their_place(slug: str) -> None:
    original = corpus.text(slug)
    words = Words.of(original)
    at = _wordy(words, len(words) // 4, 5)
    text = original[: words.starts[at]] + original[words.starts[at + 5] :]
    removed = [change for change in read(text).changes if change.kind == "removed"]
    assert [change.words for change in removed] == [5]
    assert abs(removed[0].start - words.ends[at - 1]) <= 60


@pytest.mark.parametrize(
    ("before", "after"),
    [("700 million", "7 million"), ("700 million monthly active users", "700 million monthly visits")],
)
def test_another_threshold_is_another_text(before: str, after: str) -> None:
    text = re.sub(r"\s+".join(before.split()), after, corpus.text("llama-3.1"), count=1)
    assert text != corpus.text("llama-3.1")
    assert read(text).id is None


@pytest.mark.parametrize("number", ["30.", "(30)", "30)"])
def test_a_number_that_ends_a_sentence_counts(number: str) -> None:
    text = corpus.text("apache-2.0") + f"\nPayment is due after days numbering {number}\n"
    other = text.replace("30", "45")
    quotes = {change.quote for change in (*read(text).changes, *read(other).changes)}
    assert len(quotes) == 2


def test_a_look_alike_letter_does_not_make_another_text() -> None:
    assert read(corpus.text("mit").replace("software", "sоftware")).id == "MIT"


def test_a_title_never_decides() -> None:
    found = read("Apache License, Version 2.0\n\n" + corpus.text("llama-2"))
    assert found.id is None
    assert found.nearest is not None
    assert found.nearest.id == "LicenseRef-llama-2"


def test_prose_about_a_license_is_none() -> None:
    found = read("MIT License\n\nThis model is released for everybody. See the paper for details on how it was made.")
    assert (found.id, found.match) == (None, Match.NONE)


@pytest.mark.parametrize("text", ["", "\0", "MIT", "Apache License 2.0", " \n" * 500])
def test_hardly_any_text_is_none(text: str) -> None:
    assert read(text) == Identity(id=None, match=Match.NONE)
