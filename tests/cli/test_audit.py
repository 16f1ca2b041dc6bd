"""`auditor audit` over a folder of small models: exit codes, formats, names, what is shown of failures."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Ended, RunCli

CARD = """---
license: apache-2.0
---
# Finch

Finch is trained on [Gutenberg text](https://huggingface.co/datasets/example-lab/gutenberg).
"""


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    for name, card, files in (
        ("example-lab/finch", CARD, "README.md\nmodel.safetensors\nconfig.json\n"),
        ("example-lab/silent", "# Silent\n", "README.md\nmodel.safetensors\n"),
    ):
        folder = tmp_path / "hub" / name
        folder.mkdir(parents=True)
        (folder / "README.md").write_text(card, encoding="utf-8")
        (folder / "siblings.txt").write_text(files, encoding="utf-8")
    return tmp_path / "hub"


@pytest.fixture
def audit(run_cli: RunCli, hub: Path) -> RunCli:
    def run(*arguments: object, stdin: bytes = b"") -> Ended:
        return run_cli("audit", "--hub", hub, *arguments, stdin=stdin)

    return run


def answer(out: str) -> Any:
    document = json.loads(out)
    schema = json.loads((resources.files("auditor") / "schemas" / "audit-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    return document


def test_reports_stand_in_the_order_asked(audit: RunCli) -> None:
    ended = audit("example-lab/silent", "example-lab/finch", "-f", "json")
    assert (ended.code, ended.err) == (0, "")
    assert [report["model"]["id"] for report in answer(ended.out)["reports"]] == [
        "example-lab/silent",
        "example-lab/finch",
    ]


def test_one_bad_model_never_stops_the_rest(audit: RunCli) -> None:
    ended = audit("example-lab/none", "example-lab/finch", "-f", "json")
    document = answer(ended.out)
    assert ended.code == 3
    assert [report["model"]["id"] for report in document["reports"]] == ["example-lab/finch"]
    assert [error["model"] for error in document["errors"]] == ["example-lab/none"]
    assert "error: " in ended.err and "example-lab/none" in ended.err


def test_models_come_from_stdin(audit: RunCli) -> None:
    ended = audit("-", "-f", "json", stdin=b"# two of them\nexample-lab/finch\n\nexample-lab/silent\n")
    assert [report["model"]["id"] for report in answer(ended.out)["reports"]] == [
        "example-lab/finch",
        "example-lab/silent",
    ]


def test_an_empty_list_is_a_usage_error(audit: RunCli) -> None:
    assert audit("-", stdin=b"# nothing\n").code == 2


def test_one_model_is_a_block_and_several_are_rows(audit: RunCli) -> None:
    block = audit("example-lab/finch").out
    rows = audit("example-lab/finch", "example-lab/silent").out
    assert block.startswith("example-lab/finch") and "transparency" in block
    assert rows.splitlines()[0].split()[:2] == ["model", "class"] and "example-lab/silent" in rows
    assert all(len(line) <= 80 for line in (block + rows).splitlines())


def test_the_same_evidence_gives_the_same_bytes_in_every_format(audit: RunCli) -> None:
    for name in ("table", "json", "markdown", "csv"):
        first, second = (audit("example-lab/finch", "-f", name).out for _ in range(2))
        assert first and first == second


def test_several_formats_at_once(audit: RunCli, tmp_path: Path) -> None:
    ended = audit(
        "example-lab/finch",
        "-f",
        "json",
        "-o",
        tmp_path / "a.json",
        "-f",
        "csv",
        "-o",
        tmp_path / "a.csv",
        "-f",
        "table",
    )
    assert ended.code == 0 and ended.out.startswith("example-lab/finch")
    answer((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("model,commit,")


def test_min_class_is_violated_by_the_high_end_and_unknown_by_the_low(audit: RunCli) -> None:
    report = answer(audit("example-lab/finch", "-f", "json").out)["reports"][0]["class"]
    assert audit("example-lab/finch", "--min-class", report["level"]).code == 0
    assert audit("example-lab/silent", "--min-class", 7).code in (1, 3)
    if report["level_high"] < 7:
        assert audit("example-lab/finch", "--min-class", report["level_high"] + 1).code == 1


def test_explain_shows_every_disclosure_with_its_quote(audit: RunCli) -> None:
    shown = audit("example-lab/finch", "--explain").out
    assert "How the axes come about" in shown and "permission = 100 ×" in shown and "Gutenberg" in shown


def test_a_framework_is_printed_in_full(audit: RunCli) -> None:
    shown = audit("example-lab/finch", "--framework", "osaid").out
    assert "(version 1.0)" in shown


def test_a_text_that_the_user_holds_is_read(audit: RunCli, tmp_path: Path) -> None:
    (tmp_path / "held.txt").write_text("You may not use the model for any commercial purpose.\n", encoding="utf-8")
    ended = audit("example-lab/silent", "--document", f"license={tmp_path / 'held.txt'}", "-f", "json")
    report = answer(ended.out)["reports"][0]
    assert [document["path"] for document in report["license"]["documents"]] == ["held.txt"]


def test_no_progress_where_stderr_is_no_terminal(audit: RunCli) -> None:
    assert audit("example-lab/finch").err == ""
    assert "not read" in audit("example-lab/finch", "--verbose").err


def test_ctrl_c_keeps_what_was_read(audit: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    import auditor.sources

    read = auditor.sources.read_models

    def interrupted(*arguments: Any) -> Any:
        yield next(iter(read(*arguments)))
        raise KeyboardInterrupt

    monkeypatch.setattr(auditor.sources, "read_models", interrupted)
    ended = audit("example-lab/finch", "example-lab/silent", "-f", "json")
    assert [report["model"]["id"] for report in answer(ended.out)["reports"]] == ["example-lab/finch"]
    assert ended.code == 3 and "1 of 2" in ended.err


def test_strict_takes_every_gap_for_incomplete(audit: RunCli, hub: Path) -> None:
    (hub / "example-lab" / "silent" / "siblings.txt").rename(hub / "example-lab" / "silent" / "siblings.partial.txt")
    report = answer(audit("example-lab/silent", "-f", "json").out)["reports"][0]
    assert [gap["reason"] for gap in report["gaps"]] == ["no-listing"] * len(report["gaps"]) != []
    assert audit("example-lab/silent").code == 0
    assert audit("example-lab/silent", "--strict").code == 3


@pytest.mark.parametrize(
    ("terms", "rule", "code"),
    [
        ("You may not use the model for any commercial purpose.", "restrict.non-commercial", 1),
        ("You may not use the model for any commercial purpose.", "restrict.non-*", 1),
        ("You may use the model for every purpose.", "restrict.non-commercial", 0),
    ],
)
def test_fail_on(terms: str, rule: str, code: int, audit: RunCli, hub: Path) -> None:
    folder = hub / "example-lab" / "finch"
    (folder / "README.md").write_text("# Finch\n", encoding="utf-8")
    (folder / "LICENSE").write_text(terms, encoding="utf-8")
    (folder / "siblings.txt").write_text("README.md\nLICENSE\nmodel.safetensors\n", encoding="utf-8")
    assert audit("example-lab/finch", "--fail-on", rule).code == code


def test_fail_on_what_is_not_known_is_incomplete(audit: RunCli, hub: Path) -> None:
    folder = hub / "example-lab" / "finch"
    (folder / "README.md").write_text("# Finch\n", encoding="utf-8")
    (folder / "siblings.txt").rename(folder / "siblings.partial.txt")
    assert audit("example-lab/finch", "--fail-on", "restrict.non-commercial").code == 3
