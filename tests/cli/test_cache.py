"""`auditor cache`: what is there, and what goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import RunCli


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path))
    for name in ("catalog/a.bin", "log/fault-1.txt", "evidence.sqlite", "evidence.sqlite-wal", "letters/mine.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def left(cache: Path) -> list[str]:
    return sorted(path.relative_to(cache).as_posix() for path in cache.rglob("*") if path.is_file())


def test_path_and_list(run_cli: RunCli, cache: Path) -> None:
    assert run_cli("cache", "path").out == f"{cache}\n"
    shown = run_cli("cache", "list").out
    assert "catalog/a.bin" in shown and "evidence.sqlite" in shown and "letters" not in shown


def test_pruning_keeps_evidence_and_what_is_not_ours(run_cli: RunCli, cache: Path) -> None:
    assert run_cli("cache", "prune").code == 0
    assert left(cache) == ["evidence.sqlite", "evidence.sqlite-wal", "letters/mine.txt"]


def test_evidence_goes_only_when_asked(run_cli: RunCli, cache: Path) -> None:
    assert run_cli("cache", "prune", "--evidence").code == 0
    assert left(cache) == ["letters/mine.txt"]
