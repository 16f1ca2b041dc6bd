"""License texts from files and stdin, for `auditor license`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import limits
from auditor.cli.messages import tell_note
from auditor.errors import UsageError
from auditor.nouns import Document, DocumentKind, DocumentReading, Gap, GapReason, Identity, Match
from auditor.text.decode import decode, is_binary, sha256

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

STDIN = "-"


def existing(names: Sequence[str]) -> tuple[str, ...]:
    """The names, each once, in the order asked. Raises UsageError, before anything is read, if one does not exist."""
    unique = tuple(dict.fromkeys(names))
    for name in unique:
        _must_exist(name)
    return unique


def read_texts(names: Sequence[str], catalog: Catalog) -> Iterator[DocumentReading]:
    """What each text says, in this order; `-` is stdin. A file that is no text or too large: a reading with a gap."""
    return (read_text(name, catalog) for name in names)


def _must_exist(name: str) -> None:
    if name == STDIN:
        return
    path = Path(name)
    if path.is_dir():
        raise UsageError(f"{name}: is a folder", f"Name the file, or run `auditor audit ./{path.name}`.")
    if not path.exists():
        raise UsageError(f"{name}: no such file", "Nothing was read. Check the path, or give the text on stdin as `-`.")


def read_text(name: str, catalog: Catalog) -> DocumentReading:
    """What the text of one file says, or a reading with a gap."""
    from auditor.licenses.reading import read_document

    found = read_file(name, DocumentKind.LICENSE)
    return found if isinstance(found, DocumentReading) else read_document(found, catalog)


def read_file(name: str, kind: DocumentKind) -> Document | DocumentReading:
    """The text of a file as a document, or a reading whose gap says why there is none."""
    try:
        data = _bytes(name)
    except OSError as reason:
        return _unread(name, b"", GapReason.UNREADABLE, reason.strerror or "could not be read")
    if len(data) > limits.LICENSE_BYTES:
        return _unread(name, data, GapReason.TOO_LARGE, f"larger than {limits.LICENSE_BYTES:,} bytes")
    if is_binary(data):
        return _unread(name, data, GapReason.UNREADABLE, "not a text: it holds NUL bytes")
    if not data.strip():
        tell_note(f"{'stdin' if name == STDIN else name}: empty, so nothing can be found in it")
    return Document(kind=kind, path=name, text=decode(data), sha256=sha256(data))


def _bytes(name: str) -> bytes:
    """At most one byte more than the limit, so that no file fills the memory."""
    if name == STDIN:
        return sys.stdin.buffer.read(limits.LICENSE_BYTES + 1)
    with Path(name).open("rb") as handle:
        return handle.read(limits.LICENSE_BYTES + 1)


def _unread(name: str, data: bytes, reason: GapReason, detail: str) -> DocumentReading:
    return DocumentReading(
        path=name,
        # The hash of a text that was cut at the limit would name another text.
        sha256="" if reason is GapReason.TOO_LARGE else sha256(data),
        kind=DocumentKind.LICENSE,
        identity=Identity(id=None, match=Match.NONE),
        findings=(),
        gap=Gap(document=name, reason=reason, detail=detail),
    )


def absent_rules(readings: Collection[DocumentReading], catalog: Catalog) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each text that was read, the clause rules that were looked for in it and not found, sorted."""
    rules = sorted(rule.id for rule in catalog.clause_rules if str(DocumentKind.LICENSE) in rule.documents)
    found = {reading.path: {finding.rule for finding in reading.findings} for reading in readings if not reading.gap}
    return tuple((path, tuple(rule for rule in rules if rule not in there)) for path, there in found.items())
