"""Which license a text is, what it says, and the one license concluded from all mentions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.nouns.findings import Component, Evidence, Finding, Grade
from auditor.nouns.snapshot import DocumentKind, Gap


class Match(StrEnum):
    """How close a text is to a known license text (design: exact = hash of the whole normalised token stream)."""

    EXACT = "exact"
    ALTERED = "altered"
    SIMILAR = "similar"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The known license that a text comes closest to; `similarity` 0–1."""

    id: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference from the nearest known text. `kind` is added or removed; an added passage has its place and quote,
    a removal the place where words are missing, how many, and the words themselves only if the text is installed."""

    kind: str
    start: int
    end: int
    line: int
    words: int
    quote: str = ""
    #: The rules whose evidence an added passage holds or is part of.
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensePart:
    """A stretch of a file that is one license text: several texts in one file have several parts."""

    start: int
    end: int
    license: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which license a text is. `id` is non-None only for an exact text."""

    id: str | None
    match: Match
    nearest: Nearest | None = None
    changes: tuple[Change, ...] = ()
    parts: tuple[LicensePart, ...] = ()
    #: For an altered text: rules that the nearest text is known to meet and this one does not; None if that is unknown.
    lost: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReading:
    """What one license, policy or notice text says: identity and the clauses found in it.

    `gap` is set where the text could not be read (binary, too large); then `identity` is NONE and nothing is found.
    """

    path: str
    sha256: str
    kind: DocumentKind
    identity: Identity
    findings: tuple[Finding, ...]
    scope: Component | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseSource:
    """One mention of the model's license: `how` is text, link, name, tag, card, header or catalog."""

    how: str
    license: str | None
    stated: str
    grade: Grade
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseConclusion:
    """One license out of many mentions: text read > link > name > tag > catalog.

    `how` is text, link, name, tag or catalog; none if it is established that no license is stated; None if not known.
    `declared` is what the repository says of itself, `concluded` what this tool concludes: an SPDX id, a LicenseRef- or
    None. `documents` are all texts read; `operative` the paths of those that bind a user of the weights.
    """

    declared: str | None
    concluded: str | None
    how: str | None
    sources: tuple[LicenseSource, ...] = ()
    documents: tuple[DocumentReading, ...] = ()
    operative: tuple[str, ...] = ()
    conflict: tuple[LicenseSource, LicenseSource] | None = None
    #: Every mention that disagrees with the one that decides; the first of them is the second side of `conflict`.
    against: tuple[LicenseSource, ...] = ()
    #: The licenses that a family tag ("cc", "openrail") may mean; nothing is concluded from it.
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentLicense:
    """The license of one part of the release, where the repository states one."""

    component: Component
    license: str
    grade: Grade
