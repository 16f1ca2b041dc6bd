"""A model's report against the policy: what violates it for certain, and what could not be told."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from auditor.catalog.use import UseRules
from auditor.check.expressions import is_allowed, is_denied
from auditor.check.from_lock import LOCK
from auditor.discovery.findings import Reference
from auditor.judgement.use import UseAnswer, bitten
from auditor.nouns import AuditReport, Disclosure, Evidence, Finding, Verdict
from auditor.policy import Override, Rules, UseProfile

#: Rules of the policy itself, for what no clause stands behind.
MIN_CLASS, MIN_PERMISSION, MIN_TRANSPARENCY = "policy.min-class", "policy.min-permission", "policy.min-transparency"
ALLOWED, DENIED = "policy.allowed-licenses", "policy.denied-licenses"
PINNED, GATED, CONFLICT, NOT_READ = (
    "policy.require-pinned",
    "policy.allow-gated",
    "policy.allow-conflicts",
    "policy.read",
)


class Certainty(StrEnum):
    """VIOLATED whatever else is missing; UNKNOWN is decided by the policy's `unknown`."""

    VIOLATED = "violated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A demand of the policy that a model does not meet, or not for certain."""

    model: str
    rule: str
    certainty: Certainty
    message: str
    evidence: tuple[Evidence, ...] = ()
    references: tuple[Reference, ...] = ()


def evaluate(
    report: AuditReport, policy: Rules, references: Sequence[Reference], use_rules: UseRules
) -> tuple[Breach, ...]:
    """Every demand of the policy that `report` does not meet, in the order of the policy's keys.

    Overrides hold where their model glob fits, or where all references of the model lie on their paths.
    """
    demands = effective(policy, report.id, references)
    found = [
        *_levels(report, demands),
        *_clauses(report, demands, use_rules),
        *_required(report, demands),
        *_licenses(report, demands),
        *_state(report, demands, references),
    ]
    return tuple(replace(breach, references=tuple(references)) for breach in found)


def effective(policy: Rules, model: str, references: Sequence[Reference]) -> Rules:
    """The policy with the keys of every override that holds for this model; later overrides win."""
    for override in policy.override:
        if _holds(override, model, references):
            policy = _overridden(policy, override)
    return policy


def _holds(override: Override, model: str, references: Sequence[Reference]) -> bool:
    if override.model is not None and not fnmatch.fnmatchcase(model.casefold(), override.model.casefold()):
        return False
    if override.path is None:
        return True
    return bool(references) and all(_on_path(item.file, override.path) for item in references)


def _on_path(file: str, glob: str) -> bool:
    return fnmatch.fnmatchcase(file, glob) or fnmatch.fnmatchcase(file, glob.rstrip("/") + "/*")


def _overridden(policy: Rules, override: Override) -> Rules:
    given = {
        item.name: getattr(override, item.name)
        for item in fields(override)
        if item.name not in ("path", "model", "use") and getattr(override, item.name) is not None
    }
    if override.use is not None:
        said = {
            item.name: getattr(override.use, item.name)
            for item in fields(UseProfile)
            if getattr(override.use, item.name) is not None
        }
        given["use"] = replace(policy.use, **said)
    return replace(policy, **given)


def _levels(report: AuditReport, policy: Rules) -> Iterator[Breach]:
    """The class and the axes: violated if even the high end fails, unknown if only the low end does."""
    level = report.class_level
    if policy.min_class is not None:
        yield from _bound(report, MIN_CLASS, "class", level.level, level.level_high, policy.min_class)
    if policy.min_permission is not None:
        axis = report.permission
        yield from _bound(report, MIN_PERMISSION, "permission", axis.low, axis.high, policy.min_permission)
    if policy.min_transparency is not None:
        axis = report.transparency
        yield from _bound(report, MIN_TRANSPARENCY, "transparency", axis.low, axis.high, policy.min_transparency)


def _bound(report: AuditReport, rule: str, name: str, low: float, high: float, least: float) -> Iterator[Breach]:
    if low >= least:
        return
    certainty = Certainty.VIOLATED if high < least else Certainty.UNKNOWN
    span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    evidence = _hindering(report) if rule == MIN_CLASS else ()
    yield Breach(
        model=report.id, rule=rule, certainty=certainty, message=f"{name} {span}, {least:g} demanded", evidence=evidence
    )


def _hindering(report: AuditReport) -> tuple[Evidence, ...]:
    return tuple(item.evidence for item in report.class_level.why_not_higher if item.evidence is not None)[:1]


