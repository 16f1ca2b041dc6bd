"""A snapshot out of a local listing: the plan's files are read, and what could not be read becomes a gap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auditor.catalog.documents import DocumentPatterns
from auditor.nouns import Document, DocumentKind, FileEntry, Gap, GapReason, HubMetadata, ModelSnapshot
from auditor.sources.gate import gate_documents
from auditor.sources.plan import PlannedFile, license_files, plan
from auditor.sources.texts import document_of

#: Reads a planned file: its bytes, a gap, or None where it is not there.
Reader = Callable[[PlannedFile], bytes | Gap | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a folder holds of a repository, before its texts are read.

    `listed` are all names known, `complete` whether the list proves absence.
    """

    id: str
    requested: str
    listed: tuple[FileEntry, ...]
    complete: bool
    metadata: HubMetadata | None = None
    revision: str | None = None
    commit: str | None = None
    endpoint: str | None = None
    gaps: tuple[Gap, ...] = ()


def assemble(holding: Holding, read: Reader, patterns: DocumentPatterns) -> ModelSnapshot:
    """The snapshot of a folder's holding."""
    names = [entry.path for entry in holding.listed]
    card = _card(names, read, patterns)
    data = card_data(holding.metadata, card)
    planned = plan(names, patterns, license_files(data))
    texts: list[Document] = []
    gaps: list[Gap] = list(holding.gaps)
    for file in planned.read:
        text = card if card and file.path == card.path else _text(file, read, holding)
        (texts if isinstance(text, Document) else gaps).append(text)  # type: ignore[arg-type]
    gated = holding.metadata.gated if holding.metadata else None
    texts += gate_documents(data, gated)
    gaps += [*planned.gaps(), *_missing_kinds(holding, planned.read)]
    return ModelSnapshot(
        id=holding.id, requested=holding.requested, source="folder", revision=holding.revision, commit=holding.commit,
        endpoint=holding.endpoint, metadata=holding.metadata, files=holding.listed, files_complete=holding.complete,
        documents=tuple(texts), gaps=tuple(gaps),
    )


def card_data(metadata: HubMetadata | None, card: Document | None) -> Mapping[str, object]:
    """The card's front matter: as the Hub parsed it, else as the card's own text has it."""
    if metadata and metadata.card_data is not None:
        return metadata.card_data
    if card is None:
        return {}
    from auditor.text.front_matter import parse

    return parse(card.text).data


def _card(names: list[str], read: Reader, patterns: DocumentPatterns) -> Document | None:
    for file in plan(names, patterns).read:
        if file.kind is DocumentKind.CARD:
            data = read(file)
            found = document_of(file, data) if isinstance(data, bytes) else None
            return found if isinstance(found, Document) else None
    return None


def _text(file: PlannedFile, read: Reader, holding: Holding) -> Document | Gap:
    data = read(file)
    if isinstance(data, Gap):
        return data
    return document_of(file, data) if data is not None else _not_here(file, holding)


def _not_here(file: PlannedFile, holding: Holding) -> Gap:
    gated = holding.metadata.gated if holding.metadata else None
    if gated in ("auto", "manual"):
        reason = GapReason.GATED_AUTO if gated == "auto" else GapReason.GATED_MANUAL
        return Gap(document=file.path, reason=reason, detail="listed, but this copy of a gated model lacks it")
    return Gap(document=file.path, reason=GapReason.NOT_FOUND, detail="listed, but not in this folder")


def _missing_kinds(holding: Holding, read: tuple[PlannedFile, ...]) -> list[Gap]:
    """Without a full list, a card or license that is not here may exist all the same."""
    if holding.complete:
        return []
    detail = "no full list of the repository's files: what is not here may exist all the same"
    gaps = [Gap(document="files", reason=GapReason.NO_LISTING, detail=detail)]
    held = {file.kind for file in read}
    for kind in (DocumentKind.CARD, DocumentKind.LICENSE):
        if kind not in held:
            gaps.append(Gap(document=kind.value, reason=GapReason.NO_LISTING, detail=detail))
    return gaps
