"""--resolve asks the Hub about named data sets and bases; what it does not learn stays unknown."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from auditor.nouns import GapReason, Resolved
from auditor.sources.resolve import named_repositories
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of, write

CARD = """---
license: apache-2.0
base_model: acme/base-7b
datasets:
- acme/heap
- acme/gone
- emotion
---
# Lathe

Tuned on [the pit](https://huggingface.co/datasets/acme/pit) and on
[the heap](https://huggingface.co/datasets/acme/heap) again.
"""


@pytest.fixture
def lathe(models: Path) -> str:
    write(models / "acme/lathe-7b", {"README.md": CARD, "model.safetensors": "weights"})
    write(models / "acme/heap", {"README.md": "---\nlicense: cc-by-nc-4.0\n---\n# Heap\n"})
    write(models / "acme/pit", {"README.md": "# Pit\n"})
    return "acme/lathe-7b"


def answers(resolved: tuple[Resolved, ...]) -> dict[str, Resolved]:
    return {item.id: item for item in resolved}


def test_each_named_repository_is_asked_for_once(lathe: str, hub: HubServer, read: Read) -> None:
    hub.state("acme/pit").gated = "manual"
    snapshot = snapshot_of(read(lathe, hub=hub.endpoint, resolve=True))
    told = answers(snapshot.resolved)
    assert list(told) == ["acme/heap", "acme/gone", "emotion", "acme/pit", "acme/base-7b"]
    assert told["acme/heap"] == Resolved(
        repo_type="dataset", id="acme/heap", exists=True, gated="no", license="cc-by-nc-4.0"
    )
    assert told["acme/pit"].exists and told["acme/pit"].gated == "manual"
    assert not told["acme/gone"].exists
    assert told["acme/base-7b"].repo_type == "model"
    asked = [path for path in hub.paths() if path.startswith("/api/datasets/")]
    assert sorted(asked) == [f"/api/datasets/{name}" for name in ("acme/gone", "acme/heap", "acme/pit", "emotion")]


def test_nothing_is_asked_unless_wanted(lathe: str, hub: HubServer, read: Read) -> None:
    assert snapshot_of(read(lathe, hub=hub.endpoint)).resolved == ()
    assert not any(path.startswith("/api/datasets/") for path in hub.paths())


def test_a_private_repository_is_not_there_for_anybody_else(lathe: str, hub: HubServer, read: Read) -> None:
    hub.state("acme/heap").private = True
    assert not answers(snapshot_of(read(lathe, hub=hub.endpoint, resolve=True)).resolved)["acme/heap"].exists


def test_a_failure_is_a_gap_and_no_absence(lathe: str, hub: HubServer, read: Read) -> None:
    hub.faults.add("/api/datasets/acme/heap", "status", status=500)
    snapshot = snapshot_of(read(lathe, hub=hub.endpoint, resolve=True))
    assert "acme/heap" not in answers(snapshot.resolved)
    assert [gap.reason for gap in snapshot.gaps if gap.document == "acme/heap"] == [GapReason.NETWORK]


def test_neither_offline_nor_a_folder_is_asked(
    lathe: str, models: Path, hub: HubServer, read: Read, tmp_path: Path
) -> None:
    store = tmp_path / "evidence.sqlite"
    snapshot_of(read(lathe, hub=hub.endpoint, store=store, resolve=True))
    before = len(hub.log)
    assert snapshot_of(read(lathe, hub=hub.endpoint, store=store, resolve=True, offline=True)).resolved == ()
    assert snapshot_of(read(lathe, hub=models, resolve=True)).resolved == ()
    assert len(hub.log) == before


def test_names_that_are_no_ids_are_never_sent(lathe: str, hub: HubServer, read: Read) -> None:
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint))
    odd = snapshot.metadata
    assert odd is not None
    card: dict[str, object] = {"datasets": ["../models/acme/x", "a/b/c", "x?y", "acme/good", 7]}
    changed = dataclasses.replace(snapshot, documents=(), metadata=dataclasses.replace(odd, card_data=card))
    assert [name for kind, name in named_repositories(changed) if kind == "dataset"] == ["acme/good"]
