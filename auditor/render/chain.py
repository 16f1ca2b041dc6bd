"""The chain behind a model as a tree for a terminal, the lost clauses and the terms of its data below; Mermaid."""

from __future__ import annotations

import itertools

from auditor.chain.data_terms import DataTerm
from auditor.chain.graph import Chain
from auditor.chain.inherited import Inherited, Result
from auditor.nouns import AuditReport, Evidence
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.chain_words import conclusion_words, data_rows, in_none, newer_rows, tree_rows, unknown_groups
from auditor.render.compare_table import class_span
from auditor.render.explain import link_to
from auditor.render.grid import grid
from auditor.render.results import ChainResult
from auditor.render.terminal import fit, pad, printable, wrap

QUOTE = 240
_AGAINST = 160
#: Links to what a model was not made from.
_ASIDE = ("dataset", "new-version")


def render_table(result: ChainResult, canvas: Canvas) -> str:
    """The tree, then each lost clause with the ancestor's words, terms of the data, and what was not read."""
    lines = [*_tree(result), "", *wrap(conclusion_words(result), canvas.width)]
    lines += list(itertools.chain.from_iterable(_lost(result.chain, item, canvas) for item in _known(result)))
    for child, ancestor, rules, why in unknown_groups(result):
        text = f"unknown: whether {child} keeps what {ancestor} may demand: {', '.join(rules)}"
        lines += wrap(f"{printable(text)} ({why})", canvas.width)
    for term in result.data:
        lines += _data(result.chain, term, canvas)
    for item in result.missing:
        source = f"from {printable(item.ancestor)} it has {printable(item.license)} (inferred)"
        lines += wrap(f"{printable(item.child)} states no license; {source}", canvas.width)
    for gap in result.chain.gaps:
        lines += wrap(f"not read: {words.gap_words(gap)}", canvas.width)
    for name, gaps in result.chain.unread:
        lines += wrap(f"not read of {printable(name)}: {words.short_gaps(gaps)}", canvas.width)
    return "\n".join(lines) + "\n"


def _known(result: ChainResult) -> list[Inherited]:
    return [item for item in result.inherited if item.result is not Result.UNKNOWN]


def _tree(result: ChainResult) -> list[str]:
    rows = [
        ("  " * row.depth + ("└ " if row.depth else "") + row.model, row.relation, row.license, row.level)
        for row in tree_rows(result)
    ]
    tree = grid(rows, ("model", "relation", "license", "class"))
    data = grid([(row.model, row.dataset, row.license) for row in data_rows(result)], ("model", "data set", "license"))
    newer = grid(
        [(row.model, row.newer, row.license, row.level) for row in newer_rows(result)],
        ("model", "newer version", "license", "class"),
    )
    parts = ((result.chain.datasets, data), (result.chain.successors, newer))
    return [*tree, *itertools.chain.from_iterable(["", *rows] for some, rows in parts if some)]


def _lost(chain: Chain, item: Inherited, canvas: Canvas) -> list[str]:
    head = f"{item.result}: {item.rule}" + (f"   {printable(item.value)}" if item.value else "")
    lines = [canvas.style("yellow", fit(head, canvas.width))]
    said = f"{printable(item.child)} lost it from {printable(item.ancestor)}: {item.because}"
    lines += wrap(said, canvas.width, "  ")
    ancestor = chain.node(item.ancestor)
    lines += _quote(item.evidence, ancestor.report if ancestor else None, canvas)
    for evidence in item.child_evidence[:1]:
        against = f"against {words.place(evidence)}: “{fit(printable(evidence.quote), _AGAINST)}”"
        lines += wrap(against, canvas.width, "  ")
    return lines


def _data(chain: Chain, term: DataTerm, canvas: Canvas) -> list[str]:
    head = f"{in_none(term)}: {term.rule}" + (f"   {printable(term.value)}" if term.value else "")
    lines = [canvas.style("yellow", fit(head, canvas.width))]
    said = f"{printable(term.model)}, by {printable(term.source)} ({printable(term.terms)}): {term.because}"
    lines += wrap(said, canvas.width, "  ")
    found = next((node for node in (*chain.data, *chain.nodes) if node.id == term.source), None)
    return lines + _quote(term.evidence, found.report if found else None, canvas)


def _quote(found: tuple[Evidence, ...], report: AuditReport | None, canvas: Canvas) -> list[str]:
    """The first place, its words, and its address at the commit that was read."""
    lines: list[str] = []
    for evidence in found[:1]:
        lines.append(f"  {words.place(evidence)}")
        lines += wrap(f"“{fit(printable(evidence.quote), QUOTE)}”", canvas.width, "  ")
        address = link_to(report, evidence) if report else ""
        lines += [f"  {address}"] if address else []
    return lines


def render_mermaid(result: ChainResult, canvas: Canvas) -> str:
    """A flow chart for a README or a pull request; ids are numbered, so that no name can write the chart."""
    chain = result.chain
    numbers: dict[str, str] = {}
    lines = ["flowchart BT"]
    edges = (*chain.edges, *chain.datasets, *chain.successors)
    for name in [*(node.id for node in chain.nodes), *(end for edge in edges for end in (edge.child, edge.parent))]:
        if name.casefold() not in numbers:
            numbers[name.casefold()] = f"m{len(numbers)}"
            lines.append(f'    {numbers[name.casefold()]}["{_label(chain, name)}"]')
    for edge in edges:
        arrow = "-.->" if edge.link.how == "inferred" or edge.link.relation in _ASIDE else "-->"
        lines.append(
            f"    {numbers[edge.child.casefold()]} {arrow}|{edge.link.relation}| {numbers[edge.parent.casefold()]}"
        )
    return "\n".join(lines) + "\n"


def _label(chain: Chain, name: str) -> str:
    node = chain.newer_version(name)
    license_id = node.report.license.concluded if node and node.report else None
    parts = [name, license_id or "", f"class {class_span(node.report.class_level)}" if node and node.report else ""]
    text = "<br>".join(_plain(part) for part in parts if part)
    return pad(text, 0)


def _plain(text: str) -> str:
    """Text without anything that Mermaid or HTML reads."""
    return "".join(char if char.isalnum() or char in " -._/+" else f"#{ord(char)};" for char in printable(text)[:120])
