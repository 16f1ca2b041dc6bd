"""Frameworks: the algorithms on the indexes' own cells, and the outcomes on small repositories."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest

from auditor.judge import audit
from auditor.judgement.frameworks import mean
from auditor.judgement.mof import Row, mof_class
from auditor.nouns import AuditReport, FrameworkResult, HubMetadata
from auditor.systems import catalog_snapshot, find_by_model
from tests.judge.snapshots import CATALOG, GRANT, NON_COMMERCIAL, THRESHOLD, report

CORPUS = os.environ.get("AUDITOR_CORPUS")
TRUTH = Path(CORPUS).parent / "ground-truth" if CORPUS else None
needs_truth = pytest.mark.skipif(
    TRUTH is None or not TRUTH.is_dir(), reason="AUDITOR_CORPUS names no corpus with ground-truth/ beside it"
)
MOF = next(framework for framework in CATALOG.frameworks if framework.id == "mof")
CLASSES = {"I": 1, "II": 2, "III": 3}


def rows_of(name: str) -> list[dict[str, str]]:
    assert TRUTH is not None
    with (TRUTH / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def component_rows(given: dict[str, str | None]) -> list[Row]:
    """All seventeen components; `given` maps those present to their license key (None: none given)."""
    return [
        Row(
            component=item.component,
            type=item.type,
            class_=item.class_,
            required=item.required,
            present=item.component in given,
            license=given.get(item.component),
        )
        for item in MOF.criterion
    ]


@needs_truth
def test_mof_algorithm_on_the_tools_own_cases() -> None:
    cases: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of("mof_algorithm_cases.csv"):
        cases[row["case"]].append(row)
    assert len(cases) == 27
    wrong = []
    for name, rows in cases.items():
        inherit = ("(inherit)", "(none)")
        given = {
            row["component"]: None if row["component_licence"] in inherit else row["component_licence"] for row in rows
        }
        kinds = ("distribution", "code", "data", "document")
        wide = {kind: rows[0][f"global_{kind}"] for kind in kinds if rows[0][f"global_{kind}"]}
        found = mof_class(component_rows(given), wide, frozenset(MOF.licenses))
        expected = [float(rows[0][f"expected_progress_{step}"]) for step in ("III", "II", "I")]
        told = [round(found.progress[step], 4) for step in (3, 2, 1)]
        if (found.level or 0) != int(rows[0]["expected_class"]) or told != pytest.approx(expected, abs=1e-3):
            wrong.append((name, found, expected))
    assert wrong == []


@needs_truth
def test_mof_class_of_every_judged_system_from_its_component_rows() -> None:
    systems: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of("mot.csv"):
        systems[row["source_url"]].append(row)
    assert len(systems) == 136
    wrong = []
    for rows in systems.values():
        given: dict[str, str | None] = {row["component"]: row["licence"] for row in rows if row["present"] == "yes"}
        level = mof_class(component_rows(given), {}, frozenset(MOF.licenses)).level
        if level != CLASSES.get(rows[0]["system_class"]):
            wrong.append((rows[0]["system"], level, rows[0]["system_class"]))
    assert wrong == []


@needs_truth
def test_mof_rows_of_the_framework_are_those_of_the_tool() -> None:
    told = {
        row["component"]: (row["component_type"], CLASSES[row["component_class"]], row["required"])
        for row in rows_of("mot.csv")
    }
    ours = {item.component: (item.type, item.class_, "yes" if item.required else "no") for item in MOF.criterion}
    assert ours == told


@needs_truth
def test_osai_score_from_the_indexs_own_cells() -> None:
    cells: dict[str, list[str]] = defaultdict(list)
    for row in rows_of("osai.csv"):
        if row["source"] == "osai-2026-06":
            cells[row["source_url"]].append({"open": "met", "partial": "review", "closed": "failed"}[row["verdict"]])
    totals = {row["source_url"]: float(row["score_total"]) for row in rows_of("osai_systems.csv")}
    assert len(totals) == 97
    wrong = [
        (url, mean(cells[url]), score)
        for url, score in totals.items()
        if mean(cells[url]) != pytest.approx(score, abs=1e-4)
    ]
    assert wrong == []


@needs_truth
def test_osai_criteria_are_the_indexs_parameters() -> None:
    parameters = {row["parameter"] for row in rows_of("osai.csv") if row["source"] == "osai-2026-06"}
    osai = next(framework for framework in CATALOG.frameworks if framework.id == "osai")
    assert {item.id for item in osai.criterion if item.counts} == parameters
    assert {item.id for item in osai.criterion if not item.counts} == {"package", "api"}


@needs_truth
def test_published_osaid_outcomes_are_never_contradicted() -> None:
    """From the catalog's rows: a system that passed never fails, one that failed is never without a bar."""
    tested = 0
    for row in rows_of("osaid.csv"):
        systems = [
            system
            for vendor in CATALOG.vendors
            for system in vendor.system
            if system.family.casefold().startswith(row["system"].casefold())
            or system.model.casefold().startswith(row["system"].casefold())
        ]
        for system in systems:
            found = find_by_model(CATALOG, system.model)
            assert found is not None
            told = framework(audit(catalog_snapshot(found, system.model), CATALOG), "osaid").result
            if row["verdict"] == "pass":
                tested += 1
                assert told != "fails", system.model
            elif row["verdict"] == "fail":
                tested += 1
                assert told != "no bar found", system.model
    assert tested


def framework(found: AuditReport, name: str) -> FrameworkResult:
    return next(item for item in found.frameworks if item.name == name)


