"""Terms of the data behind a model that its own terms do not say: told beside the license, never merged into it.

Two ways lead to one: the license of a data set, read like that of a model, and a card (of the data set or of the model)
that says whose model wrote the data. What counts is data (`rules/inheritance.toml`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auditor.catalog.catalog import Catalog
from auditor.catalog.inheritance import DataKeep, Provider
from auditor.chain.graph import Chain, Node
from auditor.licenses.known import known
from auditor.nouns import AuditReport, Evidence, Finding, Verdict

#: The disclosure whose evidence says that data were made by a model.
_GENERATED = "data.synthetic"


class DataResult(StrEnum):
    """STRICTER: the model's terms do not say it. UNKNOWN: the model's terms could not be read."""

    STRICTER = "stricter"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTerm:
    """A clause that data of `model` were given under and that its own terms do not carry.

    `source` is where the evidence stands: "datasets/NAME", or the model itself where its own card says it. `terms` are
    the license or terms that hold the clause; `provider` is the maker whose model wrote the data, or "".
    """

    rule: str
    model: str
    source: str
    terms: str
    result: DataResult
    because: str
    value: str = ""
    provider: str = ""
    commit: str | None = None
    evidence: tuple[Evidence, ...] = ()


def data_terms(chain: Chain, catalog: Catalog) -> tuple[DataTerm, ...]:
    """Every such clause, for each model of the chain and each data set that it names, in the order of the chain."""
    found: dict[tuple[str, str, str, str], DataTerm] = {}
    for node in chain.nodes:
        if node.report is None:
            continue
        for term in (*_of_datasets(node, chain, catalog), *_of_outputs(node, node, catalog)):
            found.setdefault((term.rule, term.model, term.source, term.terms), term)
    return tuple(found.values())


def _of_datasets(node: Node, chain: Chain, catalog: Catalog) -> Iterator[DataTerm]:
    for edge in chain.datasets:
        data = chain.dataset(edge.parent) if edge.child == node.id else None
        if data is not None and data.report is not None:
            yield from _of_license(node, data, catalog)
            yield from _of_outputs(node, data, catalog)


def _of_license(node: Node, data: Node, catalog: Catalog) -> Iterator[DataTerm]:
    """The clauses of the data set's own license."""
    assert node.report is not None and data.report is not None
    for keep in catalog.inheritance.data:
        finding = _finding(data.report, keep.rule)
        result = _result(keep, node.report)
        if finding is None or finding.verdict is not Verdict.FOUND or result is None:
            continue
        yield DataTerm(
            rule=keep.rule,
            model=node.id,
            source=data.id,
            terms=data.report.license.concluded or data.report.license.declared or "",
            result=result,
            because=keep.because,
            value=finding.value,
            commit=data.report.commit,
            evidence=finding.evidence or _tag_evidence(data.report),
        )


def _of_outputs(node: Node, told: Node, catalog: Catalog) -> Iterator[DataTerm]:
    """The clauses of makers whose models wrote the data, where the card of `told` says so."""
    assert node.report is not None and told.report is not None
    said = next((item for item in told.report.disclosures if item.rule == _GENERATED), None)
    for evidence in said.evidence if said else ():
        for provider in _providers(evidence.quote, catalog):
            if _is_own(node.id, provider, catalog):
                continue
            for keep in catalog.inheritance.data:
                result = _result(keep, node.report)
                if result is not None and keep.rule in _rules_of(provider, catalog):
                    yield DataTerm(
                        rule=keep.rule,
                        model=node.id,
                        source=told.id,
                        terms=provider.terms,
                        result=result,
                        because=keep.because,
                        provider=provider.vendor,
                        commit=told.report.commit,
                        evidence=(evidence,),
                    )


def _result(keep: DataKeep, report: AuditReport) -> DataResult | None:
    """What the model's own terms make of the clause; None where they carry it too."""
    own = _finding(report, keep.rule)
    if own is not None and own.verdict is Verdict.FOUND:
        return None
    return DataResult.STRICTER if own is not None and own.verdict is Verdict.ABSENT else DataResult.UNKNOWN


def _finding(report: AuditReport, rule: str) -> Finding | None:
    return next((finding for finding in report.findings if finding.rule == rule), None)


def _tag_evidence(report: AuditReport) -> tuple[Evidence, ...]:
    """Where the license is named, if its own words were not read."""
    return tuple(source.evidence for source in report.license.sources if source.evidence is not None)[:1]


# --- makers whose models write data -----------------------------------------------------------------------------------


def _providers(text: str, catalog: Catalog) -> Iterator[Provider]:
    table: list[tuple[re.Pattern[str], Provider]] = catalog.cached("chain:providers", _patterns)
    for pattern, provider in table:
        if pattern.search(text):
            yield provider


def _patterns(catalog: Catalog) -> list[tuple[re.Pattern[str], Provider]]:
    return [(_named(provider.names), provider) for provider in catalog.inheritance.provider]


@functools.lru_cache(maxsize=64)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, its parts joined by a blank, hyphen, underscore or nothing; no version number behind it."""
    each = "|".join(r"[\s_-]?".join(map(re.escape, re.split(r"[\s_-]", name))) for name in names)
    return re.compile(rf"(?i)(?<![\w.-])(?:{each})(?!\.?\d)")


def _rules_of(provider: Provider, catalog: Catalog) -> frozenset[str]:
    """The rules that its terms meet: by the facts that are kept of them, else as the entry says."""
    record = known(catalog).by_id(provider.terms)
    facts = record.clauses if record is not None and record.complete else ()
    return frozenset(provider.says).union(fact.rule for fact in facts)


def _is_own(model: str, provider: Provider, catalog: Catalog) -> bool:
    """Whether the model is of the maker itself."""
    account = model.partition("/")[0].casefold()
    return any(
        account in {name.casefold() for name in vendor.hub_orgs}
        for vendor in catalog.vendors
        if vendor.id == provider.vendor
    )
