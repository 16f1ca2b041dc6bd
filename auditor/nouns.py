"""The words of the tool as frozen records: what was read, what was found, what is reported.

Imports the standard library only. Nothing here does I/O or judges; every other module speaks in these records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What the audit says of a clause. An unread place gives UNKNOWN, never ABSENT."""

    FOUND = "found"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Disclosure(StrEnum):
    """What a card says about one item. UNKNOWN: the card could not be read."""

    OPEN = "open"
    PARTIAL = "partial"
    CLOSED = "closed"
    UNSTATED = "unstated"
    UNKNOWN = "unknown"


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


class Grade(StrEnum):
    """How strong a piece of evidence is, weakest first; VERIFIED_BY_USER ranks with VERIFIED."""

    CATALOG = "catalog"
    CLAIMED = "claimed"
    POINTED = "pointed"
    OBSERVED = "observed"
    VERIFIED = "verified"
    VERIFIED_BY_USER = "verified-by-user"

    @property
    def rank(self) -> int:
        """0 for the weakest grade (catalog) to 4 for verified and verified-by-user."""
        return min(list(Grade).index(self), 4)


class Basis(StrEnum):
    """Where a finding comes from."""

    TEXT = "text"
    KNOWN_TERMS = "known-terms"
    METADATA = "metadata"
    CATALOG = "catalog"


class DocumentKind(StrEnum):
    """What a document is for; the file name patterns are data (rules/documents.toml)."""

    CARD = "card"
    LICENSE = "license"
    POLICY = "policy"
    NOTICE = "notice"
    GATE = "gate"
    CONFIG = "config"
    ADAPTER_CONFIG = "adapter-config"


class Component(StrEnum):
    """The part of a release that terms are about. Unscoped terms are about the weights."""

    WEIGHTS = "weights"
    CODE = "code"
    DATA = "data"
    DOCS = "docs"
    OUTPUTS = "outputs"


class Match(StrEnum):
    """How close a text is to a known license text (design: exact = hash of the whole normalised token stream)."""

    EXACT = "exact"
    ALTERED = "altered"
    SIMILAR = "similar"
    NONE = "none"


# --- what was read ----------------------------------------------------------------------------------------------------


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


# --- what was found ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit (MAU, DAU, visits, USD, EUR, RMB …) and period (month, year, day; None = total)."""

    number: float
    unit: str
    period: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a clause names: kind count, money, place, name or url; `text` as it stands in the document."""

    kind: str
    text: str
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place in a document: `text[start:end] == quote` in code points; `line` counts newlines before start, plus one.

    `phrasing` names the rule's phrasing or signal that met it, `similarity` is 0–100.
    """

    document: str
    start: int
    end: int
    line: int
    quote: str
    phrasing: str = ""
    similarity: float = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's answer with evidence: one per rule and model, or per rule and document in `auditor license`."""

    rule: str
    verdict: Verdict
    basis: Basis
    grade: Grade
    confidence: float
    force: str | None = None
    scope: Component | None = None
    value: str = ""
    values: tuple[Value, ...] = ()
    quantity: Quantity | None = None
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureFinding:
    """What the card says about one item of the recipe. `signals` are the ids of the signals that fired;
    `links` are the addresses the passages point to, `quantity` the number that carries the answer, where one does."""

    rule: str
    verdict: Disclosure
    grade: Grade
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    signals: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    quantity: Quantity | None = None
    gap: Gap | None = None


# --- licenses ---------------------------------------------------------------------------------------------------------


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
    #: The licenses that a family tag ("cc", "openrail") may mean; nothing is concluded from it.
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentLicense:
    """The license of one part of the release, where the repository states one."""

    component: Component
    license: str
    grade: Grade


# --- what is reported -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Low and high end of a score or a level; equal ends = known."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLevel:
    """A facet's level 0–4 at both ends. `applicable` False: this facet does not exist for this model.

    `because` says what decided each end, in words and rule ids; `evidence` proves it.
    """

    id: str
    axis: str
    weight: int
    low: int
    high: int
    because: str
    applicable: bool = True
    rules: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """A condition of the next class that is not met: `because` is found, absent or unknown."""

    condition: str
    facet: str
    because: Verdict
    rule: str = ""
    evidence: Evidence | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLevel:
    """The class 0–7 from the low ends, and from the high ends; `name` in words."""

    level: int
    level_high: int
    name: str
    why_not_higher: tuple[Hindrance, ...] = ()
    #: False where nothing is known of the availability: the table prints "?".
    available_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A contradiction or an openwashing pattern, with both sides: where each stands, and in words."""

    id: str
    severity: str
    left: tuple[Evidence, ...] = ()
    right: tuple[Evidence, ...] = ()
    left_text: str = ""
    right_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of a framework with its own result word and the paragraph it rests on."""

    id: str
    element: str
    question: str
    result: str
    ref: str
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkResult:
    """Somebody else's definition, computed over the same findings; `result` in its own words."""

    name: str
    title: str
    version: str
    result: str
    score: float | None
    criteria: tuple[Criterion, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """Everything said about one model. The same snapshot and catalog give the same report."""

    id: str
    requested: str
    source: str
    revision: str | None
    commit: str | None
    endpoint: str | None
    gated: str | None
    license: LicenseConclusion
    components: tuple[ComponentLicense, ...]
    class_level: ClassLevel
    permission: Interval
    transparency: Interval
    coverage: float
    facets: tuple[FacetLevel, ...]
    findings: tuple[Finding, ...]
    disclosures: tuple[DisclosureFinding, ...]
    flags: tuple[Flag, ...]
    frameworks: tuple[FrameworkResult, ...]
    gaps: tuple[Gap, ...]
    #: Facts of the catalog row behind this model, as (field, value, source), and both sides of its conflicts.
    facts: tuple[tuple[str, str, str], ...] = ()
    conflicts: tuple[tuple[str, str, str, str, str], ...] = ()
    #: What the card calls the model ("open source", "open weights" …), "" if it makes no such claim.
    claim: str = ""
    #: Texts by path, kept so that a renderer can show context and links; not part of any output by itself.
    sha256_by_path: tuple[tuple[str, str], ...] = field(default=())
    #: The operative license texts that were read, as (path, text): a bill of materials carries them.
    license_texts: tuple[tuple[str, str], ...] = ()
