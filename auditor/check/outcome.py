"""One answer for a repository: violations, unknowns, the lock and waivers brought together into one verdict."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.catalog.use import UseRules
from auditor.check.evaluate import NOT_READ, Breach, Certainty, evaluate
from auditor.check.lock import Lock, TermsChange, compare, locked
from auditor.check.waivers import Waived, unused, waive
from auditor.discovery.findings import Reference, ScanResult, Status
from auditor.nouns import AuditReport
from auditor.policy import Policy, Waiver

LOCK_CHANGED, LOCK_MISSING = "lock.terms-changed", "lock.model-missing"


class Verdict(StrEnum):
    """What a repository's check comes to."""

    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A model that a repository uses and that gave no report, with what happened and the next step."""

    model: str
    message: str
    hint: str
    exit_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Everything that `auditor check` says. `known_before` are violations that a baseline excuses."""

    verdict: Verdict
    violations: tuple[Waived, ...]
    unknown: tuple[Waived, ...]
    known_before: tuple[Waived, ...]
    changes: tuple[TermsChange, ...]
    unused_waivers: tuple[Waiver, ...]
    reports: tuple[AuditReport, ...]
    unread: tuple[Unread, ...]
    scan: ScanResult
    locked: bool
    notes: tuple[str, ...] = ()
    #: Reports made from the lock, of models that could not be read; `from_lock` are their ids.
    held: tuple[AuditReport, ...] = ()

    @property
    def from_lock(self) -> tuple[str, ...]:
        """The models that only the lock answers for."""
        return tuple(report.id for report in self.held)

    @property
    def unresolved(self) -> tuple[Reference, ...]:
        """References whose model only a run can tell."""
        return tuple(item for item in self.scan.references if item.status is Status.UNRESOLVED)


