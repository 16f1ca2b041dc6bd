"""Bundles: a store's evidence in one portable file, for a machine that reaches no Hub.

First line: JSON with the form, its version, and length and SHA-256 of all that follows. Then, gzip-compressed, a JSON
list a line: `["text", KEY, TEXT]`, `["snapshot", ENDPOINT, ID, COMMIT, BODY]`, `["asked", …]`. A text stands before the
snapshot that needs it. The same evidence gives the same bytes. A bundle comes from somebody else: nothing of it is kept
unless the checksum fits, every limit holds and every record is what the store itself would have written.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from auditor import limits
from auditor.errors import UsageError
from auditor.names import DATASETS, hub_id_fault, revision_fault
from auditor.nouns import ModelSnapshot
from auditor.sources.encoding import decode, encode, text_key, text_keys
from auditor.sources.endpoints import endpoint_of
from auditor.sources.paths import is_repository_path
from auditor.sources.store import Name, Store

_FORM = "auditor-bundle"
_VERSION = 1
_HEADER_BYTES = 1_000
#: JSON may write one character in six.
_LINE_BYTES = 6 * limits.CARD_BYTES + limits.METADATA_BYTES
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_AGAIN = "Ask for a new copy: the file was damaged on its way, or it is no bundle."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What an export wrote or an import added: snapshots, how many of them were new, and the bundle's SHA-256."""

    snapshots: int
    new: int
    sha256: str


