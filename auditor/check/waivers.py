"""Waivers: who answers for a violation, until when, and on which license text it was granted."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.check.evaluate import Breach
from auditor.nouns import AuditReport
from auditor.policy import Waiver


class Standing(StrEnum):
    """Whether a waiver that fits a violation holds. VOID: granted on another license text."""

    HOLDS = "holds"
    EXPIRED = "expired"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A violation with the waiver that fits it, if any, and whether that one holds."""

    breach: Breach
    waiver: Waiver | None = None
    standing: Standing | None = None

    @property
    def holds(self) -> bool:
        """Whether the violation is excused."""
        return self.standing is Standing.HOLDS


def waive(breach: Breach, report: AuditReport | None, waivers: Sequence[Waiver], today: datetime.date) -> Waived:
    """The violation with the best waiver that fits: one that holds, else the first that fits and does not."""
    fitting = [waiver for waiver in waivers if fits(waiver, breach)]
    judged = [(standing(waiver, report, today), waiver) for waiver in fitting]
    for state, waiver in judged:
        if state is Standing.HOLDS:
            return Waived(breach=breach, waiver=waiver, standing=state)
    return Waived(breach=breach, waiver=judged[0][1], standing=judged[0][0]) if judged else Waived(breach=breach)


def fits(waiver: Waiver, breach: Breach) -> bool:
    """Whether a waiver is about this model and rule; both may be globs, the model without regard to case."""
    return fnmatch.fnmatchcase(breach.model.casefold(), waiver.model.casefold()) and fnmatch.fnmatchcase(
        breach.rule, waiver.rule
    )


def standing(waiver: Waiver, report: AuditReport | None, today: datetime.date) -> Standing:
    """Whether a waiver still holds today: not expired (its last day counts), and on the text it was granted on."""
    if waiver.license_sha256 is not None:
        read = {reading.sha256 for reading in report.license.documents} if report else set()
        if waiver.license_sha256 not in read:
            return Standing.VOID
    return Standing.EXPIRED if today > waiver.expires else Standing.HOLDS


def unused(waivers: Sequence[Waiver], breaches: Sequence[Breach]) -> tuple[Waiver, ...]:
    """The waivers that no violation of this run fits."""
    return tuple(waiver for waiver in waivers if not any(fits(waiver, breach) for breach in breaches))
