"""Levels, bases, catalog rows, the ladder and the sums (design, sections 4 and 7)."""

from __future__ import annotations

import pytest

from auditor.judge import audit
from auditor.judgement.ladder import axis, coverage
from auditor.nouns import FacetLevel, Gap, GapReason, HubMetadata, ModelSnapshot, Resolved, Verdict
from auditor.systems import catalog_snapshot, find_by_model
from tests.judge.snapshots import CATALOG, GRANT, NON_COMMERCIAL, THRESHOLD, ends, level, report, snapshot

OPEN = "---\nlicense: apache-2.0\n---\n# Aurora\n"


def system(model: str) -> ModelSnapshot:
    row = find_by_model(CATALOG, model)
    assert row is not None
    return catalog_snapshot(row, model)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(GRANT, 3), (GRANT + THRESHOLD, 2), (GRANT + NON_COMMERCIAL, 1), (GRANT + THRESHOLD + NON_COMMERCIAL, 1)],
)
def test_license_level_by_its_strictest_clause(text: str, expected: int) -> None:
    assert ends(report(license_text=text), "license") == (expected, expected)


def test_license_level_4_is_for_approved_licenses_only() -> None:
    assert ends(report(card=OPEN), "license") == (4, 4)
    assert ends(report(license_text=GRANT), "license") == (3, 3)


@pytest.mark.parametrize(("gate", "expected"), [("no", (4, 4)), ("auto", (3, 3)), ("manual", (2, 2)), (None, (2, 4))])
def test_access_by_the_gate(gate: str | None, expected: tuple[int, int]) -> None:
    assert ends(report(gated=gate), "access.end") == expected


def test_a_gate_stated_by_the_card_bounds_an_unknown_gate() -> None:
    card = "---\nextra_gated_prompt: Please agree to the terms.\n---\n# Aurora\n"
    assert ends(report(card=card, gated=None), "access.end") == (2, 3)


def test_weights_that_are_not_there_or_in_part() -> None:
    assert ends(report(files=("README.md",)), "access.end") == (0, 0)
    assert ends(report(files=("README.md", "model-00001-of-00002.safetensors")), "access.end") == (2, 2)
    assert ends(report(files=("README.md",), complete=False), "access.end") == (0, 4)


def test_withdrawn_weights_are_not_available() -> None:
    assert ends(report(metadata=HubMetadata(gated="no", disabled=True)), "access.end") == (0, 0)


def test_unknown_availability_is_level_0_with_its_own_name() -> None:
    found = report(files=None, gated=None)
    assert found.class_level.level == 0
    assert found.class_level.name == "availability unknown"
    assert not found.class_level.available_known


def test_gated_llama_anchor() -> None:
    gaps = (
        Gap(document="README.md", reason=GapReason.GATED_AUTO),
        Gap(document="LICENSE", reason=GapReason.GATED_AUTO),
    )
    found = report(
        id="acme/llama-copy",
        card=None,
        gaps=gaps,
        files=("README.md", "LICENSE", "model.safetensors"),
        metadata=HubMetadata(gated="auto", tags=("license:llama3.1",), card_data={"license": "llama3.1"}),
    )
    assert ends(found, "license") == (2, 2)
    assert ends(found, "access.end") == (3, 3)
    assert (found.class_level.level, found.class_level.level_high) == (3, 3)
    assert {item.verdict for item in found.disclosures} == {"unknown"}
    assert ends(found, "data.base") == (0, 4)


def test_muse_spark_anchor() -> None:
    found = audit(system("Muse Spark"), CATALOG)
    assert (found.class_level.level, found.class_level.name) == (1, "hosted only")
    assert ends(found, "license") == (0, 0)
    assert {item.verdict for item in found.disclosures} == {"unknown"}
    assert {item.gap.reason for item in found.disclosures if item.gap} == {GapReason.OUTSIDE_HUB}
    assert ends(found, "data.base") == (0, 4)
    assert ends(found, "docs.report") == (4, 4)
    assert len(found.conflicts) >= 2
    assert all(ours and other for _, ours, _, other, _ in found.conflicts)
    assert ("access", "app-only") in [(name, value) for name, value, _ in found.facts]


