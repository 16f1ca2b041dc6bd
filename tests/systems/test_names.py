"""Names of systems: what a user types, and what it must mean."""

from __future__ import annotations

import pytest

from auditor.catalog.catalog import Catalog
from auditor.errors import UnknownName
from auditor.systems import catalog_snapshot, find_by_hub_id, find_by_model, loose, resolve_name


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("Llama 3.1 8B", "Llama 3.1 8B"),
        ("llama_3.1-8b", "Llama 3.1 8B"),
        ("ＬＬＡＭＡ 3.1 8b", "Llama 3.1 8B"),
        ("muse-spark", "Muse Spark"),
        ("Muse Spark 1.1", "Muse Spark 1.1"),
        ("gpt-oss-20b", "gpt-oss-20b"),
        ("Claude Opus 4.6", "Claude Opus 4.6"),
        ("Gemini 3.1 Pro", "Gemini 3.1 Pro (preview)"),
    ],
)
def test_a_model_is_found_whatever_the_case_and_the_joints(catalog: Catalog, name: str, model: str) -> None:
    assert [system.model for _, system in resolve_name(catalog, name).rows] == [model]


def test_a_family_means_all_its_releases(catalog: Catalog) -> None:
    found = resolve_name(catalog, "Gemma")
    assert found.how == "family"
    assert len(found.rows) > 3
    assert {system.family for _, system in found.rows} == {"Gemma"}


@pytest.mark.parametrize("name", ["Llama", "Muse Spark", "GPT", "gpt-oss", "Gemini", "Gemma", "Claude", "Gemma 3"])
def test_every_seed_system_answers_by_name(catalog: Catalog, name: str) -> None:
    assert resolve_name(catalog, name).rows


def test_an_exact_model_beats_the_family_of_the_same_name(catalog: Catalog) -> None:
    found = resolve_name(catalog, "Muse Spark")
    assert found.how == "model"
    assert len(found.rows) == 1


def test_a_bracketed_suffix_is_dropped_only_when_nothing_else_matches(catalog: Catalog) -> None:
    assert resolve_name(catalog, "Llama 3.1 8B (base)").rows == resolve_name(catalog, "Llama 3.1 8B").rows
    assert loose("A.b+c / d (x)") == "a b+c d"


def test_an_unknown_name_gets_near_matches_and_no_guess(catalog: Catalog) -> None:
    with pytest.raises(UnknownName) as caught:
        resolve_name(catalog, "Claud Opus 4.6")
    assert "Claude Opus 4.6" in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["", " ", "()", "\u202e", "x" * 5000])
def test_empty_and_hostile_names_are_unknown(catalog: Catalog, name: str) -> None:
    with pytest.raises(UnknownName):
        resolve_name(catalog, name)


def test_a_one_segment_id_from_before_organisations_is_a_hub_id(catalog: Catalog) -> None:
    assert resolve_name(catalog, "bert-base-uncased").hub_id == "google-bert/bert-base-uncased"


def test_a_hub_id_finds_its_row_without_regard_to_case(catalog: Catalog) -> None:
    row = find_by_hub_id(catalog, "META-LLAMA/llama-3.1-8b")
    assert row is not None and row[1].model == "Llama 3.1 8B"
    assert find_by_hub_id(catalog, "nobody/nothing") is None


def test_a_system_on_no_hub_has_a_gap_that_says_so(catalog: Catalog) -> None:
    row = find_by_model(catalog, "Muse Spark")
    assert row is not None
    snapshot = catalog_snapshot(row, "muse-spark")
    assert (snapshot.source, snapshot.system, snapshot.id) == ("catalog", "Muse Spark", "Muse Spark")
    assert [gap.reason.value for gap in snapshot.gaps] == ["outside-hub"]


def test_both_sides_of_a_conflict_are_in_the_row(catalog: Catalog) -> None:
    row = find_by_model(catalog, "Muse Spark")
    assert row is not None
    assert {conflict.field for conflict in row[1].conflicts} == {"report_date", "reason_given_for_closure"}
    assert all(conflict.ours and conflict.other for conflict in row[1].conflicts)
