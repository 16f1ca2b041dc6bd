"""SPDX 2.3: every form passes the validator of spdx-tools, comes back whole, and is the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from auditor.errors import UsageError
from auditor.nouns import AuditReport, Basis, Finding, Grade, LicenseConclusion, LicenseSource, Verdict
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult, Failure
from auditor.render.spdx import ENDINGS, render
from tests.comparison.conftest import report
from tests.render.reports import hostile_report


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
    path.write_text(render(RESULT, Canvas(ending=ending)), "utf-8")
    document = parse_file(str(path))
    assert validate_full_spdx_document(document) == []
    # RDF keeps no order.
    assert sorted(package.name for package in document.packages) == ["A closed system", "somebody/one", "somebody/two"]
    assert [note.annotation_comment for note in document.annotations] == ["restrict.territory: text"] * 3
    (extracted,) = document.extracted_licensing_info
    assert (extracted.license_id, extracted.extracted_text) == ("LicenseRef-harbor-1.0", "Terms of the harbour.")


def packages(result: AuditResult) -> dict[str, dict[str, Any]]:
    return {package["name"]: package for package in json.loads(render(result, Canvas()))["packages"]}


def test_declared_and_concluded_licenses_stand_in_the_package() -> None:
    found = packages(RESULT)
    assert found["somebody/one"]["licenseConcluded"] == found["somebody/one"]["licenseDeclared"] == "Apache-2.0"
    assert found["somebody/two"]["licenseConcluded"] == "LicenseRef-harbor-1.0"
    assert found["A closed system"].get("licenseConcluded", "NOASSERTION") == "NOASSERTION"
    locator = found["somebody/one"]["externalRefs"][0]["referenceLocator"]
    assert locator == f"pkg:huggingface/somebody/one@{'a' * 40}"


def stating(*sources: tuple[str, str | None, str], concluded: str | None = None, text: str = "") -> AuditReport:
    """A report of a repository with these mentions of a license: how, known id, words."""
    conclusion = LicenseConclusion(
        declared=sources[0][2],
        concluded=concluded,
        how=None,
        sources=tuple(
            LicenseSource(how=how, license=known, stated=said, grade=Grade.OBSERVED) for how, known, said in sources
        ),
        operative=("LICENSE",) if text else (),
    )
    return replace(made("a/b", None, text), license=conclusion)


def test_a_hub_tag_is_declared_as_the_license_it_means() -> None:
    report = stating(("tag", "LicenseRef-harbor-1.0", "harbor1"), concluded="LicenseRef-harbor-1.0")
    assert packages(AuditResult(reports=(report,)))["a/b"]["licenseDeclared"] == "LicenseRef-harbor-1.0"


def test_terms_without_an_id_are_carried_with_their_text() -> None:
    report = stating(("tag", None, "other"), ("name", None, "Harbor terms"), text="Terms of the harbour.")
    document = json.loads(render(AuditResult(reports=(report,)), Canvas()))
    (package,), (info,) = document["packages"], document["hasExtractedLicensingInfos"]
    assert package["licenseDeclared"] == package["licenseConcluded"] == info["licenseId"]
    assert info["licenseId"].startswith("LicenseRef-Harbor-terms-")
    assert (info["extractedText"], info["name"]) == ("Terms of the harbour.", "Harbor terms")


def test_a_text_that_was_not_read_is_not_concluded_and_said_so() -> None:
    report = stating(("tag", None, "other"), ("name", None, "Harbor terms"))
    document = json.loads(render(AuditResult(reports=(report,)), Canvas()))
    (package,), (info,) = document["packages"], document["hasExtractedLicensingInfos"]
    assert (package["licenseDeclared"], info["licenseId"]) == ("LicenseRef-Harbor-terms",) * 2
    assert package.get("licenseConcluded", "NOASSERTION") == "NOASSERTION"
    assert "not read" in info["extractedText"]


@pytest.mark.parametrize(("how", "said"), [("none", "NONE"), (None, "NOASSERTION")])
def test_no_license_and_an_unknown_one_are_two_things(how: str | None, said: str) -> None:
    report = replace(made("a/b", None), license=LicenseConclusion(declared=None, concluded=None, how=how))
    package = packages(AuditResult(reports=(report,)))["a/b"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == (said, said)


def test_several_tags_are_no_choice() -> None:
    report = stating(("tag", "MIT", "mit"), ("tag", "Apache-2.0", "apache-2.0"))
    package = packages(AuditResult(reports=(report,)))["a/b"]
    assert package.get("licenseDeclared", "NOASSERTION") == "NOASSERTION"
    assert package["licenseComments"] == "tag: MIT; tag: Apache-2.0"


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_an_id_newer_than_the_list_of_the_validator_stays_valid(ending: str) -> None:
    report = made("a/b", "OpenMDW-1.0 AND GPL-2.0+")
    text = render(AuditResult(reports=(report,)), Canvas(ending=ending))
    assert "LicenseRef-OpenMDW-1.0" in text and "https://spdx.org/licenses/OpenMDW-1.0.html" in text


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_the_same_result_gives_the_same_bytes_in_any_order(ending: str) -> None:
    turned = AuditResult(reports=tuple(RESULT.reports)[::-1])
    assert render(RESULT, Canvas(ending=ending)) == render(turned, Canvas(ending=ending))


def test_another_seed_of_hashes_gives_the_same_bytes() -> None:
    script = (
        "from auditor.render.canvas import Canvas; from auditor.render import cyclonedx, spdx;"
        "from tests.render.test_cyclonedx import chain; from tests.render.test_spdx import RESULT; import sys;"
        "sys.stdout.write(''.join(module.render(what, Canvas(ending=end)) for module in (spdx, cyclonedx)"
        " for what in (RESULT, chain()) for end in ('.json', '.rdf', '.spdx')))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True,
            cwd=Path(__file__).parents[2],
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1 and len(runs.pop()) > 5_000


def test_the_ids_are_those_of_the_models_alone() -> None:
    alone = packages(AuditResult(reports=(made("somebody/two", "MIT"),)))["somebody/two"]["SPDXID"]
    assert packages(RESULT)["somebody/two"]["SPDXID"] == alone


def test_a_model_at_two_commits_is_two_packages_and_twice_the_same_is_one() -> None:
    other = replace(made("somebody/one", "MIT"), commit="b" * 40)
    result = AuditResult(reports=(made("somebody/one", "MIT"), other, made("somebody/one", "MIT")))
    found = json.loads(render(result, Canvas()))["packages"]
    assert sorted(package["versionInfo"] for package in found) == ["a" * 40, "b" * 40]


def test_what_could_not_be_read_stands_in_the_bill() -> None:
    result = AuditResult(reports=(), failures=(Failure("a/gone", "a/gone: no such model", "Check the id."),))
    package = packages(result)["a/gone"]
    assert "no such model" in package["comment"] and package["licenseConcluded"] == "NOASSERTION"


def test_the_date_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(render(RESULT, Canvas()))["creationInfo"]["created"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "9" * 30, "²"])
def test_a_date_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        render(RESULT, Canvas())


def test_no_model_is_no_bill() -> None:
    with pytest.raises(UsageError):
        render(AuditResult(reports=()), Canvas())


#: A text that ends a tag-value field, with characters that XML cannot hold.
HOSTILE_TEXT = "Terms.</text>\nPackageName: evil\x00\x0b\x1b[2J\ufffe é 月 <script> &amp; ]]>\n"


@pytest.mark.parametrize(("ending", "name"), sorted(ENDINGS.items()))
def test_hostile_words_break_no_form(tmp_path: Path, ending: str, name: str) -> None:
    bad = made("a/b", "LicenseRef-x", HOSTILE_TEXT)
    result = AuditResult(
        reports=(hostile_report(), bad), failures=(Failure(HOSTILE_TEXT, f"{HOSTILE_TEXT}: gone", HOSTILE_TEXT),)
    )
    path = tmp_path / f"bill{name}"
    path.write_text(render(result, Canvas(ending=ending)), "utf-8")
    document = parse_file(str(path))
    assert validate_full_spdx_document(document) == []
    assert len(document.packages) == 3 and "evil" not in {package.name for package in document.packages}
    texts = [info.extracted_text for info in document.extracted_licensing_info if info.license_id == "LicenseRef-x"]
    assert "PackageName: evil" in str(texts[0])


@pytest.mark.parametrize("ending", [".json", ".spdx", ".rdf", ".xml"])
def test_a_text_of_two_megabytes_is_carried_whole(ending: str) -> None:
    text = "Terms of the harbour, é.\n" * 80_000
    written = render(AuditResult(reports=(made("a/b", "LicenseRef-x", text),)), Canvas(ending=ending))
    assert written.count("Terms of the harbour") == 80_000
