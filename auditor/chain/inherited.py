"""Which clauses of an ancestor its descendants lost: dropped, weakened, contradicted, in the ancestor's own words."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from auditor.catalog.inheritance import Inheritance, Keep
from auditor.chain.graph import Chain, Node
from auditor.nouns import AuditReport, DocumentKind, Evidence, Finding, Gap, Verdict

_OWN_WORK = "; both are of one account, whose owner may license its own work anew"
#: An edge of the chain tells how a child relates to its parent; through several edges the weakest link is named.
_ORDER = ("quantized", "adapter", "finetune", "merge")


class Result(StrEnum):
    """What became of a clause. UNKNOWN: the terms of the child or of the ancestor could not be read."""

    DROPPED = "dropped"
    WEAKENED = "weakened"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """A clause of `ancestor` that `child` owes and does not carry, with the ancestor's evidence and commit."""

    rule: str
    child: str
    ancestor: str
    relation: str
    result: Result
    because: str
    value: str = ""
    commit: str | None = None
    evidence: tuple[Evidence, ...] = ()
    child_evidence: tuple[Evidence, ...] = ()
    #: Of an UNKNOWN result: what was not read, and why.
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLicense:
    """A child without any license of its own, and the one it can only have from its base: labelled inferred."""

    child: str
    ancestor: str
    license: str


def inherited(chain: Chain, rules: Inheritance) -> tuple[Inherited, ...]:
    """Every lost clause, for each model of the chain against each of its ancestors, nearest first."""
    return tuple(item for node in chain.nodes if node.report for item in _of_node(node, chain, rules))


def missing_licenses(chain: Chain) -> tuple[MissingLicense, ...]:
    """Children of which it is established that they state no license, with the nearest ancestor's."""
    found = []
    for node in chain.nodes:
        if not _states_none(node):
            continue
        for ancestor, _ in _ancestors(node, chain):
            terms = _terms_of(ancestor)
            if terms:
                found.append(MissingLicense(child=node.id, ancestor=ancestor.id, license=terms))
                break
    return tuple(found)


def _terms_of(node: Node) -> str:
    """The license of a node, by its own name where it has no id; empty where it states none or that is not known."""
    if node.report is None or node.report.license.how in (None, "none"):
        return ""
    return node.report.license.concluded or node.report.license.declared or "terms of its own"


def _states_none(node: Node) -> bool:
    return node.report is not None and node.report.license.how == "none"


def _of_node(node: Node, chain: Chain, rules: Inheritance) -> Iterator[Inherited]:
    # Without a license nothing is given to anybody, so no term is lost: what holds is told as its inferred license.
    # Names and phrases are owed all the same.
    duties_only = _states_none(node)
    # Said once, of the nearest ancestor that has the clause.
    lost: dict[str, Inherited] = {}
    open_ones: dict[str, Inherited] = {}
    for ancestor, relation in _ancestors(node, chain):
        if ancestor.report is None:
            continue
        note = _OWN_WORK if _is_own_work(node, ancestor, chain) else ""
        for finding in ancestor.report.findings:
            keep = _keep(finding, relation, rules)
            if keep is None or finding.rule in lost or (duties_only and not keep.shown_in):
                continue
            if finding.verdict is Verdict.UNKNOWN:
                open_ones.setdefault(finding.rule, _unread(keep, finding, node, ancestor, relation))
                continue
            item = _judged(keep, finding, node, ancestor, relation)
            if item is not None:
                lost[finding.rule] = replace(item, because=item.because + note)
    yield from lost.values()
    assert node.report is not None
    carried = {finding.rule for finding in node.report.findings if finding.verdict is Verdict.FOUND}
    yield from (item for rule, item in open_ones.items() if rule not in lost and rule not in carried)


def _unread(keep: Keep, finding: Finding, node: Node, ancestor: Node, relation: str) -> Inherited:
    """A clause of which nobody knows whether the ancestor has it: its terms were not read."""
    assert ancestor.report is not None
    return Inherited(
        rule=finding.rule,
        child=node.id,
        ancestor=ancestor.id,
        relation=relation,
        result=Result.UNKNOWN,
        because=f"the terms of {ancestor.id} were not read, and they may say so: {keep.because}",
        commit=ancestor.report.commit,
        gap=finding.gap,
    )


def _is_own_work(node: Node, ancestor: Node, chain: Chain) -> bool:
    """Whether child and ancestor are of one account, and the ancestor is made from nothing of anybody else."""
    owner = _owner(node.id)
    edges = [edge for edge in chain.edges if edge.child == ancestor.id]
    return bool(owner) and owner == _owner(ancestor.id) and all(_owner(edge.parent) == owner for edge in edges)


def _owner(model: str) -> str:
    account, slash, _ = model.casefold().partition("/")
    return account if slash else ""


