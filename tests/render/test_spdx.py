"""SPDX 2.3: every form passes the validator of spdx-tools, comes back whole, and is the same each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from auditor.errors import UsageError
from auditor.nouns import AuditReport, Basis, Finding, Grade, LicenseConclusion, Verdict
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult
from auditor.render.spdx import ENDINGS, render_audit
from tests.comparison.conftest import report


def made(name: str, license: str | None, text: str = "") -> AuditReport:
    finding = Finding(
        rule="restrict.territory", verdict=Verdict.FOUND, basis=Basis.TEXT, grade=Grade.VERIFIED, confidence=0.9
    )
    return replace(
        report(name, 3, (50, 50), (10, 20)),
        license=LicenseConclusion(declared=license, concluded=license, how="text", operative=("LICENSE",)),
        license_texts=(("LICENSE", text),) if text else (),
        findings=(finding,),
        commit="a" * 40,
    )


RESULT = AuditResult(
    reports=(
        made("somebody/one", "Apache-2.0"),
        made("somebody/two", "LicenseRef-harbor-1.0", "Terms of the harbour."),
        made("A closed system", None),
    )
)


@pytest.mark.parametrize(("ending", "name"), sorted(ENDINGS.items()))
def test_every_form_is_valid_and_comes_back(tmp_path: Path, ending: str, name: str) -> None:
    path = tmp_path / f"bill{name}"
    path.write_text(render_audit(RESULT, Canvas(ending=ending)), "utf-8")
    document = parse_file(str(path))
    assert validate_full_spdx_document(document) == []
    # RDF keeps no order.
    assert sorted(package.name for package in document.packages) == ["A closed system", "somebody/one", "somebody/two"]
    assert [note.annotation_comment for note in document.annotations] == ["restrict.territory (text)"] * 3
    (extracted,) = document.extracted_licensing_info
    assert (extracted.license_id, extracted.extracted_text) == ("LicenseRef-harbor-1.0", "Terms of the harbour.")


def test_declared_and_concluded_licenses_stand_in_the_package() -> None:
    packages = json.loads(render_audit(RESULT, Canvas()))["packages"]
    assert [package["licenseConcluded"] for package in packages[:2]] == ["Apache-2.0", "LicenseRef-harbor-1.0"]
    assert packages[2].get("licenseConcluded", "NOASSERTION") == "NOASSERTION"
    assert packages[0]["externalRefs"][0]["referenceLocator"] == f"pkg:huggingface/somebody/one@{'a' * 40}"


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - {".rdf"}))
def test_the_same_result_gives_the_same_bytes(ending: str) -> None:
    assert render_audit(RESULT, Canvas(ending=ending)) == render_audit(RESULT, Canvas(ending=ending))


def test_the_date_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(render_audit(RESULT, Canvas()))["creationInfo"]["created"] == "2023-11-14T22:13:20Z"


def test_no_model_is_no_bill() -> None:
    with pytest.raises(UsageError):
        render_audit(AuditResult(reports=()), Canvas())
