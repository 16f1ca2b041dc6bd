"""The examples of flag and metadata rules as snapshots, so that a rule file can be tried by itself."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from auditor.catalog.flags import FlagExample
from auditor.catalog.metadata import MetadataExample
from auditor.nouns import (
    Document,
    DocumentKind,
    FileEntry,
    HubMetadata,
    ModelSnapshot,
    Resolved,
)

_MODEL, _BASE = "acme/aurora", "acme/base"


def flag_snapshot(example: FlagExample) -> ModelSnapshot:
    """The small repository of a flag's example, with its base if it has one."""
    documents = []
    if example.card:
        documents.append(_document(DocumentKind.CARD, "README.md", example.card))
    if example.license_text:
        documents.append(_document(DocumentKind.LICENSE, "LICENSE", example.license_text))
    metadata = HubMetadata(
        gated=example.gated,
        private=False,
        disabled=False,
        tags=example.tags,
        base_models=((example.relation, _BASE),) if example.base_tag else (),
        last_modified=example.date or None,
    )
    return ModelSnapshot(
        id=_MODEL,
        requested=_MODEL,
        source="hub",
        metadata=metadata,
        files=_files(example.files),
        files_complete=True,
        documents=tuple(documents),
        bases=(_base(example.base_tag),) if example.base_tag else (),
        resolved=_answers(example),
    )


def _answers(example: FlagExample) -> tuple[Resolved, ...]:
    gone = tuple(Resolved(repo_type="dataset", id=name, exists=False) for name in example.missing)
    there = Resolved(repo_type="dataset", id="acme/heap", exists=True, gated="no", license=example.data_tag)
    return (*gone, there) if example.data_tag else gone


def _base(tag: str) -> ModelSnapshot:
    card = _document(DocumentKind.CARD, "README.md", f"---\nlicense: {tag}\n---\n# Base\n")
    return ModelSnapshot(
        id=_BASE,
        requested=_BASE,
        source="store",
        metadata=HubMetadata(gated="no", tags=(f"license:{tag}",)),
        files=_files(("README.md", "model.safetensors")),
        files_complete=True,
        documents=(card,),
    )


def metadata_snapshot(example: MetadataExample) -> ModelSnapshot:
    """The small repository of a metadata rule's example."""
    answered = HubMetadata(
        gated=example.gated,
        private=example.private,
        disabled=example.disabled,
        tags=example.tags,
        library_name=example.library,
        parameters=example.parameters,
        base_models=((example.relation, _BASE),) if example.relation else (),
        card_data=dict(example.card) or None,
    )
    config = (_document(DocumentKind.CONFIG, "config.json", example.config),) if example.config else ()
    files = tuple(replace(entry, size=example.size) for entry in _files(example.files))
    return ModelSnapshot(
        id=example.model,
        requested=example.model,
        source="hub",
        metadata=answered if answered != HubMetadata() else None,
        files=files,
        files_complete=not example.partial_list,
        documents=config,
    )


def _files(paths: tuple[str, ...]) -> tuple[FileEntry, ...]:
    return tuple(FileEntry(path=path) for path in paths)


def _document(kind: DocumentKind, path: str, text: str) -> Document:
    return Document(kind=kind, path=path, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