def export_bundle(store: Store, target: Path) -> Moved:
    """Write everything in `store` to `target`, which appears only when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    try:
        with os.fdopen(handle, "w+b") as body:
            count = _write_body(store, body)
            size, digest = body.tell(), _digest(body)
            header = {"form": _FORM, "version": _VERSION, "bytes": size, "sha256": digest}
            _prepend(json.dumps(header).encode("ascii") + b"\n", body, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Moved(snapshots=count, new=count, sha256=digest)


def import_bundle(store: Store, source: Path) -> Moved:
    """Add everything in the bundle `source` to `store`: all of it or, where anything is wrong, nothing.

    Raises UsageError if the file is no bundle, was altered, or breaks a limit.
    """
    with _opened(source) as handle:
        digest = _checked_header(source, handle)
        start = handle.tell()
        with store.all_or_nothing():
            handle.seek(start)
            count, new = 0, 0
            for added in _take(store, source, handle):
                count += 1
                new += added
    return Moved(snapshots=count, new=new, sha256=digest)


# --- out --------------------------------------------------------------------------------------------------------------


def _write_body(store: Store, body: IO[bytes]) -> int:
    count = 0
    written: set[str] = set()
    with gzip.GzipFile(fileobj=body, mode="wb", compresslevel=6, mtime=0, filename="") as out:
        for endpoint, model_id, commit, encoded, texts in store.encoded():
            for key, text in sorted(texts.items()):
                if key not in written:
                    written.add(key)
                    out.write(_line("text", key, text))
            out.write(_line("snapshot", endpoint, model_id, commit, encoded))
            count += 1
        for name in store.names():
            out.write(_line("asked", *dataclasses.astuple(name)))
    body.flush()
    return count


def _line(*parts: str) -> bytes:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _digest(body: IO[bytes]) -> str:
    body.seek(0)
    return hashlib.file_digest(body, "sha256").hexdigest()  # type: ignore[arg-type]


def _prepend(header: bytes, body: IO[bytes], target: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(header)
            body.seek(0)
            while part := body.read(1 << 20):
                out.write(part)
        # The temporary file is the owner's alone; a bundle is made to be handed on.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


# --- in ---------------------------------------------------------------------------------------------------------------


def _opened(source: Path) -> IO[bytes]:
    try:
        if not source.is_file():
            raise UsageError(f"{source}: no such file", "Name a file that `auditor bundle export` wrote.")
        return source.open("rb")
    except OSError as reason:
        raise UsageError(f"{source}: {reason.strerror}", "Name a file that can be read.") from None


def _checked_header(source: Path, handle: IO[bytes]) -> str:
    line = handle.readline(_HEADER_BYTES)
    try:
        header = json.loads(line)
        form, version, size, digest = (header[key] for key in ("form", "version", "bytes", "sha256"))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"{source}: not a bundle", _AGAIN) from None
    if form != _FORM:
        raise UsageError(f"{source}: not a bundle", _AGAIN)
    if version != _VERSION:
        raise UsageError(f"{source}: a bundle of another form ({version!r})"[:200], "Use the auditor that wrote it.")
    if source.stat().st_size > limits.BUNDLE_BYTES:
        raise UsageError(f"{source}: larger than {limits.BUNDLE_BYTES:,} bytes", "Export fewer models at a time.")
    start = handle.tell()
    found = hashlib.file_digest(handle, "sha256").hexdigest()  # type: ignore[arg-type]
    if handle.tell() - start != size or found != digest:
        raise UsageError(f"{source}: its checksum does not fit", _AGAIN)
    handle.seek(start)
    return found


def _take(store: Store, source: Path, handle: IO[bytes]) -> Iterator[bool]:
    """Add record by record; True for each new snapshot."""
    for parts in _records(source, handle):
        kind, rest = parts[0], parts[1:]
        if kind == "text" and len(rest) == 2 and text_key(rest[1]) == rest[0]:
            store.add_text(*rest)
        elif kind == "snapshot" and len(rest) == 4:
            _check_snapshot(store, source, *rest)
            endpoint, model_id, commit, body = rest
            yield store.add_encoded(body, {}, endpoint, model_id, commit)
        elif kind == "asked" and len(rest) == 5 and _is_name(Name(*rest)):
            store.note_once(Name(*rest))
        else:
            raise _foreign(source, "a record that no store writes")


def _records(source: Path, handle: IO[bytes]) -> Iterator[list[str]]:
    left = limits.BUNDLE_BYTES
    try:
        with gzip.GzipFile(fileobj=handle, mode="rb") as lines:
            while line := lines.readline(_LINE_BYTES + 1):
                left -= len(line)
                if len(line) > _LINE_BYTES or left < 0:
                    raise _foreign(source, "more than any store holds")
                parts: Any = json.loads(line)
                if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
                    raise _foreign(source, "a record that no store writes")
                "".join(parts).encode("utf-8")
                yield parts
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):
        raise _foreign(source, "content that cannot be read") from None


def _check_snapshot(store: Store, source: Path, endpoint: str, model_id: str, commit: str, body: str) -> None:
    """A snapshot must be what its key says, hold itself to the limits, and be written as the store writes it."""
    keys = text_keys(body)
    if len(keys) > limits.DOCUMENTS_PER_MODEL or not all(store.has_text(key) for key in keys):
        raise _foreign(source, "a snapshot without its texts")
    snapshot = decode(body, store.text)
    same = (snapshot.endpoint, snapshot.id, snapshot.commit) == (endpoint, model_id, commit)
    if not same or not _is_sound(snapshot) or encode(snapshot) != body:
        raise _foreign(source, f"a snapshot that is not what it says: {model_id[:100]!r}")


def _is_sound(snapshot: ModelSnapshot) -> bool:
    files = snapshot.files or ()
    paths = [*(entry.path for entry in files), *(document.path for document in snapshot.documents)]
    by_user = any(document.by_user for document in snapshot.documents)
    plain = not snapshot.bases and snapshot.system is None and snapshot.source == "hub" and not by_user
    return plain and _is_key(snapshot.endpoint or "", snapshot.id, snapshot.commit or "") and (
        len(files) <= limits.LISTED_FILES and all(map(is_repository_path, paths))
    )


def _is_key(endpoint: str, model_id: str, commit: str) -> bool:
    try:
        same = endpoint_of(endpoint) == endpoint if endpoint else False
    except UsageError:
        return False
    return same and hub_id_fault(model_id.removeprefix(DATASETS)) is None and bool(_COMMIT.fullmatch(commit))


def _is_name(name: Name) -> bool:
    asked = hub_id_fault(name.name.removeprefix(DATASETS)) is None and revision_fault(name.revision) is None
    return asked and _is_key(name.endpoint, name.id, name.target)


def _foreign(source: Path, what: str) -> UsageError:
    return UsageError(f"{source}: holds {what}", "Nothing of it was kept. " + _AGAIN)
