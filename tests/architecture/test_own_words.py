"""The project's words are its own: no file that git tracks shares a long run of words with a real license or card.

The texts compared are those of the corpus that AUDITOR_CORPUS names: its licenses/, hub/ and judged/ folders.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
CORPUS = os.environ.get("AUDITOR_CORPUS")
FOLDERS = ("licenses", "hub", "judged")
#: So many words in a row, or characters of a script without spaces, are no chance.
WORDS, CHARACTERS = 12, 24
#: The one whole text that the project holds by right: its own license.
EXEMPT = {"LICENSE"}
#: Runs that are no wording of a text, each with the reason.
ALLOWED: dict[str, str] = {}

#: The marks of this project's test texts, line ends written out in strings, and the names of HTML tags.
_MARKS = re.compile(r"\{\{[^|{}]*\||\}\}|\\[nt]|</?[a-zA-Z]\w*")
#: Addresses, paths, file names and ids: facts, which have one form only.
_NAMES = re.compile(r"https?://[^\s)>\]\"'\u0080-\uffff]+|[\w-]+(?:[./_:@][\w-]+)+", re.ASCII)
_SPACELESS = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[^\W_{_SPACELESS}]+")
_CHARACTER = re.compile(f"[{_SPACELESS}]")


def streams(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """A text as its words and as its characters of scripts without spaces: least length, joint, units."""
    plain = _NAMES.sub(" ", _MARKS.sub(" ", text)).lower()
    yield WORDS, " ", _WORD.findall(plain)
    yield CHARACTERS, "", _CHARACTER.findall(plain)


def pieces(text: str) -> Iterator[str]:
    """Every run of the least length."""
    for length, joint, units in streams(text):
        for start in range(len(units) - length + 1):
            yield joint.join(units[start : start + length])


def shared(text: str, known: set[int]) -> list[str]:
    """The runs of a text that are known, a longer one by its beginning."""
    told, inside = [], False
    for piece in pieces(text):
        was, inside = inside, hash(piece) in known
        if inside and not was and not any(piece in allowed for allowed in ALLOWED):
            told.append(piece)
    return told


def readable(path: Path) -> str:
    """The text of a file; nothing of a binary one, of a link or of a file that is gone."""
    if not path.is_file() or path.is_symlink():
        return ""
    data = path.read_bytes()
    return "" if b"\0" in data[:8192] else data.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def known() -> set[int]:
    """What stands in the texts and cards of the corpus."""
    if not CORPUS:
        pytest.skip("AUDITOR_CORPUS is unset: no real license or card is at hand to compare with")
    paths = [
        path
        for folder in FOLDERS
        for path in (Path(CORPUS) / folder).rglob("*")
        if path.suffix in {".md", ".txt"} or "LICENSE" in path.name
    ]
    found = {hash(piece) for path in paths for piece in pieces(readable(path))}
    assert len(found) > 10_000, f"hardly a text in {CORPUS}"
    return found


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files that git tracks."""
    try:
        told = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as failed:
        pytest.skip(f"git does not tell which files it tracks: {failed}")
    return sorted({*told.stdout.decode().split("\0")} - {""} - EXEMPT)


def test_no_file_repeats_a_real_text(known: set[int], tracked: list[str]) -> None:
    told = [f"{name}: {run}" for name in tracked for run in shared(readable(TOP / name), known)]
    assert not told, f"{len(told)} runs of real texts, to be worded anew:\n" + "\n".join(told)


ENGLISH = "The harbor master keeps a list of every ship that lies at the quay and tells the crews when to leave."
CHINESE = "港务长记录每一艘停靠在码头的船，并且及时通知船员们应当在什么时候离开港口。"


@pytest.mark.parametrize(
    "text",
    [
        "Before it stand words of our own: " + ENGLISH.upper(),
        '"' + ENGLISH.replace(" of every ship", '"\n    "of every\\nship'),
        " ".join(f"{{{{a;b=1|{word}}}}}" if place % 4 == 0 else word for place, word in enumerate(ENGLISH.split())),
        ENGLISH.replace("ship that", "<b>ship</b> [that](https://example.org/quay)"),
        "我们自己的话：" + CHINESE,
    ],
    ids=["other letters", "in code", "marked", "HTML and an address", "Chinese"],
)
def test_a_repeated_run_is_found(text: str) -> None:
    assert shared(text, {hash(piece) for piece in pieces(ENGLISH + CHINESE)})


@pytest.mark.parametrize(
    "text",
    [" ".join(ENGLISH.split()[: WORDS - 1]), "https://example.org/" + "/".join(ENGLISH.split()), CHINESE[:CHARACTERS]],
    ids=["a word less", "an address", "a few characters"],
)
def test_short_runs_and_addresses_are_none(text: str) -> None:
    assert not shared(text, {hash(piece) for piece in pieces(ENGLISH + CHINESE)})


def test_a_run_in_the_allow_list_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    (first, *_) = pieces(ENGLISH)
    assert shared(first, {hash(first)})
    monkeypatch.setitem(ALLOWED, first, "a title")
    assert not shared(first, {hash(first)})
