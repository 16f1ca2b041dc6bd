"""Edits of front matter and the patches made of them: exact, reversible, refused where they could not be."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.text.front_edit import CannotEdit, edited
from auditor.text.front_matter import parse
from auditor.text.patch import unified

CARD = """---
license: mit  # chosen
# about the tags
tags:
- a
- b  # last
flow: [a, b]
empty:
text: |
  hello

quoted: 'v'
---
# Body
"""


def test_each_form_is_edited_in_its_own_way() -> None:
    made = edited(CARD, {"license": "other", "name": "h x", "tags": ("c/d",), "flow": ("z",), "empty": ("k",),
                         "quoted": None})  # fmt: skip
    assert made == CARD.replace("license: mit ", "license: other ").replace("# last\n", "# last\n- c/d\n").replace(
        "[a, b]", "[a, b, z]"
    ).replace("empty:\n", "empty:\n- k\n").replace("quoted: 'v'\n", 'name: "h x"\n')


@pytest.mark.parametrize("word", ["null", "Yes", "off", "1.0", "a: b", "- x", "#", 'q"q', "é\u2028", "", "@a", "~"])
def test_a_value_is_the_text_that_was_meant(word: str) -> None:
    assert parse(edited("---\na: b\n---\n", {"license": word, "a": word})).data == {"license": word, "a": word}


@pytest.mark.parametrize(
    "card",
    [
        "---\na: |\n  text\n---\n",
        "---\na: >-\n  text\n---\n",
        "---\na:\n  b: c\n---\n",
        "---\na:\n- b # why\n- c\n---\n",
        "---\na: b\na: c\n---\n",
        "---\na: b\n...\n---\n",
    ],
)
def test_what_cannot_be_replaced_alone_is_refused(card: str) -> None:
    with pytest.raises(CannotEdit):
        edited(card, {"a": "x", "z": ("y",)})


KEYS = st.sampled_from(["license", "tags", "x", "y"])
VALUES = st.one_of(
    st.sampled_from(["mit", "'mit'", '"a # b"', "", "[a, b]", "[]", "{a: b}", "\n- a\n- b", "\n  - a  # c"]),
    st.sampled_from(["|\n  a\n  b", "  two  words # c", "é 😀"]),
)  # fmt: skip
CHANGES = st.dictionaries(KEYS, st.one_of(st.none(), st.text(max_size=6), st.tuples(st.text(max_size=4))), max_size=3)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, VALUES), CHANGES, st.sampled_from(["\n", "\r\n", "\r"]), st.text(max_size=20))
def test_an_edit_says_what_was_asked_and_keeps_the_rest(
    held: dict[str, str], changes: dict[str, str | tuple[str, ...] | None], eol: str, body: str
) -> None:
    block = "".join(f"{key}: {value}\n" for key, value in held.items())
    card = f"---\n{block}---\n".replace("\n", eol) + body
    try:
        made = edited(card, changes)
    except CannotEdit:
        return
    assert made.endswith(body)
    data = parse(made).data
    for key, value in changes.items():
        if value is None:
            assert key not in data
        elif isinstance(value, str):
            assert str(data[key]).rstrip("\n") == value.rstrip("\n")
        else:
            assert data[key][-len(value) :] == list(value)
    for key in set(held) - set(changes):
        written = f"{key}: {held[key]}".replace("\n", eol)
        assert written in made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["a", "b", "c", "c\r", "\x0b", ""]), max_size=30), st.data())
def test_a_patch_makes_the_one_text_of_the_other(tmp_path: Path, lines: list[str], data: st.DataObject) -> None:
    tool = shutil.which("patch")
    if tool is None:
        pytest.skip("patch is not installed")
    old = "\n".join(lines)
    changed = list(lines)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(st.just("new"), max_size=2))
    new = "\n".join(changed)
    if not (old and new and old != new):
        return
    (tmp_path / "card").write_bytes(old.encode())
    diff = unified("card", old, new)
    subprocess.run([tool, "--binary", "-s", "-p1"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "card").read_bytes() == new.encode()


def test_a_long_text_costs_one_hunk_a_place() -> None:
    old = "".join(f"line {number}\n" for number in range(50_000))
    new = old.replace("line 10\n", "line ten\n").replace("line 40000\n", "line forty\n")
    diff = unified("card", old, new)
    assert re.findall(r"^@@.*", diff, re.MULTILINE) == ["@@ -8,7 +8,7 @@", "@@ -39998,7 +39998,7 @@"]
    assert unified("card", old, old) == ""


def test_a_front_matter_of_one_repeated_line_is_one_replacement() -> None:
    old = "a\n" * 40_000
    assert unified("card", f"x\n{old}y\n", f"z\n{old}w\n").count("@@ ") == 1
