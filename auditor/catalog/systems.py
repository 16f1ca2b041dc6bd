"""The catalog of systems: vendors, their releases, open and closed, with a source and a confidence for each row.

Facts only. A row is no evidence that anything was read: whatever rests on it has the grade `catalog`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults

Access = Literal["open-weights", "gated-weights", "api", "app-only", "limited-preview", "internal", "withdrawn"]
LicenseKind = Literal[
    "osi", "permissive-custom", "community-restricted", "non-commercial", "rail", "proprietary-terms", "unstated"
]
Data = Literal["released", "described", "undisclosed", ""]
Code = Literal["released", "partial", "undisclosed", ""]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """What is known of a system that is not released: how it is reached, what its maker discloses and why it is closed.

    The `*_disclosed` words are yes, partial (with detail), no or not checked.
    """

    channel: str = ""
    terms: str = ""
    usage_policy: str = ""
    card: str = ""
    training_data_disclosed: str = ""
    compute_disclosed: str = ""
    architecture_disclosed: str = ""
    parameters_disclosed: str = ""
    weights: str = ""
    reason: str = ""
    source: str = ""
    confidence: Confidence = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConflict:
    """A fact on which two sources differ: both sides with their source; `ours` is the one that this catalog carries."""

    field: str
    ours: str
    ours_source: str = ""
    other: str
    other_source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedConflict(SourceConflict):
    """A conflict about a model that has no row: mostly whether it exists at all."""

    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One release. `date` is YYYY-MM-DD or YYYY-MM; an empty text means: not established."""

    model: str
    family: str
    date: str
    access: Access
    license_kind: LicenseKind
    source: str
    confidence: Confidence
    hub_id: str = ""
    license: str = ""
    training_data: Data = ""
    training_code: Code = ""
    report: str = ""
    card: str = ""
    usage_policy: str = ""
    capability: str = ""
    aliases: tuple[str, ...] = ()
    closure: Closure | None = None
    conflicts: tuple[SourceConflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A maker of models. `id` names the file; `hub_orgs` are its organisations on the Hub; `as_of` an ISO date."""

    schema: int
    id: str
    name: str
    as_of: str
    country: str = ""
    hub_orgs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    open_families: tuple[str, ...] = ()
    closed_families: tuple[str, ...] = ()
    unlisted: tuple[UnlistedConflict, ...] = ()
    system: tuple[System, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults that need all vendors: a model, alias or vendor named twice, dates that are none."""
    seen: dict[str, str] = {}
    for vendor in records["systems"]:
        file = f"systems/{vendor.id}.toml"
        for system in vendor.system:
            if not _DATE.fullmatch(system.date):
                faults.add(file, f"system[{system.model}].date", f"{system.date!r} is not YYYY-MM-DD or YYYY-MM")
            for name in (system.model, *system.aliases):
                key = plain(name)
                if seen.get(key, system.model) != system.model:
                    faults.add(file, f"system[{system.model}]", f"{name!r} already names {seen[key]!r}")
                seen[key] = system.model


def plain(name: str) -> str:
    """A name as names are compared: NFKC, casefolded, blanks = hyphens = underscores (design: model arguments)."""
    import unicodedata

    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_-]+", " ", folded).strip()