def _clauses(report: AuditReport, policy: Rules, use_rules: UseRules) -> Iterator[Breach]:
    """Forbidden rules and flags. A clause that turns on the use bites only where the profile says so."""
    for finding in report.findings:
        if not _named(finding.rule, policy.forbidden_rules):
            continue
        if finding.verdict is Verdict.UNKNOWN:
            why = finding.gap.reason if finding.gap else "not read"
            yield _breach(report, finding, Certainty.UNKNOWN, f"not known: {why}")
        elif finding.verdict is Verdict.FOUND:
            yield from _forbidden(report, finding, policy, use_rules)
    for flag in report.flags:
        if _named(flag.id, policy.forbidden_rules):
            yield Breach(
                model=report.id,
                rule=flag.id,
                certainty=Certainty.VIOLATED,
                message=flag.left_text or flag.id,
                evidence=(*flag.left[:1], *flag.right[:1]),
            )


def _forbidden(report: AuditReport, finding: Finding, policy: Rules, use_rules: UseRules) -> Iterator[Breach]:
    bites = [bite for bite in use_rules.bite if bite.rule == finding.rule]
    if not bites:
        yield _breach(report, finding, Certainty.VIOLATED, finding.value or "found in the terms")
        return
    for bite in bites:
        reason = bitten(bite, finding, policy.use, use_rules)
        if reason is not None:
            certainty = Certainty.UNKNOWN if reason.answer is UseAnswer.READING else Certainty.VIOLATED
            yield _breach(report, finding, certainty, reason.because)


def _breach(report: AuditReport, finding: Finding, certainty: Certainty, message: str) -> Breach:
    return Breach(
        model=report.id, rule=finding.rule, certainty=certainty, message=message, evidence=finding.evidence[:1]
    )


def _required(report: AuditReport, policy: Rules) -> Iterator[Breach]:
    """Rules that must be found, and disclosures that must at least be partial."""
    verdicts = {finding.rule: finding.verdict for finding in report.findings}
    for item in report.disclosures:
        said = item.verdict in (Disclosure.OPEN, Disclosure.PARTIAL)
        unknown = item.verdict is Disclosure.UNKNOWN
        verdicts[item.rule] = Verdict.FOUND if said else Verdict.UNKNOWN if unknown else Verdict.ABSENT
    for wanted in policy.required_rules:
        matching = [verdict for rule, verdict in verdicts.items() if fnmatch.fnmatchcase(rule, wanted)]
        if Verdict.FOUND in matching:
            continue
        untold = Verdict.UNKNOWN in matching or report.source == LOCK
        certainty = Certainty.UNKNOWN if untold else Certainty.VIOLATED
        yield Breach(model=report.id, rule=wanted, certainty=certainty, message="demanded and not found")


def _licenses(report: AuditReport, policy: Rules) -> Iterator[Breach]:
    concluded = report.license.concluded
    if not concluded:
        if policy.allowed_licenses:
            message = "no license could be concluded, so none of the allowed ones"
            certainty = Certainty.UNKNOWN if report.gaps else Certainty.VIOLATED
            yield Breach(model=report.id, rule=ALLOWED, certainty=certainty, message=message)
        return
    if policy.allowed_licenses and not is_allowed(concluded, policy.allowed_licenses):
        yield Breach(model=report.id, rule=ALLOWED, certainty=Certainty.VIOLATED, message=f"{concluded} is not allowed")
    if policy.denied_licenses and is_denied(concluded, policy.denied_licenses):
        yield Breach(model=report.id, rule=DENIED, certainty=Certainty.VIOLATED, message=f"{concluded} is denied")


def _state(report: AuditReport, policy: Rules, references: Sequence[Reference]) -> Iterator[Breach]:
    loose = [item for item in references if not is_pinned(item.revision)]
    if policy.require_pinned and loose:
        places = ", ".join(f"{item.file}:{item.line}" for item in loose[:3])
        message = f"not pinned to a commit at {places}" + (f" and {len(loose) - 3} more" if len(loose) > 3 else "")
        yield Breach(model=report.id, rule=PINNED, certainty=Certainty.VIOLATED, message=message)
    if report.source == LOCK:
        demanded = ((GATED, policy.allow_gated), (CONFLICT, policy.allow_conflicts))
        for rule in (rule for rule, allowed in demanded if not allowed):
            message = "the lock does not tell, and the model was not read"
            yield Breach(model=report.id, rule=rule, certainty=Certainty.UNKNOWN, message=message)
    if not policy.allow_gated and report.gated in ("auto", "manual"):
        message = f"the repository is gated ({report.gated})"
        yield Breach(model=report.id, rule=GATED, certainty=Certainty.VIOLATED, message=message)
    if not policy.allow_conflicts and report.license.conflict is not None:
        one, other = report.license.conflict
        message = f"{one.how} says {one.license or one.stated}, {other.how} says {other.license or other.stated}"
        evidence = tuple(item.evidence for item in (one, other) if item.evidence is not None)
        yield Breach(model=report.id, rule=CONFLICT, certainty=Certainty.VIOLATED, message=message, evidence=evidence)


def is_pinned(revision: str | None) -> bool:
    """Whether a revision is a whole commit hash: branches and tags move."""
    return revision is not None and len(revision) == 40 and all(char in "0123456789abcdef" for char in revision.lower())


def _named(rule: str, globs: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(rule, glob) for glob in globs)
