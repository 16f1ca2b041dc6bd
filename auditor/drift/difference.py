"""Two states of a model's terms side by side: which clauses came, went or changed, and which way that goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.drift.documents import document_changes
from auditor.drift.terms import Answer, ClauseChange, Difference, Direction, FieldChange, Terms, TextChange
from auditor.nouns import Basis, DocumentKind, Finding, Verdict

_TIGHTER_FORCES = frozenset({"forbid", "require", "disclaim"})


_GATES = ("no", "auto", "manual")


def difference(old: Terms, new: Terms) -> Difference:
    """What changed from `old` to `new`. What a side lacks because it was not read is unknown, and never gone or new."""
    unread = (_unread_paths(new, old), _unread_paths(old, new))
    texts = document_changes(old, new)
    clauses = tuple(_doubted(change, unread) for change in _clauses(old, new))
    if old.documents and not texts and not any(unread):
        # The same words are the same terms, however a text is wrapped.
        clauses = tuple(change for change in clauses if not _rests_on_text(change))
    fields = _fields(old, new, bool(any(unread)))
    return Difference(
        old=old,
        new=new,
        answer=_answer(clauses, texts, fields, (old, new), bool(any(unread))),
        direction=_direction(clauses, old, new),
        clauses=clauses,
        texts=texts,
        fields=fields,
        disclosures=_disclosures(old, new),
    )


def _unread_paths(side: Terms, other: Terms) -> frozenset[str]:
    """The documents of the other side that this one may have too, but that were not read here."""
    held = {document.path for document in side.documents}
    return frozenset(item.path for item in other.documents if item.path not in held and side.lacks(item))


def _doubted(change: ClauseChange, unread: tuple[frozenset[str], frozenset[str]]) -> ClauseChange:
    """The change, as unknown where one side's words stand in a text that the other side may have too."""
    for finding, missing in zip((change.old, change.new), unread, strict=True):
        if finding is not None and any(evidence.document in missing for evidence in finding.evidence):
            return replace(change, change="unknown", direction=Direction.NEITHER)
    return change


def _rests_on_text(change: ClauseChange) -> bool:
    sides = [finding for finding in (change.old, change.new) if finding and finding.verdict is Verdict.FOUND]
    return all(finding.basis is Basis.TEXT for finding in sides) and change.change != "unknown"


def _direction(clauses: tuple[ClauseChange, ...], old: Terms, new: Terms) -> Direction:
    """Which way all of it goes. To take every license away is to take every permission away."""
    bare = (_is_bare(old), _is_bare(new))
    if bare[0] is not bare[1]:
        return Direction.TIGHTER if bare[1] else Direction.LOOSER
    return _together((*(change.direction for change in clauses), _of_gate(old.gated, new.gated)))


def _is_bare(terms: Terms) -> bool:
    """Whether nothing is licensed at all, as far as everything was read."""
    found = any(finding.verdict is Verdict.FOUND for finding in terms.findings)
    license_read = any(document.kind is DocumentKind.LICENSE for document in terms.documents)
    return not (found or license_read or terms.license or terms.gaps)


def _of_gate(old: str | None, new: str | None) -> Direction:
    if old == new or old not in _GATES or new not in _GATES:
        return Direction.NEITHER
    return Direction.TIGHTER if _GATES.index(new) > _GATES.index(old) else Direction.LOOSER


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


def _fields(old: Terms, new: Terms, unread: bool) -> tuple[FieldChange, ...]:
    changes = [
        FieldChange(field=name, old=before or "none", new=now or "none")
        for name, before, now in (("license", old.called, new.called), ("tag", old.tag, new.tag))
        if before != now and _is_told(before, old) and _is_told(now, new)
        # What a license is concluded from was not read on both sides.
        if not (unread and name == "license")
    ]
    if old.gated != new.gated and None not in (old.gated, new.gated):
        changes.append(FieldChange(field="gate", old=str(old.gated), new=str(new.gated)))
    return tuple(changes)


def _is_told(value: str | None, terms: Terms) -> bool:
    """Whether a stated value is known: none is an answer only where everything was read."""
    return value is not None or not terms.gaps


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
    sides: tuple[Terms, Terms],
    unread: bool,
) -> Answer:
    if any(change.change != "unknown" for change in clauses) or fields:
        return Answer.DIFFER
    if unread or any(change.change == "unknown" for change in clauses) or any(map(_unread, sides)):
        return Answer.UNKNOWN
    return Answer.WORDING if texts else Answer.SAME


def _unread(terms: Terms) -> bool:
    """Whether a text that binds could not be read: neither its clauses nor a known license's answer for it."""
    if any(finding.verdict is Verdict.UNKNOWN for finding in terms.findings):
        return True
    return not terms.findings and bool(terms.gaps)
