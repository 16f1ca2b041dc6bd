"""`auditor audit` against a Hub: each state ends in its exit code, with the next step on stderr."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from auditor.cli.main import main
from tests.hub.server import HubServer

ANVIL = "acme/anvil-7b"
VICE = "acme/vice-7b"

State = Callable[[HubServer, pytest.MonkeyPatch], None]


def plain(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is wrong."""


def gated(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.state(VICE).gated = "auto"


def private(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.state(VICE).private = True


def disabled(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.state(VICE).disabled = "all"


def bad_token(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_stale")


def cut(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.faults.add("/LICENSE$", "cut")


def limited(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.faults.add("/api/", "status", status=429, headers={"Retry-After": "9000"})


def broken(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.faults.add("/api/", "status", status=502)


@pytest.mark.parametrize(
    ("state", "arguments", "code", "words"),
    [
        (plain, [ANVIL], 0, ""),
        (gated, [VICE], 0, ""),
        (gated, [VICE, "--strict"], 3, ""),
        (private, [VICE], 3, "HF_TOKEN"),
        (disabled, [VICE], 3, "taken down"),
        (plain, [f"{ANVIL}@gone"], 3, "no revision gone"),
        (bad_token, [ANVIL], 3, "unset HF_TOKEN"),
        (cut, [ANVIL], 3, ""),
        (limited, [ANVIL], 3, "rate limit"),
        (broken, [ANVIL], 3, "502"),
        (plain, [ANVIL, "acme/none", VICE], 3, "acme/none"),
        (plain, ["no such thing at all"], 2, "no model"),
        (plain, ["./no-such-folder"], 2, "no such folder"),
        (plain, [ANVIL, "https://example.com/a/b"], 2, "not the Hub"),
    ],
)
def test_a_state_has_its_exit_code(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: State,
    arguments: list[str], code: int, words: str,
) -> None:
    monkeypatch.setattr("auditor.sources.hub_http._BACKOFF", (0.01, 0.02))
    state(hub, monkeypatch)
    assert main(["audit", *arguments, "--hub", hub.endpoint]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert "hf_stale" not in told.out + told.err


def test_the_good_ones_of_a_batch_are_reported(hub: HubServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", ANVIL, "acme/none", "acme/bare-7b", "--hub", hub.endpoint, "-f", "json"]) == 3
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert [report["model"]["id"] for report in reports] == [ANVIL, "acme/bare-7b"]


def test_online_and_offline_give_the_same_report(hub: HubServer, capsys: pytest.CaptureFixture[str]) -> None:
    reports = []
    for more in ([], ["--offline"], ["--offline"]):
        main(["audit", ANVIL, "--hub", hub.endpoint, "-f", "json", *more])
        reports.append(json.loads(capsys.readouterr().out)["reports"][0])
    assert reports[1] == reports[2]
    assert [report["model"].pop("source") for report in reports] == ["hub", "store", "store"]
    assert reports[0] == reports[1]
