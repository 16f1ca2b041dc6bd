"""What the commands hand to the renderers."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.nouns import AuditReport, DocumentReading


@dataclass(frozen=True, slots=True)
class Failure:
    """A model that gave no report: the argument as asked, what happened, and the next step."""

    model: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """The reports of one run in the order asked, and the models that gave none.

    `explain` and `frameworks` choose what a table shows in full; machine formats hold everything anyway.
    """

    reports: tuple[AuditReport, ...]
    failures: tuple[Failure, ...] = ()
    explain: bool = False
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseResult:
    """The readings of the texts asked for, in order; `absent` says by path which clauses were looked for in vain."""

    readings: tuple[DocumentReading, ...]
    absent: tuple[tuple[str, tuple[str, ...]], ...] = ()
