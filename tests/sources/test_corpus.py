"""Real folders and recorded answers of the Hub, where a corpus is at hand (AUDITOR_CORPUS)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.nouns import GapReason
from auditor.sources.hub_answers import refusal_of
from auditor.sources.hub_http import Answer
from auditor.sources.metadata import commit_of, hub_metadata, id_of, parse_answer, siblings
from auditor.sources.paths import listing
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of

CORPUS = Path(os.environ.get("AUDITOR_CORPUS", "/nonexistent"))
HUB = CORPUS / "hub"
pytestmark = pytest.mark.skipif(not HUB.is_dir(), reason="AUDITOR_CORPUS names no corpus")

#: What each recorded refusal means, by words of its case.
MEANINGS = {
    "gated repository, anonymous caller, file": GapReason.GATED_MANUAL,
    "gated repository, anonymous caller, older wording": GapReason.GATED_MANUAL,
    "gated repository, invalid token": GapReason.GATED_MANUAL,
    "gated repository, valid token without access": GapReason.GATED_MANUAL,
    "missing or private repository, anonymous caller": GapReason.PRIVATE_OR_MISSING,
    "missing repository, valid token": GapReason.PRIVATE_OR_MISSING,
    "invalid token": GapReason.UNAUTHORIZED,
    "missing file": GapReason.NOT_FOUND,
    "missing revision": GapReason.REVISION_MISSING,
    "repository disabled by moderation": GapReason.DISABLED,
}


def ids() -> list[str]:
    return sorted(f"{card.parts[-3]}/{card.parts[-2]}" for card in HUB.glob("*/*/README.md"))


def test_every_folder_reads_and_its_card_is_there(read: Read) -> None:
    outcomes = read(*ids(), hub=HUB)
    assert len(outcomes) >= 40
    assert all(outcome.snapshot and outcome.snapshot.documents[0].path == "README.md" for outcome in outcomes)


def test_the_hub_and_the_folder_give_the_same_texts(read: Read) -> None:
    with HubServer(HUB) as server:
        online = read(*ids(), hub=server.endpoint)
    for found, local in zip(online, read(*ids(), hub=HUB), strict=True):
        assert found.snapshot is not None
        assert local.snapshot is not None
        texts = {text.path: text for text in found.snapshot.documents if text.kind != "gate"}
        assert texts == {text.path: text for text in local.snapshot.documents if text.kind != "gate"}


@pytest.mark.parametrize("case", MEANINGS)
def test_every_recorded_refusal_has_its_reason(case: str) -> None:
    recorded = {entry["case"]: entry for entry in json.loads((CORPUS / "hub-api/errors.json").read_text())}
    entry = recorded[case]
    answer = Answer(
        status=entry["status"], headers=entry["headers"], body=json.dumps(entry["body"]).encode(),
        authenticated="anonymous" not in case,
    )
    refusal = refusal_of(answer, "acme/x", "main", "https://hub.example/acme/x", "manual")
    assert refusal.reason == MEANINGS[case]


@pytest.mark.parametrize("name", ["google__gemma-3-270m", "openai__gpt-oss-20b", "swiss-ai__Apertus-8B-Instruct-2509"])
def test_recorded_answers_are_read_whole(name: str) -> None:
    found = parse_answer((CORPUS / f"hub-api/model_info__{name}.json").read_bytes())
    assert found is not None
    assert id_of(found) == name.replace("__", "/")
    assert commit_of(found)
    metadata = hub_metadata(found)
    assert metadata.gated in ("no", "manual", "auto")
    assert metadata.card_data
    assert any(tag.startswith("license:") for tag in metadata.tags)
    files, gaps, complete = listing(siblings(found) or [])
    assert files
    assert (gaps, complete) == ((), True)


def test_a_recorded_model_snapshot_comes_back_from_the_store(read: Read, tmp_path: Path) -> None:
    with HubServer(HUB) as server:
        live = snapshot_of(read("openai/gpt-oss-20b", hub=server.endpoint, store=tmp_path / "s"))
        again = snapshot_of(read("openai/gpt-oss-20b", hub=server.endpoint, store=tmp_path / "s", offline=True))
    assert again.documents == live.documents
