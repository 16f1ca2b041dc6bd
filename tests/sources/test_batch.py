"""Many models: in order, in parallel, one bad one never stopping the rest, nothing lost when broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.errors import NotReadable, UnknownName, UsageError
from auditor.names import parse_model
from auditor.nouns import DocumentKind, GapReason
from auditor.sources import Outcome, Progress, SourceOptions, UserDocument, parse_document, read_models
from auditor.sources.metadata import hub_metadata
from auditor.sources.store import Store
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of, write

ANVIL = "acme/anvil-7b"


def many(models: Path, count: int) -> list[str]:
    for i in range(count):
        write(models / f"many/m{i}", {"README.md": f"# Model {i}\n", "LICENSE": f"Terms {i}.\n"})
    return [f"many/m{i}" for i in range(count)]


def test_answers_come_in_the_order_asked(hub: HubServer, read: Read, models: Path) -> None:
    names = many(models, 12)
    hub.faults.add("/api/models/many/m0", "hang", seconds=0.3)
    found = read(*names, hub=hub.endpoint, jobs=4)
    assert [outcome.snapshot.id for outcome in found if outcome.snapshot] == names


def test_one_bad_model_does_not_stop_the_rest(
    hub: HubServer, read: Read, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.faults.add("/api/models/acme/vice", "garbage")
    found = read(ANVIL, "acme/none", "acme/vice-7b", "no such name", "./nowhere", ANVIL, hub=hub.endpoint)
    assert [bool(outcome.snapshot) for outcome in found] == [True, False, False, False, False, True]
    assert [type(outcome.error) for outcome in found[1:5]] == [NotReadable, NotReadable, UnknownName, UsageError]


def test_a_fault_of_the_program_costs_one_model_and_is_told_apart(
    hub: HubServer, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(answer: dict[str, object]) -> object:
        if answer["id"] == "acme/vice-7b":
            raise ZeroDivisionError("oops")
        return hub_metadata(answer)

    monkeypatch.setattr("auditor.sources.hub.hub_metadata", broken)
    bad, good = read("acme/vice-7b", ANVIL, hub=hub.endpoint)
    assert bad.error is not None
    assert bad.error.exit_code == 4
    assert "acme/vice-7b" in bad.error.message
    assert good.snapshot is not None


def test_no_more_requests_in_flight_than_jobs(hub: HubServer, read: Read, models: Path) -> None:
    names = many(models, 10)
    hub.latency = 0.02
    now, most = [0], [0]
    handler = hub._hub.RequestHandlerClass
    plain = handler.route  # type: ignore[attr-defined]

    def counted(self: object) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        time.sleep(0.01)
        plain(self)
        now[0] -= 1

    handler.route = counted  # type: ignore[attr-defined]
    read(*names, hub=hub.endpoint, jobs=3)
    assert 1 < most[0] <= 3


def test_no_more_is_read_ahead_than_a_few_models(
    hub: HubServer, models: Path, catalog: Catalog
) -> None:
    taken: list[str] = []

    def refs() -> object:
        for name in many(models, 40):
            taken.append(name)
            yield parse_model(name)

    answers = read_models(refs(), SourceOptions(hub=hub.endpoint, jobs=2), catalog)  # type: ignore[arg-type]
    next(answers)
    assert len(taken) <= 8
    answers.close()  # type: ignore[attr-defined]


def test_progress_tells_every_step_and_one_at_a_time(hub: HubServer, read: Read, models: Path) -> None:
    steps: list[Progress] = []
    inside = [0]

    def tell(step: Progress) -> None:
        inside[0] += 1
        assert inside[0] == 1
        steps.append(step)
        inside[0] -= 1

    names = many(models, 6)
    read(*names, hub=hub.endpoint, progress=tell)
    assert sum(step.step == "done" for step in steps) == 6
    assert {"metadata", "README.md", "LICENSE"} <= {step.detail for step in steps}


def test_an_interrupted_run_resumes_from_the_store(
    hub: HubServer, read: Read, catalog: Catalog, models: Path, tmp_path: Path
) -> None:
    names = many(models, 10)
    options = SourceOptions(hub=hub.endpoint, jobs=1, store=tmp_path / "s")
    answers = read_models([parse_model(name) for name in names], options, catalog)
    done = [next(answers) for _ in range(4)]
    answers.close()  # type: ignore[attr-defined]
    hub.log.clear()
    read(*names, hub=hub.endpoint, store=tmp_path / "s")
    asked = [path for path in hub.paths() if "/resolve/" in path]
    assert all(outcome.snapshot for outcome in done)
    assert not any(path.startswith(f"/{name}/") for path in asked for name in names[:4])
    assert any(path.startswith(f"/{names[9]}/") for path in asked)


_RUN = """
import signal, sys
# A shell that runs the tests in the background has Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from auditor import Catalog, SourceOptions, parse_model, read_models
from auditor.catalog.compiled import CompiledCatalog
catalog = Catalog(CompiledCatalog(Path(sys.argv[1])))
options = SourceOptions(hub=sys.argv[2], store=Path(sys.argv[3]), jobs=2)
for outcome in read_models(map(parse_model, sys.argv[4:]), options, catalog):
    print(outcome.snapshot.id, flush=True)
