"""The pages say what is so: examples run, links lead somewhere, every command shown exists."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from auditor.cli.app import command

TOP = Path(__file__).parents[2]
PAGES = sorted([TOP / "README.md", TOP / "CONTRIBUTING.md", *(TOP / "docs").glob("*.md")])


def test_the_library_page_runs() -> None:
    result = doctest.testfile(str(TOP / "docs" / "library.md"), module_relative=False, verbose=False)
    assert (result.failed, result.attempted > 15) == (0, True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_shown_exists(page: Path) -> None:
    commands = command().commands
    for line in re.findall(r"(?:^|`)(auditor [a-z][^`\n]*)", page.read_text(encoding="utf-8"), re.MULTILINE):
        words = line.split("#")[0].split()
        assert words[1] in commands, line
        below = commands[words[1]]
        if hasattr(below, "commands") and len(words) > 2 and words[2] in below.commands:
            below = below.commands[words[2]]
        known = {name for parameter in below.params for name in getattr(parameter, "opts", ())} | {"--help"}
        assert {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= known, line


def test_the_answer_in_the_readme_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.docs import readme

    monkeypatch.setenv("HF_HUB_CACHE", "")
    assert readme.written() == readme.README.read_text(encoding="utf-8"), "python -m tests.docs.readme writes it anew"
