"""Texts that the user holds: `--document KIND=PATH` and the policy's `[[evidence]]`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from auditor.catalog.documents import DocumentPatterns
from auditor.errors import UsageError
from auditor.nouns import Document, DocumentKind, Gap, ModelSnapshot
from auditor.sources.options import UserDocument
from auditor.sources.plan import PlannedFile, kind_of
from auditor.sources.texts import document_of
from auditor.text.decode import sha256
from auditor.text.shown import shown

_KINDS = ", ".join(kind.value for kind in DocumentKind)


def parse_document(argument: str) -> UserDocument:
    """The document of a `KIND=PATH` argument. Raises UsageError if it is none."""
    kind, equals, path = argument.partition("=")
    if not equals or not path or kind not in set(DocumentKind):
        raise UsageError(f"{shown(argument)}: not KIND=PATH", f"KIND is one of {_KINDS}: license=./LICENSE")
    return UserDocument(kind=DocumentKind(kind), path=Path(path))


def with_user_documents(
    snapshot: ModelSnapshot, documents: Sequence[UserDocument], patterns: DocumentPatterns
) -> ModelSnapshot:
    """The snapshot with the user's texts in place of those that were not read, or of the repository's own.

    A text for another model or commit is left out. Raises UsageError if a file cannot be read or is not the one whose
    hash was given.
    """
    for given in documents:
        if _is_for(given, snapshot):
            snapshot = _with(snapshot, given, patterns)
    return snapshot


def _is_for(given: UserDocument, snapshot: ModelSnapshot) -> bool:
    names = {snapshot.id.casefold(), snapshot.requested.casefold()}
    if given.model is not None and given.model.casefold() not in names:
        return False
    return given.commit is None or (snapshot.commit or "").startswith(given.commit.lower())


def _with(snapshot: ModelSnapshot, given: UserDocument, patterns: DocumentPatterns) -> ModelSnapshot:
    name = _replaced(snapshot, given, patterns)
    text = _read(given, name)
    kept = tuple(document for document in snapshot.documents if document.path != name)
    gaps = tuple(gap for gap in snapshot.gaps if gap.document not in (name, given.kind.value))
    order = list(DocumentKind)
    documents = sorted((*kept, text), key=lambda document: order.index(document.kind))
    return dataclasses.replace(snapshot, documents=tuple(documents), gaps=gaps)


def _replaced(snapshot: ModelSnapshot, given: UserDocument, patterns: DocumentPatterns) -> str:
    """The path the text stands for: the repository's file of the same name, or the one of its kind; else its own."""
    of_kind = [gap.document for gap in snapshot.gaps if _kind(gap, patterns) is given.kind]
    read = snapshot.documents_of(given.kind)
    of_kind += [document.path for document in read if not document.by_user]
    if given.path.name in of_kind:
        return given.path.name
    if of_kind:
        return of_kind[0]
    taken = {document.path for document in snapshot.documents}
    return given.path.name if given.path.name not in taken else f"{given.kind.value}/{given.path.name}"


def _kind(gap: Gap, patterns: DocumentPatterns) -> DocumentKind | None:
    return None if gap.document in set(DocumentKind) else kind_of(gap.document, patterns)


def _read(given: UserDocument, name: str) -> Document:
    file = PlannedFile(kind=given.kind, path=name)
    shown_path = shown(str(given.path), 200)
    try:
        with given.path.open("rb") as handle:
            data = handle.read(file.limit + 1)
    except OSError as reason:
        raise UsageError(f"{shown_path}: {reason.strerror}", "Name a text file that can be read.") from None
    if given.sha256 is not None and sha256(data) != given.sha256.lower():
        hint = f"Its SHA-256 is {sha256(data)}: check that it is the text you reviewed, then put that in the policy."
        raise UsageError(f"{shown_path}: not the file whose sha256 the policy gives", hint)
    found = document_of(file, data)
    if isinstance(found, Gap):
        # What follows the sign is the next step for a file of a repository: to give its text, as is done here.
        raise UsageError(f"{shown_path}: {found.detail.partition(';')[0]}", "Give the document as plain text.")
    return dataclasses.replace(found, by_user=True)
