"""What the commands hand to the renderers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.nouns import AuditReport, DocumentReading

if TYPE_CHECKING:
    from auditor.chain.attribution import Attribution
    from auditor.chain.data_terms import DataTerm
    from auditor.chain.graph import Chain
    from auditor.chain.inherited import Inherited, MissingLicense
    from auditor.comparison.releases import FamilyRelease
    from auditor.comparison.timeline import Frontier, LagEstimate, Period
    from auditor.comparison.vendors import Difference, Row
    from auditor.judgement.use import UseVerdict


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

    reports: Collection[AuditReport]
    failures: tuple[Failure, ...] = ()
    explain: bool = False
    frameworks: tuple[str, ...] = ()
    #: What the terms of a report's model say to the user's profile, where one was given.
    may_use: Callable[[AuditReport], UseVerdict] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseResult:
    """The readings of the texts asked for, in order; `absent` says by path which clauses were looked for in vain."""

    readings: Collection[DocumentReading]
    absent: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareResult:
    """Rows in the order asked, where the first two differ most, and what could not be read."""

    rows: tuple[Row, ...]
    difference: Difference | None = None
    models: bool = False
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """A vendor, or all of them, over time."""

    name: str
    releases: tuple[FamilyRelease, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineResult:
    """Openness over time: a row for each vendor asked for, the frontier, and what others have published on the lag."""

    rows: tuple[TimelineRow, ...]
    frontier: tuple[Frontier, ...]
    lags: tuple[LagEstimate, ...]
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainResult:
    """The chain behind a model, the clauses lost on the way, children that state no license, and terms of the data."""

    chain: Chain
    inherited: tuple[Inherited, ...]
    missing: tuple[MissingLicense, ...]
    data: tuple[DataTerm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeResult:
    """What has to be said of each model, in the order asked, and the models that could not be read."""

    models: tuple[Attribution, ...]
    failures: tuple[Failure, ...] = ()
