"""The Hub's answer field by field: real shapes are read, wrong ones are not known, none does harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import limits
from auditor.nouns import HubMetadata
from auditor.sources.gate import gate_documents
from auditor.sources.metadata import bases_of_card, clean, commit_of, hub_metadata, id_of, parse_answer, siblings
from auditor.sources.paths import is_repository_path, listing

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = (
    "id", "modelId", "sha", "gated", "private", "disabled", "tags", "baseModels", "cardData", "createdAt", "siblings",
    "lastModified", "safetensors", "library_name", "pipeline_tag", "author", "downloads",
)


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON))
def test_any_answer_is_read_without_fault(answer: dict[str, Any]) -> None:
    body = json.dumps(answer).encode()
    found = parse_answer(body)
    assert found is not None
    metadata = hub_metadata(found)
    assert metadata.gated in (None, "no", "auto", "manual")
    assert metadata.downloads is None or metadata.downloads >= 0
    assert all(isinstance(tag, str) for tag in metadata.tags)
    assert commit_of(found) is None or len(commit_of(found) or "") in (40, 64)
    assert id_of(found) is None or ".." not in (id_of(found) or "")
    files, _, _ = listing(siblings(found) or [])
    assert all(is_repository_path(entry.path) for entry in files)
    for document in gate_documents(metadata.card_data or {}, metadata.gated):
        assert document.text.strip()


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_none(body: bytes) -> None:
    found = parse_answer(body)
    assert found is None or isinstance(found, dict)


_GATES = [(False, "no"), ("auto", "auto"), ("manual", "manual"), (True, None), (0, None)]


@pytest.mark.parametrize(("value", "gated"), _GATES)
def test_a_gate_is_one_of_three_words_or_not_known(value: object, gated: str | None) -> None:
    assert hub_metadata({"gated": value}).gated == gated


def test_bases_as_the_hub_worked_them_out_beat_tags_beat_the_card() -> None:
    card = {"base_model": ["a/card", "not an id at all"], "base_model_relation": "merge"}
    tags = ["base_model:a/tag", "base_model:quantized:a/tag", "base_model:finetune:a/two"]
    listed = {"relation": "adapter", "models": [{"_id": "1", "id": "a/listed"}]}
    answer: dict[str, object] = {"cardData": card}
    assert hub_metadata(answer).base_models == (("merge", "a/card"),)
    answer["tags"] = tags
    assert hub_metadata(answer).base_models == (("quantized", "a/tag"), ("finetune", "a/two"))
    answer["baseModels"] = listed
    assert hub_metadata(answer).base_models == (("adapter", "a/listed"),)
    assert bases_of_card({"base_model": "a/x"}) == [("", "a/x")]


def test_card_data_over_the_limit_is_not_known() -> None:
    assert hub_metadata({"cardData": {"x": "y" * limits.FRONT_MATTER_BYTES}}).card_data is None
    assert hub_metadata({"cardData": {"x": "y"}}).card_data == {"x": "y"}


def test_what_is_nested_too_deeply_is_cut() -> None:
    deep: object = "end"
    for _ in range(200):
        deep = [deep]
    assert "end" not in json.dumps(clean(deep))


def test_lone_surrogates_are_replaced() -> None:
    found = parse_answer(b'{"author": "a\\ud800b", "cardData": {"\\udfff": "\\ud83d"}}')
    assert found == {"author": "a?b", "cardData": {"?": "?"}}


def test_the_parts_of_a_gate() -> None:
    card: dict[str, object] = {
        "extra_gated_prompt": "Promise.", "extra_gated_description": "", "extra_gated_heading": "Welcome",
        "extra_gated_fields": {"Name": "text", "I agree": {"type": "checkbox"}, "I am of age": "checkbox", "x": 7},
    }
    texts = {document.path: document.text for document in gate_documents(card, "manual")}
    assert texts == {
        "README.md#extra_gated_prompt": "Promise.", "README.md#extra_gated_fields": "I agree\nI am of age",
    }
    assert gate_documents(card, "no") == ()
    assert gate_documents({}, "auto") == ()
    assert len(gate_documents(card, None)) == 2


def test_an_empty_answer_says_nothing() -> None:
    assert hub_metadata({}) == HubMetadata()
