"""Who may stand in a copyright line: names of bodies with small words in them, and nothing that rules anything."""

from __future__ import annotations

import pytest

from auditor.licenses.stream import Stream, copyright_lines
from auditor.text.words import Words

NAMES = (
    "Copyright (c) 2024 The harbor office",
    "Copyright (c) 2024 Jane Doe and the harbor team",
    "Copyright (c) 2019-2021, the attic-tools contributors.",
    "Copyright © The paper mill Authors, Jane Doe",
    "Copyright (c) 2024 the harbor and river office",
)
MORE_THAN_NAMES = (
    "Copyright (c) 2024 Harbor, academia",
    "Copyright (c) 2024 Harbor and the reader pays",
    "Copyright (c) 2024 Harbor for the academic team",
    "Copyright (c) 2024 The harbor office, academia",
    "Copyright (c) 2024 The harbor office of war excludes",
    "Copyright (c) 2024 The harbor team pays",
)


@pytest.mark.parametrize("line", NAMES)
def test_the_name_of_a_body_is_a_holder(line: str) -> None:
    assert copyright_lines(line.lower(), line) == [(0, len(line))]


@pytest.mark.parametrize("line", MORE_THAN_NAMES)
def test_what_follows_a_name_is_text(line: str) -> None:
    assert copyright_lines(line.lower(), line) == []


@pytest.mark.parametrize(("line", "last"), [(NAMES[0], "office"), (MORE_THAN_NAMES[5], "the")])
def test_a_statement_inside_a_line_ends_behind_the_body(line: str, last: str) -> None:
    """Counted from the sign on, and from the name itself."""
    text = f"Title {line}\n\nPermission is given"
    stream = Stream.of(Words.of(text), text)
    for start in (stream.words.index("copyright"), stream.words.index("the")):
        assert stream.words[stream.statement_end(start, 40) - 1] == last
