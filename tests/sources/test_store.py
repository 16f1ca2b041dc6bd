"""The store: what was read once is there offline, after a crash, for several programs at once, and never changes."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from auditor.errors import NotReadable, UsageError
from auditor.nouns import Document, DocumentKind, FileEntry, Gap, GapReason, HubMetadata, ModelSnapshot
from auditor.sources.store import Store
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of, write

ANVIL = "acme/anvil-7b"
HUB = "https://hub.example"


def made(text: str = "Free.\n", commit: str | None = "a" * 40, **more: object) -> ModelSnapshot:
    document = Document(kind=DocumentKind.LICENSE, path="LICENSE", text=text, sha256="0" * 64)
    given: dict[str, object] = {
        "id": "acme/x", "requested": "acme/x", "source": "hub", "commit": commit, "endpoint": HUB,
        "metadata": HubMetadata(gated="no", card_data={"a": [1, None, {"b": "ü"}]}),
        "files": (FileEntry(path="LICENSE"),), "files_complete": True, "documents": (document,),
        "gaps": (Gap(document="NOTICE", reason=GapReason.NETWORK, detail="cut"),),
    }
    return ModelSnapshot(**{**given, **more})  # type: ignore[arg-type]


def test_a_stored_snapshot_comes_back_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    snapshot = made()
    assert store.add(snapshot)
    assert store.find(HUB, "acme/x", None) == dataclasses.replace(snapshot, source="store")


def test_offline_answers_with_the_same_evidence(hub: HubServer, read: Read, tmp_path: Path) -> None:
    live = snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s"))
    asked = len(hub.log)
    stored = snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s", offline=True))
    assert len(hub.log) == asked
    assert stored == dataclasses.replace(live, source="store")


def test_offline_by_commit_its_beginning_and_branch(hub: HubServer, read: Read, tmp_path: Path) -> None:
    store = tmp_path / "s"
    commit = snapshot_of(read(ANVIL, hub=hub.endpoint, store=store)).commit or ""
    for revision in ("main", commit, commit[:9]):
        found = snapshot_of(read(f"{ANVIL}@{revision}", hub=hub.endpoint, store=store, offline=True))
        assert (found.commit, found.revision) == (commit, revision)
    for revision in ("dev", "f" * 40):
        (outcome,) = read(f"{ANVIL}@{revision}", hub=hub.endpoint, store=store, offline=True)
        assert isinstance(outcome.error, NotReadable)


def test_offline_knows_the_old_name_of_a_renamed_model(hub: HubServer, read: Read, tmp_path: Path) -> None:
    write(hub.repositories.root / "acme/old-7b", {"README.md": "# Old\n"})
    hub.state("acme/old-7b").renamed_to = ANVIL
    read("acme/old-7b", hub=hub.endpoint, store=tmp_path / "s")
    assert snapshot_of(read("Acme/OLD-7b", hub=hub.endpoint, store=tmp_path / "s", offline=True)).id == ANVIL


def test_another_endpoint_is_another_hub(hub: HubServer, read: Read, tmp_path: Path) -> None:
    read("acme/vice-7b", hub=hub.endpoint, store=tmp_path / "s")
    (outcome,) = read("acme/vice-7b", hub="https://other.example", store=tmp_path / "s", offline=True)
    assert isinstance(outcome.error, NotReadable)


def test_a_second_read_asks_only_for_the_metadata(hub: HubServer, read: Read, tmp_path: Path) -> None:
    first = snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s"))
    hub.log.clear()
    assert snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s")) == first
    assert hub.paths() == [f"/api/models/{ANVIL}"]


def test_what_failed_is_read_again_and_what_was_read_is_not(hub: HubServer, read: Read, tmp_path: Path) -> None:
    hub.faults.add("/LICENSE$", "cut", times=3)
    assert len(snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s")).gaps) == 1
    hub.log.clear()
    assert snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s")).gaps == ()
    assert [path.rpartition("/")[2] for path in hub.paths()] == ["anvil-7b", "LICENSE"]
    store = Store(tmp_path / "s")
    assert len(list(store.encoded())) == 2


def test_a_changed_card_is_a_new_commit_and_the_old_one_stays(
    hub: HubServer, read: Read, tmp_path: Path, models: Path
) -> None:
    old = snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s"))
    write(models / ANVIL, {"README.md": "# Changed\n"})
    new = snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s"))
    assert new.commit != old.commit
    store = Store(tmp_path / "s")
    assert store.find(hub.endpoint, ANVIL, None) == dataclasses.replace(new, source="store")
    found = store.find(hub.endpoint, ANVIL, old.commit)
    assert found is not None
    assert found.documents == old.documents


def test_rows_are_never_changed(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    assert store.add(made())
    assert not store.add(made())
    assert not store.add(made(metadata=HubMetadata(gated="no", card_data={"a": [1, None, {"b": "ü"}]}, downloads=5)))
    assert store.add(made("Not free.\n"))
    found = store.find(HUB, "acme/x", None)
    assert found is not None
    assert found.documents[0].text == "Not free.\n"
    earlier = store.find(HUB, "acme/x", None, newest=1)
    assert earlier is not None
    assert earlier.documents[0].text == "Free.\n"


def test_a_snapshot_without_commit_is_not_kept(tmp_path: Path) -> None:
    assert not Store(tmp_path / "s").add(made(commit=None))


def test_many_threads_and_two_connections_write_at_once(tmp_path: Path) -> None:
    stores = [Store(tmp_path / "s"), Store(tmp_path / "s")]

    def add(number: int) -> None:
        for i in range(20):
            stores[number % 2].add(made(f"{number} {i}\n", commit=f"{number:020}{i:020}"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(stores[0].encoded())) == 120


_KILLED = """
import os, sys
from tests.sources.test_store import made
from auditor.sources.store import Store
from pathlib import Path
store = Store(Path(sys.argv[1]))
for i in range(10**6):
    store.add(made(f"{i}", commit=f"{i:040}"))
    if i == 50:
        with store.all_or_nothing():
            store.add(made("half", commit="e" * 40))
            os._exit(9)
"""


def test_a_killed_writer_leaves_all_it_had_finished(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "s")]
    done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert done.returncode == 9
    store = Store(tmp_path / "s")
    assert len(list(store.encoded())) == 51
    assert store.find(HUB, "acme/x", "e" * 40) is None


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("not a database, but long enough to be read as one " * 40)
    with pytest.raises(UsageError, match="not a store"):
        Store(text)
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(UsageError, match="another program"):
        Store(tmp_path / "other")
    with pytest.raises(UsageError, match="no such store"):
        Store(tmp_path / "none", create=False)


def test_a_damaged_text_is_an_error_not_evidence(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    store.add(made())
    raw = sqlite3.connect(tmp_path / "s")
    raw.execute("UPDATE text SET body = x'00'")
    raw.commit()
    raw.close()
    with pytest.raises(UsageError, match="damaged"):
        store.find(HUB, "acme/x", None)


def test_an_offline_run_makes_no_store(read: Read, tmp_path: Path) -> None:
    read("acme/vice-7b", hub=HUB, store=tmp_path / "s", offline=True)
    assert not (tmp_path / "s").exists()
