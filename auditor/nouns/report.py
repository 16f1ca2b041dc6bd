"""What is reported of a model: levels, class, flags, frameworks, and the report that holds them all."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.nouns.findings import DisclosureFinding, Evidence, Finding, Verdict
from auditor.nouns.licenses import ComponentLicense, LicenseConclusion
from auditor.nouns.snapshot import Gap


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
    #: Every text that was read, as (path, sha256): renderers link to these and name their hashes.
    sha256_by_path: tuple[tuple[str, str], ...] = ()
    #: The operative license texts that were read, as (path, text): a bill of materials carries them.
    license_texts: tuple[tuple[str, str], ...] = ()