def _ancestors(node: Node, chain: Chain) -> Iterator[tuple[Node, str]]:
    """All ancestors, nearest first, each with the relation through which it is reached."""
    level = [(node, "quantized")]
    seen = {node.id.casefold()}
    while level:
        following: list[tuple[Node, str]] = []
        for below, relation in level:
            for edge in chain.edges:
                if edge.child.casefold() != below.id.casefold() or edge.circle:
                    continue
                parent = chain.node(edge.parent)
                if parent is None or parent.id.casefold() in seen:
                    continue
                seen.add(parent.id.casefold())
                following.append((parent, max(relation, edge.link.relation, key=_rank)))
        yield from following
        level = following


def _rank(relation: str) -> int:
    return _ORDER.index(relation) if relation in _ORDER else len(_ORDER)


def _keep(finding: Finding, relation: str, rules: Inheritance) -> Keep | None:
    if finding.verdict is Verdict.ABSENT:
        return None
    for keep in rules.keep:
        if relation in keep.relations and fnmatch.fnmatchcase(finding.rule, keep.rule):
            return keep
    return None


def _judged(keep: Keep, finding: Finding, node: Node, ancestor: Node, relation: str) -> Inherited | None:
    child = node.report
    assert child is not None and ancestor.report is not None
    own = _finding(child, finding.rule)
    shown: tuple[Evidence, ...] = ()
    result: Result | None
    if keep.shown_in:
        result = _duty(keep, finding, own, node, ancestor.report)
    else:
        result, shown = _result(keep, finding, own, child)
    if result is None:
        return None
    return Inherited(
        rule=finding.rule,
        child=node.id,
        ancestor=ancestor.id,
        relation=relation,
        result=result,
        because=keep.because,
        value=_wanted(keep, finding)[0] if keep.shown_in else finding.value,
        commit=ancestor.report.commit,
        evidence=finding.evidence,
        child_evidence=shown,
        gap=own.gap if own is not None and result is Result.UNKNOWN else None,
    )


def _duty(keep: Keep, finding: Finding, own: Finding | None, node: Node, ancestor: AuditReport) -> Result | None:
    """What became of a duty to be kept in name or card. Terms that repeat it do not keep it."""
    wanted = {_words(text) for text in _wanted(keep, finding) if _words(text)}
    repeated = own is not None and own.verdict is Verdict.FOUND
    if not wanted:
        return None if repeated else Result.UNKNOWN
    if keep.shown_in == "name":
        name = _words(node.id.rpartition("/")[2])
        first = _at_start(keep, finding, ancestor)
        kept = any(name.startswith(text) if first else text in name for text in wanted)
        return None if kept else Result.DROPPED
    cards = node.snapshot.documents_of(DocumentKind.CARD) if node.snapshot else ()
    if any(text in _words(card.text) for card in cards for text in wanted):
        return None
    # A phrase can stand on another page; only terms that do not know of it show that nobody will look for it there.
    return Result.DROPPED if cards and own is not None and own.verdict is Verdict.ABSENT else Result.UNKNOWN


def _wanted(keep: Keep, finding: Finding) -> list[str]:
    """What the clause asks to show. Of two where one holds the other ("Built with A" and "A"), a name has to have the
    shorter, a card the longer."""
    texts = list(dict.fromkeys([finding.value, *(value.text for value in finding.values if value.kind == "name")]))

    def is_other(text: str, other: str) -> bool:
        inner, outer = (other, text) if keep.shown_in == "name" else (text, other)
        return _words(inner) != _words(outer) and bool(_words(inner)) and _words(inner) in _words(outer)

    return [text for text in texts if not any(is_other(text, other) for other in texts)] or [finding.value]


def _at_start(keep: Keep, finding: Finding, ancestor: AuditReport) -> bool:
    if not finding.evidence:
        return ancestor.license.concluded in keep.at_start_of
    quotes = [evidence.quote.casefold() for evidence in finding.evidence]
    return any(words in quote for words in keep.at_start for quote in quotes)


def _result(
    keep: Keep, finding: Finding, own: Finding | None, child: AuditReport
) -> tuple[Result | None, tuple[Evidence, ...]]:
    """What became of the clause in the child's terms; None where it still stands."""
    if own is not None and own.verdict is Verdict.FOUND:
        weaker = _is_weaker(finding, own)
        return (Result.WEAKENED, own.evidence) if weaker else (None, ())
    for rule in keep.contradicted_by:
        opposite = _finding(child, rule)
        if opposite is not None and opposite.verdict is Verdict.FOUND:
            return Result.CONTRADICTED, opposite.evidence
    if own is None or own.verdict is Verdict.UNKNOWN:
        return Result.UNKNOWN, ()
    return Result.DROPPED, ()


def _is_weaker(finding: Finding, own: Finding) -> bool:
    """Whether the child's threshold is higher than the ancestor's, where both count the same thing."""
    before, now = finding.quantity, own.quantity
    if before is None or now is None or (before.unit, before.period) != (now.unit, now.period):
        return False
    return now.number > before.number


def _finding(report: AuditReport, rule: str) -> Finding | None:
    return next((finding for finding in report.findings if finding.rule == rule), None)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))
