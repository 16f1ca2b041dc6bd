"""What was read of a model: its texts, its files, the answers of servers, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GapReason(StrEnum):
    """Why something that should have been read was not: a closed list."""

    GATED_AUTO = "gated-auto"
    GATED_MANUAL = "gated-manual"
    PRIVATE_OR_MISSING = "private-or-missing"
    REVISION_MISSING = "revision-missing"
    NOT_FOUND = "not-found"
    DISABLED = "disabled"
    UNAUTHORIZED = "unauthorized"
    OFFLINE = "offline"
    OUTSIDE_HUB = "outside-hub"
    NO_LISTING = "no-listing"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    RATE_LIMITED = "rate-limited"
    NETWORK = "network"


#: Reasons that a later run may not meet again: a read that failed for one of these ends in exit code 3.
PASSING_REASONS = frozenset(
    {GapReason.NETWORK, GapReason.RATE_LIMITED, GapReason.UNAUTHORIZED, GapReason.TOO_LARGE, GapReason.UNREADABLE}
)


class DocumentKind(StrEnum):
    """What a document is for; the file name patterns are data (rules/documents.toml)."""

    CARD = "card"
    LICENSE = "license"
    POLICY = "policy"
    NOTICE = "notice"
    GATE = "gate"
    CONFIG = "config"
    ADAPTER_CONFIG = "adapter-config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text of a model. `text` is the bytes decoded as UTF-8, errors replaced, BOM and line ends kept."""

    kind: DocumentKind
    path: str
    text: str
    sha256: str
    #: True for a text that the user supplied (--document, [[evidence]]).
    by_user: bool = False
    #: Address of the text where it is not a file of the repository (a linked policy); else None.
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that should have been read and was not. `document` is a path, or a kind where no path is known."""

    document: str
    reason: GapReason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file that the repository lists; `size` in bytes where the listing gives it."""

    path: str
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMetadata:
    """The Hub's answer about a repository, checked field by field; None or empty = the answer did not say.

    `gated` is "no", "auto", "manual" or None (not known). `license_tags` come from tags `license:<id>`;
    `base_models` are (relation, id) with relation one of finetune, adapter, merge, quantized or "" (not said).
    """

    gated: str | None = None
    private: bool | None = None
    disabled: bool | None = None
    tags: tuple[str, ...] = ()
    base_models: tuple[tuple[str, str], ...] = ()
    created_at: str | None = None
    last_modified: str | None = None
    parameters: int | None = None
    library_name: str | None = None
    pipeline_tag: str | None = None
    author: str | None = None
    downloads: int | None = None
    card_data: dict[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a server answered about something that the card names: whether it is there, its gate, its license.

    `repo_type` is dataset or model (the Hub was asked: --resolve), code or page (a host was: --allow-host). The `id` is
    the Hub's id, owner/name of code, or an address. `files` are those of a code repository, None where they are not
    known; `license` is the tag of a Hub repository, or the SPDX id that a code host answers.
    """

    repo_type: str
    id: str
    exists: bool
    gated: str | None = None
    license: str | None = None
    files: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightHeader:
    """What a weight file states of itself in its first bytes; "" where it does not. `base_models` are Hub ids or
    addresses."""

    path: str
    license: str = ""
    license_name: str = ""
    license_link: str = ""
    base_models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSnapshot:
    """Everything read about one model at one commit. Immutable; the whole input of the judgement.

    `id` is the Hub's id after renames, `requested` the name asked for. `source` is hub, folder, store or catalog.
    `files` is None where nothing is known of the listing; `files_complete` says whether it proves absence.
    `bases` are snapshots of named base models that the store held; `aliases` other names of this model.
    """

    id: str
    requested: str
    source: str
    revision: str | None = None
    commit: str | None = None
    endpoint: str | None = None
    metadata: HubMetadata | None = None
    files: tuple[FileEntry, ...] | None = None
    files_complete: bool = False
    documents: tuple[Document, ...] = ()
    gaps: tuple[Gap, ...] = ()
    bases: tuple[ModelSnapshot, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    headers: tuple[WeightHeader, ...] = ()
    #: Exact `model` value of the catalog row this snapshot was asked for by, if it came by catalog name.
    system: str | None = None

    def documents_of(self, *kinds: DocumentKind) -> tuple[Document, ...]:
        """The documents of these kinds, in the order they were read."""
        return tuple(document for document in self.documents if document.kind in kinds)
