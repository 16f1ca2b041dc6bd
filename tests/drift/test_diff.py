"""`auditor diff`: the answer first, clauses with their direction, words with their places."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.chain.conftest import LIMITS
from tests.cli.conftest import RunCli

OPEN = LIMITS.replace("5,000,000", "900,000,000")
GRANT = "1. We grant you a worldwide, royalty-free license to use, copy, modify and distribute the model.\n"


def both(folder: Path, old: str, new: str) -> tuple[Path, Path]:
    (folder / "old.txt").write_text(old, "utf-8")
    (folder / "new.txt").write_text(new, "utf-8")
    return folder / "old.txt", folder / "new.txt"


def as_json(run_cli: RunCli, *arguments: object) -> dict[str, object]:
    ended = run_cli("diff", *arguments, "-f", "json", "-q")
    assert ended.code == 0, ended.err
    document: dict[str, object] = json.loads(ended.out)
    schema = json.loads(files("auditor.schemas").joinpath("diff-1.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    return document


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        (LIMITS, LIMITS.replace("\n", "\n\n"), "The terms are the same."),
        (LIMITS, LIMITS + "\nDrawn up at the harbor office.\n", "The wording differs, but no clause"),
        (LIMITS, OPEN, "The terms differ in 1 clause, for the looser."),
        (OPEN, LIMITS, "The terms differ in 1 clause, for the tighter."),
    ],
    ids=["same", "wording", "looser", "tighter"],
)
def test_the_first_line_is_the_answer(run_cli: RunCli, tmp_path: Path, old: str, new: str, first: str) -> None:
    ended = run_cli("diff", *both(tmp_path, old, new))
    assert ended.code == 0, ended.err
    assert ended.out.splitlines()[0].startswith(first)


def test_a_clause_that_came_is_quoted_and_tightens(run_cli: RunCli, tmp_path: Path) -> None:
    document = as_json(run_cli, *both(tmp_path, GRANT, LIMITS))
    assert document["answer"] == "differ"
    clauses = {item["rule"]: item for item in document["clauses"]}  # type: ignore[attr-defined]
    threshold = clauses["restrict.user-threshold"]
    assert (threshold["change"], threshold["direction"], threshold["old"]) == ("came", "tighter", None)
    assert "5,000,000" in threshold["new"]["evidence"][0]["quote"]
    text = document["documents"][0]  # type: ignore[index]
    assert all(LIMITS[c["new"]["start"] : c["new"]["end"]] == c["new"]["quote"] for c in text["changes"])


def test_models_are_compared_with_tag_and_documents(run_cli: RunCli, tmp_path: Path) -> None:
    for name, front, text in (("a/one", "license: mit", None), ("a/two", "license: other\nlicense_name: x", LIMITS)):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "README.md").write_text(f"---\n{front}\n---\n# A model\n", "utf-8")
        if text:
            (folder / "LICENSE").write_text(text, "utf-8")
        (folder / "siblings.txt").write_text("\n".join(["README.md", *(["LICENSE"] if text else [])]), "utf-8")
    document = as_json(run_cli, "a/one", "a/two", "--hub", tmp_path)
    assert document["answer"] == "differ"
    assert {item["field"] for item in document["stated"]} >= {"license", "tag"}  # type: ignore[attr-defined]
    assert [item["new"] for item in document["documents"]] == ["LICENSE"]  # type: ignore[attr-defined]


def test_markdown_cannot_be_written_by_the_text(run_cli: RunCli, tmp_path: Path) -> None:
    old, new = both(tmp_path, "A plain text of ours.", "A plain text of <img src=x> [ours](http://evil.example).")
    out = run_cli("diff", old, new, "-f", "markdown").out
    assert "<img" not in out


def test_a_binary_side_is_no_answer(run_cli: RunCli, tmp_path: Path) -> None:
    old, new = both(tmp_path, LIMITS, "")
    new.write_bytes(b"\x00\x01\x02")
    for options in ((), ("--strict",)):
        ended = run_cli("diff", old, new, *options)
        assert ended.code == 3
        assert "unreadable" in ended.out


def test_a_file_and_a_model_are_not_compared(run_cli: RunCli, tmp_path: Path) -> None:
    old, _ = both(tmp_path, LIMITS, LIMITS)
    for pair in ((old, "a/model"), ("a/model", old)):
        ended = run_cli("diff", *pair)
        assert ended.code == 2
        assert ended.err.startswith(f"error: a/model: no license file, but {old} is one")
