"""First bytes of weight files: what they state, hostile ones, and one bounded request."""

from __future__ import annotations

import json
import struct
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.nouns import GapReason, WeightHeader
from auditor.sources.weight_headers import weight_files
from auditor.text.weights import HEADER_BYTES, read_header
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of, write

HUGE = 2**64 - 1


def text(value: str | bytes) -> bytes:
    raw = value if isinstance(value, bytes) else value.encode()
    return struct.pack("<Q", len(raw)) + raw


def entry(key: str | bytes, value: str | bytes) -> bytes:
    return text(key) + struct.pack("<I", 8) + text(value)


def gguf(*entries: bytes, count: int | None = None, version: int = 3) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", version, 3, len(entries) if count is None else count)
    return head + b"".join(entries)


LICENSE = entry("general.license", "llama3.1")
BASE = entry("general.base_model.0.repo_url", "https://huggingface.co/a/base")
VOCABULARY = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text("one") + text("two")
SCORES = text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 3) + b"\0" * 12


def safetensors(metadata: object, length: int | None = None) -> bytes:
    body = json.dumps({"__metadata__": metadata, "w": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}).encode()
    return struct.pack("<Q", len(body) if length is None else length) + body + b"\0\0"


def header_of(path: str, data: bytes) -> WeightHeader:
    header, _ = read_header(path, data)
    assert header is not None
    return header


def test_gguf_keys_are_read_past_numbers_and_vocabularies() -> None:
    number = text("general.file_type") + struct.pack("<II", 4, 7)
    header, fault = read_header("m.gguf", gguf(number, VOCABULARY, SCORES, LICENSE, BASE))
    assert header is not None
    assert (header.license, header.base_models, fault) == ("llama3.1", ("a/base",), "")


def test_safetensors_metadata_is_read_even_where_the_header_is_cut() -> None:
    data = safetensors({"license": "mit", "base_model": "a/base", "format": "pt"})
    for given_bytes in (data, data[: data.index(b'"w"')]):
        header = header_of("m.safetensors", given_bytes)
        assert (header.license, header.base_models) == ("mit", ("a/base",))


BROKEN = [
    (text("k") + struct.pack("<I", 8) + struct.pack("<Q", HUGE), "a length that no text has"),
    (text("k") + struct.pack("<q", -5), "no known type"),
    (struct.pack("<q", -1), "a length that no text has"),
    (text("k") + struct.pack("<IIQ", 9, 8, HUGE), "longer than any file"),
    (text("k") + struct.pack("<IIQ", 9, 6, HUGE), "longer than any file"),
    (text("k") + struct.pack("<IIQ", 9, 8, 1) + struct.pack("<Q", HUGE), "a length that no text has"),
    (text("k") + struct.pack("<IIQ", 9, 9, 1), "a list of no known type"),
    (text("k") + struct.pack("<I", 99), "no known type"),
    (text("k" * 70_000), "a length that no text has"),
    (text("k") + struct.pack("<IIQ", 9, 6, 5_000), "the file ends within it"),
    (b"\x01", "the file ends within it"),
]
NAMES = ["long text", "negative type", "negative", "endless texts", "endless numbers", "long item", "nested", "no type",
         "long key", "short list", "cut"]  # fmt: skip


@pytest.mark.parametrize(("after", "fault"), BROKEN, ids=NAMES)
def test_what_is_broken_is_said_and_loses_nothing_before_it(after: bytes, fault: str) -> None:
    header, said = read_header("m.gguf", gguf(LICENSE, after, BASE, count=1_000))
    assert header is not None
    assert (header.license, header.base_models) == ("llama3.1", ())
    assert fault in said


@pytest.mark.parametrize(
    ("data", "fault"),
    [(gguf(LICENSE, count=HUGE), "more entries"), (gguf(LICENSE, version=9), "version"), (b"GGUF", "ends within")],
    ids=["count", "version", "magic only"],
)
def test_a_beginning_that_cannot_be_is_said(data: bytes, fault: str) -> None:
    header, said = read_header("m.gguf", data)
    assert header is not None and header.license == ""
    assert fault in said


def test_a_vocabulary_longer_than_what_is_looked_at_is_not_broken() -> None:
    tokens = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 200_000) + text("token") * 200_000
    header, fault = read_header("m.gguf", gguf(LICENSE, tokens)[:HEADER_BYTES])
    assert header is not None
    assert (header.license, fault) == ("llama3.1", "")


def test_bytes_that_are_not_utf8_are_shown_as_such() -> None:
    header = header_of("m.gguf", gguf(entry("general.license", b"mit\xff\xfe"), BASE))
    assert (header.license, header.base_models) == ("mit��", ("a/base",))


@pytest.mark.parametrize("metadata", [[1], "x", None, {"license": 5}, {"license": "\ud800"}])
def test_metadata_of_the_wrong_kind_states_nothing(metadata: object) -> None:
    assert header_of("m.safetensors", safetensors(metadata)).license in ("", "?")


def test_lying_lengths_and_deep_nesting_of_safetensors() -> None:
    assert "longer than the format" in read_header("m.safetensors", safetensors({"license": "mit"}, length=HUGE))[1]
    short = safetensors({"license": "mit"}, length=99_000_000)
    assert header_of("m.safetensors", short).license == "mit"
    deep = struct.pack("<Q", 10**6) + b'{"__metadata__": {"a":' + b"[" * 200_000
    assert read_header("m.safetensors", deep)[1] == "the file ends within it"
    whole = b'{"__metadata__": {"a": nonsense}}'
    assert "no JSON" in read_header("m.safetensors", struct.pack("<Q", len(whole)) + whole)[1]
    assert read_header("m.safetensors", b"PK\x03\x04 no weights") == (None, "")


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    read_header("a", data)
    read_header("a", b"GGUF" + data)
    read_header("a", struct.pack("<Q", 200) + b'{"__metadata__"' + data)


