"""`Case`: everything that is known of one model, as the judgement looks it up. Built once, then only added to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from auditor.catalog.conditions import Condition
from auditor.catalog.systems import System
from auditor.judgement.sources import Sources
from auditor.licenses.known import KnownLicenses
from auditor.matching.listing import Listing
from auditor.nouns import (
    ComponentLicense,
    Disclosure,
    DisclosureFinding,
    Evidence,
    FacetLevel,
    Finding,
    Flag,
    LicenseConclusion,
    ModelSnapshot,
)

T = TypeVar("T")


class Memo(dict[object, Any]):
    """What was worked out before for models with the very same findings: by condition, or by name and levels.

    Only for models of which nothing but a catalog row is known: hundreds of them differ in a handful of ways.
    `unread` is shared by those that differ in their terms only, for all that does not look at terms.
    """

    def __init__(self, unread: Memo | None = None) -> None:
        super().__init__()
        self.unread = unread if unread is not None else self

    def of(self, condition: Condition) -> Memo:
        """Where the answer to this condition is kept."""
        return self if condition.on_terms else self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One model under judgement: its snapshot and what was found, by id.

    `bases` are the cases of the named bases of which anything is known; `has_base` is None where it is not known
    whether there is one. `system` is the catalog row of this model.
    `unread` maps a disclosure to the linked documents that could tell it and were not read.
    """

    snapshot: ModelSnapshot
    known: KnownLicenses
    listing: Listing
    license: LicenseConclusion
    components: tuple[ComponentLicense, ...] = ()
    findings: dict[str, Finding] = field(default_factory=dict)
    disclosures: dict[str, DisclosureFinding] = field(default_factory=dict)
    facets: dict[str, FacetLevel] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    relations: tuple[str, ...] = ()
    has_base: bool | None = None
    bases: tuple[Case, ...] = ()
    system: System | None = None
    unread: dict[str, str] = field(default_factory=dict)
    sources: Sources | None = None
    #: The disclosures as far as what they link was seen to be there; None: nobody was asked.
    weighed: dict[str, DisclosureFinding] | None = None
    memo: Memo | None = None

    @property
    def gated(self) -> str | None:
        """The repository's gate as the Hub answers: no, auto, manual, or None where it is not known."""
        return self.snapshot.metadata.gated if self.snapshot.metadata else None

    @property
    def gates(self) -> frozenset[str]:
        """The gates that are possible: the one the Hub tells, else what the card's own words leave."""
        if self.gated is not None:
            return frozenset((self.gated,))
        said = self.disclosures.get("weights.gated")
        if said is not None and said.verdict is Disclosure.CLOSED:
            return frozenset(("manual",))
        if said is not None and said.verdict is Disclosure.PARTIAL:
            return frozenset(("auto", "manual"))
        return frozenset(("no", "auto", "manual"))

    @property
    def base(self) -> Case | None:
        """The first named base of which anything is known."""
        return self.bases[0] if self.bases else None

    def once(self, name: str, build: Callable[[], T]) -> T:
        """`build()`, or what it gave for another model with the same findings and the same levels."""
        if self.memo is None:
            return build()
        levels = self.facets.values()
        key = (name, tuple((level.low, level.high, level.applicable, level.gap) for level in levels), *self.flags)
        if key not in self.memo:
            self.memo[key] = build()
        found: T = self.memo[key]
        return found

    def text_evidence(self) -> tuple[Evidence, ...]:
        """The first place of the first operative license text, to point at the text as a whole."""
        for document in self.snapshot.documents:
            if document.path in self.license.operative:
                line = document.text.lstrip("\ufeff").strip().partition("\n")[0].strip()[:120]
                start = document.text.find(line)
                return (
                    (
                        Evidence(
                            document=document.path,
                            start=start,
                            end=start + len(line),
                            line=document.text.count("\n", 0, start) + 1,
                            quote=line,
                        ),
                    )
                    if line
                    else ()
                )
        return ()

    def findings_like(self, pattern: str) -> Iterator[Finding]:
        """The findings whose rule id fits a pattern in which `*` stands for anything, in the order of the ids."""
        if "*" not in pattern:
            if pattern in self.findings:
                yield self.findings[pattern]
            return
        before, _, after = pattern.partition("*")
        for rule in sorted(self.findings):
            if rule.startswith(before) and rule.endswith(after) and len(rule) >= len(before) + len(after):
                yield self.findings[rule]