"""


def test_ctrl_c_ends_at_once_and_keeps_what_was_read(
    hub: HubServer, catalog: Catalog, models: Path, tmp_path: Path
) -> None:
    names = many(models, 5)
    hub.faults.add("/api/models/many/m3", "hang", seconds=60)
    root = Path(__file__).resolve().parents[2]
    arguments = [str(catalog._compiled.path), hub.endpoint, str(tmp_path / "s"), *names]
    running = subprocess.Popen(
        [sys.executable, "-c", _RUN, *arguments], cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    assert running.stdout is not None
    assert [running.stdout.readline().strip() for _ in range(3)] == names[:3]
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=15)
    assert "KeyboardInterrupt" in errors
    kept = {model_id for _, model_id, *_ in Store(tmp_path / "s").encoded()}
    assert set(names[:3]) <= kept


def test_nothing_but_the_models_is_asked_for(hub: HubServer, catalog: Catalog, tmp_path: Path) -> None:
    """The Hub's library looks up a registry at its first request unless telemetry is off: a process of its own."""
    root = Path(__file__).resolve().parents[2]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "HF_ENDPOINT": hub.endpoint,
           "HF_HOME": str(tmp_path / "home")}
    arguments = [str(catalog._compiled.path), hub.endpoint, str(tmp_path / "s"), ANVIL]
    subprocess.run([sys.executable, "-c", _RUN, *arguments], cwd=root, env=env, check=True, capture_output=True)
    assert len(hub.paths()) == 5
    assert all(ANVIL in path for path in hub.paths())


# --- names of the catalog ---------------------------------------------------------------------------------------------


def test_a_catalog_name_is_read_from_the_hub(hub: HubServer, read: Read) -> None:
    snapshot = snapshot_of(read("Anvil 7B", hub=hub.endpoint))
    assert (snapshot.id, snapshot.system, snapshot.source, snapshot.requested) == (ANVIL, "Anvil 7B", "hub", "Anvil 7B")


def test_a_catalog_name_is_known_without_any_server(read: Read) -> None:
    offline = snapshot_of(read("anvil 7b", offline=True))
    assert (offline.source, offline.system, offline.documents) == ("catalog", "Anvil 7B", ())
    assert offline.gaps[0].reason == GapReason.OFFLINE
    down = snapshot_of(read("Anvil 7B", hub="http://127.0.0.1:9"))
    assert (down.source, down.gaps[0].reason) == ("catalog", GapReason.NETWORK)
    closed = snapshot_of(read("Hammer", hub="http://127.0.0.1:9"))
    assert (closed.source, closed.gaps[0].reason) == ("catalog", GapReason.OUTSIDE_HUB)


def test_a_hub_id_is_known_offline_by_the_catalog_but_no_revision_of_it(read: Read) -> None:
    assert snapshot_of(read(ANVIL, offline=True)).source == "catalog"
    (outcome,) = read(f"{ANVIL}@main", offline=True)
    assert isinstance(outcome.error, NotReadable)


# --- bases ------------------------------------------------------------------------------------------------------------


def base_ids(outcomes: list[Outcome]) -> list[list[str]]:
    return [[base.id for base in outcome.snapshot.bases] for outcome in outcomes if outcome.snapshot]


