"""`auditor history`: the commits that touched the terms, found with few requests; deletions; what is pinned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from auditor.sources.revisions import Revision, Tree, changes
from tests.chain.conftest import LIMITS
from tests.cli.conftest import RunCli
from tests.hub.repositories import Commit
from tests.hub.server import HubServer

CARD = b"---\nlicense: other\nlicense_name: harbor\nlicense_link: LICENSE\n---\n# A model\n"


def sha(number: int) -> str:
    return hashlib.sha1(str(number).encode()).hexdigest()


def history(count: int, touched: Mapping[int, Mapping[str, bytes | None]]) -> list[Commit]:
    weights: dict[str, bytes | None] = {"model.safetensors": b"weights"}
    return [
        Commit(id=sha(number), changed=touched.get(number, weights), date=f"2025-01-01T00:{number % 60:02}:00Z")
        for number in range(count)
    ]


THREE = {
    0: {"README.md": CARD, "LICENSE": LIMITS.encode()},
    200: {"LICENSE": LIMITS.replace("5,000,000", "900,000,000").encode()},
    400: {"LICENSE": LIMITS.replace("5,000,000", "1,000").encode()},
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    (tmp_path / "hub/a/model").mkdir(parents=True)
    with HubServer(tmp_path / "hub") as server:
        server.state("a/model").history = history(500, THREE)
        yield server


def run(run_cli: RunCli, hub: HubServer, tmp_path: Path, *more: str) -> str:
    ended = run_cli("history", *more, "--hub", hub.endpoint, "--store", tmp_path / "store.db", "-q")
    assert ended.code == 0, ended.err
    return ended.out


def test_three_changes_in_five_hundred_commits(run_cli: RunCli, hub: HubServer, tmp_path: Path) -> None:
    document = json.loads(run(run_cli, hub, tmp_path, "a/model", "-f", "json"))
    assert [event["commit"] for event in document["events"]] == [sha(400), sha(200), sha(0)]
    assert document["commits"] == 500
    newest, second, oldest = (event["change"] for event in document["events"])
    assert (newest["direction"], second["direction"], oldest) == ("tighter", "looser", None)
    assert [clause["rule"] for clause in newest["clauses"]] == ["restrict.user-threshold"]
    lists = [path for path in hub.paths() if "/commits/" in path or "/tree/" in path]
    assert len(lists) <= 7
    schema = json.loads(files("auditor.schemas").joinpath("history-1.json").read_text("utf-8"))
    jsonschema.validate(document, schema)


def test_the_first_line_compares_the_pinned_revision_with_head(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    out = " ".join(run(run_cli, hub, tmp_path, f"a/model@{sha(250)}").split())
    assert out.startswith("The terms differ in 1 clause, for the tighter. a/model@")
    out = " ".join(run(run_cli, hub, tmp_path, f"a/model@{sha(450)}").split())
    assert out.startswith("The terms are the same.")


def test_the_store_answers_offline(run_cli: RunCli, hub: HubServer, tmp_path: Path) -> None:
    run(run_cli, hub, tmp_path, "a/model")
    asked = len(hub.log)
    document = json.loads(run(run_cli, hub, tmp_path, "a/model", "--offline", "-f", "json"))
    assert len(hub.log) == asked
    assert {event["commit"] for event in document["events"]} == {sha(400), sha(200), sha(0)}


def test_offline_without_a_store_says_what_to_do(run_cli: RunCli, tmp_path: Path) -> None:
    ended = run_cli("history", "a/none", "--offline", "--store", tmp_path / "none.db")
    assert (ended.code, "bundle import" in ended.err) == (3, True)


def test_a_license_that_was_deleted_is_found_by_halving(hub: HubServer, run_cli: RunCli, tmp_path: Path) -> None:
    hub.state("a/model").history = history(300, {0: THREE[0], 250: {"LICENSE": None}})
    document = json.loads(run(run_cli, hub, tmp_path, "a/model", "-f", "json"))
    assert [event["commit"] for event in document["events"]] == [sha(250), sha(0)]
    assert document["events"][0]["change"]["documents"][0]["new"] is None


def test_pages_of_another_host_are_not_followed(hub: HubServer, run_cli: RunCli, tmp_path: Path) -> None:
    link = {"Link": '<http://192.0.2.1/api/models/a/model/commits/main?p=1>; rel="next"'}
    body = json.dumps([{"id": sha(499)}]).encode()
    hub.faults.add("/commits/", "status", status=200, body=body, headers=link)
    document = json.loads(run(run_cli, hub, tmp_path, "a/model", "-f", "json"))
    assert document["commits"] == 1


@pytest.mark.parametrize("body", [b"{}", b"[1, null]", b"\xff", b"[" * 100_000], ids=["map", "junk", "bytes", "deep"])
def test_a_list_that_is_none_is_said(hub: HubServer, run_cli: RunCli, tmp_path: Path, body: bytes) -> None:
    hub.faults.add("/commits/", "status", status=200, body=body)
    ended = run_cli("history", "a/model", "--hub", hub.endpoint, "--store", tmp_path / "store.db", "-q")
    assert (ended.code, "auditor diff" in ended.err) == (3, True)


def test_a_hub_that_tells_no_last_change_gives_the_oldest_commit() -> None:
    commits = [Revision(commit=sha(number)) for number in (2, 1, 0)]
    found = changes(commits, lambda commit: Tree(last={"LICENSE": None}), 10)
    assert [event.commit for event in found.events] == [sha(0)]
