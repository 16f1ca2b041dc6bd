""" "May I?": a use profile against the clauses that were found, with thresholds compared and duties listed.

Four answers, the strictest that applies: forbidden > needs a lawyer's reading > allowed with duties > allowed. A clause
that could not be read never allows: it needs reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auditor.catalog.use import Bite, Duty, UseRules
from auditor.nouns import AuditReport, Evidence, Finding, Verdict
from auditor.policy import UseProfile

_MONTHS = {"month": 12.0, "day": 365.0, "quarter": 4.0}


class UseAnswer(StrEnum):
    """What a profile may do, weakest first."""

    ALLOWED = "allowed"
    WITH_DUTIES = "allowed with duties"
    READING = "needs a lawyer's reading"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseReason:
    """A clause that decides: the rule, what it does to this use, why in words, and where it stands."""

    rule: str
    answer: UseAnswer
    because: str
    value: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UseVerdict:
    """The answer for one model: the reasons that decide, strictest first, and the duties as things to do."""

    model: str
    answer: UseAnswer
    reasons: tuple[UseReason, ...]
    duties: tuple[UseReason, ...]


def may_use(report: AuditReport, profile: UseProfile, rules: UseRules) -> UseVerdict:
    """What the terms found in `report` say to this use. What the profile does not say counts as done."""
    findings = {finding.rule: finding for finding in report.findings}
    reasons = [*_needs(findings, rules)]
    for bite in rules.bite:
        reason = bitten(bite, findings.get(bite.rule), profile, rules)
        if reason is not None:
            reasons.append(reason)
    settled = {reason.rule for reason in reasons}
    duties = tuple(
        duty for item in rules.duty if item.rule not in settled
        for duty in _duty(item, findings.get(item.rule), profile)
    )  # fmt: skip
    order = list(UseAnswer)
    reasons.sort(key=lambda reason: -order.index(reason.answer))
    answer = reasons[0].answer if reasons else UseAnswer.WITH_DUTIES if duties else UseAnswer.ALLOWED
    return UseVerdict(model=report.id, answer=answer, reasons=tuple(reasons), duties=duties)


def _needs(findings: dict[str, Finding], rules: UseRules) -> Iterator[UseReason]:
    """Reasons from rights without which nothing is allowed."""
    for rule in rules.needs:
        finding = findings.get(rule)
        if finding is None or finding.verdict is Verdict.UNKNOWN:
            why = finding.gap.detail if finding and finding.gap else ""
            yield UseReason(
                rule=rule,
                answer=UseAnswer.READING,
                because=f"the terms could not be read {f'({why})' if why else ''}".strip(),
            )
        elif finding.verdict is Verdict.ABSENT:
            yield UseReason(rule=rule, answer=UseAnswer.FORBIDDEN, because="no license grants any use")


def bitten(bite: Bite, finding: Finding | None, profile: UseProfile, rules: UseRules) -> UseReason | None:
    """What a clause says against this use; None where it is absent, or does not concern it."""
    if finding is None or finding.verdict is Verdict.ABSENT or _is_not_done(bite, profile):
        return None
    if finding.verdict is Verdict.UNKNOWN:
        return UseReason(rule=bite.rule, answer=UseAnswer.READING, because="this clause could not be read")
    answer = UseAnswer.FORBIDDEN if bite.answer == "forbidden" else UseAnswer.READING
    if bite.when in ("monthly_users", "annual_revenue_usd"):
        compared = _compared(bite, finding, profile)
        if compared is None:
            return None
        answer, because = compared
    elif bite.when == "territory":
        if not _is_excluded(finding, profile.territory, rules):
            return None
        because = f"the place is outside the grant: {', '.join(profile.territory or ('not said',))}"
    else:
        because = f"this use is {bite.when.replace('_', ' ')}" if _said(bite, profile) else "the use is not said"
    return UseReason(rule=bite.rule, answer=answer, because=because, value=finding.value, evidence=finding.evidence)


def _said(bite: Bite, profile: UseProfile) -> bool:
    return bite.when == "always" or getattr(profile, bite.when) is not None


def _is_not_done(bite: Bite, profile: UseProfile) -> bool:
    """Whether the profile says that this is not done at all."""
    return bite.when != "always" and getattr(profile, bite.when) in (False, ())


def _compared(bite: Bite, finding: Finding, profile: UseProfile) -> tuple[UseAnswer, str] | None:
    """The answer of a threshold against the user's number; None where it is not reached."""
    number: float | None = getattr(profile, bite.when)
    quantity = finding.quantity
    if number is None:
        return UseAnswer.FORBIDDEN, "the number of this user is not said, so the threshold counts as reached"
    if quantity is None:
        return UseAnswer.READING, "the threshold names no number that can be compared"
    limit = quantity.number
    if bite.when == "annual_revenue_usd":
        limit *= _MONTHS.get(quantity.period or "", 1.0)
    if quantity.unit in bite.units:
        reached = number > limit
        return (UseAnswer.FORBIDDEN, f"{number:,.0f} is above {limit:,.0f} {quantity.unit}") if reached else None
    if quantity.unit in bite.bound and number <= limit:
        return None
    return UseAnswer.READING, f"{number:,.0f} cannot be compared with {quantity.number:,.0f} {quantity.unit}"


def _is_excluded(finding: Finding, territory: tuple[str, ...] | None, rules: UseRules) -> bool:
    """Whether a place of the user is named by the clause; a clause without readable places excludes any."""
    if territory is None:
        return True
    named = " ".join(value.text for value in finding.values if value.kind == "place") or finding.value
    if not named:
        return True
    text = f" {' '.join(re.findall(r'[a-z]+', named.casefold()))} "
    for code in territory:
        words = rules.places.get(code.upper(), ()) or (code.casefold(),)
        if any(f" {' '.join(re.findall(r'[a-z]+', word))} " in text for word in words):
            return True
    return False


def _duty(duty: Duty, finding: Finding | None, profile: UseProfile) -> Iterator[UseReason]:
    if finding is None or finding.verdict is not Verdict.FOUND:
        return
    if duty.when != "always" and getattr(profile, duty.when) in (False, ()):
        return
    yield UseReason(
        rule=duty.rule, answer=UseAnswer.WITH_DUTIES, because=duty.do, value=finding.value, evidence=finding.evidence
    )