@pytest.mark.parametrize(
    "row", [row for vendor in CATALOG.vendors for row in vendor.system][::9], ids=lambda row: row.model
)
def test_catalog_rows_give_the_levels_of_the_table(row) -> None:  # type: ignore[no-untyped-def]
    found = audit(system(row.model), CATALOG)
    access = {
        "open-weights": (3, 4),
        "gated-weights": (2, 3),
        "api": (1, 1),
        "app-only": (1, 1),
        "limited-preview": (0, 1),
        "internal": (0, 0),
        "withdrawn": (0, 0),
    }[row.access]
    expected = access if row.confidence != "low" else (0, access[1])
    assert ends(found, "access.end") == expected
    data = {"released": (3, 3), "described": (2, 2), "undisclosed": (0, 1), "": (0, 4)}[row.training_data]
    recent = row.date >= "2026" and row.training_data
    assert ends(found, "data.base") == ((data[0], 4) if recent else data)
    assert found.class_level.level <= 5


def test_live_evidence_beats_the_catalog() -> None:
    row = next(
        row for vendor in CATALOG.vendors for row in vendor.system if row.hub_id and row.access == "open-weights"
    )
    found = report(id=row.hub_id, gated="manual", files=("README.md", "model.safetensors"))
    assert ends(found, "access.end") == (2, 2)


def test_size_alone_is_level_1_and_a_source_is_level_2() -> None:
    size = "# Aurora\nAurora was pretrained on 15T tokens of publicly available data.\n"
    assert ends(report(card=size), "data.base") == (1, 1)
    named = "# Aurora\nAurora was pretrained on web pages, books and Wikipedia.\n"
    assert ends(report(card=named), "data.base") == (2, 2)


def test_pointed_sets_are_level_3_and_seen_sets_level_4() -> None:
    card = "# Aurora\nAurora was pretrained on [The Heap](https://huggingface.co/datasets/acme/heap).\n"
    assert ends(report(card=card), "data.base") == (3, 4)
    seen = (Resolved(repo_type="dataset", id="acme/heap", exists=True),)
    assert ends(report(card=card, resolved=seen), "data.base") == (4, 4)
    gone = (Resolved(repo_type="dataset", id="acme/heap", exists=False),)
    assert ends(report(card=card, resolved=gone), "data.base") == (0, 0)


def test_withheld_data_are_0_at_both_ends() -> None:
    card = "# Aurora\nA base language model. The pretraining data is proprietary and will not be disclosed.\n"
    assert ends(report(card=card), "data.base") == (0, 0)


def test_silence_with_an_unread_report_is_0_to_3() -> None:
    card = "# Aurora\nA language model. Details are in our [technical report](https://arxiv.org/abs/2401.00001).\n"
    found = report(card=card)
    assert ends(found, "data.base") == (0, 3)
    assert ends(found, "code.training") == (0, 3)
    gap = level(found, "data.base").gap
    assert gap is not None and gap.reason is GapReason.OUTSIDE_HUB


def test_silence_without_a_report_is_0() -> None:
    assert ends(report(card="# Aurora\nA language model.\n"), "data.base") == (0, 0)


def test_data_of_tuning_do_not_apply_to_a_base_model() -> None:
    metadata = HubMetadata(gated="no", tags=("text-generation",))
    assert not level(report(card=OPEN, metadata=metadata), "data.tuning").applicable
    chat = HubMetadata(gated="no", tags=("text-generation", "conversational"))
    assert level(report(card=OPEN, metadata=chat), "data.tuning").applicable


def base(card: str, id: str = "acme/base") -> ModelSnapshot:
    return snapshot(card=card, id=id)


def test_the_terms_of_a_base_cap_the_license() -> None:
    tuned = "---\nlicense: apache-2.0\nbase_model: acme/base\n---\n# Aurora\n"
    found = report(card=tuned, bases=(base("---\nlicense: cc-by-nc-4.0\n---\n# Base\n"),))
    assert ends(found, "license") == (1, 1)
    assert "flag.base-terms-dropped" in [flag.id for flag in found.flags]
    free = report(card=tuned, bases=(base("---\nlicense: mit\n---\n# Base\n"),))
    assert ends(free, "license") == (4, 4)
    assert "flag.base-terms-dropped" not in [flag.id for flag in free.flags]


def test_an_unknown_base_caps_nothing_and_leaves_its_access_open() -> None:
    found = report(card="---\nlicense: apache-2.0\nbase_model: nobody/knows\n---\n# Aurora\n")
    assert ends(found, "license") == (4, 4)
    assert ends(found, "access.base") == (0, 4)
    assert ends(found, "data.base")[1] == 4


