"""`auditor license`: files and stdin in, one document each out."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor import limits
from auditor.cli.main import main
from tests.cli.conftest import RunCli

TERMS = (
    "1. Use. You may not use the Model or its Output to train or improve any other large language model.\n\n"
    "2. Fee. If your products have more than 5 million monthly active users, you must request a license from us.\n"
)


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "terms.txt"
    path.write_text(TERMS, encoding="utf-8")
    return path


def answer(out: str) -> Any:
    document = json.loads(out)
    schema = json.loads((resources.files("auditor") / "schemas" / "license-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    return document


def test_each_text_once_in_the_order_asked(run_cli: RunCli, terms: Path) -> None:
    ended = run_cli("license", terms, "-", terms, "-f", "json", stdin=b"just words")
    assert ended.code == 0
    assert [document["path"] for document in answer(ended.out)["documents"]] == [str(terms), "-"]


def test_every_quote_is_where_it_says(run_cli: RunCli, terms: Path) -> None:
    findings = answer(run_cli("license", terms, "-f", "json").out)["documents"][0]["findings"]
    places = [item for finding in findings for item in finding["evidence"]]
    assert places and all(TERMS[item["start"] : item["end"]] == item["quote"] for item in places)
    assert all(item["line"] == TERMS.count("\n", 0, item["start"]) + 1 for item in places)


def test_that_a_text_is_empty_is_said_beside_the_answer(run_cli: RunCli, terms: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b" \n")
    ended = run_cli("license", tmp_path / "empty.txt", "-", terms, stdin=b"")
    assert ended.code == 0
    said = ended.err.splitlines()
    assert [line.split(": ")[1] for line in said] == [str(tmp_path / "empty.txt"), "stdin"]
    assert all("empty" in line for line in said)


def test_all_adds_what_is_absent(run_cli: RunCli, terms: Path) -> None:
    few = answer(run_cli("license", terms, "-f", "json").out)["documents"][0]["findings"]
    many = answer(run_cli("license", terms, "--all", "-f", "json").out)["documents"][0]["findings"]
    assert {item["verdict"] for item in few} == {"found"}
    assert many[: len(few)] == few and {item["verdict"] for item in many[len(few) :]} == {"absent"}


def test_the_same_input_gives_the_same_bytes(run_cli: RunCli, terms: Path, tmp_path: Path) -> None:
    for name in ("json", "table", "markdown", "csv"):
        first, second = (run_cli("license", terms, "-f", name).out for _ in range(2))
        assert first == second
        assert run_cli("license", terms, "-f", name, "-o", tmp_path / "out").code == 0
        assert (tmp_path / "out").read_text(encoding="utf-8") == first


@pytest.mark.parametrize(
    ("data", "reason"), [(b"MIT\0License", "unreadable"), (b"a" * (limits.LICENSE_BYTES + 1), "too-large")]
)
def test_what_is_no_text_is_a_gap_and_the_rest_is_answered(
    data: bytes, reason: str, run_cli: RunCli, terms: Path, tmp_path: Path
) -> None:
    (tmp_path / "blob").write_bytes(data)
    ended = run_cli("license", tmp_path / "blob", terms, "-f", "json")
    blob, text = answer(ended.out)["documents"]
    assert (ended.code, blob["gap"]["reason"], text["gap"]) == (3, reason, None)
    assert blob["findings"] == [] and text["findings"]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\xfd", b"\xef\xbb\xbftext\r\r\n", "\u200b\u202e".encode(), b",,,,"])
def test_odd_texts_are_read(data: bytes, run_cli: RunCli) -> None:
    ended = run_cli("license", "-", "-f", "json", stdin=data)
    assert ended.code == 0 and len(answer(ended.out)["documents"]) == 1


def test_an_option_can_come_from_the_environment(
    terms: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDITOR_FORMAT", "json")
    assert main(["license", str(terms)]) == 0
    answer(capsys.readouterr().out)
