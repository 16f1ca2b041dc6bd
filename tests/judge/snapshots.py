"""Small snapshots for the tests of the judgement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from auditor.catalog.catalog import Catalog
from auditor.judge import audit
from auditor.nouns import (
    AuditReport,
    Document,
    DocumentKind,
    FacetLevel,
    FileEntry,
    Finding,
    Gap,
    HubMetadata,
    ModelSnapshot,
)

CATALOG = Catalog.load()
WEIGHTS = ("README.md", "model.safetensors", "config.json")

#: A license of the tests' own: a grant, and nothing that bars.
GRANT = (
    "AURORA MODEL LICENSE\n\n1. Grant. Under its copyright, the licensor grants you a license to use, copy, modify and "
    "distribute the model: it is worldwide, free of royalties and not exclusive.\n\n"
)
NON_COMMERCIAL = "2. Restrictions. You may not use the model or any derivative of it for commercial purposes.\n\n"
THRESHOLD = (
    "3. Large users. If the monthly active users of your products or services exceed 5 million monthly active users, "
    "you must request a license from the licensor, which it may grant in its sole discretion.\n\n"
)
POLICY_LINK = (
    "4. Acceptable use. Your use of the model must adhere to the Acceptable Use Policy, available at "
    "https://aurora.example/use-policy, which is hereby incorporated by reference into this license.\n\n"
)


def document(kind: DocumentKind, text: str, path: str, **more: Any) -> Document:
    """A document with the hash of its text."""
    return Document(kind=kind, path=path, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), **more)


def snapshot(
    card: str | None = "# Aurora\n",
    license_text: str | None = None,
    files: Iterable[str] | None = WEIGHTS,
    gated: str | None = "no",
    gaps: tuple[Gap, ...] = (),
    documents: tuple[Document, ...] = (),
    complete: bool = True,
    id: str = "acme/aurora",
    metadata: HubMetadata | None = None,
    **more: Any,
) -> ModelSnapshot:
    """A repository: card and license text as given, `files` the listing (None: not known)."""
    texts = []
    if card is not None:
        texts.append(document(DocumentKind.CARD, card, "README.md"))
    if license_text is not None:
        texts.append(document(DocumentKind.LICENSE, license_text, "LICENSE"))
    listed = None if files is None else tuple(FileEntry(path=path) for path in files)
    return ModelSnapshot(
        id=id,
        requested=id,
        source="hub",
        files=listed,
        files_complete=complete and files is not None,
        documents=(*texts, *documents),
        gaps=gaps,
        metadata=metadata or (HubMetadata(gated=gated) if gated is not None else None),
        **more,
    )


def report(**given: Any) -> AuditReport:
    """The report on such a repository."""
    return audit(snapshot(**given), CATALOG)


def level(found: AuditReport, facet: str) -> FacetLevel:
    """One facet of a report."""
    return next(item for item in found.facets if item.id == facet)


def ends(found: AuditReport, facet: str) -> tuple[int, int]:
    """Both ends of a facet."""
    item = level(found, facet)
    return item.low, item.high


def finding(found: AuditReport, rule: str) -> Finding:
    """One finding of a report."""
    return next(item for item in found.findings if item.rule == rule)
