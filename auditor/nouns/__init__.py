"""The words of the tool as frozen records: what was read, what was found, what is reported.

Imports the standard library only. Nothing here does I/O or judges; every other module speaks in these records, and
imports them from here.
"""

from __future__ import annotations

from auditor.nouns.findings import (
    Basis,
    Component,
    Disclosure,
    DisclosureFinding,
    Evidence,
    Finding,
    Grade,
    Quantity,
    Value,
    Verdict,
)
from auditor.nouns.licenses import (
    Change,
    ComponentLicense,
    DocumentReading,
    Identity,
    LicenseConclusion,
    LicensePart,
    LicenseSource,
    Match,
    Nearest,
)
from auditor.nouns.report import (
    AuditReport,
    ClassLevel,
    Criterion,
    FacetLevel,
    Flag,
    FrameworkResult,
    Hindrance,
    Interval,
)
from auditor.nouns.snapshot import (
    PASSING_REASONS,
    Document,
    DocumentKind,
    FileEntry,
    Gap,
    GapReason,
    HubMetadata,
    ModelSnapshot,
    Resolved,
    WeightHeader,
)

__all__ = [
    "PASSING_REASONS",
    "AuditReport",
    "Basis",
    "Change",
    "ClassLevel",
    "Component",
    "ComponentLicense",
    "Criterion",
    "Disclosure",
    "DisclosureFinding",
    "Document",
    "DocumentKind",
    "DocumentReading",
    "Evidence",
    "FacetLevel",
    "FileEntry",
    "Finding",
    "Flag",
    "FrameworkResult",
    "Gap",
    "GapReason",
    "Grade",
    "Hindrance",
    "HubMetadata",
    "Identity",
    "Interval",
    "LicenseConclusion",
    "LicensePart",
    "LicenseSource",
    "Match",
    "ModelSnapshot",
    "Nearest",
    "Quantity",
    "Resolved",
    "Value",
    "Verdict",
    "WeightHeader",
]
