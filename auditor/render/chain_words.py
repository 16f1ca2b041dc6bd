"""The chain's rows and sentences as every format says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.chain.data_terms import DataResult, DataTerm
from auditor.chain.graph import Edge, Node
from auditor.chain.inherited import Result
from auditor.nouns import Evidence
from auditor.render.compare_table import class_span
from auditor.render.results import ChainResult
from auditor.render.terminal import printable
from auditor.render.words import gap_words


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A line of the tree; `node` is None where a link was not followed."""

    depth: int
    model: str
    relation: str
    license: str
    level: str
    node: Node | None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class DataRow:
    """A data set that a model names, with its license or why that is not known."""

    model: str
    dataset: str
    license: str
    node: Node | None


@dataclass(frozen=True, slots=True)
class NewerRow:
    """A newer version that a model names, with its license and class, or why they are not known."""

    model: str
    newer: str
    license: str
    level: str
    node: Node | None


def tree_rows(result: ChainResult) -> Iterator[TreeRow]:
    """The tree from the model down to its origins; what stands there already is not unfolded again."""
    chain = result.chain
    inferred = {item.child: item.license for item in result.missing}
    below: dict[str, list[Edge]] = {}
    for above in chain.edges:
        below.setdefault(above.child, []).append(above)
    unfolded: set[str] = set()
    stack: list[tuple[str, int, Edge | None]] = [(chain.nodes[0].id, 0, None)]
    while stack:
        model, depth, edge = stack.pop()
        node = chain.node(model)
        again = node is not None and node.id in unfolded
        yield _row(node, model, depth, edge, again, inferred)
        if node is None or again:
            continue
        unfolded.add(node.id)
        stack.extend((item.parent, depth + 1, item) for item in reversed(below.get(node.id, [])))


def _row(
    node: Node | None, model: str, depth: int, edge: Edge | None, again: bool, inferred: dict[str, str]
) -> TreeRow:
    relation = f"{edge.link.relation} ({edge.link.how})" if edge else ""
    told = edge.link.evidence if edge else None
    if edge and edge.circle:
        relation += ", circle"
    elif again:
        relation += ", as above"
    if node is None or node.report is None:
        return TreeRow(depth, printable(model), relation, _unread(node), "?", node, told)
    name = printable(node.id)
    asked = node.snapshot.requested if node.snapshot else ""
    if edge and asked == edge.parent and asked.casefold() != node.id.casefold():
        name += f" (named as {printable(asked)})"
    return TreeRow(depth, name, relation, _license(node, inferred), class_span(node.report.class_level), node, told)


def _license(node: Node, inferred: dict[str, str]) -> str:
    assert node.report is not None
    found = node.report.license
    if found.concluded:
        return printable(found.concluded)
    if node.id in inferred:
        return f"{printable(inferred[node.id])} (inferred)"
    if found.declared:
        return f"{printable(found.declared)} (not known)"
    return "none" if found.how == "none" else "unknown"


def _unread(node: Node | None) -> str:
    return f"not read ({node.gap.reason})" if node and node.gap else "not followed"


def data_rows(result: ChainResult) -> Iterator[DataRow]:
    """Every data set that a model of the chain names."""
    for edge in result.chain.datasets:
        node = result.chain.dataset(edge.parent)
        known = _license(node, {}) if node and node.report else _unread(node)
        yield DataRow(printable(edge.child), printable(edge.parent), known, node)


def newer_rows(result: ChainResult) -> Iterator[NewerRow]:
    """Every newer version that a model of the chain, or a newer version, names."""
    for edge in result.chain.successors:
        node = result.chain.newer_version(edge.parent)
        if node is not None and node.report is not None:
            known, level = _license(node, {}), class_span(node.report.class_level)
        else:
            known, level = _unread(node), "?"
        yield NewerRow(printable(edge.child), printable(edge.parent), known, level, node)


def conclusion_words(result: ChainResult) -> str:
    """One sentence: what was lost, and how far that can be said."""
    lost = sum(item.result is not Result.UNKNOWN for item in result.inherited)
    open_ones = len(result.inherited) - lost
    unread = sum(node.report is None for node in result.chain.nodes)
    said = f"{lost} clause{'' if lost == 1 else 's'} of ancestors lost" if lost else "No clause of an ancestor is lost"
    more = []
    if open_ones:
        more.append(f"of {open_ones} it is unknown, since not all terms were read")
    if unread:
        more.append(f"{unread} model{' was' if unread == 1 else 's were'} not read, whose terms may be lost too")
    if result.data:
        more.append(f"{len(result.data)} of its data's terms are not in the model's")
    if (unread or open_ones) and not lost:
        said += " as far as was read"
    return "; ".join([said, *more]) + "."


def unknown_groups(result: ChainResult) -> list[tuple[str, str, list[str], str]]:
    """(child, ancestor, rules, why) of the clauses of which it is unknown whether they are kept."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for item in result.inherited:
        if item.result is Result.UNKNOWN:
            why = f"not read: {gap_words(item.gap)}" if item.gap else "not shown where it was looked for"
            groups.setdefault((item.child, item.ancestor, why), []).append(item.rule)
    return [(child, ancestor, rules, why) for (child, ancestor, why), rules in groups.items()]


def in_none(term: DataTerm) -> str:
    """What a term of the data is to the model's license."""
    return "stricter data" if term.result is DataResult.STRICTER else "data, model unknown"