def criterion(found: AuditReport, name: str, criterion_id: str) -> str:
    return next(item.result for item in framework(found, name).criteria if item.id == criterion_id)


FULL = """---
license: apache-2.0
datasets: [acme/heap]
---
# Aurora
Aurora is intended for research on language. It makes up facts and repeats stereotypes about groups of people.
## Pretraining data
Pretrained on [The Heap](https://huggingface.co/datasets/acme/heap).
## Training code
The training code is at https://github.com/acme/aurora/blob/main/train.py
"""


def test_every_framework_is_there_once_in_its_order() -> None:
    names = [item.name for item in report().frameworks]
    assert names == ["osaid", "mof", "eu-ai-act", "osai", "g7", "release-gradient"]


def test_osaid_can_be_refuted_and_never_proved() -> None:
    closed = framework(report(license_text=GRANT + NON_COMMERCIAL), "osaid")
    assert closed.result == "fails" and "parameters" in closed.summary
    words = {item.result for item in framework(report(card=FULL), "osaid").criteria}
    assert words <= {"no bar found", "fails", "undetermined"}


def test_osaid_is_undetermined_where_nothing_was_read() -> None:
    assert framework(report(card=None, files=None, gated=None), "osaid").result == "undetermined"


@pytest.mark.parametrize("clause", [NON_COMMERCIAL, THRESHOLD])
def test_the_ai_act_disqualifies_by_paragraph_83(clause: str) -> None:
    found = report(license_text=GRANT + clause)
    assert framework(found, "eu-ai-act").result == "disqualified"
    assert criterion(found, "eu-ai-act", "disqualifying-terms") == "disqualified"


def test_the_ai_act_finds_no_bar_in_an_approved_license() -> None:
    metadata = HubMetadata(gated="no", tags=("license:apache-2.0",))
    found = report(card=FULL + "```python\nfrom transformers import pipeline\n```\n", metadata=metadata)
    assert framework(found, "eu-ai-act").result == "no bar found"
    assert criterion(found, "eu-ai-act", "duty.copyright-policy") == "needs legal reading"


def test_a_gate_that_asks_who_somebody_is_needs_reading() -> None:
    card = FULL.replace("datasets:", "extra_gated_fields:\n  First Name: text\n  Company: text\ndatasets:")
    found = report(card=card, gated="auto")
    assert criterion(found, "eu-ai-act", "monetisation") == "needs legal reading"
    assert criterion(report(card=card, gated="no"), "eu-ai-act", "monetisation") == "no bar found"


def test_unread_terms_are_undetermined() -> None:
    found = report(card="---\nlicense: other\n---\n# Aurora\n")
    assert criterion(found, "eu-ai-act", "disqualifying-terms") == "undetermined"


def test_a_model_of_little_compute_is_not_asked() -> None:
    card = "# Aurora\nTraining compute: 3e21 FLOP were used to train the model.\n"
    found = framework(report(card=card), "eu-ai-act")
    assert found.result in ("not a general-purpose model by its compute", "disqualified", "undetermined")


def test_that_the_compute_is_not_told_is_said() -> None:
    note = next(item for item in framework(report(), "eu-ai-act").criteria if item.id == "applies")
    assert note.result == "undetermined" and "compute" in note.because


def test_osai_counts_what_was_not_seen_as_closed() -> None:
    found = framework(report(card=None, files=None, gated=None), "osai")
    assert found.score == 0.0
    assert {item.result for item in found.criteria if item.id != "wider"} == {"closed"}
    assert len(found.criteria) == 15


def test_g7_tiers() -> None:
    assert framework(report(card=FULL), "g7").result == "Open Source AI with Open Data"
    code = "from transformers import pipeline\npipe = pipeline('text-generation', 'acme/aurora')"
    snippet = f"---\nlicense: mit\n---\n# Aurora\n```python\n{code}\n```\n"
    assert framework(report(card=snippet), "g7").result == "Open Weights AI"
    assert framework(report(license_text=GRANT + NON_COMMERCIAL), "g7").result == "Weights Available AI"
    assert framework(report(files=("README.md",)), "g7").result == "none of the tiers"


@pytest.mark.parametrize(
    ("gate", "word"),
    [("no", "downloadable"), ("auto", "downloadable with consent"), ("manual", "downloadable, restricted")],
)
def test_release_gradient_by_the_gate(gate: str, word: str) -> None:
    assert framework(report(gated=gate, card="# Aurora\n"), "release-gradient").result == word


def test_mof_inherited_and_strict_are_both_told() -> None:
    found = framework(report(card=FULL), "mof")
    told = {item.id: item.result for item in found.criteria}
    assert told["inherited"].startswith("none;") and told["strict"].startswith("none;")
    assert "III" in told["inherited"] and "%" in told["strict"]
    assert len(found.criteria) == 19


def test_the_mean_of_fourteen_takes_in_the_dropped_parameters() -> None:
    card = "# Aurora\n## Usage\n```python\nfrom transformers import pipeline\npipeline(model='acme/aurora')\n```\n"
    view = next(item for item in report(card=card).frameworks if item.name == "osai")
    results = {item.id: item.result for item in view.criteria}
    value = {"open": 1.0, "partial": 0.5, "closed": 0.0}
    fourteen = [value[result] for name, result in results.items() if name != "wider"]
    assert len(fourteen) == 14
    assert results["package"] == "partial" and results["api"] == "closed"
    assert results["wider"] == f"{sum(fourteen) / 14:.2f}"
    assert view.score == round((sum(fourteen) - 0.5) / 12, 4)
