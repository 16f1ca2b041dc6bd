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
_NAMES = re.compile(r"https?://[^\s)>\]\"']+|[\w-]+(?:[./_:@][\w-]+)+")
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


def test_a_repeated_run_is_found_and_names_are_no_run(known: set[int]) -> None:
    """Of Apache-2.0, which is in the corpus and in the project's own LICENSE."""
    text = (TOP / "LICENSE").read_text("utf-8")
    assert len(shared(text, known)) >= 1
    body = " ".join(text.split()[100:160])
    assert shared(f"Our own words stand before it. {body}", known)
    marked = body.replace(" You", " {{oblige.state-changes|You}}")
    assert shared(marked.replace(". ", '.\\n"\n    "'), known)
    assert not shared("https://example.org/" + "/".join(text.split()[100:160]), known)