def test_gguf_files_come_first() -> None:
    assert weight_files(["b.safetensors", "z.gguf", "../x.gguf", "a.txt"], 4) == ("z.gguf", "b.safetensors")


def test_a_folder_is_always_looked_at(read: Read, models: Path) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE), "broken.gguf": gguf(BASE, b"\x01", count=9)})
    snapshot = snapshot_of(read("acme/anvil-7b", hub=models))
    found = [(header.path, header.license or header.base_models) for header in snapshot.headers]
    assert found == [("anvil.gguf", "llama3.1"), ("broken.gguf", ("a/base",))]
    assert [(gap.document, gap.reason) for gap in snapshot.gaps[1:]] == [("broken.gguf", GapReason.UNREADABLE)]


# --- from a Hub -----------------------------------------------------------------------------------------------------


def resolved(hub: HubServer, name: str) -> int:
    return sum(path.endswith(f"/{name}") for path in hub.paths())


def test_a_hub_is_asked_for_the_first_bytes_of_one_file_only_where_that_is_wanted(
    read: Read, models: Path, hub: HubServer
) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE) + b"\0" * (3 * HEADER_BYTES)})
    hub.state("acme/anvil-7b").lfs.add("anvil.gguf")
    assert snapshot_of(read("acme/anvil-7b", hub=hub.endpoint)).headers == ()
    assert resolved(hub, "anvil.gguf") == 0
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, headers=True))
    assert [header.license for header in snapshot.headers] == ["llama3.1"]
    # The Hub's own answer and that of the host of large files.
    assert resolved(hub, "anvil.gguf") == 2


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (206, {"Content-Range": "bytes 999-1999/2000"}, GapReason.UNREADABLE),
        (206, {"Content-Range": "bytes */2000"}, GapReason.UNREADABLE),
        (206, {}, GapReason.UNREADABLE),
        (403, {"X-Error-Code": "GatedRepo"}, GapReason.GATED_MANUAL),
        (404, {"X-Error-Code": "EntryNotFound"}, GapReason.NOT_FOUND),
        (416, {}, GapReason.NETWORK),
    ],
)
def test_an_answer_that_lies_or_refuses_is_a_gap_and_the_texts_are_there(
    read: Read, models: Path, hub: HubServer, status: int, headers: dict[str, str], reason: GapReason
) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE)})
    hub.faults.add("anvil.gguf", "status", status=status, headers=headers, body=gguf(LICENSE))
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, headers=True))
    assert (snapshot.headers, "LICENSE" in {text.path for text in snapshot.documents}) == ((), True)
    assert [(gap.document, gap.reason) for gap in snapshot.gaps] == [("anvil.gguf", reason)]


@pytest.mark.parametrize("fault", ["cut", "short", "compress", "garbage"])
def test_an_answer_that_breaks_off_is_a_gap(read: Read, models: Path, hub: HubServer, fault: str) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE, BASE)})
    hub.faults.add("anvil.gguf", fault)
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, headers=True))
    assert [gap.document for gap in snapshot.gaps] == ["anvil.gguf"]


def test_a_server_that_never_stops_sending_is_cut_off(read: Read, models: Path, hub: HubServer) -> None:
    # It sends all although a part was asked for: nothing beyond that part is looked at.
    far = entry("general.padding", "x" * HEADER_BYTES)
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE, far, BASE)})
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, headers=True))
    assert [(header.license, header.base_models) for header in snapshot.headers] == [("llama3.1", ())]
    assert snapshot.gaps == ()


def test_what_was_read_is_kept_with_its_commit_and_answers_offline(
    read: Read, models: Path, hub: HubServer, tmp_path: Path
) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE)})
    store = tmp_path / "store.db"
    snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, store=store, headers=True))
    assert resolved(hub, "anvil.gguf") == 1
    for options in ({"offline": True}, {"headers": True}, {}):
        again = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, store=store, **options))
        assert [header.license for header in again.headers] == ["llama3.1"], options
    assert resolved(hub, "anvil.gguf") == 1
    # Another commit is another file.
    (models / "acme/anvil-7b/README.md").write_text("# Another card\n", "utf-8")
    assert snapshot_of(read("acme/anvil-7b", hub=hub.endpoint, store=store)).headers == ()


def test_models_are_asked_at_the_same_time_and_within_the_limit_on_requests(
    read: Read, models: Path, hub: HubServer
) -> None:
    names = [f"acme/tool-{number}" for number in range(8)]
    for name in names:
        write(models / name, {"README.md": "# A tool\n", "tool.gguf": gguf(LICENSE)})
    most, running, lock = [0], [0], threading.Lock()
    served = hub._hub.RequestHandlerClass._serve  # type: ignore[attr-defined]

    def counted(handler: object) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        try:
            served(handler)
        finally:
            with lock:
                running[0] -= 1

    hub._hub.RequestHandlerClass._serve = counted  # type: ignore[attr-defined]
    found = read(*names, hub=hub.endpoint, headers=True, jobs=3)
    assert all(outcome.snapshot and outcome.snapshot.headers for outcome in found)
    assert 2 <= most[0] <= 3
