"""CycloneDX 1.6: valid by the official schema, with licenses, findings, ancestors and data sets; the same each time."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from auditor.chain.links import How, Link
from auditor.chain.walk import Chain, Edge, Node
from auditor.errors import UsageError
from auditor.render.badge import render_audit as render_badge
from auditor.render.canvas import Canvas
from auditor.render.cyclonedx import render_audit, render_chain
from auditor.render.results import AuditResult, ChainResult
from tests.render.test_spdx import RESULT, made


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
    document = json.loads(render_audit(RESULT, Canvas()))
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
    document = json.loads(render_chain(chain(), Canvas()))
    validate(document)
    by_name = {part["name"]: part for part in document["components"]}
    ancestors = by_name["a/child"]["pedigree"]["ancestors"]
    assert sorted(part["name"] for part in ancestors) == ["a/base", "a/gone"]
    assert by_name["d/letters"]["type"] == "data"
    assert by_name["a/child"]["modelCard"]["modelParameters"]["datasets"] == [{"ref": "data:d/letters"}]
    needs = {item["ref"]: item.get("dependsOn", []) for item in document["dependencies"]}
    assert sorted(needs["model:a/child"]) == ["data:d/letters", "model:a/base", "model:a/gone"]


def test_the_same_result_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert render_chain(chain(), Canvas()) == render_chain(chain(), Canvas())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(render_audit(RESULT, Canvas()))["metadata"]["timestamp"].startswith("2023-11-14T22:13:20")


def test_odd_licenses_stay_valid() -> None:
    odd = AuditResult(reports=(made("a/one", "MIT AND Apache-2.0"), made("a/two", "see the web site")))
    validate(json.loads(render_audit(odd, Canvas())))


def test_a_badge_shows_the_lowest_class() -> None:
    badge = json.loads(render_badge(RESULT, Canvas()))
    assert badge["schemaVersion"] == 1
    assert badge["message"].startswith("class ")
    unknown = replace(RESULT.reports[0], class_level=replace(RESULT.reports[0].class_level, available_known=False))  # type: ignore[index]
    assert json.loads(render_badge(AuditResult(reports=(unknown,)), Canvas()))["message"] == "not known"


@pytest.mark.parametrize("render", [render_audit, render_badge])
def test_no_model_is_neither_bill_nor_badge(render: Any) -> None:
    with pytest.raises(UsageError):
        render(AuditResult(reports=()), Canvas())
