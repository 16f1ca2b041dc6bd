"""Every format against its golden file; `python -m tests.render.write_golden` writes them anew, for the diff."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.render.canvas import Canvas
from auditor.render.formats import AUDIT_RENDERERS, AUDIT_VIEWS, LICENSE_RENDERERS
from auditor.render.results import AuditResult, Failure, LicenseResult
from tests.render.cases import CASES, render
from tests.render.reports import CUT_READING, HOSTILE, READING, full_report, hostile_report, wide_report

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", CASES)
def test_the_output_is_the_golden_file(name: str) -> None:
    assert render(name) == (GOLDEN / name).read_text(encoding="utf-8")


def test_every_golden_file_has_a_case() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(CASES)


@pytest.mark.parametrize(
    "name", sorted({*AUDIT_RENDERERS.values(), *AUDIT_VIEWS.values(), *LICENSE_RENDERERS.values()})
)
def test_every_format_resolves(name: str) -> None:
    from auditor.cli.output import renderer

    assert callable(renderer(name))


def schema(name: str) -> Any:
    return json.loads((resources.files("auditor") / "schemas" / f"{name}-1.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["audit", "license"])
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_audit_json_keeps_its_schema() -> None:
    reports = (full_report(), hostile_report(), wide_report())
    result = AuditResult(reports=reports, failures=(Failure("a/b", "no such model", "check the id"),))
    document = json.loads(run(AUDIT_RENDERERS["json"], result))
    jsonschema.validate(document, schema("audit"), cls=jsonschema.Draft202012Validator)
    assert document["reports"][1]["findings"][0]["value"] == HOSTILE, "machine formats keep outside text as it is"


def test_license_json_keeps_its_schema() -> None:
    result = LicenseResult(readings=(READING, CUT_READING), absent=(("LICENSE", ("restrict.non-commercial",)),))
    document = json.loads(run(LICENSE_RENDERERS["json"], result))
    jsonschema.validate(document, schema("license"), cls=jsonschema.Draft202012Validator)
    assert [finding["verdict"] for finding in document["documents"][0]["findings"]] == ["found", "found", "absent"]


def test_a_key_too_many_breaks_the_schema() -> None:
    document = json.loads(run(AUDIT_RENDERERS["json"], AuditResult(reports=(full_report(),))))
    document["reports"][0]["score"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema("audit"), cls=jsonschema.Draft202012Validator)


def run(reference: str, result: object, canvas: Canvas | None = None) -> str:
    from auditor.cli.output import renderer

    return "".join(renderer(reference)(result, canvas or Canvas(catalog_sha256="0" * 64, version="0")))


FOR_PEOPLE = [AUDIT_RENDERERS["table"], AUDIT_RENDERERS["markdown"], *AUDIT_VIEWS.values()]


@pytest.mark.parametrize("reference", FOR_PEOPLE)
@pytest.mark.parametrize("several", [False, True])
def test_no_outside_text_reaches_a_terminal_unescaped(reference: str, several: bool) -> None:
    reports = (hostile_report(), full_report()) if several else (hostile_report(),)
    shown = run(reference, AuditResult(reports=reports, frameworks=("osaid",)))
    assert all(char.isprintable() for char in shown.replace("\n", ""))


def test_markdown_shows_mark_up_and_does_not_obey_it() -> None:
    shown = run(AUDIT_RENDERERS["markdown"], AuditResult(reports=(hostile_report(),)))
    assert "<script>" not in re.sub(r"`[^`]*`", "", shown)
    assert "[y](z)" not in re.sub(r"`[^`]*`", "", shown)


def test_a_csv_cell_is_never_a_formula() -> None:
    import dataclasses

    report = dataclasses.replace(full_report(), id="=cmd()", commit="+1")
    rows = list(csv.reader(io.StringIO(run(AUDIT_RENDERERS["csv"], AuditResult(reports=(report,))))))
    assert {row[0] for row in rows[1:]} == {"'=cmd()"} and {row[1] for row in rows[1:]} == {"'+1"}


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("several", [False, True])
def test_no_line_of_the_table_is_wider_than_the_terminal(width: int, several: bool) -> None:
    from auditor.render.terminal import width as columns

    reports = (full_report(), wide_report(), hostile_report()) if several else (full_report(),)
    shown = run(AUDIT_RENDERERS["table"], AuditResult(reports=reports), Canvas(width=width))
    assert max(columns(line) for line in shown.splitlines()) <= width


def test_colours_change_nothing_but_colours() -> None:
    result = AuditResult(reports=(full_report(),), explain=True)
    for reference in (AUDIT_RENDERERS["table"], AUDIT_VIEWS["explain"]):
        plain, colored = run(reference, result), run(reference, result, Canvas(color=True))
        assert colored != plain and re.sub(r"\x1b\[\d+m", "", colored) == plain


def test_the_arithmetic_of_explain_adds_up() -> None:
    shown = run(AUDIT_VIEWS["explain"], AuditResult(reports=(full_report(),)))
    found = re.search(r"transparency = 100 × (\d+)-(\d+) ÷ \(4 × (\d+)\) = ([\d.]+)-([\d.]+)", shown)
    assert found, shown
    low, high, weight = (int(found[at]) for at in (1, 2, 3))
    assert f"{100 * low / (4 * weight):.1f}" == found[4] and f"{100 * high / (4 * weight):.1f}" == found[5]
