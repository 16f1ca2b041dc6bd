"""Outside text on a terminal: escaped, measured and cut as a terminal counts columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.render.grid import grid, seated
from auditor.render.terminal import fit, pad, printable, width, wrap

texts = st.text(max_size=80)


@given(texts)
def test_whatever_comes_is_printable_on_one_line(text: str) -> None:
    assert printable(text).isprintable()


@given(texts)
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\r\nb\tc", "a b c"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\u200b", "\\u200b"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
        ("naïve 模型", "naïve 模型"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(texts, st.integers(min_value=1, max_value=40))
def test_nothing_is_wider_than_its_place(text: str, columns: int) -> None:
    assert width(fit(printable(text), columns)) <= columns


@given(texts, st.integers(min_value=8, max_value=40))
def test_wrapping_loses_no_character_but_blanks(text: str, columns: int) -> None:
    shown = printable(text)
    lines = wrap(shown, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_columns_of_a_grid_begin_below_each_other(rows: list[tuple[str, str]]) -> None:
    cells = [(seated(printable(first).strip()), "|" + printable(second).strip()) for first, second in rows]
    lines = grid([(first, second) for first, second in cells if second])
    start = max(width(first) for first, _ in cells) + 2
    assert len(lines) == len(cells)
    for line, (first, second) in zip(lines, cells, strict=True):
        assert line == (pad(first, start) + second).rstrip()


def test_a_combining_mark_takes_no_column_and_changes_no_other() -> None:
    lines = grid([["e\u0301te", "|"], ["\u0301", "|"], ["plain", "|"]])
    assert lines == ["e\u0301te    |", "\u25cc\u0301      |", "plain  |"]


def test_numbers_are_not_guessed_at() -> None:
    assert grid([["1.10", "2.0"], ["1e3", "007"]]) == ["1.10  2.0", "1e3   007"]
