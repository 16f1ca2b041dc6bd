"""`auditor compare` and `timeline`: what may be asked, in which forms, and how they end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from auditor.cli.main import main

SCHEMAS = Path(__file__).resolve().parents[2] / "auditor" / "schemas"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def schema(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((SCHEMAS / f"{name}-1.json").read_text("utf-8"))
    return loaded


def test_vendors_families_and_models_stand_in_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "compare", "meta", "family:gemma", "Claude Opus 4.6")
    assert (code, err) == (0, "")
    assert [line.split("  ")[0] for line in out.splitlines()[1:4]] == ["Meta", "Gemma", "Claude Opus 4.6"]
    assert "differ most in" in out.replace("\n", " ")


def test_a_name_given_twice_is_one_row(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "compare", "meta", "Meta AI", "-f", "json")
    assert code == 0
    assert [row["name"] for row in json.loads(out)["rows"]] == ["Meta"]


@pytest.mark.parametrize("command", [("compare", "meta", "openai"), ("timeline",), ("timeline", "meta")])
def test_json_keeps_to_its_schema_and_to_its_bytes(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    code, out, _ = run(capsys, *command, "-f", "json")
    assert code == 0
    jsonschema.validate(json.loads(out), schema(command[0]))
    assert run(capsys, *command, "-f", "json")[1] == out


def test_every_release_is_counted_once_in_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "compare", "openai", "-f", "json")
    (row,) = json.loads(out)["rows"]
    assert sum(row["distribution"]) + row["unknown"] == len(row["releases"])


@pytest.mark.parametrize("command", [("compare", "meta", "openai"), ("timeline", "meta", "openai")])
def test_csv_has_a_cell_for_every_column(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    _, out, _ = run(capsys, *command, "-f", "csv")
    table = list(csv.reader(io.StringIO(out)))
    assert len({len(row) for row in table}) == 1
    assert len(table) > 2


def test_models_lists_every_release_behind_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "compare", "meta", "--models", "-f", "markdown")
    assert "## Releases" in out and "Llama 3.1 405B, Llama 3.1 8B" in out


def test_a_range_of_dates_leaves_out_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "compare", "meta", "--since", "2024", "--until", "2024-06", "-f", "json")
    dates = [release["date"] for release in json.loads(out)["rows"][0]["releases"]]
    assert dates and all("2024-01" <= date[:7] <= "2024-06" for date in dates)


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare",),
        ("compare", "anthropc"),
        ("compare", "vendor:gemma"),
        ("compare", "meta", "--since", "2025", "--until", "2024"),
        ("compare", "meta", "-f", "yaml"),
        ("timeline", "nobody at all"),
        ("compare", "--org", "../etc"),
    ],
)
def test_what_cannot_be_compared_ends_with_2_and_the_next_step(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and len(err.splitlines()) >= 2


def test_an_organisation_is_read_from_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name, license in (("one", "apache-2.0"), ("two", "cc-by-nc-4.0")):
        folder = tmp_path / "somebody" / name
        folder.mkdir(parents=True)
        (folder / "README.md").write_text(f"---\nlicense: {license}\n---\n# {name}\n", "utf-8")
        (folder / "siblings.txt").write_text("README.md\nmodel.safetensors\n", "utf-8")
    code, out, _ = run(capsys, "compare", "--org", "somebody", "--hub", str(tmp_path), "-f", "json", "-q")
    assert code == 0
    names = [model["id"] for release in json.loads(out)["rows"][0]["releases"] for model in release["models"]]
    assert sorted(names) == ["somebody/one", "somebody/two"]


def test_the_timeline_says_what_cannot_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "timeline")
    assert code == 0
    assert "not comparable" in out and "sparse" in out
