"""Paths that the system refuses: a message with its next step, never a fault of the program."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from auditor.errors import path_refused
from tests.cli.conftest import RunCli

LONG = "x" * 300


@pytest.mark.skipif(os.name != "posix", reason="other systems take longer names")
@pytest.mark.parametrize(
    "arguments",
    [
        ("license", "{}"),
        ("diff", "{}", "{}"),
        ("audit", "./{}"),
        ("audit", "--offline", "--hub", "./{}", "a/b"),
        ("audit", "--offline", "--store", "{}", "a/b"),
        ("audit", "--offline", "--rules", "{}", "a/b"),
        ("scan", "{}"),
        ("check", "--policy", "{}", "."),
        ("chain", "./{}"),
        ("fix", "./{}"),
        ("history", "./{}"),
        ("rules", "check", "{}"),
        ("bundle", "import", "{}"),
        ("bundle", "export", "{}"),
        ("license", "-", "-f", "json", "-o", "{}"),
    ],
)
def test_a_path_that_the_system_refuses_is_a_usage_error(
    arguments: tuple[str, ...], run_cli: RunCli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run_cli(*(argument.format(LONG) for argument in arguments))
    assert (ended.code, ended.out) == (2, "")
    lines = [line for line in ended.err.splitlines() if line]
    assert lines[0].startswith("error: ") and LONG[:40] in lines[0]
    assert len(lines) > 1 and "fault of" not in ended.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights do not bind this user")
def test_rules_that_cannot_be_listed_are_no_rules_without_fault(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "usage").mkdir(mode=0)
    ended = run_cli("rules", "check", tmp_path)
    assert (ended.code, ended.out) == (2, "") and "usage" in ended.err


def test_what_is_refused_and_what_is_a_fault() -> None:
    refused = path_refused(PermissionError(errno.EACCES, "Permission denied", "/srv/terms.txt"))
    assert refused is not None and refused.exit_code == 2
    assert refused.message == "/srv/terms.txt: Permission denied" and "rights" in refused.hint
    assert path_refused(OSError(errno.EIO, "Input/output error", "/srv/terms.txt")) is None
    assert path_refused(PermissionError(errno.EACCES, "a socket, no path")) is None
