"""The judgement: `audit(snapshot, catalog)` gives the same report for the same evidence and rules. No I/O, no clock.

Order: texts and card are read, one license is concluded, the findings follow, then facets, class, flags, frameworks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.catalog.catalog import Catalog
from auditor.judgement.build import build_case
from auditor.judgement.case import Case
from auditor.judgement.facets import judge_facets
from auditor.judgement.flags import raise_flags
from auditor.judgement.frameworks import judge_frameworks
from auditor.judgement.ladder import axis, coverage, judge_class
from auditor.nouns import AuditReport, Disclosure, DisclosureFinding, FrameworkResult, Gap, ModelSnapshot

#: The disclosure that says what a card calls its model.
_CLAIM = "license.osi-claim"


def audit(snapshot: ModelSnapshot, catalog: Catalog, *, frameworks: bool = True) -> AuditReport:
    """Everything the catalog's rules say about the model of `snapshot`, with evidence and gaps.

    Without `frameworks` the views of other definitions are left out: a comparison of hundreds needs none.
    """
    case = build_case(snapshot, catalog)
    return _judged(replace(case, facets=judge_facets(catalog.facets, case)), catalog, frameworks)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model whose documents were read and whose levels wait for its bases: for whoever reads bases one by one."""

    case: Case


def prepare(snapshot: ModelSnapshot, catalog: Catalog) -> Prepared:
    """The model by itself: nothing is looked up of its bases."""
    return Prepared(build_case(snapshot, catalog, with_bases=False))


def place(prepared: Prepared, bases: Sequence[Prepared], catalog: Catalog) -> Prepared:
    """The model with its levels, below these bases (placed themselves)."""
    case = replace(prepared.case, bases=tuple(base.case for base in bases))
    return Prepared(replace(case, facets=judge_facets(catalog.facets, case)))


def report(placed: Prepared, catalog: Catalog, *, frameworks: bool = True) -> AuditReport:
    """The report of a model that stands in its place; as `audit` gives it."""
    return _judged(placed.case, catalog, frameworks)


def _judged(case: Case, catalog: Catalog, frameworks: bool) -> AuditReport:
    judged = case
    case = replace(case, flags=case.once("flags", lambda: raise_flags(catalog.flag_rules, judged)))
    return _report(case, catalog, judge_frameworks(catalog.frameworks, case) if frameworks else ())


def _report(case: Case, catalog: Catalog, frameworks: tuple[FrameworkResult, ...]) -> AuditReport:
    snapshot, levels = case.snapshot, tuple(case.facets.values())
    return AuditReport(
        id=snapshot.id,
        requested=snapshot.requested,
        source=snapshot.source,
        revision=snapshot.revision,
        commit=snapshot.commit,
        endpoint=snapshot.endpoint,
        gated=case.gated,
        license=case.license,
        components=case.components,
        class_level=judge_class(catalog.facets, case),
        permission=axis(levels, "permission"),
        transparency=axis(levels, "transparency"),
        coverage=coverage(levels),
        facets=levels,
        findings=tuple(case.findings[rule] for rule in sorted(case.findings)),
        disclosures=tuple(case.disclosures[rule] for rule in sorted(case.disclosures)),
        flags=tuple(case.flags.values()),
        frameworks=frameworks,
        gaps=_gaps(case),
        facts=_facts(case),
        conflicts=_conflicts(case),
        claim=claim_of(case.disclosures.get(_CLAIM)),
        sha256_by_path=tuple((document.path, document.sha256) for document in snapshot.documents),
        license_texts=tuple(
            (document.path, document.text) for document in snapshot.documents if document.path in case.license.operative
        ),
    )


def claim_of(said: DisclosureFinding | None) -> str:
    """What the card calls the model: "open source", "open weights" for weaker words, "" where it claims nothing."""
    if said is None:
        return ""
    return {Disclosure.OPEN: "open source", Disclosure.PARTIAL: "open weights"}.get(said.verdict, "")


def _gaps(case: Case) -> tuple[Gap, ...]:
    """What was not read: the snapshot's gaps, and linked or incorporated documents that something rests on."""
    found = list(case.snapshot.gaps)
    found += [finding.gap for finding in case.findings.values() if finding.gap is not None and _is_text(finding.gap)]
    found += [level.gap for level in case.facets.values() if level.gap is not None and _is_text(level.gap)]
    return tuple({(gap.document, gap.reason): gap for gap in reversed(found)}.values())[::-1]


def _is_text(gap: Gap) -> bool:
    return gap.document not in ("listing", "metadata")


def _facts(case: Case) -> tuple[tuple[str, str, str], ...]:
    """The catalog row as (field, value, source)."""
    system = case.system
    if system is None:
        return ()
    rows = [
        (name, str(getattr(system, name)), system.source)
        for name in (
            "model",
            "family",
            "date",
            "access",
            "license",
            "license_kind",
            "training_data",
            "training_code",
            "report",
            "card",
            "usage_policy",
            "capability",
            "confidence",
        )
    ]
    closure = system.closure
    if closure is not None:
        names = (
            "channel",
            "terms",
            "weights",
            "reason",
            "training_data_disclosed",
            "compute_disclosed",
            "architecture_disclosed",
            "parameters_disclosed",
        )
        rows += [(f"closure.{name}", str(getattr(closure, name)), closure.source) for name in names]
    return tuple(row for row in rows if row[1])


def _conflicts(case: Case) -> tuple[tuple[str, str, str, str, str], ...]:
    """Facts on which sources differ: (field, ours, our source, theirs, their source)."""
    conflicts = case.system.conflicts if case.system else ()
    return tuple((item.field, item.ours, item.ours_source, item.other, item.other_source) for item in conflicts)
