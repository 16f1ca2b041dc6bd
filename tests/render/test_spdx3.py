"""SPDX 3.0.1: what is written breaks no shape of SPDX, comes back whole, and is the same each time.

The classes that read it back are made from the shapes (SHACL) that SPDX publishes; no installed package holds its JSON
schema.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import UsageError
from auditor.nouns import LicenseConclusion
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult, ChainResult, Failure
from auditor.render.spdx3 import render
from tests.check.conftest import Repository, hub, repo
from tests.check.test_exit_codes import FORBID
from tests.cli.conftest import run_cli
from tests.render.reports import hostile_report
from tests.render.test_cyclonedx import chain
from tests.render.test_spdx import HOSTILE_TEXT, RESULT, made

model = pytest.importorskip("spdx_python_model.bindings.v3_0_1", reason="the extra `spdx3` is not installed")

__all__ = ["hub", "repo", "run_cli"]


def read(written: str) -> list[Any]:
    """The elements of a document, after the shapes were tried on each and every reference was followed."""
    found = model.SHACLObjectSet()
    model.JSONLDDeserializer().read(io.BytesIO(written.encode()), found)
    assert found.missing_ids == set()
    again = io.BytesIO()
    # Writing tries what reading leaves open: how often a property has to be there.
    model.JSONLDSerializer().write(found, again)
    assert {key(item) for item in json.loads(again.getvalue())["@graph"]} == {
        key(item) for item in json.loads(written)["@graph"]
    }
    return list(found.foreach())


def key(item: dict[str, Any]) -> tuple[str, str, int]:
    return item["type"], item.get("spdxId", ""), len(item)


def of_type(elements: list[Any], kind: str) -> list[Any]:
    return [element for element in elements if kind == type(element).__name__]


def test_models_have_their_licenses_with_text() -> None:
    elements = read(render(RESULT, Canvas()))
    packages = of_type(elements, "ai_AIPackage")
    assert sorted(package.name for package in packages) == ["A closed system", "somebody/one", "somebody/two"]
    links = {
        (link.from_.name, link.comment, link.to[0].simplelicensing_licenseExpression)
        for link in of_type(elements, "Relationship")
    }
    assert {("somebody/one", "declared", "Apache-2.0"), ("somebody/one", "concluded", "Apache-2.0")} <= links
    assert not [link for link in links if link[0] == "A closed system"]
    (text,) = of_type(elements, "simplelicensing_SimpleLicensingText")
    assert text.simplelicensing_licenseText == "Terms of the harbour."
    (expression,) = [
        element
        for element in of_type(elements, "simplelicensing_LicenseExpression")
        if element.simplelicensing_licenseExpression == "LicenseRef-harbor-1.0"
    ]
    assert [(entry.key, entry.value) for entry in expression.simplelicensing_customIdToUri] == [
        ("LicenseRef-harbor-1.0", text.spdxId)
    ]
    assert {note.statement for note in of_type(elements, "Annotation")} == {"restrict.territory: text"}


def test_no_license_and_an_unknown_one_are_two_things() -> None:
    reports = [
        replace(made(f"a/{how}", None), license=LicenseConclusion(declared=None, concluded=None, how=how))
        for how in ("none", None)
    ]
    links = of_type(read(render(AuditResult(reports=tuple(reports)), Canvas())), "Relationship")
    assert sorted((link.from_.name, link.comment, str(link.to[0]).rpartition("/")[2]) for link in links) == [
        ("a/none", "concluded", "NoneLicense"), ("a/none", "declared", "NoneLicense"),
    ]  # fmt: skip


def test_a_chain_has_relations_and_data_sets() -> None:
    elements = read(render(chain(), Canvas()))
    (data,) = of_type(elements, "dataset_DatasetPackage")
    assert data.name == "d/letters"
    links = {
        (link.from_.name, link.relationshipType.rpartition("/")[2], link.to[0].name)
        for link in of_type(elements, "Relationship")
        if "License" not in link.relationshipType
    }
    assert {("a/child", "descendantOf", "a/base"), ("a/child", "trainedOn", "d/letters")} <= links
    (document,) = of_type(elements, "SpdxDocument")
    assert [root.name for root in document.rootElement[0].rootElement] == ["a/child"]


def test_every_model_of_a_check_stands_in_it_whatever_the_verdict(repo: Repository, tmp_path: Path) -> None:
    repo.uses("example-lab/heron", "example-lab/nowhere", "example-lab/wren")
    repo.policy(FORBID)
    assert repo.check("-f", "spdx3", "-o", tmp_path / "bill.json").code == 1
    packages = of_type(read((tmp_path / "bill.json").read_text("utf-8")), "ai_AIPackage")
    assert [package.name for package in packages if "not read" in (package.comment or "")] == ["example-lab/nowhere"]
    assert len(packages) == 3


@pytest.mark.parametrize("result", [RESULT, chain()], ids=["audit", "chain"])
def test_the_same_result_gives_the_same_bytes(result: AuditResult | ChainResult) -> None:
    assert render(result, Canvas()) == render(result, Canvas())
    turned = AuditResult(reports=tuple(RESULT.reports)[::-1])
    assert render(RESULT, Canvas()) == render(turned, Canvas())


def test_hostile_words_and_long_texts_stay_valid() -> None:
    bad = made("a/b", "LicenseRef-x AND OpenMDW-1.0", HOSTILE_TEXT * 30_000)
    gone = Failure(HOSTILE_TEXT, f"{HOSTILE_TEXT}: gone", HOSTILE_TEXT)
    written = render(AuditResult(reports=(hostile_report(), bad), failures=(gone,)), Canvas())
    assert len(of_type(read(written), "ai_AIPackage")) == 3
    assert "\\u0000" not in written and "\\u001b" not in written


def test_without_the_package_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spdx_python_model", None)
    with pytest.raises(UsageError) as caught:
        render(RESULT, Canvas())
    assert "auditor[spdx3]" in caught.value.hint


def test_no_model_is_no_bill() -> None:
    with pytest.raises(UsageError):
        render(AuditResult(reports=()), Canvas())
