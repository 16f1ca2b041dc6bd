"""Two states of a model's terms side by side: which clauses came, went or changed, and which way that goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from auditor.drift.wording import WordChange, word_changes
from auditor.nouns import (
    AuditReport,
    Basis,
    DisclosureFinding,
    Document,
    DocumentKind,
    DocumentReading,
    Finding,
    Gap,
    ModelSnapshot,
    Verdict,
)

#: Documents whose words are terms.
TERMS = (DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE, DocumentKind.GATE)
_TIGHTER_FORCES = frozenset({"forbid", "require", "disclaim"})


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


def difference(old: Terms, new: Terms) -> Difference:
    """What changed from `old` to `new`."""
    clauses = _clauses(old, new)
    texts = _texts(old.documents, new.documents)
    if old.documents and not texts:
        # The same words are the same terms, however a text is wrapped.
        clauses = tuple(change for change in clauses if not _rests_on_text(change))
    fields = _fields(old, new)
    return Difference(
        old=old,
        new=new,
        answer=_answer(clauses, texts, fields, old, new),
        direction=_together(change.direction for change in clauses),
        clauses=clauses,
        texts=texts,
        fields=fields,
        disclosures=_disclosures(old, new),
    )


def _rests_on_text(change: ClauseChange) -> bool:
    sides = [finding for finding in (change.old, change.new) if finding and finding.verdict is Verdict.FOUND]
    return all(finding.basis is Basis.TEXT for finding in sides) and change.change != "unknown"


def _is_clause(finding: Finding) -> bool:
    return finding.rule.startswith(("restrict.", "oblige.", "grant.", "term."))


def _clauses(old: Terms, new: Terms) -> tuple[ClauseChange, ...]:
    before = {finding.rule: finding for finding in old.findings}
    after = {finding.rule: finding for finding in new.findings}
    missing = (_missing(old), _missing(new))
    rules = sorted(before.keys() | after.keys())
    changes = (_clause(rule, before.get(rule), after.get(rule), missing) for rule in rules)
    return tuple(change for change in changes if change is not None)


def _missing(terms: Terms) -> Verdict:
    """What a clause is that is not listed: absent, unless nothing could be read."""
    return Verdict.UNKNOWN if not terms.findings and terms.gaps else Verdict.ABSENT


def _clause(
    rule: str, old: Finding | None, new: Finding | None, missing: tuple[Verdict, Verdict]
) -> ClauseChange | None:
    was = old.verdict if old else missing[0]
    now = new.verdict if new else missing[1]
    if was is now:
        if was is Verdict.FOUND and old is not None and new is not None and _value(old) != _value(new):
            return ClauseChange(rule=rule, change="changed", direction=_of_value(old, new), old=old, new=new)
        return None
    if Verdict.UNKNOWN in (was, now):
        # Only a clause that is there on one side is worth telling: it may have gone.
        if Verdict.FOUND not in (was, now):
            return None
        return ClauseChange(rule=rule, change="unknown", direction=Direction.NEITHER, old=old, new=new)
    if now is Verdict.FOUND:
        return ClauseChange(rule=rule, change="came", direction=_of_clause(rule, new), old=old, new=new)
    return ClauseChange(rule=rule, change="went", direction=_opposite(_of_clause(rule, old)), old=old, new=new)


def _value(finding: Finding) -> tuple[object, ...]:
    quantity = finding.quantity
    if quantity is not None:
        return (quantity.number, quantity.unit, quantity.period)
    return (" ".join(finding.value.casefold().split()),)


def _of_clause(rule: str, finding: Finding | None) -> Direction:
    """Which way a clause goes by being there: by its kind, and for terms by what the passage does."""
    if rule.startswith(("restrict.", "oblige.")):
        return Direction.TIGHTER
    if rule.startswith("grant."):
        return Direction.LOOSER
    force = finding.force if finding else None
    if force == "permit":
        return Direction.LOOSER
    return Direction.TIGHTER if force in _TIGHTER_FORCES else Direction.NEITHER


def _opposite(direction: Direction) -> Direction:
    return {Direction.TIGHTER: Direction.LOOSER, Direction.LOOSER: Direction.TIGHTER}.get(direction, direction)


def _of_value(old: Finding, new: Finding) -> Direction:
    """A limit that bites later is looser; other values have no order."""
    before, now = old.quantity, new.quantity
    if before is None or now is None or (before.unit, before.period) != (now.unit, now.period):
        return Direction.NEITHER
    return Direction.LOOSER if now.number > before.number else Direction.TIGHTER


def _together(directions: Iterable[Direction]) -> Direction:
    found = set(directions) - {Direction.NEITHER}
    if len(found) > 1:
        return Direction.MIXED
    return next(iter(found), Direction.NEITHER)


def _texts(old: tuple[Document, ...], new: tuple[Document, ...]) -> tuple[TextChange, ...]:
    changes: list[TextChange] = []
    left = list(new)
    unpaired: list[Document] = []
    for document in old:
        same = next((item for item in left if (item.kind, item.path) == (document.kind, document.path)), None)
        if same is None:
            unpaired.append(document)
            continue
        left.remove(same)
        changes += _pair(document, same)
    for document in unpaired:
        # A text under another name is the same document if it is the only one of its kind on both sides.
        others = [item for item in left if item.kind is document.kind]
        if len(others) == 1 and sum(item.kind is document.kind for item in unpaired) == 1:
            left.remove(others[0])
            changes += _pair(document, others[0])
        else:
            changes.append(TextChange(kind=document.kind, old=document.path, new=None))
    changes += [TextChange(kind=document.kind, old=None, new=document.path) for document in left]
    return tuple(changes)


def _pair(old: Document, new: Document) -> list[TextChange]:
    found = word_changes(old.text, new.text)
    return [TextChange(kind=old.kind, old=old.path, new=new.path, words=found)] if found else []


def _fields(old: Terms, new: Terms) -> tuple[FieldChange, ...]:
    changes = [
        FieldChange(field=name, old=before or "none", new=now or "none")
        for name, before, now in (("license", old.license, new.license), ("tag", old.tag, new.tag))
        if before != now and Verdict.UNKNOWN not in (_missing(old), _missing(new))
    ]
    if old.gated != new.gated and None not in (old.gated, new.gated):
        changes.append(FieldChange(field="gate", old=str(old.gated), new=str(new.gated)))
    return tuple(changes)


def _disclosures(old: Terms, new: Terms) -> tuple[FieldChange, ...]:
    before = {item.rule: str(item.verdict) for item in old.disclosures}
    after = {item.rule: str(item.verdict) for item in new.disclosures}
    shared = sorted(before.keys() & after.keys())
    return tuple(
        FieldChange(field=rule, old=before[rule], new=after[rule])
        for rule in shared
        if before[rule] != after[rule] and "unknown" not in (before[rule], after[rule])
    )


def _answer(
    clauses: tuple[ClauseChange, ...],
    texts: tuple[TextChange, ...],
    fields: tuple[FieldChange, ...],
    old: Terms,
    new: Terms,
) -> Answer:
    if any(change.change != "unknown" for change in clauses) or fields:
        return Answer.DIFFER
    unread = any(change.change == "unknown" for change in clauses) or _unread(old) or _unread(new)
    if unread:
        return Answer.UNKNOWN
    return Answer.WORDING if texts else Answer.SAME


def _unread(terms: Terms) -> bool:
    """Whether a text that binds could not be read: neither its clauses nor a known license's answer for it."""
    if any(finding.verdict is Verdict.UNKNOWN for finding in terms.findings):
        return True
    return not terms.findings and bool(terms.gaps)
