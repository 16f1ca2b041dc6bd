"""The published forms of a check and of a policy against their schemas; annotations and the step summary of GitHub."""

from __future__ import annotations

import dataclasses
import json
import os
import tomllib
import xml.etree.ElementTree as ET
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.cli.init import POLICY
from auditor.errors import UsageError
from auditor.policy import Override, Policy, Rules, UseProfile, UserEvidence, Waiver, load_policy
from tests.check.conftest import Repository
from tests.check.test_exit_codes import FORBID, waiver
from tests.cli.conftest import RunCli


def schema(name: str) -> dict[str, Any]:
    text = (resources.files("auditor") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


@pytest.fixture
def used(repo: Repository) -> Repository:
    """A repository with a violation, a model that is not there, and a reference that only a run can tell."""
    repo.uses("example-lab/heron", "example-lab/wren", "example-lab/nowhere")
    repo.policy(FORBID)
    with (repo.root / "app.py").open("a", encoding="utf-8") as handle:
        handle.write("import os\nx = AutoModel.from_pretrained(os.environ['M'])\n")
    return repo


def test_the_schemas_are_schemas() -> None:
    for name in ("check-1", "policy-1", "scan-1"):
        jsonschema.Draft202012Validator.check_schema(schema(name))


def test_a_check_fits_its_schema(used: Repository) -> None:
    assert used.run("lock").code == 3
    used.policy(FORBID + waiver())
    (used.hub / "example-lab/heron/LICENSE").write_text("You may use this for any purpose.\n", "utf-8")
    document = json.loads(used.check("-f", "json").out)
    jsonschema.validate(document, schema("check-1"))
    assert document["not_read"] and document["unresolved"] and document["lock"]["changes"]


def test_a_scan_fits_its_schema(used: Repository, run_cli: RunCli) -> None:
    document = json.loads(run_cli("scan", used.root, "-f", "json").out)
    jsonschema.validate(document, schema("scan-1"))
    assert {item["status"] for item in document["references"]} == {"declared", "unresolved"}


def test_sarif_fits_the_official_schema(used: Repository) -> None:
    corpus = os.environ.get("AUDITOR_CORPUS")
    official = Path(corpus or "").parent / "schemas" / "sarif-schema-2.1.0.json"
    if not corpus or not official.is_file():
        pytest.skip("AUDITOR_CORPUS is not set, or no official SARIF schema lies beside it")
    used.policy(FORBID + waiver())
    document = json.loads(used.check("-f", "sarif").out)
    jsonschema.validate(document, json.loads(official.read_text("utf-8")))
    results = document["runs"][0]["results"]
    waived = [item for item in results if item["ruleId"] == "restrict.non-commercial"]
    assert waived and all(item["suppressions"][0]["justification"] for item in waived)


def test_sarif_places_the_reference_and_quotes_the_terms(used: Repository) -> None:
    run = json.loads(used.check("-f", "sarif").out)["runs"][0]
    (found,) = [item for item in run["results"] if item["ruleId"] == "restrict.non-commercial"]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "app.py" and place["region"]["startLine"] == 2
    assert "LICENSE:5" in found["message"]["text"] and "non-commercial purposes only" in found["message"]["text"]
    assert found["partialFingerprints"]
    rule = run["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert rule["id"] == "restrict.non-commercial" and len(rule["help"]["text"]) > 40


def test_junit_and_gitlab_name_the_violation(used: Repository) -> None:
    tree = ET.fromstring(used.check("-f", "junit").out)
    (failure,) = tree.iter("failure")
    assert failure.get("type") == "restrict.non-commercial"
    names = [case.get("name") for case in tree.iter("testcase")]
    assert names == ["example-lab/heron", "example-lab/wren", "example-lab/nowhere"]
    entries = json.loads(used.check("-f", "gitlab").out)
    assert {entry["location"]["path"] for entry in entries} == {"app.py"}
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_annotations_only_on_github(used: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "::error" not in used.check().out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    out = used.check().out
    assert "::error file=app.py,line=2,title=example-lab/heron%3A restrict.non-commercial::" in out
    assert "::warning file=app.py,line=4" in out


def test_markdown_fits_a_comment(used: Repository) -> None:
    out = used.check("-f", "markdown").out
    assert out.startswith("## Models: failed") and len(out) < 65_536
    assert "`restrict.non-commercial`" in out


def test_the_policy_schema_has_the_keys_of_the_reader() -> None:
    rules = schema("policy-1")["properties"]
    for record, properties in (
        (Rules, rules["policy"]["properties"]),
        (Override, rules["policy"]["properties"]["override"]["items"]["properties"]),
        (UseProfile, schema("policy-1")["$defs"]["use"]["properties"]),
        (Waiver, rules["waiver"]["items"]["properties"]),
        (UserEvidence, rules["evidence"]["items"]["properties"]),
        (Policy, rules),
    ):
        assert {item.name for item in dataclasses.fields(record) if item.init} == set(properties)


BROKEN = (
    "[policy]\nmin_clas = 2\n",
    "[policy]\nmin_class = 9\n",
    "[policy]\nmin_permission = 101\n",
    '[policy]\nunknown = "maybe"\n',
    '[policy]\nforbidden_rules = "restrict.*"\n',
    "[policy]\nrequire_pinned = 1\n",
    "[[policy.override]]\nmin_class = 2\n",
    "[policy.use]\ncommercial = 'yes'\n",
    "[[waiver]]\nmodel = 'a/b'\nrule = 'x'\nreason = 'y'\nowner = 'z'\n",
    "[[evidence]]\nmodel = 'a/b'\ndocument = 'license'\nfile = 'x'\nsha256 = 'abc'\n",
    "[[evidence]]\nmodel = 'a/b'\ndocument = 'poem'\nfile = 'x'\nsha256 = '" + "a" * 64 + "'\n",
)
FINE = (
    "",
    POLICY,
    "[policy]\nmin_class = 3\nallowed_licenses = ['MIT']\n[policy.use]\nmonthly_users = 2e4\nterritory = ['EU']\n",
    "[[policy.override]]\npath = 'x/**'\nmin_class = 1\n[policy.override.use]\ncommercial = false\n",
    "[[waiver]]\nmodel = 'a/b'\nrule = 'x'\nreason = 'y'\nowner = 'z'\nexpires = 2027-01-01\n",
)


@pytest.mark.parametrize("text", BROKEN)
def test_reader_and_schema_refuse_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "auditor.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError):
        load_policy(tmp_path / "auditor.toml")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(json.dumps(tomllib.loads(text), default=str)), schema("policy-1"))


@pytest.mark.parametrize("text", FINE)
def test_reader_and_schema_take_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "auditor.toml").write_text(text, "utf-8")
    load_policy(tmp_path / "auditor.toml")
    jsonschema.validate(json.loads(json.dumps(tomllib.loads(text), default=str)), schema("policy-1"))


def test_init_writes_a_policy_that_works_and_never_overwrites(repo: Repository, run_cli: RunCli) -> None:
    assert run_cli("init", repo.root).code == 0
    written = (repo.root / "auditor.toml").read_text("utf-8")
    assert run_cli("init", repo.root).code == 2
    assert (repo.root / "auditor.toml").read_text("utf-8") == written
    repo.uses("example-lab/heron")
    assert repo.check().code == 1


def test_every_key_shown_by_init_is_one(tmp_path: Path) -> None:
    lines = POLICY.split("\n")
    shown = [
        line.removeprefix("# ") if line.startswith("# ") and (" = " in line or line.startswith("# [[")) else line
        for line in lines
    ]
    text = "\n".join(shown).replace('extends = "../policy/auditor.toml"', "").replace('license_sha256 = "…"', "")
    (tmp_path / "auditor.toml").write_text(text, "utf-8")
    policy = load_policy(tmp_path / "auditor.toml")
    assert policy.waiver and policy.policy.override and policy.policy.use.territory == ("EU",)
