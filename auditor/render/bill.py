"""What every bill of materials says, whatever its format: items, relations, licenses with their texts, remarks.

A bill is the same whatever the order of the models asked for, and its ids come from what it holds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.chain.graph import Edge
from auditor.check.outcome import CheckResult
from auditor.errors import UsageError
from auditor.nouns import AuditReport, Finding, Verdict
from auditor.render import words
from auditor.render.bill_licenses import plain_text
from auditor.render.results import AuditResult, ChainResult
from auditor.render.terminal import printable

PUBLIC_HUB = "https://huggingface.co"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_CLAUSES = ("restrict.", "oblige.", "grant.", "term.")

Result = AuditResult | ChainResult | CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A model or data set. `key` is its own within the bill; `report` is None where it was only named, and `remark`
    says why. `asked` marks what the bill is about; `lost` are clauses that it owes to what it was made from."""

    key: str
    name: str
    dataset: bool = False
    asked: bool = False
    report: AuditReport | None = None
    remark: str = ""
    lost: tuple[str, ...] = ()

    @property
    def commit(self) -> str | None:
        """The commit that was read, where it is one."""
        commit = self.report.commit if self.report else None
        return commit if commit and _COMMIT.fullmatch(commit) else None

    @property
    def on_hub(self) -> bool:
        """Whether the name has the form of a Hub id."""
        return _HUB_ID.fullmatch(self.name) is not None

    @property
    def page(self) -> str | None:
        """The page on the public Hub, or None for what has no Hub id."""
        return f"{PUBLIC_HUB}/{'datasets/' if self.dataset else ''}{self.name}" if self.on_hub else None

    @property
    def purl(self) -> str | None:
        """The package URL, or None for what has no Hub id; a type for data sets is not registered."""
        if not self.on_hub or self.dataset:
            return None
        return f"pkg:huggingface/{self.name}" + (f"@{self.commit}" if self.commit else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """From an item to what it was made from, both by key; `relation` and `how` as a chain's links say them."""

    child: str
    parent: str
    relation: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Items by key and relations, both sorted; `digest` is the same for the same evidence, tool and rules."""

    items: tuple[Item, ...]
    relations: tuple[Relation, ...]
    digest: str

    @property
    def reports(self) -> tuple[AuditReport, ...]:
        """The reports of the items that were read, in their order."""
        return tuple(item.report for item in self.items if item.report is not None)

    @property
    def name(self) -> str:
        """A name for the document."""
        names = [item.name for item in self.items if item.asked]
        return f"models: {', '.join(names[:3])}" + (" …" if len(names) > 3 else "") if names else "no model"


def bill_of(result: Result, about: str) -> Bill:
    """The bill of an audit, a chain or a check. `about` names tool and rules: another one is another document.

    Raises UsageError for an audit of nothing; a check that found no model has an empty bill.
    """
    if isinstance(result, ChainResult):
        items, edges = _chain_items(result), (*result.chain.edges, *result.chain.datasets)
    else:
        items, edges = list(_asked_items(result)), ()
    if not items and isinstance(result, AuditResult):
        raise UsageError("no model was read, so there is no bill of materials", "Look at the errors above.")
    items = _keyed(items)
    others, relations = _related(items, edges)
    whole = tuple(sorted((*items, *others), key=lambda item: item.key))
    return Bill(items=whole, relations=relations, digest=_digest(whole, relations, about))


def _asked_items(result: AuditResult | CheckResult) -> Iterator[Item]:
    """Everything that was asked for: what could not be read stands in the bill too, and says so."""
    reports = result.reports if isinstance(result, AuditResult) else (*result.reports, *result.held)
    for report in reports:
        yield _read(report)
    gone = result.failures if isinstance(result, AuditResult) else result.unread
    for item in gone:
        yield Item(key="", name=plain_text(printable(item.model)), asked=True, remark=f"not read: {item.message}")


def _read(report: AuditReport, asked: bool = True) -> Item:
    return Item(key="", name=plain_text(printable(report.id)), asked=asked, report=report)


def _chain_items(result: ChainResult) -> list[Item]:
    items = []
    for number, node in enumerate(result.chain.nodes):
        if node.report is not None:
            items.append(replace(_read(node.report, asked=number == 0), lost=tuple(_lost(node.id, result))))
        else:
            why = words.gap_words(node.gap) if node.gap else "not read"
            items.append(Item(key="", name=plain_text(printable(node.id)), asked=number == 0, remark=why))
    for node in result.chain.data:
        why = "" if node.report else words.gap_words(node.gap) if node.gap else "not read"
        items.append(
            Item(key="", name=plain_text(printable(node.name)), dataset=True, report=node.report, remark=why)
        )
    return items


def _lost(model: str, result: ChainResult) -> Iterator[str]:
    """What a model of the chain owes to what it was made from and does not say."""
    for item in result.inherited:
        if item.child == model:
            place = f" ({words.places(item.evidence, 1)})" if item.evidence else ""
            yield f"inherited {item.rule} of {printable(item.ancestor)}{place}: {item.result}"
    for gap in result.missing:
        if gap.child == model:
            yield f"no license is stated; inferred from {printable(gap.ancestor)}: {printable(gap.license)}"
    for term in result.data:
        if term.model == model:
            place = f" ({words.places(term.evidence, 1)})" if term.evidence else ""
            yield f"data: {term.rule} of {printable(term.source)}{place}: {term.result}"


def _keyed(items: Iterable[Item]) -> list[Item]:
    """The items with their keys, each once: a model at two commits is two items, the first of a pair decides."""
    found: dict[tuple[str, str], Item] = {}
    for item in items:
        name = f"{'data' if item.dataset else 'model'}:{item.name}"
        found.setdefault((name, item.report.commit or "" if item.report else ""), item)
    names = [name for name, _ in found]
    return [
        replace(item, key=name + (f"@{commit or 'none'}" if names.count(name) > 1 else ""))
        for (name, commit), item in found.items()
    ]


def _related(items: Sequence[Item], edges: Sequence[Edge]) -> tuple[list[Item], tuple[Relation, ...]]:
    """Relations by key, and items for ends that no report speaks of."""
    keys = {(item.dataset, item.name.casefold()): item.key for item in reversed(items)}
    others: dict[str, Item] = {}
    found: set[Relation] = set()

    def key_of(name: str, dataset: bool) -> str:
        shown = plain_text(printable(name))
        known = keys.get((dataset, shown.casefold()))
        if known is not None:
            return known
        key = f"{'data' if dataset else 'model'}:{shown}"
        others.setdefault(key, Item(key=key, name=shown, dataset=dataset, remark="named only, not read"))
        return key

    for edge in edges:
        parent = key_of(edge.parent, edge.link.relation == "dataset")
        child = key_of(edge.child, False)
        found.add(Relation(child=child, parent=parent, relation=edge.link.relation, how=str(edge.link.how)))
    ordered = sorted(found, key=lambda item: (item.child, item.parent, item.relation, item.how))
    return list(others.values()), tuple(ordered)


def _digest(items: Sequence[Item], relations: Sequence[Relation], about: str) -> str:
    parts = [about, *(repr(relation) for relation in relations)]
    for item in items:
        texts = item.report.sha256_by_path if item.report else ()
        parts.append(repr((item.key, item.report.commit if item.report else "", sorted(texts), item.remark)))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def findings(report: AuditReport) -> Iterator[tuple[str, str]]:
    """(rule, value and first place) of each clause that was found."""
    for finding in report.findings:
        if finding.verdict is Verdict.FOUND and finding.rule.startswith(_CLAUSES):
            yield finding.rule, plain_text(_in_words(finding))


def _in_words(finding: Finding) -> str:
    place = words.places(finding.evidence, 1) or str(finding.basis)
    value = words.value_of(finding)
    return f"{value} ({place})" if value else place


def description(item: Item) -> str | None:
    """The class of a model in one line; None for a data set, and for a model that was not read."""
    if item.report is None or item.dataset:
        return None
    name = f": {item.report.class_level.name}" if item.report.class_level.name else ""
    return f"class {words.class_text(item.report)}{name}"
