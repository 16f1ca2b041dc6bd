"""Nothing in the project speaks of the place where it was made: no path of a machine, no package host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
_FOLDERS = ("auditor", "rules", "tests", "docs", "benchmarks", "script", ".ci", "reports")
_KINDS = {".py", ".toml", ".md", ".txt", ".json", ".sh", ".csv", ".yml", ".yaml", ""}
#: Written in pieces, so that this file does not hold what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + r"work/",
            r"/" + r"root/",
            r"/home/(?!user\b)" + r"[a-z]",
            r"py" + r"pi\.org",
            r"pythonhosted" + r"\.org",
            r"index" + r"-url\s*=",
            r"/opt/" + r"pypi",
        ]
    )
)


#: In code only: a card of the tests may well hold a forgotten note.
NOTE_TO_SELF = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def files() -> list[Path]:
    found = [path for path in TOP.iterdir() if path.is_file() and path.suffix in _KINDS]
    for folder in _FOLDERS:
        found += [
            path
            for path in (TOP / folder).rglob("*")
            if path.is_file()
            and path.suffix in _KINDS
            and "__pycache__" not in path.parts
            and "_rules" not in path.parts
        ]
    return sorted(found)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(TOP).as_posix())
def test_no_forbidden_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        found = FORBIDDEN.search(line) or (NOTE_TO_SELF.search(line) if path.suffix == ".py" else None)
        assert not found, f"{path.relative_to(TOP)}:{number}: {found[0] if found else ''}"


def test_the_test_can_fail() -> None:
    assert FORBIDDEN.search("see /" + "root/.cache") and not FORBIDDEN.search("framework/network/x")