def test_data_of_the_base_come_from_the_base_as_pointed() -> None:
    tuned = "---\nlicense: apache-2.0\nbase_model: acme/base\n---\n# Aurora\n"
    told = "Base was pretrained on [The Heap](https://huggingface.co/datasets/acme/heap).\n"
    source = base("---\nlicense: mit\n---\n# Base\n" + told)
    assert ends(report(card=tuned, bases=(source,)), "data.base") == (3, 4)


def test_a_quantised_copy_has_tuning_and_code_of_its_base() -> None:
    copy = "---\nlicense: apache-2.0\nbase_model: acme/base\nbase_model_relation: %s\n---\n# Aurora\n"
    told = "## Training code\nThe training code is at https://github.com/acme/base/blob/main/train.py\n"
    source = base("---\nlicense: mit\n---\n# Base chat\n" + told)
    assert ends(report(card=copy % "quantized", bases=(source,)), "code.training") == (3, 3)
    assert ends(report(card=copy % "finetune", bases=(source,)), "code.training")[1] < 3


def test_a_model_is_no_base_of_itself() -> None:
    found = report(card="---\nlicense: mit\nbase_model: acme/aurora\n---\n# Aurora\n")
    assert ends(found, "access.base") == (4, 4)


def test_classes_6_and_7_need_a_license_text_that_was_read() -> None:
    step = CATALOG.facets.step[6]
    assert step.when is not None and any(part.how == ("text",) for part in step.when.all or ())


def test_why_not_higher_names_clause_and_place() -> None:
    found = report(license_text=GRANT + THRESHOLD)
    assert found.class_level.level == 3
    bar = found.class_level.why_not_higher[0]
    assert (bar.facet, bar.because, bar.rule) == ("license", Verdict.FOUND, "restrict.user-threshold")
    assert bar.evidence is not None and "5 million" in bar.evidence.quote
    unknown = report(gated=None, card=OPEN).class_level.why_not_higher[0]
    assert unknown.because is Verdict.UNKNOWN


def test_axes_add_up_by_hand() -> None:
    levels = (
        FacetLevel(id="a", axis="permission", weight=25, low=2, high=2, because=""),
        FacetLevel(id="b", axis="permission", weight=10, low=3, high=4, because=""),
        FacetLevel(id="c", axis="permission", weight=5, low=0, high=0, because="", applicable=False),
    )
    found = axis(levels, "permission")
    assert (found.low, found.high) == (57.1, 64.3)
    assert coverage(levels) == 71.4
    assert axis((), "permission").high == 0.0


def test_the_report_adds_up_by_hand() -> None:
    found = report(card=OPEN, gated="auto")
    for name, interval in (("permission", found.permission), ("transparency", found.transparency)):
        own = [item for item in found.facets if item.axis == name and item.applicable]
        whole = sum(4 * item.weight for item in own)
        assert interval.low == pytest.approx(100 * sum(item.weight * item.low for item in own) / whole, abs=0.051)
        assert interval.high == pytest.approx(100 * sum(item.weight * item.high for item in own) / whole, abs=0.051)
    assert found.permission.low == pytest.approx((25 * 4 + 10 * 3 + 5 * 3) / 160 * 100, abs=0.051)


def test_weights_are_those_of_the_method() -> None:
    weights = {facet.id: facet.weight for facet in CATALOG.facets.facet}
    assert weights == {
        "license": 25,
        "access.end": 10,
        "access.base": 5,
        "data.base": 15,
        "data.tuning": 8,
        "data.sheet": 2,
        "code.training": 12,
        "code.docs": 3,
        "docs.card": 8,
        "docs.compute": 6,
        "docs.report": 6,
    }


def test_the_same_snapshot_gives_the_same_report() -> None:
    one = snapshot(card=OPEN, license_text=GRANT + THRESHOLD)
    assert audit(one, CATALOG) == audit(one, CATALOG)
    assert repr(audit(one, CATALOG)) == repr(audit(one, CATALOG))


def test_one_finding_for_every_rule() -> None:
    found = report(card=OPEN)
    rules = [item.rule for item in found.findings]
    assert rules == sorted([*(rule.id for rule in CATALOG.clause_rules), *(rule.id for rule in CATALOG.metadata_rules)])
