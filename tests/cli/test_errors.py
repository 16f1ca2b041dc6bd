"""Every way to end: which exit code, on which stream, with which next step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli import license_files
from auditor.cli.codes import strongest
from tests.cli.conftest import RunCli


def test_which_exit_code_wins() -> None:
    assert strongest() == 0
    assert strongest(0, 3) == 3
    assert strongest(3, 1, 0) == 1
    assert strongest(1, 2, 3) == 2
    assert strongest(2, 4, 1) == 4


def test_no_argument_shows_the_help_and_is_a_usage_error(run_cli: RunCli) -> None:
    for arguments, one in (((), "license "), (("bundle",), "export "), (("cache",), "prune ")):
        ended = run_cli(*arguments)
        assert (ended.code, ended.out) == (2, "")
        lines = ended.err.splitlines()
        assert lines[0] == "error: no command named"
        assert any(line.strip().startswith(one) for line in lines), "a line for each command"


def test_help_ends_with_0_and_names_the_exit_codes(run_cli: RunCli) -> None:
    ended = run_cli("--help")
    assert ended.code == 0
    assert "3 could not" in " ".join(ended.out.split())


def test_version(run_cli: RunCli) -> None:
    ended = run_cli("--version")
    assert (ended.code, ended.out.split()[0]) == (0, "auditor")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("audit",),
        ("audit", "--nonsense", "a/b"),
        ("audit", "--min-class", "9", "a/b"),
        ("audit", "--format", "jsn", "a/b"),
        ("audit", "--output", "x.json", "a/b"),
        ("audit", "--hub", "./none", "a/b"),
        ("audit", "--document", "license", "a/b"),
        ("audit", "--document", "poem=./x", "a/b"),
        ("audit", "--use", "nonsense", "a/b"),
        ("audit", "--use", "monthly_users=many", "a/b"),
        ("audit", "--fail-on", "restrict.nonsense", "a/b"),
        ("audit", "--framework", "nonsense", "a/b"),
        ("audit", "--rules", "./none", "a/b"),
        ("audit", "a//b"),
        ("audit", "no such model at all"),
        ("license",),
        ("license", "none.txt"),
        ("license", "."),
        ("license", "--color", "blue", "none.txt"),
        ("explain", "nonsense-that-nothing-has"),
        ("rules", "check", "./none"),
    ],
)
def test_a_usage_error_ends_with_2_and_a_message_on_stderr_alone(
    arguments: tuple[str, ...], run_cli: RunCli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run_cli(*arguments)
    assert (ended.code, ended.out) == (2, "")
    first, *hints = ended.err.splitlines()
    assert first.startswith("error: ") and hints, "what happened, then what to do next"
    assert "Traceback" not in ended.err and "Error(" not in ended.err


def test_a_missing_path_is_told_before_anything_is_read(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(license_files, "_bytes", lambda name: pytest.fail("a file was read"))
    (tmp_path / "a.txt").write_text("text")
    assert run_cli("license", tmp_path / "a.txt", tmp_path / "b.txt").code == 2


def test_a_fault_of_the_program_is_4_with_a_log_and_no_trace(run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("a secret\x1b[2J detail")

    monkeypatch.setattr("auditor.cli.catalogs.load_catalog", broken)
    ended = run_cli("rules", "list")
    assert (ended.code, ended.out) == (4, "")
    assert "ZeroDivisionError" in ended.err and "Traceback" not in ended.err and "\x1b" not in ended.err
    log = Path(ended.err.split("details are in ")[1].split(";")[0])
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_the_log_of_a_fault_holds_no_environment(run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_sesame")
    monkeypatch.setattr("auditor.cli.catalogs.load_catalog", lambda rules: 1 // 0)
    log = Path(run_cli("rules", "list").err.split("details are in ")[1].split(";")[0])
    assert "hf_sesame" not in log.read_text(encoding="utf-8")


def test_ctrl_c_before_any_result_is_3(run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("auditor.cli.catalogs.load_catalog", interrupted)
    ended = run_cli("rules", "list")
    assert ended.code == 3 and "interrupted" in ended.err


def test_escapes_in_arguments_are_shown_not_obeyed(run_cli: RunCli) -> None:
    ended = run_cli("license", "a\x1b[31m\u202e.txt")
    assert ended.code == 2
    assert "\x1b" not in ended.err and "\u202e" not in ended.err and "\\x1b" in ended.err


def test_a_reader_that_leaves_is_no_fault() -> None:
    command = [sys.executable, "-m", "auditor", "rules", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")
