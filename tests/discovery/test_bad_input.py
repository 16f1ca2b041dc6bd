"""Hostile and broken files: each is listed or passed over, the scan goes on, and what is good is still found."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.discovery.findings import ScanResult
from auditor.discovery.scan import scan_path
from auditor.errors import UsageError

GOOD = 'from transformers import AutoModel\nAutoModel.from_pretrained("example-lab/wren")\n'


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "good.py").write_text(GOOD, "utf-8")
    return tmp_path


def models(result: ScanResult) -> list[str]:
    return [item.model for item in result.references]


def reasons(result: ScanResult) -> dict[str, str]:
    return {item.file: item.reason for item in result.skipped}


def test_a_path_that_does_not_exist(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="gone"):
        scan_path(tmp_path / "gone", catalog)


def test_binary_and_nul(repo: Path, catalog: Catalog) -> None:
    (repo / "lib.py").write_bytes(b"\x7fELF\0\0\1from_pretrained('a/b-1')\0" + bytes(range(256)) * 40)
    (repo / "late.py").write_bytes(GOOD.encode() + b"#" * 9000 + b"\0")
    result = scan_path(repo, catalog)
    assert models(result)[0] == "example-lab/wren"
    assert result.binary == 1
    assert reasons(result) == {"late.py": "broken"}


def test_a_hundred_megabytes_are_not_read(repo: Path, catalog: Catalog) -> None:
    for name in ("big.py", "big.json", "big.yaml"):
        with (repo / name).open("wb") as handle:
            handle.truncate(100_000_000)
    result = scan_path(repo, catalog)
    assert reasons(result) == dict.fromkeys(("big.json", "big.py", "big.yaml"), "too-large")
    assert models(result) == ["example-lab/wren"]


def test_latin_1_is_read_as_far_as_it_goes(repo: Path, catalog: Catalog) -> None:
    (repo / "old.py").write_bytes("# caf\xe9\n".encode("latin-1") + GOOD.encode())
    (repo / "old.yaml").write_bytes("title: caf\xe9\nmodel_id: example-lab/egret-2\n".encode("latin-1"))
    assert models(scan_path(repo, catalog)) == ["example-lab/wren", "example-lab/wren", "example-lab/egret-2"]


def test_windows_line_ends_and_a_byte_order_mark(repo: Path, catalog: Catalog) -> None:
    (repo / "win.py").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    found = {(item.file, item.line) for item in scan_path(repo, catalog).references}
    assert found == {("good.py", 2), ("win.py", 2)}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.json", '{"model_id": "example-lab/heron-1", "a": ' + "[" * 200_000 + "]" * 200_000 + "}"),
        ("nested.json", '{"model_id": "example-lab/heron-1", "a": ' + '{"a":' * 500 + "1" + "}" * 501),
        ("deep.yaml", "model_id: example-lab/heron-1\na: " + "[" * 5000 + "]" * 5000 + "\n"),
        ("half.json", '{"model_id": "example-lab/heron-1", '),
        ("half.yaml", "model_id: example-lab/heron-1\n  - x: [\n"),
        ("half.toml", 'model_id = "example-lab/heron-1"\n[a\n'),
        ("half.py", 'from_pretrained("example-lab/heron-1")\ndef f(:\n'),
        ("deep.py", 'from_pretrained("example-lab/heron-1")\nx = ' + "(" * 5000 + ")" * 5000 + "\n"),
        ("half.ipynb", '{"model_id": "example-lab/heron-1", "cells": [{"cell_type": "code"'),
        ("list.ipynb", '["model_id", "example-lab/heron-1", {"model_id": "example-lab/heron-1"}]'),
        ("syntax.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": [GOOD, "def f(:"]}]})),
    ],
)
def test_a_broken_file_is_reported_and_the_scan_goes_on(repo: Path, catalog: Catalog, name: str, text: str) -> None:
    (repo / name).write_text(text, "utf-8")
    result = scan_path(repo, catalog)
    assert reasons(result) == {name: "broken"}
    assert models(result) == ["example-lab/wren"]


def test_a_yaml_bomb_does_not_grow(repo: Path, catalog: Catalog) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    (repo / "bomb.yaml").write_text(
        "\n".join([*levels, "model_id: example-lab/heron-1", "base: &b o/n-1", "model: *b"])
    )
    assert models(scan_path(repo, catalog)) == ["example-lab/heron-1", "o/n-1", "example-lab/wren"]


def test_links_that_run_in_a_circle_or_lead_out(
    repo: Path, tmp_path_factory: pytest.TempPathFactory, catalog: Catalog
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "other.py").write_text(GOOD.replace("wren", "heron"), "utf-8")
    (repo / "loop").symlink_to(repo, target_is_directory=True)
    (repo / "self.py").symlink_to(repo / "self.py")
    (repo / "out.py").symlink_to(outside / "other.py")
    (repo / "same.py").symlink_to(repo / "good.py")
    assert [item.file for item in scan_path(repo, catalog).references] == ["good.py", "same.py"]


def test_special_files_are_passed_over(repo: Path, catalog: Catalog) -> None:
    os.mkfifo(repo / "pipe.py")
    assert models(scan_path(repo, catalog)) == ["example-lab/wren"]


def test_files_that_cannot_be_opened(repo: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "shut.py").write_text(GOOD, "utf-8")
    real = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("shut.py"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    result = scan_path(repo, catalog)
    assert reasons(result) == {"shut.py": "unreadable"}
    assert models(result) == ["example-lab/wren"]


def test_ignored_and_vendored_folders_are_counted(repo: Path, catalog: Catalog) -> None:
    for folder in ("node_modules/x", "build", "kept/.venv/y"):
        (repo / folder).mkdir(parents=True)
        (repo / folder / "a.py").write_text(GOOD, "utf-8")
    (repo / ".gitignore").write_text("/build/\n*.log.py\n!keep.log.py\n", "utf-8")
    for name in ("run.log.py", "keep.log.py"):
        (repo / name).write_text(GOOD, "utf-8")
    result = scan_path(repo, catalog)
    assert [item.file for item in result.references] == ["good.py", "keep.log.py"]
    assert (result.vendored, result.ignored) == (2, 2)


def test_a_model_folder_of_the_repository_is_no_dependency(repo: Path, catalog: Catalog) -> None:
    (repo / "example-lab" / "wren").mkdir(parents=True)
    assert models(scan_path(repo, catalog)) == []


def test_one_file_can_be_named(repo: Path, catalog: Catalog) -> None:
    assert models(scan_path(repo / "good.py", catalog)) == ["example-lab/wren"]


def test_a_file_that_no_pattern_can_match_is_never_parsed(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("parsed")

    for name in ("a.py", "b.json", "c.yaml", "d.js", "e.toml"):
        (tmp_path / name).write_text('x = "a/b"\n', "utf-8")
    monkeypatch.setattr("ast.parse", refuse)
    monkeypatch.setattr("auditor.discovery.scan._Scan._read", refuse)
    assert scan_path(tmp_path, catalog).files == 5
