"""First bytes of weight files: what they state, hostile ones, and one bounded request."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.nouns import GapReason
from auditor.sources.weight_headers import weight_files, with_hub_headers
from auditor.text.weights import HEADER_BYTES, read_header
from tests.hub.server import HubServer
from tests.sources.conftest import snapshot_of, write

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


def test_gguf_keys_are_read_past_numbers_and_vocabularies() -> None:
    number = text("general.file_type") + struct.pack("<II", 4, 7)
    header = read_header("m.gguf", gguf(number, VOCABULARY, SCORES, LICENSE, BASE))
    assert header is not None
    assert (header.license, header.base_models) == ("llama3.1", ("a/base",))


def test_safetensors_metadata_is_read_even_where_the_header_is_cut() -> None:
    data = safetensors({"license": "mit", "base_model": "a/base", "format": "pt"})
    for given_bytes in (data, data[: data.index(b'"w"')]):
        header = read_header("m.safetensors", given_bytes)
        assert header is not None
        assert (header.license, header.base_models) == ("mit", ("a/base",))


@pytest.mark.parametrize(
    "after",
    [
        text("k") + struct.pack("<I", 8) + struct.pack("<Q", HUGE),
        text("k") + struct.pack("<q", -5),
        text("k") + struct.pack("<IIQ", 9, 8, HUGE),
        text("k") + struct.pack("<IIQ", 9, 6, HUGE),
        text("k") + struct.pack("<IIQ", 9, 9, 1),
        text("k") + struct.pack("<I", 99),
        struct.pack("<Q", HUGE),
        b"\x01",
    ],
    ids=["long text", "negative", "endless texts", "endless numbers", "nested", "no type", "long key", "cut"],
)
def test_what_is_broken_ends_the_reading_and_loses_nothing_before_it(after: bytes) -> None:
    header = read_header("m.gguf", gguf(LICENSE, after, BASE, count=HUGE))
    assert header is not None
    assert (header.license, header.base_models) == ("llama3.1", ())


def test_bytes_that_are_not_utf8_are_shown_as_such() -> None:
    header = read_header("m.gguf", gguf(entry("general.license", b"mit\xff\xfe"), BASE))
    assert header is not None
    assert (header.license, header.base_models) == ("mit��", ("a/base",))


@pytest.mark.parametrize("metadata", [[1], "x", None, {"license": 5}, {"license": "\ud800"}])
def test_metadata_of_the_wrong_kind_states_nothing(metadata: object) -> None:
    header = read_header("m.safetensors", safetensors(metadata))
    assert header is not None and header.license in ("", "?")


def test_lying_lengths_and_deep_nesting_of_safetensors() -> None:
    assert read_header("m.safetensors", safetensors({"license": "mit"}, length=HUGE)) is not None
    deep = struct.pack("<Q", 10**6) + b'{"__metadata__": {"a":' + b"[" * 200_000
    assert read_header("m.safetensors", deep) is not None
    assert read_header("m.safetensors", b"PK\x03\x04 no weights") is None


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    read_header("a", data)
    read_header("a", b"GGUF" + data)
    read_header("a", struct.pack("<Q", 200) + b'{"__metadata__"' + data)


def test_gguf_files_come_first() -> None:
    assert weight_files(["b.safetensors", "z.gguf", "../x.gguf", "a.txt"], 4) == ("z.gguf", "b.safetensors")


def test_a_folder_is_always_looked_at(read: Callable[..., list[object]], models: Path) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE)})
    snapshot = snapshot_of(read("acme/anvil-7b", hub=models))  # type: ignore[arg-type]
    assert [(header.path, header.license) for header in snapshot.headers] == [("anvil.gguf", "llama3.1")]


def test_a_hub_is_asked_for_the_first_bytes_once(
    read: Callable[..., list[object]], models: Path, hub: HubServer
) -> None:
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE) + b"\0" * (3 * HEADER_BYTES)})
    hub.state("acme/anvil-7b").lfs.add("anvil.gguf")
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint))  # type: ignore[arg-type]
    assert snapshot.headers == ()
    asked = len(hub.log)
    assert [header.license for header in with_hub_headers(snapshot, 5.0).headers] == ["llama3.1"]
    # The Hub's own answer and that of the host of large files.
    assert len(hub.log) - asked == 2


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (206, {"Content-Range": "bytes 999-1999/2000"}, GapReason.UNREADABLE),
        (206, {}, GapReason.UNREADABLE),
        (403, {"X-Error-Code": "GatedRepo"}, GapReason.GATED_MANUAL),
        (404, {"X-Error-Code": "EntryNotFound"}, GapReason.NOT_FOUND),
    ],
)
def test_an_answer_that_lies_or_refuses_is_a_gap(
    read: Callable[..., list[object]], models: Path, hub: HubServer, status: int, headers: dict[str, str],
    reason: GapReason,
) -> None:  # fmt: skip
    write(models / "acme/anvil-7b", {"anvil.gguf": gguf(LICENSE)})
    snapshot = snapshot_of(read("acme/anvil-7b", hub=hub.endpoint))  # type: ignore[arg-type]
    hub.faults.add("anvil.gguf", "status", status=status, headers=headers, body=gguf(LICENSE))
    more = with_hub_headers(snapshot, 5.0)
    assert more.headers == ()
    assert [(gap.document, gap.reason) for gap in more.gaps[len(snapshot.gaps) :]] == [("anvil.gguf", reason)]
