"""A chain over a Hub by the command itself: states of parents told apart, each repository asked for once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.cli.main import main
from tests.hub.server import HubServer

from .conftest import LIMITS, Write

Ask = Callable[..., dict[str, Any]]
SCHEMA = json.loads((resources.files("auditor") / "schemas/chain-1.json").read_text("utf-8"))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path) as server:
        yield server


@pytest.fixture
def ask(hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The JSON of `chain MODEL`, checked against its schema."""
    out = tmp_path_factory.mktemp("out")

    def run(model: str, *more: str, code: int = 0) -> dict[str, Any]:
        target = out / "chain.json"
        options = ["--hub", hub.endpoint, "--store", str(out / "store.db"), "-q", "-f", "json", "-o", str(target)]
        assert main(["chain", model, *options, *more]) == code
        document: dict[str, Any] = json.loads(target.read_text("utf-8"))
        jsonschema.validate(document, SCHEMA)
        return document

    return run


def gaps(document: dict[str, Any]) -> dict[str, str]:
    return {gap["document"]: gap["reason"] for gap in document["gaps"]}


def test_each_repository_is_asked_for_once(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/merge", "base_model:\n- mid/one\n- mid/two\ndatasets:\n- d/letters")
    write("mid/one", "base_model: low/stem\ndatasets:\n- d/letters")
    write("mid/two", "base_model: LOW/stem\ndatasets:\n- d/letters")
    write("low/stem")
    write("datasets/d/letters", "license: mit")
    found = ask("top/merge")
    assert [node["model"] for node in found["nodes"]] == ["top/merge", "mid/one", "mid/two", "low/stem"]
    counts = Counter(path.casefold() for path in hub.paths())
    assert set(counts.values()) == {1}
    assert len([path for path in counts if path.startswith("/api/")]) == 5


def test_a_renamed_parent_is_one_node_under_its_new_name(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/child", "base_model: old/stem")
    write("old/stem")
    write("new/stem", "base_model: old/stem")
    hub.state("old/stem").renamed_to = "new/stem"
    found = ask("top/child")
    assert [node["model"] for node in found["nodes"]] == ["top/child", "new/stem"]
    assert [(edge["to"], edge["circle"]) for edge in found["edges"]] == [("old/stem", False)]


def test_a_circle_through_an_old_name_is_one(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/child", "base_model: mid/model")
    write("mid/model", "base_model: old/child")
    write("old/child")
    hub.state("old/child").renamed_to = "top/child"
    found = ask("top/child")
    assert [node["model"] for node in found["nodes"]] == ["top/child", "mid/model"]
    assert [edge["circle"] for edge in found["edges"]] == [False, True]


@pytest.mark.parametrize("state", ["deleted", "private"])
def test_a_deleted_or_private_parent_is_unknown_and_never_absent(
    hub: HubServer, ask: Ask, write: Write, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("top/child", "license: mit\nbase_model: far/stem")
    if state == "private":
        write("far/stem")
        hub.state("far/stem").private = True
    found = ask("top/child")
    assert gaps(found) == {"far/stem": "private-or-missing"}
    assert found["nodes"][1] == {"model": "far/stem", "commit": None, "license": None, "class": None, "gaps": []}
    assert found["inheritance"] == []
    assert main(["chain", "top/child", "--hub", hub.endpoint, "-q"]) == 0
    assert "1 model was not read, whose terms may be lost too" in " ".join(capsys.readouterr().out.split())


def test_what_refuses_a_parent_is_told_apart(
    hub: HubServer, ask: Ask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["down/stem", "odd/stem", "late/stem", "bad/stem"]
    write("top/child", "base_model:\n" + "".join(f"- {name}\n" for name in names))
    for name in names:
        write(name)
    hub.state("down/stem").disabled = "all"
    hub.faults.add("/api/models/odd/stem", "status", status=403, body=b'{"error": "no"}')
    hub.faults.add("/api/models/bad/stem", "status", status=200, body=b"<html>")
    hub.faults.add("/api/models/late/stem", "status", status=410)
    assert gaps(ask("top/child")) == {
        "down/stem": "disabled",
        "odd/stem": "unauthorized",
        "late/stem": "private-or-missing",
        "bad/stem": "unreadable",
    }


def test_a_token_opens_a_private_parent(
    hub: HubServer, ask: Ask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("top/child", "license: mit\nbase_model: far/stem")
    write("far/stem", "license: other\nlicense_link: LICENSE", LICENSE=LIMITS)
    hub.state("far/stem").private = True
    hub.tokens["hf_good"] = {"far/stem"}
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    found = ask("top/child")
    assert gaps(found) == {}
    assert {item["rule"] for item in found["inheritance"]} >= {"restrict.user-threshold"}


def test_a_gated_parent_is_known_by_its_tag(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/child", "license: mit\nbase_model: far/stem")
    write("far/stem", "license: llama3", LICENSE="unread")
    hub.state("far/stem").gated = "manual"
    found = ask("top/child")
    lost = {item["rule"]: item["result"] for item in found["inheritance"]}
    assert lost["restrict.user-threshold"] == "dropped"
    assert found["nodes"][1]["license"] == "LicenseRef-llama-3"


def test_a_quote_stands_at_the_commit_that_was_read(hub: HubServer, write: Write, tmp_path: Path) -> None:
    write("top/child", "license: mit\nbase_model: far/stem")
    write("far/stem", "license: other\nlicense_link: LICENSE", LICENSE=LIMITS)
    page = tmp_path / "page.html"
    assert main(["chain", "top/child", "--hub", hub.endpoint, "-q", "-f", "html", "-o", str(page)]) == 0
    repository = hub.repositories.get("far/stem")
    assert repository is not None
    text = page.read_text("utf-8")
    assert f'href="{hub.endpoint}/far/stem/blob/{repository.commit}/LICENSE#L6"' in text
    assert f'href="{hub.endpoint}/far/stem/tree/{repository.commit}"' in text


def test_a_data_set_is_read_from_its_own_place(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/child", "license: mit\ndatasets:\n- d/letters\n- gone/away")
    write("d/letters", "license: mit")
    write("datasets/d/letters", "license: cc-by-nc-4.0")
    found = ask("top/child")
    assert found["datasets"][0]["license"] == "CC-BY-NC-4.0"
    assert found["datasets"][1] == {"dataset": "gone/away", "commit": None, "license": None, "gaps": []}
    assert gaps(found) == {"datasets/gone/away": "private-or-missing"}
    (term,) = found["data_terms"]
    assert (term["rule"], term["source"], term["result"]) == (
        "restrict.non-commercial", "datasets/d/letters", "stricter",
    )  # fmt: skip


def test_strict_says_that_something_is_missing(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/child", "base_model: gone/away")
    ask("top/child", "--strict", code=3)


@pytest.mark.parametrize("named", ["base_model: far/stem", "new_version: far/stem", "datasets:\n- far/stem"])
def test_strict_counts_what_was_not_read_of_a_repository_that_is_there(
    hub: HubServer, ask: Ask, write: Write, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = "datasets/far/stem" if named.startswith("datasets") else "far/stem"
    write("top/child", f"license: mit\n{named}")
    ask("top/child", "--strict", code=3)
    write(place, "license: llama3", LICENSE="unread")
    hub.state(place).gated = "manual"
    found = ask("top/child", "--strict", code=3)
    (node,) = [*found["nodes"][1:], *found["newer_versions"], *found["datasets"]]
    assert {gap["reason"] for gap in node["gaps"]} == {"gated-manual"}
    assert main(["chain", "top/child", "--hub", hub.endpoint, "-q"]) == 0
    assert f"not read of {place}: " in capsys.readouterr().out
    hub.state(place).gated = False
    ask("top/child", "--strict", code=0)


def test_newer_versions_are_asked_for_once_and_shown(
    hub: HubServer, ask: Ask, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write("top/one", "license: mit\nbase_model: low/stem\nnew_version: top/two")
    write("low/stem", "license: mit\nnew_version: top/two")
    write("top/two", "license: cc-by-nc-4.0\nbase_model: other/stem")
    found = ask("top/one")
    assert [node["license"] for node in found["newer_versions"]] == ["CC-BY-NC-4.0"]
    assert [edge["to"] for edge in found["edges"] if edge["relation"] == "new-version"] == ["top/two"] * 2
    assert found["inheritance"] == []
    asked = [path for path in hub.paths() if path.startswith("/api/")]
    assert len(asked) == 3 and not [path for path in asked if "other/stem" in path]
    assert main(["chain", "top/one", "--hub", hub.endpoint, "-q"]) == 0
    row = next(line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("low/stem"))
    assert row[:3] == ["low/stem", "top/two", "CC-BY-NC-4.0"]


def test_a_second_run_offline_gives_the_same_chain(hub: HubServer, ask: Ask, write: Write) -> None:
    write("top/child", "license: mit\nbase_model: far/stem\ndatasets:\n- d/letters")
    write("far/stem", "license: other\nlicense_link: LICENSE", LICENSE=LIMITS)
    write("datasets/d/letters", "license: cc-by-nc-4.0")
    first = ask("top/child")
    asked = len(hub.log)
    assert ask("top/child", "--offline") == first
    assert len(hub.log) == asked
