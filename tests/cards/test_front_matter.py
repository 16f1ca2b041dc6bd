"""The front matter of hostile and honest cards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import limits
from auditor.text.front_matter import parse


def test_values_and_places() -> None:
    text = "---\nlicense: mit\ndatasets:\n- acme/a\n- acme/b\n---\n# Body\n"
    front = parse(text)
    assert front.data == {"license": "mit", "datasets": ["acme/a", "acme/b"]}
    assert text[front.body_start :] == "# Body\n"
    place = front.place("datasets")
    assert place and text[slice(*place)] == "datasets:\n- acme/a\n- acme/b"
    assert front.place("language") is None and not front.faults


def test_words_that_other_yaml_turns_into_truth_stay_text() -> None:
    front = parse("---\nlanguage: no\nx: on\ny: yes\nz: 1:30\nd: 2024-01-02\nt: true\nn: 3\nf: 1e3\ne: ~\n---\n")
    assert front.data == {
        "language": "no", "x": "on", "y": "yes", "z": "1:30", "d": "2024-01-02",
        "t": True, "n": 3, "f": 1000.0, "e": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("---\na: &x 1\nb: *x\n---\n", "aliases"),
        ("---\na: !!python/object/apply:os.system [id]\n---\n", "tags"),
        ("---\na: " + "[" * 70 + "]" * 70 + "\n---\n", "deeply"),
        ("---\n- a\n- b\n---\n", "no table"),
        ("---\na: [\n---\n", "no YAML"),
        ("---\na: 1\n# no end\n", "not closed"),
        ("---\n? [a, b]\n: 1\n---\n", "no text"),
        ("---\nx: " + "a" * (limits.FRONT_MATTER_BYTES + 1) + "\n---\n", "too large"),
    ],
)
def test_what_cannot_be_read_is_a_fault_and_no_data(text: str, word: str) -> None:
    front = parse(text)
    assert front.data == {} and word in " ".join(front.faults)


def test_a_repeated_key_is_a_fault_and_the_last_one_wins_and_is_shown() -> None:
    text = "---\nlicense: mit\nlicense: apache-2.0\n---\n"
    front = parse(text)
    place = front.place("license")
    assert front.data["license"] == "apache-2.0"
    assert place and text[slice(*place)] == "license: apache-2.0"
    assert "twice" in " ".join(front.faults)


@pytest.mark.parametrize("wrong", ["licence", "License", "LICENSE", "licenses", "lisense"])
def test_a_misspelt_key_is_read_and_named_a_fault(wrong: str) -> None:
    text = f"---\n{wrong}: mit\n---\n"
    front = parse(text)
    assert front.get("license") == "mit" and front.has("license")
    assert front.place("license") and wrong in " ".join(front.faults)


def test_tabs_control_characters_and_odd_line_ends() -> None:
    assert parse("---\na:\n\t- 1\n---\n").get("a") == [1]
    assert parse("---\na: x\x00y\n---\n").get("a") == "xy"
    front = parse("---\r\r\na: 1\r\r\n---\r\n# B")
    assert front.get("a") == 1
    assert parse("\ufeff---\na: 1\n---\n").get("a") == 1
    assert parse("  \n---\na: 1\n---\n").get("a") == 1
    assert parse("---\na: 1\n--- \n").get("a") == 1
    assert parse("text\n---\na: 1\n---\n").data == {}


@pytest.mark.parametrize(
    "value", ["[]", "{}", "3", "true", "null", "[null, 1, {a: b}]", "'  '", "2024-01-01", "|\n  many\n  lines"]
)
@pytest.mark.parametrize(
    "key",
    ["license", "license_name", "license_link", "base_model", "datasets", "tags", "co2_eq_emissions", "model-index"],
)
def test_values_of_any_type_under_any_key_are_answered(key: str, value: str) -> None:
    from tests.cards.cards import disclosures

    assert len(disclosures(f"---\n{key}: {value}\n---\n# Ours\n")) >= 24


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    front = parse(text)
    assert 0 <= front.start <= front.end <= len(text) and 0 <= front.body_start <= len(text)


@given(st.text(alphabet="-\r\n \t:[]{}*&!#'\"a1|>%@`,?~\x00\ufeff", max_size=200))
def test_any_block_is_answered_with_places_inside(text: str) -> None:
    whole = f"---\n{text}\n---\nbody"
    front = parse(whole)
    for key in front.data:
        place = front.place(key)
        assert place is None or 0 <= place[0] <= place[1] <= len(whole)
