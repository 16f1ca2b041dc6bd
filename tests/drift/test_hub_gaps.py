"""A Hub that does not tell everything: what may have been missed is said, and never taken for "nothing changed"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import NotReadable
from auditor.nouns import GapReason
from auditor.sources.revisions import Revision, Revisions, Tree, changes
from tests.chain.conftest import LIMITS
from tests.cli.conftest import RunCli
from tests.drift.test_history import CARD, THREE, history, sha
from tests.hub.server import HubServer


def commits(count: int) -> list[Revision]:
    """Newest first; the number counts from the oldest."""
    return [Revision(commit=sha(number)) for number in reversed(range(count))]


def untold(count: int, touched: set[int], marks: bool = True) -> Revisions:
    """What is found where no last change is told; a touched commit has another mark from there on."""

    def tree(commit: str) -> Tree:
        number = next(number for number in range(count) if sha(number) == commit)
        mark = str(sum(other <= number for other in touched)) if marks else ""
        return Tree(last={"LICENSE": None}, marks={"LICENSE": mark})

    return changes(commits(count), tree, 40)


def test_of_a_short_history_every_tree_is_compared() -> None:
    found = untold(20, {3, 4, 17})
    assert [event.commit for event in found.events] == [sha(17), sha(4), sha(3), sha(0)]
    assert found.gaps == ()


def test_of_a_long_one_what_can_be_found_is_and_the_rest_is_a_gap() -> None:
    found = untold(400, {100, 250})
    assert [event.commit for event in found.events] == [sha(250), sha(100), sha(0)]
    (gap,) = found.gaps
    assert (gap.document, gap.reason) == ("history", GapReason.NO_LISTING)
    assert "of 400 commits" in gap.detail


def test_trees_without_anything_to_compare_are_a_gap() -> None:
    assert [gap.reason for gap in untold(5, {3}, marks=False).gaps] == [GapReason.NO_LISTING]


def test_a_last_change_that_is_no_commit_of_the_list_is_not_believed() -> None:
    told = {sha(1): Tree(last={"LICENSE": "f" * 40}, marks={"LICENSE": "b"})}
    other = Tree(last={"LICENSE": "f" * 40}, marks={"LICENSE": "a"})
    found = changes(commits(2), lambda commit: told.get(commit, other), 40)
    assert [event.commit for event in found.events] == [sha(1), sha(0)]


def test_a_tree_that_fails_ends_the_search_with_what_was_found() -> None:
    def tree(commit: str) -> Tree:
        if commit != sha(9):
            raise NotReadable("m: the connection was cut off", "", GapReason.NETWORK)
        return Tree(last={"LICENSE": sha(6)}, marks={"LICENSE": "a"})

    found = changes(commits(10), tree, 40)
    assert [event.commit for event in found.events] == [sha(6), sha(0)]
    assert [gap.reason for gap in found.gaps] == [GapReason.NETWORK]


# --- over a Hub -----------------------------------------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    (tmp_path / "hub/a/model").mkdir(parents=True)
    with HubServer(tmp_path / "hub") as server:
        server.state("a/model").history = history(60, {0: THREE[0], 40: THREE[200]})
        yield server


def as_json(run_cli: RunCli, hub: HubServer, tmp_path: Path, *more: str, code: int = 0) -> dict[str, Any]:
    arguments = ("--hub", hub.endpoint, "--store", tmp_path / "store.db", "-q", "-f", "json")
    ended = run_cli("history", *more, *arguments)
    assert ended.code == code, ended.err
    document: dict[str, Any] = json.loads(ended.out)
    return document


def test_without_last_commits_head_is_read_and_the_count_is_at_least(
    run_cli: RunCli, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.hub.server._HubHandler._tree", _without_last(hub))
    document = as_json(run_cli, hub, tmp_path, "a/model")
    assert [event["commit"] for event in document["events"]] == [sha(40), sha(0)]
    assert document["head"]["commit"] == sha(59)
    assert [gap["reason"] for gap in document["gaps"]] == ["no-listing"]
    out = run_cli("history", "a/model", "--hub", hub.endpoint, "--store", tmp_path / "store.db").out
    assert "at least 1 change of terms or card" in " ".join(out.split())
    assert "not known: this Hub does not tell" in " ".join(out.split())
    # The answer about the pinned revision rests on both texts, not on the list.
    pinned = as_json(run_cli, hub, tmp_path, f"a/model@{sha(5)}")
    assert (pinned["since_pin"]["answer"], pinned["since_pin"]["direction"]) == ("differ", "looser")


def _without_last(hub: HubServer) -> object:
    handler = hub._hub.RequestHandlerClass
    tree = handler._tree  # type: ignore[attr-defined]

    def bare(self: Any, repository: Any, page: str, folder: list[str], query: dict[str, list[str]]) -> None:
        tree(self, repository, page, folder, {name: value for name, value in query.items() if name != "expand"})

    return bare


def test_a_tree_that_cannot_be_read_is_a_gap_and_exit_code_3(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.add(r"/tree/", "status", status=200, body=b"no json")
    document = as_json(run_cli, hub, tmp_path, f"a/model@{sha(5)}", code=3)
    assert document["since_pin"]["answer"] == "differ"
    assert "ended early" in document["gaps"][0]["detail"]


def test_a_list_of_commits_that_breaks_off_is_a_gap(run_cli: RunCli, hub: HubServer, tmp_path: Path) -> None:
    hub.page_size = 25
    hub.faults.add(r"/commits/.*p=1", "status", status=200, body=b"{}")
    document = as_json(run_cli, hub, tmp_path, "a/model", code=3)
    assert document["commits"] == 25
    assert "the list of commits ends early" in document["gaps"][0]["detail"]
    assert sha(40) in {event["commit"] for event in document["events"]}


def test_a_tree_of_which_a_page_is_missing_takes_no_file_for_deleted(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    hub.page_size = 60
    many = {f"a{number:03}": b"x" for number in range(70)}
    hub.state("a/model").history = history(3, {0: {**THREE[0], **many}})
    hub.faults.add(r"/tree/.*cursor=", "status", status=200, body=b"{}")
    document = as_json(run_cli, hub, tmp_path, "a/model", code=3)
    assert all(event["change"] is None for event in document["events"])
    assert "ends early" in document["gaps"][0]["detail"]


def test_a_revision_that_cannot_be_read_is_named_and_ends_in_3(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.add(f"/revision/{sha(40)}", "status", status=200, body=b"no json")
    ended = run_cli("history", f"a/model@{sha(5)}", "--hub", hub.endpoint, "--store", tmp_path / "s.db", "-q")
    out = " ".join(ended.out.split())
    assert (ended.code, out.startswith("It cannot be told whether the terms differ")) == (3, True)
    assert f"head {sha(40)[:12]} has terms that could not be read" in out
    assert f"not read: {sha(40)[:12]}" in out
    hub.state("a/model").history = history(60, {0: THREE[0], 40: THREE[200], 50: THREE[400]})
    document = as_json(run_cli, hub, tmp_path, "a/model", code=3)
    assert [item["commit"] for item in document["unread"]] == [sha(40)]
    assert [event["commit"] for event in document["events"]] == [sha(50), sha(0)]


def test_a_license_that_fails_on_one_side_is_neither_new_nor_gone(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.add(f"/resolve/{sha(40)}/LICENSE", "status", status=404, headers={"X-Error-Code": "GatedRepo"})
    document = as_json(run_cli, hub, tmp_path, "a/model")
    change = document["events"][0]["change"]
    assert change is None or change["documents"] == []
    pinned = as_json(run_cli, hub, tmp_path, f"a/model@{sha(0)}")["since_pin"]
    assert pinned["answer"] == "unknown"
    assert {clause["change"] for clause in pinned["clauses"]} <= {"unknown"}


# --- what is told of each change ------------------------------------------------------------------------------------


def test_gate_wording_disclosures_and_tags_are_changes_too(run_cli: RunCli, hub: HubServer, tmp_path: Path) -> None:
    gate = "extra_gated_prompt: You agree not to use the model for surveillance.\n"
    first = CARD.replace(b"# A model", b"# A model\n\nTrained on 15 trillion tokens of public web pages.")
    hub.state("a/model").history = history(
        5,
        {
            0: {"README.md": CARD, "LICENSE": LIMITS.encode()},
            1: {"README.md": first},
            2: {"README.md": first.replace(b"license_link: LICENSE\n", b"license_link: LICENSE\n" + gate.encode())},
            3: {"README.md": first.replace(b"license: other\nlicense_name: harbor\n", b"license: mit\n")},
        },
    )
    hub.state("a/model").gated = False
    document = as_json(run_cli, hub, tmp_path, "a/model")
    newest, gated, disclosed, _ = document["events"]
    assert {item["field"] for item in newest["change"]["stated"]} >= {"tag"}
    assert disclosed["change"]["disclosures"] != []
    assert (disclosed["date"], disclosed["author"]) == ("2025-01-01T00:01:00Z", "somebody")
    # The form is no gate where the repository shows none: the card tells of it, and nothing is demanded.
    assert gated["change"]["documents"] == []
    assert "weights.gated" in {item["field"] for item in gated["change"]["disclosures"]}


def test_gate_wording_of_a_gated_model_is_a_document_that_came(
    run_cli: RunCli, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = b"extra_gated_prompt: You agree that you may not use the model for any commercial purpose.\n"
    hub.state("a/model").history = history(
        3, {0: THREE[0], 2: {"README.md": CARD.replace(b"license: other\n", b"license: other\n" + gate)}}
    )
    hub.state("a/model").gated = "auto"
    hub.tokens["t"] = {"a/model"}
    monkeypatch.setenv("HF_TOKEN", "t")
    document = as_json(run_cli, hub, tmp_path, "a/model")
    change = document["events"][0]["change"]
    assert [(item["kind"], item["old"]) for item in change["documents"]] == [("gate", None)]
    assert {clause["direction"] for clause in change["clauses"]} == {"tighter"}


def test_if_no_revision_can_be_read_that_is_an_error(run_cli: RunCli, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.add("/revision/", "status", status=200, body=b"no json")
    ended = run_cli("history", "a/model", "--hub", hub.endpoint, "--store", tmp_path / "s.db", "-q")
    assert (ended.code, ended.out, "no state of its terms" in ended.err) == (3, "", True)


def test_a_gate_that_was_put_up_is_known_from_the_store(
    run_cli: RunCli, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.state("a/model").history = history(2, {0: THREE[0]})
    common = ("--hub", hub.endpoint, "--store", tmp_path / "store.db", "-q")
    assert run_cli("audit", f"a/model@{sha(0)}", *common).code == 0
    hub.state("a/model").gated = "auto"
    hub.tokens["t"] = {"a/model"}
    monkeypatch.setenv("HF_TOKEN", "t")
    assert run_cli("audit", f"a/model@{sha(1)}", *common).code == 0
    document = as_json(run_cli, hub, tmp_path, "a/model", "--offline")
    change = document["events"][0]["change"]
    assert ({"field": "gate", "old": "no", "new": "auto"} in change["stated"], change["direction"]) == (True, "tighter")


def test_a_head_that_cannot_be_read_is_not_replaced_by_an_older_state(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.add(r"/tree/", "status", status=200, body=b"no json")
    hub.faults.add(f"/revision/{sha(59)}", "status", status=200, body=b"no json")
    document = as_json(run_cli, hub, tmp_path, f"a/model@{sha(0)}", code=3)
    assert document["head"]["commit"] == sha(59)
    assert document["since_pin"]["answer"] == "unknown"


def test_changes_behind_a_gate_are_not_known_and_never_nothing(
    run_cli: RunCli, hub: HubServer, tmp_path: Path
) -> None:
    hub.state("a/model").gated = "manual"
    ended = run_cli("history", "a/model", "--hub", hub.endpoint, "--store", tmp_path / "s.db", "-q")
    out = " ".join(ended.out.split())
    assert ended.code == 0, ended.err
    assert out.startswith("a/model: at least 0 changes of terms or card, and 1 that could not be read, in 60 commits")
    assert "not known: files of terms or the card were touched" in out
