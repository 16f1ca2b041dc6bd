"""Bills of materials of a chain, from repositories to files: bases, data sets, lost clauses, what could not be read."""

from __future__ import annotations

import json
from pathlib import Path

from spdx_tools.spdx.model import RelationshipType
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from tests.chain.conftest import LIMITS, Write
from tests.cli.conftest import RunCli, run_cli
from tests.render.test_cyclonedx import validate

__all__ = ["run_cli"]


def put(write: Write, root: Path) -> None:
    write("a/child", "license: mit\nbase_model: b/base\ndatasets:\n- d/letters", "# A child")
    write("b/base", "license: other\nlicense_name: harbor\nlicense_link: LICENSE", "# A base", LICENSE=LIMITS)
    (root / "datasets/d/letters").mkdir(parents=True)
    (root / "datasets/d/letters/README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n# Letters\n", "utf-8")


def test_spdx_of_a_chain(write: Write, tmp_path: Path, run_cli: RunCli) -> None:
    hub = tmp_path / "hub"
    put(lambda model, *texts, **files: write(f"hub/{model}", *texts, **files), hub)
    for ending in ("json", "spdx", "yaml", "rdf.xml"):
        path = tmp_path / f"bill.spdx.{ending}" if ending != "spdx" else tmp_path / "bill.spdx"
        target = tmp_path / "bill.rdf" if ending == "rdf.xml" else path
        ended = run_cli("chain", "a/child", "--hub", hub, "-q", "-f", "spdx", "-o", target)
        assert ended.code == 0, ended
        target.rename(path)
        document = parse_file(str(path))
        assert validate_full_spdx_document(document) == []
        names = {package.spdx_id: package.name for package in document.packages}
        assert sorted(names.values()) == ["a/child", "b/base", "d/letters"]
        links = {
            (names.get(link.spdx_element_id), link.relationship_type, names.get(str(link.related_spdx_element_id)))
            for link in document.relationships
        }
        assert links == {
            (None, RelationshipType.DESCRIBES, "a/child"),
            ("a/child", RelationshipType.DESCENDANT_OF, "b/base"),
            ("a/child", RelationshipType.OTHER, "d/letters"),
        }
        licenses = {package.name: str(package.license_concluded) for package in document.packages}
        assert (licenses["a/child"], licenses["d/letters"]) == ("MIT", "CC-BY-NC-4.0")
        (own,) = document.extracted_licensing_info
        assert licenses["b/base"] == own.license_id and "5,000,000 monthly active users" in own.extracted_text
        said = {(names[note.spdx_id], note.annotation_comment.partition(" (")[0]) for note in document.annotations}
        assert ("a/child", "inherited restrict.user-threshold of b/base") in said
        assert ("a/child", "data: restrict.non-commercial of datasets/d/letters") in said


def test_cyclonedx_of_a_chain(write: Write, tmp_path: Path, run_cli: RunCli) -> None:
    put(write, tmp_path)
    write("c/lost", "license: mit\nbase_model: b/gone", "# Its base cannot be read")
    document = json.loads(run_cli("chain", "a/child", "--hub", tmp_path, "-q", "-f", "cyclonedx").out)
    validate(document)
    found = {part["name"]: part for part in document["components"]}
    assert sorted(found) == ["a/child", "b/base", "d/letters"]
    assert [part["name"] for part in found["a/child"]["pedigree"]["ancestors"]] == ["b/base"]
    assert found["d/letters"]["type"] == "data"
    assert {item["license"]["id"] for item in found["d/letters"]["licenses"]} == {"CC-BY-NC-4.0"}
    assert found["a/child"]["modelCard"]["modelParameters"]["datasets"] == [{"ref": "data:d/letters"}]
    lost = [item["value"] for item in found["a/child"]["properties"] if item["name"].startswith("auditor:lost:")]
    assert any(text.startswith("inherited restrict.user-threshold of b/base (LICENSE:6): ") for text in lost)
    said = {item["name"]: item["value"] for item in found["a/child"]["properties"]}
    assert said["auditor:made-from:b/base"] == "finetune, declared"
    assert said["auditor:made-from:d/letters"] == "dataset, declared"
    gone = json.loads(run_cli("chain", "c/lost", "--hub", tmp_path, "-q", "-f", "cyclonedx").out)
    validate(gone)
    (base,) = [part for part in gone["components"] if part["name"] == "b/gone"]
    assert [item["name"] for item in base["properties"]] == ["auditor:not-read"]


def test_an_audit_of_what_cannot_be_read_ends_with_3_and_a_bill_that_says_so(
    write: Write, tmp_path: Path, run_cli: RunCli
) -> None:
    put(write, tmp_path)
    for form in ("spdx", "cyclonedx"):
        ended = run_cli("audit", "a/nowhere", "--hub", tmp_path, "-q", "-f", form)
        assert ended.code == 3 and "a/nowhere" in ended.out, ended
