"""The records of drift: a state of the terms, and what changed from one state to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.drift.wording import WordChange
from auditor.nouns import (
    AuditReport,
    DisclosureFinding,
    Document,
    DocumentKind,
    DocumentReading,
    Finding,
    Gap,
    GapReason,
    ModelSnapshot,
)

#: Documents whose words are terms.
TERMS = (DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE, DocumentKind.GATE)


class Direction(StrEnum):
    """What a change means for a user. MIXED: some of it tighter, some looser; NEITHER: not a matter of freedom."""

    TIGHTER = "tighter"
    LOOSER = "looser"
    MIXED = "mixed"
    NEITHER = "neither"


class Answer(StrEnum):
    """Do the terms differ? WORDING: words do, no known clause does. UNKNOWN: a side could not be read whole."""

    SAME = "same"
    WORDING = "wording"
    DIFFER = "differ"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One state of the terms: of a model at a commit, or of a text by itself. `gated` is None where it is not known."""

    name: str
    commit: str | None = None
    license: str | None = None
    tag: str | None = None
    gated: str | None = None
    findings: tuple[Finding, ...] = ()
    disclosures: tuple[DisclosureFinding, ...] = ()
    documents: tuple[Document, ...] = ()
    gaps: tuple[Gap, ...] = ()
    #: Documents that the card declares and the list of files does not have: read or not, they are not there.
    missing: frozenset[str] = frozenset()

    @property
    def called(self) -> str | None:
        """The license by its id; without one what a text of its own is; None where there is neither."""
        if self.license is not None:
            return self.license
        own = any(document.kind is DocumentKind.LICENSE for document in self.documents)
        return "terms of its own" if own else None

    def lacks(self, document: Document) -> bool:
        """Whether a document may be there and was not read: then its absence here says nothing."""
        unread = {gap.document for gap in self.gaps} - self.missing
        return bool(unread & {document.path, document.path.partition("#")[0], str(document.kind)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """A clause that came, went or changed its value. `change` is came, went, changed or unknown."""

    rule: str
    change: str
    direction: Direction
    old: Finding | None = None
    new: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """A document on both sides whose words differ, or one that is there on one side only (the other path is None)."""

    kind: DocumentKind
    old: str | None
    new: str | None
    words: tuple[WordChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A stated fact that changed: license, tag, gate, or the verdict of a disclosed item."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All of it, and in one word whether the terms differ."""

    old: Terms
    new: Terms
    answer: Answer
    direction: Direction
    clauses: tuple[ClauseChange, ...]
    texts: tuple[TextChange, ...]
    fields: tuple[FieldChange, ...]
    disclosures: tuple[FieldChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is looked at changed."""
        return not (self.clauses or self.texts or self.fields or self.disclosures)


def terms_of_model(report: AuditReport, snapshot: ModelSnapshot, name: str) -> Terms:
    """The terms of a model as it was audited."""
    return Terms(
        name=name,
        commit=report.commit,
        license=report.license.concluded,
        tag=report.license.declared,
        gated=report.gated,
        findings=tuple(finding for finding in report.findings if _is_clause(finding)),
        disclosures=report.disclosures,
        documents=snapshot.documents_of(*TERMS),
        gaps=tuple(gap for gap in report.gaps if gap.document != "files"),
        missing=_missing(report, snapshot),
    )


def terms_of_text(reading: DocumentReading, document: Document) -> Terms:
    """The terms of one text; a clause that is not listed is absent."""
    return Terms(
        name=reading.path,
        license=reading.identity.id,
        findings=reading.findings,
        documents=(document,),
        gaps=(reading.gap,) if reading.gap else (),
    )


def _missing(report: AuditReport, snapshot: ModelSnapshot) -> frozenset[str]:
    listed = {entry.path for entry in snapshot.files or ()}
    absent = {gap.document for gap in report.gaps if gap.reason is GapReason.NOT_FOUND} - listed
    return frozenset(absent) if snapshot.files_complete else frozenset()


def _is_clause(finding: Finding) -> bool:
    return finding.rule.startswith(("restrict.", "oblige.", "grant.", "term."))