def references_by_model(scan: ScanResult) -> dict[str, tuple[Reference, ...]]:
    """The references of each model that is known, by id in lower case, models in the order of their first place."""
    found: dict[str, list[Reference]] = {}
    for item in scan.references:
        if item.status is not Status.UNRESOLVED:
            found.setdefault(item.model.casefold(), []).append(item)
    return {model: tuple(items) for model, items in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is known of the models of a repository.

    `held` are reports made from the lock, of models that an offline run could not read; `unread` are those of which
    nothing is known at all.
    """

    reports: tuple[AuditReport, ...]
    unread: tuple[Unread, ...] = ()
    held: tuple[AuditReport, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """What the models are held against. `baseline` are fingerprints of violations that were there before."""

    policy: Policy
    use_rules: UseRules
    today: datetime.date
    lock: Lock | None = None
    baseline: frozenset[str] = frozenset()


def check(scan: ScanResult, judged: Judged, demanded: Demanded) -> CheckResult:
    """The result for a scanned repository."""
    policy, lock = demanded.policy, demanded.lock
    breaches, changes = _breaches(references_by_model(scan), judged, demanded)
    by_id = {report.id: report for report in judged.reports}
    waived = [waive(breach, by_id.get(breach.model), policy.waiver, demanded.today) for breach in breaches]
    old = [item for item in waived if fingerprint(item.breach) in demanded.baseline]
    new = [item for item in waived if fingerprint(item.breach) not in demanded.baseline]
    violations = tuple(item for item in new if _is_violation(item, policy))
    unknown = tuple(item for item in new if not _is_violation(item, policy))
    idle = unused(policy.waiver, breaches) if policy.policy.unused_waivers != "allow" else ()
    return CheckResult(
        verdict=_verdict(violations, unknown, idle, policy),
        violations=violations,
        unknown=unknown,
        known_before=tuple(old),
        changes=tuple(changes),
        unused_waivers=idle,
        reports=judged.reports,
        unread=judged.unread,
        scan=scan,
        locked=lock is not None,
        notes=_notes(lock, judged.held),
        held=judged.held,
    )


def _breaches(
    places: Mapping[str, tuple[Reference, ...]], judged: Judged, demanded: Demanded
) -> tuple[list[Breach], list[TermsChange]]:
    """What stands against the policy and the lock, and how the terms changed since they were locked."""
    rules, use_rules = demanded.policy.policy, demanded.use_rules
    breaches: list[Breach] = []
    changes: list[TermsChange] = []
    for report in judged.reports:
        references = places.get(report.id.casefold()) or places.get(report.requested.casefold(), ())
        breaches += evaluate(report, rules, references, use_rules)
        breaches += _against_lock(report, demanded.lock, references, changes)
    for report in judged.held:
        breaches += evaluate(report, rules, places.get(report.id.casefold(), ()), use_rules)
    breaches += [_not_read(item, places.get(item.model.casefold(), ())) for item in judged.unread]
    return breaches, changes


def _notes(lock: Lock | None, from_lock: Sequence[AuditReport]) -> tuple[str, ...]:
    if lock is None:
        return ("no auditor.lock: whether terms changed was not checked",)
    names = ", ".join(report.id for report in from_lock)
    return (f"judged from the lock, as nothing else is at hand offline: {names}",) if names else ()


def _is_violation(item: Waived, policy: Policy) -> bool:
    """Certain ones, and unknown ones where the policy says that unknown fails."""
    return item.breach.certainty is Certainty.VIOLATED or policy.policy.unknown == "fail"


def _against_lock(
    report: AuditReport, lock: Lock | None, references: Sequence[Reference], changes: list[TermsChange]
) -> list[Breach]:
    if lock is None:
        return []
    before = lock.find(report.id)
    if before is None:
        message = "the lock does not hold this model; `auditor lock` puts it in"
        return [_breach(report, LOCK_MISSING, Certainty.UNKNOWN, message, references)]
    change = compare(before, locked(report))
    if change is None:
        return []
    changes.append(change)
    return [_breach(report, LOCK_CHANGED, Certainty.VIOLATED, change_words(change), references)]


def change_words(change: TermsChange) -> str:
    """What came, what went, and which texts differ, in one line."""
    parts = []
    if change.license_before != change.license_now:
        parts.append(f"license {change.license_before or 'none'} is now {change.license_now or 'none'}")
    if change.class_before != change.class_now:
        parts.append(f"class {change.class_before} is now {change.class_now}")
    parts += [f"came: {', '.join(change.came)}"] if change.came else []
    parts += [f"went: {', '.join(change.went)}"] if change.went else []
    parts += [f"texts that differ: {', '.join(change.texts)}"] if change.texts else []
    parts += ["the card's own statement of terms differs"] if change.card_terms_changed else []
    return "the terms changed since they were locked: " + "; ".join(parts)


def _breach(
    report: AuditReport, rule: str, certainty: Certainty, message: str, references: Sequence[Reference]
) -> Breach:
    return Breach(model=report.id, rule=rule, certainty=certainty, message=message, references=tuple(references))


def _not_read(item: Unread, references: Sequence[Reference]) -> Breach:
    message = f"{item.message}. {item.hint}".strip()
    return Breach(
        model=item.model, rule=NOT_READ, certainty=Certainty.UNKNOWN, message=message, references=tuple(references)
    )


def _verdict(
    violations: Sequence[Waived], unknown: Sequence[Waived], idle: Sequence[Waiver], policy: Policy
) -> Verdict:
    """A proven violation fails whatever else is missing; what is unknown counts by the policy."""
    if any(not item.holds for item in violations) or (idle and policy.policy.unused_waivers == "fail"):
        return Verdict.FAILED
    open_ends = [item for item in unknown if not item.holds]
    if open_ends and policy.policy.unknown == "incomplete":
        return Verdict.INCOMPLETE
    return Verdict.PASSED


def fingerprint(breach: Breach) -> str:
    """The same violation of the same model, wherever its references stand: 16 hexadecimal digits."""
    text = f"{breach.model.casefold()}\n{breach.rule}\n{breach.certainty}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
