"""CycloneDX 1.6: valid by the official schema, with licenses, findings, ancestors and data sets; the same each time."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from auditor.chain.graph import Chain, Edge, Node
from auditor.chain.inherited import Inherited, MissingLicense
from auditor.chain.inherited import Result as Lost
from auditor.chain.links import How, Link
from auditor.errors import UsageError
from auditor.render.canvas import Canvas
from auditor.render.cyclonedx import render
from auditor.render.results import AuditResult, ChainResult, Failure
from tests.render.reports import hostile_report
from tests.render.test_spdx import HOSTILE_TEXT, RESULT, made


def validate(document: dict[str, Any]) -> None:
    """Against the schema files that the library ships; no network."""
    folder = files("cyclonedx.schema") / "_res"
    loaded = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    resources = [(schema["$id"], Resource.from_contents(schema)) for schema in loaded.values()]
    folder_of = "http://cyclonedx.org/schema/"
    resources += [(f"{folder_of}{name}.SNAPSHOT.schema.json", Resource.from_contents(loaded[name])) for name in loaded]
    resources += [(f"{name}.SNAPSHOT.schema.json", Resource.from_contents(loaded[name])) for name in loaded]
    registry: Registry[Any] = Registry().with_resources(resources)
    jsonschema.Draft7Validator(loaded["bom-1.6"], registry=registry).validate(document)


def chain() -> ChainResult:
    child, base = made("a/child", "mit"), made("a/base", "LicenseRef-harbor-1.0", "Terms of the harbour.")
    link = Link(target="a/base", relation="finetune", how=How.DECLARED)
    gone = Link(target="a/gone", relation="merge", how=How.DECLARED)
    data = Link(target="d/letters", relation="dataset", how=How.DECLARED)
    return ChainResult(
        chain=Chain(
            nodes=(Node(id="a/child", report=child), Node(id="a/base", report=base)),
            edges=(
                Edge(child="a/child", parent="a/base", link=link),
                Edge(child="a/child", parent="a/gone", link=gone),
                Edge(child="a/base", parent="a/child", link=link, circle=True),
            ),
            datasets=(Edge(child="a/child", parent="d/letters", link=data),),
        ),
        inherited=(),
        missing=(),
    )


def test_audits_are_valid_with_both_licenses() -> None:
    document = json.loads(render(RESULT, Canvas()))
    validate(document)
    by_name = {part["name"]: part for part in document["components"]}
    licenses = [item["license"] for item in by_name["somebody/one"]["licenses"]]
    assert sorted((item["id"], item["acknowledgement"]) for item in licenses) == [
        ("Apache-2.0", "concluded"),
        ("Apache-2.0", "declared"),
    ]
    texts = [item["license"].get("text", {}).get("content") for item in by_name["somebody/two"]["licenses"]]
    assert "Terms of the harbour." in texts
    assert {part["type"] for part in document["components"]} == {"machine-learning-model"}
    names = {item["name"] for item in by_name["somebody/one"]["properties"]}
    assert {"auditor:class", "auditor:finding:restrict.territory"} <= names


def test_a_chain_has_ancestors_data_sets_and_dependencies() -> None:
    document = json.loads(render(chain(), Canvas()))
    validate(document)
    by_name = {part["name"]: part for part in document["components"]}
    ancestors = by_name["a/child"]["pedigree"]["ancestors"]
    assert sorted(part["name"] for part in ancestors) == ["a/base", "a/gone"]
    assert by_name["d/letters"]["type"] == "data"
    assert by_name["a/child"]["modelCard"]["modelParameters"]["datasets"] == [{"ref": "data:d/letters"}]
    needs = {item["ref"]: item.get("dependsOn", []) for item in document["dependencies"]}
    assert sorted(needs["model:a/child"]) == ["data:d/letters", "model:a/base", "model:a/gone"]


def test_the_same_result_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert render(chain(), Canvas()) == render(chain(), Canvas())
    turned = AuditResult(reports=tuple(RESULT.reports)[::-1])
    assert render(RESULT, Canvas()) == render(turned, Canvas())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(render(RESULT, Canvas()))["metadata"]["timestamp"].startswith("2023-11-14T22:13:20")


def test_another_model_is_another_document() -> None:
    one = json.loads(render(AuditResult(reports=(made("a/one", "MIT"),)), Canvas()))
    two = json.loads(render(AuditResult(reports=(made("a/two", "MIT"),)), Canvas()))
    assert one["serialNumber"] != two["serialNumber"]


def test_hostile_words_and_long_texts_stay_valid() -> None:
    bad = made("a/b", "LicenseRef-x", HOSTILE_TEXT * 30_000)
    gone = Failure(HOSTILE_TEXT, f"{HOSTILE_TEXT}: gone", HOSTILE_TEXT)
    written = render(AuditResult(reports=(hostile_report(), bad), failures=(gone,)), Canvas())
    document = json.loads(written)
    validate(document)
    assert len(document["components"]) == 3
    assert not {"\x00", "\x1b"} & set(json.dumps(document, ensure_ascii=False))
    assert "\\u0000" not in written and "\\u001b" not in written


def test_a_clause_that_got_lost_is_a_property_of_the_child() -> None:
    lost = Inherited(
        rule="restrict.territory", child="a/child", ancestor="a/base", relation="finetune", result=Lost.DROPPED,
        because="",
    )  # fmt: skip
    missing = MissingLicense(child="a/child", ancestor="a/base", license="LicenseRef-harbor-1.0")
    document = json.loads(render(replace(chain(), inherited=(lost,), missing=(missing,)), Canvas()))
    validate(document)
    (child,) = [part for part in document["components"] if part["name"] == "a/child"]
    said = {item["name"]: item["value"] for item in child["properties"]}
    assert said["auditor:lost:1"] == "inherited restrict.territory of a/base: dropped"
    assert said["auditor:lost:2"] == "no license is stated; inferred from a/base: LicenseRef-harbor-1.0"


def test_odd_licenses_stay_valid() -> None:
    odd = AuditResult(reports=(made("a/one", "MIT AND Apache-2.0"), made("a/two", "see the web site")))
    validate(json.loads(render(odd, Canvas())))


def test_one_license_that_is_an_expression_stands_as_one() -> None:
    report = replace(made("a/one", None), license=replace(made("a/one", None).license, concluded="MIT AND Apache-2.0"))
    document = json.loads(render(AuditResult(reports=(report,)), Canvas()))
    validate(document)
    expected = [{"expression": "MIT AND Apache-2.0", "acknowledgement": "concluded"}]
    assert document["components"][0]["licenses"] == expected


def test_no_model_is_no_bill() -> None:
    with pytest.raises(UsageError):
        render(AuditResult(reports=()), Canvas())
