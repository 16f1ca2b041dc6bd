"""What was found in the texts: verdicts on clauses and disclosures, each with its evidence and its grade."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.nouns.snapshot import Gap


class Verdict(StrEnum):
    """What the audit says of a clause. An unread place gives UNKNOWN, never ABSENT."""

    FOUND = "found"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Disclosure(StrEnum):
    """What a card says about one item. UNKNOWN: the card could not be read."""

    OPEN = "open"
    PARTIAL = "partial"
    CLOSED = "closed"
    UNSTATED = "unstated"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How strong a piece of evidence is, weakest first; VERIFIED_BY_USER ranks with VERIFIED."""

    CATALOG = "catalog"
    CLAIMED = "claimed"
    POINTED = "pointed"
    OBSERVED = "observed"
    VERIFIED = "verified"
    VERIFIED_BY_USER = "verified-by-user"

    @property
    def rank(self) -> int:
        """0 for the weakest grade (catalog) to 4 for verified and verified-by-user."""
        return min(list(Grade).index(self), 4)


class Basis(StrEnum):
    """Where a finding comes from."""

    TEXT = "text"
    KNOWN_TERMS = "known-terms"
    METADATA = "metadata"
    CATALOG = "catalog"


class Component(StrEnum):
    """The part of a release that terms are about. Unscoped terms are about the weights."""

    WEIGHTS = "weights"
    CODE = "code"
    DATA = "data"
    DOCS = "docs"
    OUTPUTS = "outputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit (MAU, DAU, visits, USD, EUR, RMB …) and period (month, year, day; None = total)."""

    number: float
    unit: str
    period: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a clause names: kind count, money, place, name or url; `text` as it stands in the document."""

    kind: str
    text: str
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place in a document: `text[start:end] == quote` in code points; `line` counts newlines before start, plus one.

    `phrasing` names the rule's phrasing or signal that met it, `similarity` is 0–100.
    """

    document: str
    start: int
    end: int
    line: int
    quote: str
    phrasing: str = ""
    similarity: float = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's answer with evidence: one per rule and model, or per rule and document in `auditor license`."""

    rule: str
    verdict: Verdict
    basis: Basis
    grade: Grade
    confidence: float
    force: str | None = None
    scope: Component | None = None
    value: str = ""
    values: tuple[Value, ...] = ()
    quantity: Quantity | None = None
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureFinding:
    """What the card says about one item of the recipe. `signals` are the ids of the signals that fired;
    `links` are the addresses the passages point to, `quantity` the number that carries the answer, where one does."""

    rule: str
    verdict: Disclosure
    grade: Grade
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    signals: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    quantity: Quantity | None = None
    gap: Gap | None = None
