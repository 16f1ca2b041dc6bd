"""Bytes of one file to a document, or to the gap that says why they are none."""

from __future__ import annotations

from auditor.nouns import Document, DocumentKind, Gap, GapReason
from auditor.sources.plan import PlannedFile
from auditor.text.decode import decode, is_binary, sha256

_POINTER = b"version https://git-lfs.github.com/spec/v1"
_POINTER_BYTES = 1_024


def document_of(file: PlannedFile, data: bytes) -> Document | Gap:
    """The document of a file's bytes. A file over its limit, of binary content, or a Git LFS pointer is a gap."""
    if len(data) > file.limit:
        return too_large(file.path, file.limit)
    if data.startswith(_POINTER) and len(data) < _POINTER_BYTES:
        detail = "only its Git LFS pointer is here; run `git lfs pull`"
        return Gap(document=file.path, reason=GapReason.UNREADABLE, detail=detail)
    if is_binary(data) and not (file.kind is DocumentKind.CARD and _is_utf8(data)):
        detail = "not text; give its text with --document"
        return Gap(document=file.path, reason=GapReason.UNREADABLE, detail=detail)
    return Document(kind=file.kind, path=file.path, text=decode(data), sha256=sha256(data))


def _is_utf8(data: bytes) -> bool:
    """A card with NUL signs in it is still the card that the Hub shows, if it is UTF-8 otherwise."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def too_large(path: str, limit: int) -> Gap:
    """The gap of a file over its limit, in bytes."""
    return Gap(document=path, reason=GapReason.TOO_LARGE, detail=f"larger than {limit:,} bytes")
