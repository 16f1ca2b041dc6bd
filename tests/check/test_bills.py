"""Bills of materials of all models that a repository uses: valid, complete, and with the exit code of the check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from tests.check.conftest import Repository
from tests.check.test_exit_codes import FORBID
from tests.render.test_cyclonedx import validate

MODELS = ["example-lab/heron", "example-lab/nowhere", "example-lab/wren"]


def spdx(repo: Repository, tmp_path: Path, code: int, *arguments: object) -> Any:
    path = tmp_path / "bill.spdx.json"
    ended = repo.check("-f", "spdx", "-o", path, *arguments)
    assert ended.code == code, ended
    document = parse_file(str(path))
    assert validate_full_spdx_document(document) == []
    return document


def cyclonedx(repo: Repository, code: int, *arguments: object) -> dict[str, Any]:
    ended = repo.check("-f", "cyclonedx", *arguments)
    assert ended.code == code, ended
    document: dict[str, Any] = json.loads(ended.out)
    validate(document)
    return document


@pytest.mark.parametrize(("policy", "code"), [(FORBID, 1), ('[policy]\nunknown = "warn"\n', 0), ("", 3)])
def test_every_model_stands_in_the_spdx_bill_whatever_the_verdict(
    repo: Repository, tmp_path: Path, policy: str, code: int
) -> None:
    repo.uses(*MODELS)
    repo.policy(policy)
    document = spdx(repo, tmp_path, code)
    found = {package.name: package for package in document.packages}
    assert sorted(found) == MODELS
    assert str(found["example-lab/wren"].license_concluded) == "Apache-2.0"
    assert str(found["example-lab/nowhere"].license_concluded) == "NOASSERTION"
    assert "not read" in found["example-lab/nowhere"].comment
    (own,) = document.extracted_licensing_info
    assert str(found["example-lab/heron"].license_concluded) == own.license_id
    assert "non-commercial purposes only" in own.extracted_text
    said = [note.annotation_comment for note in document.annotations]
    assert any(text.startswith("restrict.non-commercial: LICENSE:5") for text in said)


@pytest.mark.parametrize(("policy", "code"), [(FORBID, 1), ('[policy]\nunknown = "warn"\n', 0), ("", 3)])
def test_every_model_stands_in_the_cyclonedx_bill_whatever_the_verdict(
    repo: Repository, policy: str, code: int
) -> None:
    repo.uses(*MODELS)
    repo.policy(policy)
    found = {part["name"]: part for part in cyclonedx(repo, code)["components"]}
    assert sorted(found) == MODELS
    licenses = [item["license"] for item in found["example-lab/wren"]["licenses"]]
    assert {(item["id"], item["acknowledgement"]) for item in licenses} == {
        ("Apache-2.0", "declared"), ("Apache-2.0", "concluded"),
    }  # fmt: skip
    properties = {item["name"]: item["value"] for item in found["example-lab/heron"]["properties"]}
    assert properties["auditor:finding:restrict.non-commercial"] == "LICENSE:5"
    assert [item["name"] for item in found["example-lab/nowhere"]["properties"]] == ["auditor:not-read"]
    assert "licenses" not in found["example-lab/nowhere"]


def test_a_repository_without_models_has_an_empty_bill(repo: Repository, tmp_path: Path) -> None:
    assert spdx(repo, tmp_path, 0).packages == []
    assert cyclonedx(repo, 0).get("components", []) == []
    assert cyclonedx(repo, 3, "--require-input")["bomFormat"] == "CycloneDX"


def test_models_that_only_the_lock_knows_stand_in_the_bill(repo: Repository, tmp_path: Path) -> None:
    repo.uses("example-lab/wren")
    assert repo.run("lock").code == 0
    (repo.hub / "example-lab/wren/README.md").unlink()
    (repo.hub / "example-lab/wren").rename(tmp_path / "moved")
    document = spdx(repo, tmp_path, 0, "--offline")
    (package,) = document.packages
    assert (package.name, str(package.license_concluded)) == ("example-lab/wren", "Apache-2.0")


def test_the_order_of_references_changes_nothing(repo: Repository, tmp_path: Path) -> None:
    for form in ("spdx", "cyclonedx"):
        repo.uses(*MODELS)
        first = repo.check("-f", form)
        repo.uses(*MODELS[::-1])
        assert repo.check("-f", form).out == first.out
        assert str(repo.root) not in first.out
