"""What rival tools get wrong, or leave unsaid, in the threads of their users: the right answer, a test each.

| row | the thread is about | test |
| --- | --- | --- |
| 8 | a Hub that refuses SPDX ids and has its own | `test_row_8_ids_of_the_hub_and_of_spdx_are_translated_both_ways` |
| 12 | free code, weights bound by their data | `test_row_12_code_and_weights_have_a_verdict_each` |
| 13 | a free page over a restricted origin | `test_row_13_the_origin_is_walked_to_and_both_sides_are_quoted` |
| 14 | an open tag on a model made from a restricted one | `test_row_14_the_lost_clause_is_named_with_its_words` |
| 15 | converted copies without a license | `test_row_15_a_copy_without_license_has_its_bases_inferred` |
| 16 | a license behind a gate | `test_row_16_a_gated_text_is_a_gap_and_no_pass` |
| 17 | a LICENSE file without a tag | `test_row_17_the_file_is_read_and_the_tag_proposed` |
| 18 | a tag that the file contradicts | `test_row_18_a_contradiction_has_both_quotes` |
| 20 | terms of data and of a chat model's outputs | `test_row_20_data_and_outputs_of_another_maker_are_told` |
| 21 | a text that is nearly a known license | `test_row_21_nearly_a_license_is_not_that_license` |

The rows are those of the collection of threads that this project started from.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest

from auditor.catalog.catalog import Catalog
from auditor.cli.main import main
from auditor.licenses.known import known
from auditor.nouns import Component
from tests.hub.server import HubServer

from .conftest import LIMITS, Write

#: A standard text as an installed package carries it.
MIT = next(file for file in files("typer") or () if file.name == "LICENSE").read_text()
HARBOUR = "license: other\nlicense_name: harbour\nlicense_link: LICENSE"
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The JSON of a command over the folder of repositories, or over a Hub."""
    out = tmp_path_factory.mktemp("out") / "answer.json"

    def command(*arguments: str, hub: str = str(tmp_path)) -> dict[str, Any]:
        assert main([*arguments, "--hub", hub, "-q", "-f", "json", "-o", str(out)]) == 0
        answer: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return answer

    return command


def test_row_8_ids_of_the_hub_and_of_spdx_are_translated_both_ways(catalog: Catalog, write: Write, run: Run) -> None:
    table = known(catalog)
    single = [item for item in catalog.licenses if item.hub and item.concludes]
    assert len(single) > 60
    for item in single:
        for tag in item.hub:
            assert table.by_tag(tag) is item
        back = table.hub_id(item.id)
        assert back is not None and table.by_tag(back) is item
    # An SPDX id that the Hub has no tag for is understood all the same, and a tag that is no SPDX id has a LicenseRef-.
    write("a/zero", "license: 0BSD")
    write("a/llama", "license: llama3.1")
    reports = run("audit", "a/zero", "a/llama")["reports"]
    assert [report["license"]["concluded"] for report in reports] == ["0BSD", "LicenseRef-llama-3.1"]


def test_row_12_code_and_weights_have_a_verdict_each(write: Write, run: Run) -> None:
    body = "The code is released under Apache-2.0. The model weights are licensed under CC-BY-NC-4.0, like the data."
    write("a/voice", "license: cc-by-nc-4.0", body)
    report = run("audit", "a/voice")["reports"][0]
    parts = {item["component"]: item["license"] for item in report["components"]}
    assert parts[str(Component.CODE)] == "Apache-2.0"
    assert parts[str(Component.WEIGHTS)] == "CC-BY-NC-4.0"
    assert "flag.license-conflict" not in {flag["id"] for flag in report["flags"]}


def test_row_13_the_origin_is_walked_to_and_both_sides_are_quoted(write: Write, run: Run) -> None:
    write("origin/harbour", HARBOUR, LICENSE=LIMITS)
    write("mid/tuned", f"{HARBOUR}\nbase_model: origin/harbour", LICENSE=LIMITS)
    write("page/copy", "license: mit\nbase_model: mid/tuned", LICENSE=MIT)
    found = run("chain", "page/copy")
    assert [node["model"] for node in found["nodes"]] == ["page/copy", "mid/tuned", "origin/harbour"]
    lost = {item["rule"]: item for item in found["inheritance"] if item["child"] == "page/copy"}
    assert "5,000,000" in lost["restrict.user-threshold"]["evidence"][0]["quote"]
    write("origin/closed", HARBOUR, LICENSE="You may use the model for non-commercial purposes only.\n")
    write("page/granted", "license: mit\nbase_model: origin/closed", LICENSE=MIT)
    (item,) = [x for x in run("chain", "page/granted")["inheritance"] if x["rule"] == "restrict.non-commercial"]
    assert item["result"] == "contradicted"
    assert "non-commercial purposes only" in item["evidence"][0]["quote"]
    assert "sell" in item["child_evidence"][0]["quote"]


