"""Word-level differences: exact places on both sides, for any two texts, and bounded in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.drift.wording import word_changes
from auditor.text.words import Words

WORDS = st.lists(st.sampled_from(["you", "may", "not", "use", "the", "model", "Ünlü", "模", "ﬁne"]), max_size=60)


def test_a_word_that_turns_a_grant_around_is_named_with_its_place() -> None:
    old = "You may use this model for any purpose and share it with your friends."
    new = "You may\nnot use this model for ANY purpose, and share it with your friends!"
    (change,) = word_changes(old, new)
    assert (change.kind, change.old_quote, change.new_quote) == ("added", "", "not")
    assert (new[change.new_start : change.new_end], change.new_line, change.old_line) == ("not", 2, 1)
    assert old[change.old_start :].startswith("use this model")


def test_wrapping_case_and_punctuation_are_no_difference() -> None:
    assert word_changes("Hold the  rope.", "hold\nTHE “rope”") == ()


def test_texts_without_a_word_in_common_are_one_change() -> None:
    (change,) = word_changes("one two three", "vier fünf")
    assert (change.kind, change.old_words, change.new_words) == ("replaced", 3, 2)


@given(WORDS, WORDS)
def test_the_changes_turn_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before), " ".join(after)
    at, made = 0, []
    for change in word_changes(old, new):
        assert old[change.old_start : change.old_end] == change.old_quote
        made += [old[at : change.old_start], f" {change.new_quote} "]
        at = change.old_end
    rebuilt = "".join([*made, old[at:]])
    assert Words.of(rebuilt).words == Words.of(new).words


def test_a_stretch_too_long_to_compare_is_one_change_between_the_equal_ends() -> None:
    old = "start here " + " ".join(f"a{number % 7}" for number in range(6_000)) + " end there"
    new = "start here " + " ".join(f"b{number % 5}" for number in range(6_000)) + " end there"
    (change,) = word_changes(old, new)
    assert (change.old_words, change.new_words) == (6_000, 6_000)
    assert old[: change.old_start] == "start here "
