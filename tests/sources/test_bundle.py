"""Bundles: the same evidence on another machine, and nothing of a file that was tampered with."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from auditor import limits
from auditor.errors import UsageError
from auditor.sources.bundle import export_bundle, import_bundle
from auditor.sources.store import Store
from tests.hub.server import HubServer
from tests.sources.conftest import Read, snapshot_of
from tests.sources.test_store import HUB, made

ANVIL = "acme/anvil-7b"


def exported(tmp_path: Path) -> Path:
    store = Store(tmp_path / "from")
    store.add(made())
    store.add(made("Other.\n", commit="b" * 40))
    export_bundle(store, tmp_path / "bundle")
    return tmp_path / "bundle"


def lines_of(bundle: Path) -> list[list[Any]]:
    body = bundle.read_bytes().split(b"\n", 1)[1]
    return [json.loads(line) for line in gzip.decompress(body).splitlines()]


def bundle_of(tmp_path: Path, lines: list[Any], **header: object) -> Path:
    return packed(tmp_path, gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)), **header)


def packed(tmp_path: Path, body: bytes, **header: object) -> Path:
    about = {"form": "auditor-bundle", "version": 1, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    path = tmp_path / "hostile"
    path.write_bytes(json.dumps({**about, **header}).encode() + b"\n" + body)
    return path


def refuses(tmp_path: Path, bundle: Path, words: str) -> None:
    store = Store(tmp_path / "to")
    store.add(made("Mine.\n", commit="c" * 40))
    before = list(store.encoded())
    with pytest.raises(UsageError, match=words):
        import_bundle(store, bundle)
    assert list(store.encoded()) == before
    assert not any(store.has_text(line[1]) for line in [["text", "0" * 64]])


def test_the_same_evidence_on_another_machine(hub: HubServer, read: Read, tmp_path: Path) -> None:
    read(ANVIL, "acme/vice-7b", hub=hub.endpoint, store=tmp_path / "here")
    done = export_bundle(Store(tmp_path / "here"), tmp_path / "out" / "bundle")
    assert done.snapshots == 2
    there = Store(tmp_path / "there")
    assert import_bundle(there, tmp_path / "out" / "bundle").new == 2
    there.close()
    for model in (ANVIL, "acme/vice-7b"):
        here = snapshot_of(read(model, hub=hub.endpoint, store=tmp_path / "here", offline=True))
        assert snapshot_of(read(model, hub=hub.endpoint, store=tmp_path / "there", offline=True)) == here


def test_an_imported_bundle_exports_to_the_same_bytes_and_adds_nothing_twice(tmp_path: Path) -> None:
    bundle = exported(tmp_path)
    store = Store(tmp_path / "to")
    assert import_bundle(store, bundle).new == 2
    assert import_bundle(store, bundle).new == 0
    export_bundle(store, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == bundle.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if "bundle" in path.name) == ["bundle"]


def test_a_changed_byte_anywhere_is_refused(tmp_path: Path) -> None:
    data = bytearray(exported(tmp_path).read_bytes())
    for at in (2, 40, 60, 90, len(data) // 2, len(data) - 1):
        changed = bytearray(data)
        changed[at] ^= 1
        (tmp_path / "changed").write_bytes(bytes(changed))
        with pytest.raises(UsageError):
            import_bundle(Store(tmp_path / "to"), tmp_path / "changed")
    assert list(Store(tmp_path / "to").encoded()) == []


def test_a_cut_bundle_is_refused(tmp_path: Path) -> None:
    data = exported(tmp_path).read_bytes()
    (tmp_path / "cut").write_bytes(data[:-20])
    refuses(tmp_path, tmp_path / "cut", "checksum")


_NO_BUNDLES = [b"", b"\n", b"{}\n", b"[1]\n", b"null\n", b"[" * 900, b"\xff\xfe\n", b"PK\x03\x04"]


@pytest.mark.parametrize("content", _NO_BUNDLES)
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "none").write_bytes(content)
    refuses(tmp_path, tmp_path / "none", "not a bundle")


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    refuses(tmp_path, tmp_path / "nowhere", "no such file")


def test_another_version_is_refused(tmp_path: Path) -> None:
    refuses(tmp_path, bundle_of(tmp_path, [], version=2), "another form")


def test_an_unpacked_size_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = bundle_of(tmp_path, [["text", "x" * 5000, "y"]])
    monkeypatch.setattr(limits, "BUNDLE_BYTES", 1_000)
    refuses(tmp_path, bundle, "more than any store holds")


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = exported(tmp_path)
    monkeypatch.setattr(limits, "BUNDLE_BYTES", 100)
    refuses(tmp_path, bundle, "larger than")


@pytest.mark.parametrize(
    "line",
    [
        ["text", "0" * 64, "not what its key says"], ["text", "0" * 64], ["code", "import os"], [], "text", {"a": 1}, 7,
        ["text", 1, 2], ["snapshot", HUB, "acme/x", "a" * 40], ["asked", HUB, "../x", "main", "acme/x", "a" * 40],
        ["asked", HUB, "acme/x", "ma in", "acme/x", "a" * 40],
        ["asked", "ftp://x", "acme/x", "main", "acme/x", "a" * 40],
        ["text", "0" * 64, "\ud800"],
    ],
)
def test_a_record_that_no_store_writes_is_refused(tmp_path: Path, line: Any) -> None:
    refuses(tmp_path, bundle_of(tmp_path, [line]), "Nothing|holds")


def test_content_that_is_no_gzip_is_refused(tmp_path: Path) -> None:
    refuses(tmp_path, packed(tmp_path, b"plain"), "cannot be read")


def changed_snapshot(tmp_path: Path, change: dict[str, object]) -> Path:
    """A bundle whose first snapshot has other fields, with a checksum that fits."""
    lines = lines_of(exported(tmp_path))
    at = next(i for i, line in enumerate(lines) if line[0] == "snapshot")
    body = json.loads(lines[at][4])
    body.update(change)
    lines[at][4] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return bundle_of(tmp_path, lines)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "acme/other"}, {"commit": "f" * 40}, {"endpoint": "https://elsewhere.example"}, {"source": "catalog"},
        {"files": [{"path": "../../etc/passwd"}]}, {"files": [{"path": "/etc/passwd"}]}, {"extra": 1},
        {"gaps": [{"document": "x", "reason": "because", "detail": ""}]}, {"documents": "none"}, {"system": "Anvil"},
        {"documents": [{"kind": "license", "path": "L", "text": "f" * 64, "sha256": "", "by_user": False}]},
    ],
)
def test_a_snapshot_that_is_not_what_it_says_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    refuses(tmp_path, changed_snapshot(tmp_path, change), "holds|damaged")