def test_a_base_comes_from_the_store_and_costs_no_request(hub: HubServer, read: Read, tmp_path: Path) -> None:
    assert base_ids(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s")) == [[]]
    read("acme/base-7b", hub=hub.endpoint, store=tmp_path / "s")
    hub.log.clear()
    assert base_ids(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s")) == [["acme/base-7b"]]
    assert not any("base-7b" in path for path in hub.paths())


def test_a_base_answered_earlier_in_the_run_counts_and_a_later_one_does_not(
    hub: HubServer, read: Read, tmp_path: Path
) -> None:
    assert base_ids(read("acme/base-7b", ANVIL, hub=hub.endpoint, store=tmp_path / "a")) == [[], ["acme/base-7b"]]
    assert base_ids(read(ANVIL, "acme/base-7b", hub=hub.endpoint, store=tmp_path / "b")) == [[], []]


def test_bases_in_a_circle_come_to_an_end(hub: HubServer, read: Read, models: Path, tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "a")):
        write(models / f"ring/{name}", {"README.md": f"---\nbase_model: ring/{base}\n---\n"})
    read("ring/a", "ring/b", hub=hub.endpoint, store=tmp_path / "s")
    snapshot = snapshot_of(read("ring/a", hub=hub.endpoint, store=tmp_path / "s"))
    assert [base.id for base in snapshot.bases] == ["ring/b"]
    assert snapshot.bases[0].bases == ()


# --- the user's own texts ---------------------------------------------------------------------------------------------


def test_a_users_text_replaces_a_gated_one(hub: HubServer, read: Read, tmp_path: Path) -> None:
    hub.state("acme/vice-7b").gated = "manual"
    mine = tmp_path / "terms.txt"
    mine.write_text("Hold very still.\n")
    given = (UserDocument(kind=DocumentKind.LICENSE, path=mine),)
    snapshot = snapshot_of(read("acme/vice-7b", hub=hub.endpoint, documents=given, store=tmp_path / "s"))
    (text,) = snapshot.documents_of(DocumentKind.LICENSE)
    assert (text.path, text.text, text.by_user) == ("LICENSE", "Hold very still.\n", True)
    assert {gap.document for gap in snapshot.gaps} == {"README.md", "NOTICE"}
    assert str(tmp_path) not in repr(snapshot)
    stored = snapshot_of(read("acme/vice-7b", hub=hub.endpoint, offline=True, store=tmp_path / "s"))
    assert stored.documents_of(DocumentKind.LICENSE) == ()


def test_a_users_text_where_there_is_none(hub: HubServer, read: Read, tmp_path: Path) -> None:
    mine = tmp_path / "terms.txt"
    mine.write_text("Mine.\n")
    given = (UserDocument(kind=DocumentKind.LICENSE, path=mine),)
    snapshot = snapshot_of(read("acme/bare-7b", hub=hub.endpoint, documents=given))
    assert [document.path for document in snapshot.documents] == ["terms.txt"]


def test_evidence_is_for_its_model_and_commit_only(hub: HubServer, read: Read, tmp_path: Path) -> None:
    mine = tmp_path / "terms.txt"
    mine.write_text("Mine.\n")
    commit = snapshot_of(read(ANVIL, hub=hub.endpoint)).commit or ""

    def by_user(**more: object) -> bool:
        given = UserDocument(kind=DocumentKind.LICENSE, path=mine, **more)  # type: ignore[arg-type]
        documents = snapshot_of(read(ANVIL, hub=hub.endpoint, documents=(given,))).documents
        return any(document.by_user for document in documents)

    assert by_user(model="ACME/anvil-7b")
    assert by_user(model=ANVIL, commit=commit[:10])
    assert not by_user(model="acme/other")
    assert not by_user(model=ANVIL, commit="0" * 40)


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [(None, {}, "No such file"), (b"a\0b", {}, "not text"), (b"x", {"sha256": "0" * 64}, "sha256")],
)
def test_a_users_text_that_cannot_be_used(
    hub: HubServer, read: Read, tmp_path: Path, content: bytes | None, more: dict[str, str], words: str
) -> None:
    mine = tmp_path / "terms.txt"
    if content is not None:
        mine.write_bytes(content)
    given = UserDocument(kind=DocumentKind.LICENSE, path=mine, **more)
    (outcome,) = read(ANVIL, hub=hub.endpoint, documents=(given,))
    assert isinstance(outcome.error, UsageError)
    assert words in outcome.error.message


def test_one_text_is_not_for_several_models(hub: HubServer, read: Read, tmp_path: Path) -> None:
    given = UserDocument(kind=DocumentKind.LICENSE, path=tmp_path / "x")
    with pytest.raises(UsageError, match="several"):
        read(ANVIL, "acme/bare-7b", hub=hub.endpoint, documents=(given,))


def test_a_store_that_takes_nothing_costs_no_answer(
    hub: HubServer, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, snapshot: object) -> bool:
        raise UsageError("the store cannot be used: disk full", "")

    monkeypatch.setattr(Store, "add", full)
    steps: list[Progress] = []
    assert snapshot_of(read(ANVIL, hub=hub.endpoint, store=tmp_path / "s", progress=steps.append)).documents
    assert [step.detail for step in steps if step.step == "unsaved"] == ["the store cannot be used: disk full"]


@pytest.mark.parametrize("text", ["license", "license=", "=x", "licence=x", "", "card"])
def test_an_argument_that_is_no_document(text: str) -> None:
    with pytest.raises(UsageError, match="not KIND=PATH"):
        parse_document(text)


def test_a_document_argument() -> None:
    assert parse_document("license=./a=b") == UserDocument(kind=DocumentKind.LICENSE, path=Path("./a=b"))


_NO_HUBS = ["ftp://x.example", "https://", "https://u:p@x.example", "https://x.example?y=1", "https://[", "nowhere/x"]


@pytest.mark.parametrize("hub", _NO_HUBS)
def test_what_is_no_hub_is_refused_before_anything_is_read(read: Read, hub: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(ANVIL, hub=hub)
    assert caught.value.hint
    assert "u:p" not in caught.value.message