def test_row_14_the_lost_clause_is_named_with_its_words(write: Write, run: Run) -> None:
    write("origin/harbour", HARBOUR, LICENSE=LIMITS)
    write("lab/speech", "license: apache-2.0\nbase_model: origin/harbour")
    lost = {item["rule"]: item for item in run("chain", "lab/speech")["inheritance"]}
    assert lost["restrict.acceptable-use"]["result"] == "dropped"
    evidence = lost["restrict.acceptable-use"]["evidence"][0]
    assert (evidence["document"], evidence["line"]) == ("LICENSE", 4)
    assert evidence["quote"] in LIMITS.replace("\n", " ") or "weapons" in evidence["quote"]


def test_row_15_a_copy_without_license_has_its_bases_inferred(write: Write, run: Run) -> None:
    write("origin/model", "license: apache-2.0")
    write("web/model-onnx", "base_model: origin/model", model__onnx="x")
    found = run("chain", "web/model-onnx")
    assert found["missing_licenses"] == [
        {"child": "web/model-onnx", "ancestor": "origin/model", "license": "Apache-2.0"}
    ]
    # Inferred, and never stated as the copy's own.
    assert found["nodes"][0]["license"] is None
    assert found["inheritance"] == []


def test_row_16_a_gated_text_is_a_gap_and_no_pass(write: Write, run: Run, tmp_path: Path) -> None:
    write("a/gated", "license: other\nlicense_name: harbour\nlicense_link: LICENSE", LICENSE=LIMITS)
    with HubServer(tmp_path) as hub:
        hub.state("a/gated").gated = "manual"
        report = run("audit", "a/gated", hub=hub.endpoint)["reports"][0]
        assert main(["audit", "a/gated", "--hub", hub.endpoint, "-q", "--strict"]) == 3
    assert ("LICENSE", "gated-manual") in {(gap["document"], gap["reason"]) for gap in report["gaps"]}
    verdicts = {item["rule"]: item["verdict"] for item in report["findings"]}
    assert verdicts["restrict.user-threshold"] == "unknown"
    assert verdicts["restrict.non-commercial"] == "unknown"


def test_row_17_the_file_is_read_and_the_tag_proposed(
    write: Write, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a/plain", "language: en", LICENSE=MIT)
    license = run("audit", "a/plain")["reports"][0]["license"]
    assert (license["concluded"], license["declared"]) == ("MIT", None)
    assert [source["how"] for source in license["sources"]] == ["text"]
    assert main(["fix", str(tmp_path / "a/plain")]) == 0
    assert "+license: mit" in capsys.readouterr().out


def test_row_18_a_contradiction_has_both_quotes(write: Write, run: Run) -> None:
    write("a/mapped", "license: apache-2.0", LICENSE="You may use the model for non-commercial purposes only.\n")
    report = run("audit", "a/mapped")["reports"][0]
    (flag,) = [flag for flag in report["flags"] if flag["id"] == "flag.license-conflict"]
    sides = json.dumps([flag["left"], flag["right"]])
    assert "non-commercial purposes only" in sides or "LICENSE" in sides
    assert "license: apache-2.0" in sides
    assert report["class"]["level_high"] < 4


def test_row_20_data_and_outputs_of_another_maker_are_told(write: Write, run: Run) -> None:
    body = "# Wren\n\nFine-tuned on 70k instructions that were generated by ChatGPT."
    write("a/wren", "license: apache-2.0\ndatasets:\n- d/evolved", body)
    write("datasets/d/evolved", "license: cc-by-nc-4.0")
    found = run("chain", "a/wren")
    told = {(item["rule"], item["source"], item["provider"]) for item in found["data_terms"]}
    assert told == {
        ("restrict.non-commercial", "datasets/d/evolved", None),
        ("restrict.compete-models", "a/wren", "openai"),
    }
    assert all(item["evidence"] for item in found["data_terms"])
    # The model's license stays its own.
    assert found["nodes"][0]["license"] == "Apache-2.0"


def test_row_21_nearly_a_license_is_not_that_license(tmp_path: Path) -> None:
    standard = MIT
    changed = standard.replace("to any person", "to any natural person that is no competitor of the authors")
    changed = changed.replace("without restriction, including", "for evaluation, including")
    (tmp_path / "LICENSE").write_text(changed, "utf-8")
    out = tmp_path / "answer.json"
    assert main(["license", str(tmp_path / "LICENSE"), "-f", "json", "-o", str(out)]) == 0
    (document,) = json.loads(out.read_text("utf-8"))["documents"]
    identity = document["license"]
    assert identity["id"] is None and identity["match"] == "altered"
    assert identity["nearest"]["id"] == "MIT" and identity["nearest"]["similarity"] > 0.9
    added = " ".join(change.get("quote", "") for change in identity["changes"])
    assert "no competitor of the authors" in added and "evaluation" in added


def test_every_row_of_the_table_has_its_test() -> None:
    text = __doc__ or ""
    for row in (8, 12, 13, 14, 15, 16, 17, 18, 20, 21):
        (name,) = [name for name in globals() if name.startswith(f"test_row_{row}_")]
        assert f"| {row} |" in text and f"`{name}`" in text
