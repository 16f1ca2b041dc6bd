"""The plain reading of parameters gives what Typer's own gives, and keeps pydantic out."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
import typer

from auditor.cli import app as app_module
from auditor.cli.main import main

CASES = [
    ["audit", "a/b", "-f", "json", "-o", "x", "--jobs", "3", "--min-class", "7", "--color", "ALWAYS"],
    ["audit", "a/b", "c/d", "--rules", "x", "--rules", "y", "--store", "z", "--hub", "u", "--fail-on", "r"],
    ["audit", "a/b", "--jobs", "0"],
    ["audit", "a/b", "--jobs", "many"],
    ["audit", "a/b", "--min-class", "8"],
    ["audit", "a/b", "--color", "blue"],
    ["license", "-", "--all"],
    ["explain"],
]


def parsed(arguments: list[str], monkeypatch: pytest.MonkeyPatch, plain: bool) -> Any:
    with monkeypatch.context() as patch:
        if not plain:
            patch.setattr(app_module, "read_plainly", lambda command: command)
        command = app_module.command()
    try:
        with command.make_context("auditor", list(arguments)) as context:
            name, below, rest = command.resolve_command(context, [*context._protected_args, *context.args])
            return below.make_context(name, rest, parent=context).params
    except typer.TyperException as error:
        return type(error).__name__


@pytest.mark.parametrize("arguments", CASES, ids=" ".join)
def test_both_readings_agree(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = parsed(arguments, monkeypatch, plain=True)
    assert plain == parsed(arguments, monkeypatch, plain=False)
    assert isinstance(plain, dict) is not any(word in arguments for word in ("0", "many", "8", "blue", "explain"))


def test_flags_can_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDITOR_ALL", "maybe")
    assert main(["license", "-"]) == 2
    assert "--all" in capsys.readouterr().err


def test_a_command_that_reads_arguments_does_not_import_pydantic() -> None:
    code = "import sys; from auditor.cli.main import main; main(['cache', 'path']); sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ}, capture_output=True).returncode == 0
