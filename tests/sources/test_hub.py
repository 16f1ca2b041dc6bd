"""Reading a model of a Hub over HTTP: one metadata call, one GET a file, and every state a Hub can be in."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auditor import limits
from auditor.errors import NotReadable
from auditor.nouns import DocumentKind, GapReason
from auditor.sources import Outcome
from tests.hub.faults import Budget
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of, write

ANVIL = "acme/anvil-7b"
VICE = "acme/vice-7b"


def error_of(outcomes: list[Outcome]) -> NotReadable:
    assert len(outcomes) == 1
    error = outcomes[0].error
    assert isinstance(error, NotReadable)
    assert error.hint
    assert error.exit_code == 3
    return error


def test_one_metadata_call_and_one_get_a_file_at_the_answered_commit(hub: HubServer, read: Read) -> None:
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    commit = snapshot.commit
    names = [document.path for document in snapshot.documents]
    assert names == ["README.md", "LICENSE", "USE_POLICY.md", "config.json"]
    assert snapshot.gaps == ()
    assert snapshot.files_complete
    assert snapshot.metadata is not None
    assert snapshot.metadata.gated == "no"
    assert snapshot.metadata.base_models == (("finetune", "acme/base-7b"),)
    paths = hub.paths()
    assert paths[0] == f"/api/models/{ANVIL}"
    assert sorted(paths[1:]) == sorted(f"/{ANVIL}/resolve/{commit}/{d.path}" for d in snapshot.documents)
    assert snapshot.endpoint == hub.endpoint


def test_a_named_revision_is_read_at_its_commit(hub: HubServer, read: Read) -> None:
    hub.state(ANVIL).revisions["refs/pr/1"] = "a" * 40
    snapshot = snapshot_of(read(f"{ANVIL}@refs/pr/1", hub=hub.endpoint))
    assert (snapshot.commit, snapshot.revision) == ("a" * 40, "refs/pr/1")
    assert f"/{ANVIL}/resolve/{'a' * 40}/LICENSE" in hub.paths()


def test_no_card_and_no_license_are_absent_not_gaps(hub: HubServer, read: Read) -> None:
    snapshot = snapshot_of(read("acme/bare-7b", hub=hub.endpoint))
    assert (snapshot.documents, snapshot.gaps, snapshot.files_complete) == ((), (), True)


@pytest.mark.parametrize(("gate", "reason"), [("auto", GapReason.GATED_AUTO), ("manual", GapReason.GATED_MANUAL)])
def test_a_gate_without_token_is_a_state_and_asked_once(
    hub: HubServer, read: Read, gate: str, reason: GapReason
) -> None:
    hub.state(VICE).gated = gate
    snapshot = snapshot_of(read(VICE, hub=hub.endpoint))
    unread = ("README.md", "LICENSE", "NOTICE")
    assert {gap.document: gap.reason for gap in snapshot.gaps} == dict.fromkeys(unread, reason)
    assert "HF_TOKEN" in snapshot.gaps[0].detail
    assert "--document" in snapshot.gaps[0].detail
    assert f"{hub.endpoint}/{VICE}" in snapshot.gaps[0].detail
    assert len([path for path in hub.paths() if "/resolve/" in path]) == 1
    prompt, boxes = snapshot.documents_of(DocumentKind.GATE)
    assert (prompt.path, prompt.text) == ("README.md#extra_gated_prompt", "You promise to hit nobody.")
    assert (boxes.path, boxes.text) == ("README.md#extra_gated_fields", "I am of age")


def test_a_gate_opens_for_a_token_with_access(hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.state(VICE).gated = "manual"
    hub.tokens["hf_good"] = {VICE}
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    snapshot = snapshot_of(read(VICE, hub=hub.endpoint))
    assert [document.path for document in snapshot.documents][:3] == ["README.md", "LICENSE", "NOTICE"]
    assert snapshot.gaps == ()


def test_a_gate_stays_shut_for_a_token_without_access(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.state(VICE).gated = "auto"
    hub.tokens["hf_other"] = set()
    monkeypatch.setenv("HF_TOKEN", "hf_other")
    snapshot = snapshot_of(read(VICE, hub=hub.endpoint))
    assert {gap.reason for gap in snapshot.gaps} == {GapReason.GATED_AUTO}
    assert "no access" in snapshot.gaps[0].detail


def test_a_form_in_an_open_repository_is_no_gate(hub: HubServer, read: Read) -> None:
    snapshot = snapshot_of(read(VICE, hub=hub.endpoint))
    assert snapshot.documents_of(DocumentKind.GATE) == ()


def test_missing_and_private_are_one_answer_without_token(hub: HubServer, read: Read) -> None:
    hub.state(VICE).private = True
    for name in (VICE, "acme/nothing"):
        error = error_of(read(name, hub=hub.endpoint))
        assert error.reason == GapReason.PRIVATE_OR_MISSING
        assert "HF_TOKEN" in error.hint


def test_missing_with_a_token(hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.tokens["hf_good"] = set()
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    assert error_of(read("acme/nothing", hub=hub.endpoint)).reason == GapReason.PRIVATE_OR_MISSING


def test_a_stale_token_breaks_public_models_and_says_how_to_unset_it(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_stale_secret")
    error = error_of(read(ANVIL, hub=hub.endpoint))
    assert error.reason == GapReason.UNAUTHORIZED
    assert "unset HF_TOKEN" in error.hint
    assert "hf_stale_secret" not in error.message + error.hint


def test_a_token_of_impossible_signs_is_refused_unsent(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_sécret")
    error = error_of(read(ANVIL, hub=hub.endpoint))
    assert error.reason == GapReason.UNAUTHORIZED
    assert "sécret" not in error.message + error.hint
    assert hub.log == []


def test_a_renamed_model_is_read_under_its_new_id(hub: HubServer, read: Read) -> None:
    write(hub.repositories.root / "acme/old-7b", {"README.md": "# Old\n"})
    hub.state("acme/old-7b").renamed_to = ANVIL
    snapshot = snapshot_of(read("acme/old-7b", hub=hub.endpoint))
    assert (snapshot.id, snapshot.requested) == (ANVIL, "acme/old-7b")
    assert any(path.startswith(f"/{ANVIL}/resolve/") for path in hub.paths())


def test_disabled_is_an_error_or_a_state(hub: HubServer, read: Read) -> None:
    hub.state(ANVIL).disabled = "all"
    assert error_of(read(ANVIL, hub=hub.endpoint)).reason == GapReason.DISABLED
    hub.state(VICE).disabled = "files"
    snapshot = snapshot_of(read(VICE, hub=hub.endpoint))
    assert {gap.reason for gap in snapshot.gaps} == {GapReason.DISABLED}
    assert snapshot.metadata is not None
    assert snapshot.metadata.disabled


def test_a_deleted_revision(hub: HubServer, read: Read) -> None:
    error = error_of(read(f"{ANVIL}@gone", hub=hub.endpoint))
    assert error.reason == GapReason.REVISION_MISSING
    assert "gone" in error.message


def test_a_listed_file_that_is_not_there(hub: HubServer, read: Read) -> None:
    hub.state("acme/bare-7b").extra_siblings = ["LICENSE.md"]
    snapshot = snapshot_of(read("acme/bare-7b", hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("LICENSE.md", GapReason.NOT_FOUND)]


def test_a_rate_limit_is_waited_for(hub: HubServer, read: Read) -> None:
    hub.budgets["api"] = Budget(1, 1.2)
    said: list[str] = []
    found = read(ANVIL, VICE, hub=hub.endpoint, progress=lambda step: said.append(f"{step.step} {step.detail}"))
    assert all(outcome.snapshot for outcome in found)
    assert any("rate limit" in line for line in said)


def test_a_rate_limit_beyond_patience_is_a_gap_reason(hub: HubServer, read: Read) -> None:
    hub.faults.add("/api/", "status", status=429, headers={"RateLimit": '"api";r=0;t=55'})
    error = error_of(read(ANVIL, hub=hub.endpoint, patience=1.0))
    assert error.reason == GapReason.RATE_LIMITED
    assert "55 s" in error.message


def test_retry_after_is_honoured_and_a_lying_one_bounded(hub: HubServer, read: Read) -> None:
    hub.faults.add("/api/", "status", status=429, headers={"Retry-After": "1"}, times=1)
    assert snapshot_of(read(ANVIL, hub=hub.endpoint)).commit
    hub.faults.add("/api/", "status", status=429, headers={"Retry-After": "0"})
    assert error_of(read(ANVIL, hub=hub.endpoint, patience=1.2)).reason == GapReason.RATE_LIMITED


def test_a_rate_limited_file_is_a_gap(hub: HubServer, read: Read) -> None:
    hub.faults.add("/LICENSE$", "status", status=429, headers={"Retry-After": "900"})
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps if gap.document == "LICENSE"] == [
        ("LICENSE", GapReason.RATE_LIMITED)
    ]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_passing_fault_of_the_server_is_tried_again(hub: HubServer, read: Read, status: int) -> None:
    hub.faults.add("/api/", "status", status=status, times=2)
    assert snapshot_of(read(ANVIL, hub=hub.endpoint)).commit


def test_a_lasting_fault_of_the_server(hub: HubServer, read: Read) -> None:
    hub.faults.add("/api/", "status", status=503)
    error = error_of(read(ANVIL, hub=hub.endpoint))
    assert error.reason == GapReason.NETWORK
    assert "503" in error.message
    assert "Root=1-test" in error.hint


def test_a_time_out(hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.3)
    hub.faults.add("/LICENSE$", "hang", seconds=1.5)
    hub.faults.add("/USE_POLICY.md$", "drip", seconds=0.05)
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert {gap.document: gap.reason for gap in snapshot.gaps} == dict.fromkeys(
        ("LICENSE", "USE_POLICY.md"), GapReason.NETWORK
    )


def test_headers_without_end_are_not_waited_for(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.3)
    hub.faults.add("/api/", "headers", seconds=30)
    started = time.monotonic()
    assert error_of(read(ANVIL, hub=hub.endpoint)).reason == GapReason.NETWORK
    assert time.monotonic() - started < 15


def test_another_commit_than_the_one_pinned_is_no_answer(hub: HubServer, read: Read) -> None:
    hub.state(ANVIL).revisions["v1"] = "a" * 40
    hub.state(ANVIL).answer = {"sha": "b" * 40}
    error = error_of(read(f"{ANVIL}@{'a' * 40}", hub=hub.endpoint))
    assert error.reason == GapReason.UNREADABLE


def test_a_connection_cut_in_mid_file_is_tried_again_then_a_gap(hub: HubServer, read: Read) -> None:
    hub.faults.add("/README.md$", "cut", times=1)
    hub.faults.add("/LICENSE$", "cut")
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("LICENSE", GapReason.NETWORK)]
    assert snapshot.documents[0].text.endswith("hits things.\n")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("short", GapReason.UNREADABLE),
        ("long", GapReason.NETWORK),
        ("corrupt", GapReason.UNREADABLE),
        ("compress", GapReason.UNREADABLE),
        ("garbage", GapReason.NETWORK),
    ],
)
def test_lying_sizes_and_spoilt_bytes_are_gaps(hub: HubServer, read: Read, kind: str, reason: GapReason) -> None:
    hub.faults.add("/LICENSE$", kind)
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("LICENSE", reason)]


def test_a_file_over_its_limit_is_cut_and_a_gap(hub: HubServer, read: Read, models: Path) -> None:
    write(models / ANVIL, {"LICENSE": b"x" * (limits.LICENSE_BYTES + 1)})
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("LICENSE", GapReason.TOO_LARGE)]


def test_a_file_of_exactly_its_limit_is_read(hub: HubServer, read: Read, models: Path) -> None:
    write(models / ANVIL, {"LICENSE": b"x" * limits.LICENSE_BYTES, "README.md": b"y" * limits.CARD_BYTES})
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert snapshot.gaps == ()
    assert len(snapshot.documents[0].text) == limits.CARD_BYTES


def test_a_binary_file_is_a_gap(hub: HubServer, read: Read, models: Path) -> None:
    write(models / ANVIL, {"LICENSE": b"%PDF\0\1\2"})
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("LICENSE", GapReason.UNREADABLE)]


def test_a_card_with_nul_signs_is_still_a_card(hub: HubServer, read: Read, models: Path) -> None:
    write(models / ANVIL, {"README.md": "h\0i\n"})
    assert snapshot_of(read(ANVIL, hub=hub.endpoint)).documents[0].text == "h\0i\n"
    write(models / ANVIL, {"README.md": "hi".encode("utf-16")})
    assert snapshot_of(read(ANVIL, hub=hub.endpoint)).gaps[0].reason == GapReason.UNREADABLE


def test_a_large_file_comes_from_another_host_without_the_token(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.state(ANVIL).lfs = {"LICENSE"}
    hub.tokens["hf_good"] = set()
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert snapshot.gaps == ()
    other = [token for _, path, token in hub.log if "Signature" in path]
    assert other == [None]


@pytest.mark.parametrize(
    "target",
    ["http://example.com/x", "https://10.0.0.7/x", "https://169.254.169.254/x", "https://u:p@example.com/", "ftp://a.b/"],
)
def test_a_file_is_not_fetched_from_a_host_that_may_not_hold_it(hub: HubServer, read: Read, target: str) -> None:
    hub.faults.add("/LICENSE$", "redirect", headers={"Location": target})
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("LICENSE", GapReason.OUTSIDE_HUB)]


def test_metadata_is_not_taken_from_another_host(hub: HubServer, read: Read) -> None:
    hub.faults.add("/api/", "redirect", headers={"Location": hub.large_files + "/api/models/x/y"})
    error = error_of(read(ANVIL, hub=hub.endpoint))
    assert error.reason == GapReason.OUTSIDE_HUB
    assert "HF_ENDPOINT" in error.hint


def test_redirects_without_end(hub: HubServer, read: Read) -> None:
    hub.faults.add("/api/", "redirect", headers={"Location": f"/api/models/{ANVIL}"})
    assert error_of(read(ANVIL, hub=hub.endpoint)).reason == GapReason.NETWORK
    assert len(hub.log) == limits.REDIRECTS + 1


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"[" * 100_000, b"\xff\xfe", b'{"id": ' + b"9" * 5000 + b"}"])
def test_an_answer_that_is_no_metadata(hub: HubServer, read: Read, body: bytes) -> None:
    hub.faults.add("/api/", "status", status=200, body=body)
    assert error_of(read(ANVIL, hub=hub.endpoint)).reason == GapReason.UNREADABLE


def test_metadata_over_its_limit(hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "METADATA_BYTES", 100)
    assert error_of(read(ANVIL, hub=hub.endpoint)).reason == GapReason.UNREADABLE


def test_no_server_at_all(read: Read) -> None:
    error = error_of(read(ANVIL, hub="http://127.0.0.1:9"))
    assert error.reason == GapReason.NETWORK
    assert "--offline" in error.hint


HOSTILE = [
    "../LICENSE", "/etc/LICENSE", "a/../../LICENSE", "LICENSE\0", "x" * 4_000, "LICENSE\u202etxt.exe", "LICENSE\x1b[2J",
    "..", "a//LICENSE", "LICENSE\\..\\x",
]


def test_hostile_names_are_never_asked_for(hub: HubServer, read: Read, tmp_path: Path) -> None:
    hub.state("acme/bare-7b").extra_siblings = HOSTILE
    before = sorted(tmp_path.rglob("*"))
    snapshot = snapshot_of(read("acme/bare-7b", hub=hub.endpoint))
    assert hub.paths() == ["/api/models/acme/bare-7b"]
    assert snapshot.documents == ()
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("files", GapReason.UNREADABLE)]
    assert not any(part in ("", ".", "..") for entry in snapshot.files or () for part in entry.path.split("/"))
    assert snapshot.gaps[0].detail.isprintable()
    assert sorted(tmp_path.rglob("*")) == before


def test_more_files_than_the_limit_prove_no_absence(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LISTED_FILES", 3)
    hub.state("acme/bare-7b").extra_siblings = [f"f{i}" for i in range(5)]
    snapshot = snapshot_of(read("acme/bare-7b", hub=hub.endpoint))
    assert not snapshot.files_complete
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("files", GapReason.TOO_LARGE)]


def test_wrong_types_in_the_metadata_are_not_known(hub: HubServer, read: Read) -> None:
    hub.state(ANVIL).answer = {
        "gated": "perhaps", "tags": {"a": 1}, "cardData": [1], "safetensors": 3, "sha": 7, "downloads": True,
        "baseModels": "x", "lastModified": ["y"], "id": "../../etc", "library_name": "\ud800",
    }
    snapshot = snapshot_of(read(ANVIL, hub=hub.endpoint))
    assert snapshot.id == ANVIL
    assert snapshot.commit is None
    metadata = snapshot.metadata
    assert metadata is not None
    assert (metadata.gated, metadata.tags, metadata.card_data, metadata.parameters, metadata.downloads) == (
        None, (), None, None, None,
    )
    assert metadata.library_name == "?"


def test_no_token_is_anywhere_in_what_is_kept(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub.tokens["hf_very_secret"] = {VICE}
    monkeypatch.setenv("HF_TOKEN", "hf_very_secret")
    hub.faults.add("/NOTICE$", "cut")
    outcomes = read(VICE, ANVIL, hub=hub.endpoint, store=tmp_path / "store.sqlite")
    assert "hf_very_secret" not in repr(outcomes)
    assert all(b"hf_very_secret" not in path.read_bytes() for path in tmp_path.glob("store.sqlite*"))


def test_the_agent_registry_is_never_called(hub: HubServer, read: Read) -> None:
    read(ANVIL, hub=hub.endpoint)
    assert not any("agent-harnesses" in path for path in hub.paths())


def test_hub_offline_by_environment(hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    error = error_of(read("acme/vice-7b", hub=hub.endpoint))
    assert error.reason == GapReason.OFFLINE
    assert hub.log == []


def test_hf_endpoint_is_the_hub(hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint + "/")
    assert snapshot_of(read(f"{hub.endpoint}/{ANVIL}/tree/main")).endpoint == hub.endpoint
