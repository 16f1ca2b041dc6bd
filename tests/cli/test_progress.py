"""Progress: one line on a terminal, rewritten; nothing elsewhere; outside text cannot move the cursor."""

from __future__ import annotations

import io
import sys

import pytest

from auditor.cli.progress import Progress
from auditor.sources.options import Progress as Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, quiet: bool = False) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    progress = Progress(2, quiet)
    progress.step(Step(model="example-lab/a\x1b[2J\nb", step="reading", detail="README.md"))
    progress.step(Step(model="example-lab/" + "x" * 200, step="done"))
    progress.close()
    return stream.getvalue()


def test_a_terminal_sees_one_line_that_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, Terminal())
    assert "[0/2] example-lab/a\\x1b[2J b reading README.md" in text and "[1/2]" in text
    assert "\n" not in text and text.endswith("\r\x1b[K")
    assert all(len(line) <= 80 for line in text.split("\r\x1b[K"))


def test_what_is_no_terminal_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO()) == ""


def test_quiet_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), quiet=True) == ""
