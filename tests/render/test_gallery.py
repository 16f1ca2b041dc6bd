"""The gallery in reports/: made again by its own commands, it is the same to the byte."""

from __future__ import annotations

import importlib.util
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "script" / "reports.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["gallery"] = module
    spec.loader.exec_module(module)
    return module


def test_the_committed_reports_are_what_the_commands_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AUDITOR_STORE", "HF_HUB_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    module = gallery()
    module.make(tmp_path / "made")
    for file in module.commands():
        made, committed = tmp_path / "made" / file, ROOT / "reports" / file
        assert made.read_bytes() == committed.read_bytes(), f"{file} differs: python script/reports.py makes it anew"


def test_the_readme_has_the_command_of_every_report() -> None:
    text = (ROOT / "reports" / "README.md").read_text("utf-8")
    for arguments in gallery().commands().values():
        assert f"auditor {shlex.join(arguments)}" in text


def test_every_committed_report_has_a_command() -> None:
    files = {path.name for path in (ROOT / "reports").iterdir()} - {"README.md"}
    assert files == set(gallery().commands())
