"""The chain behind a model: a tree with the lost clauses below, JSON version 1 (schemas/chain-1.json), Mermaid."""

from __future__ import annotations

import json
from typing import Any

from auditor.chain.inherited import Inherited
from auditor.chain.walk import Chain, Edge, Node
from auditor.nouns import Evidence
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.compare_table import class_span
from auditor.render.explain import link_to
from auditor.render.grid import grid
from auditor.render.json_v1 import evidence_json
from auditor.render.results import ChainResult
from auditor.render.terminal import fit, pad, printable, wrap

SCHEMA_VERSION = 1
QUOTE = 240


def render_table(result: ChainResult, canvas: Canvas) -> str:
    """The tree, then each lost clause with the ancestor's words, then what was not read."""
    lines = _tree(result.chain, canvas)
    lines += ["", *(_lost(result, canvas) or ["no clause of an ancestor is lost"])]
    for item in result.missing:
        source = f"from {printable(item.ancestor)} it has {printable(item.license)} (inferred)"
        lines += wrap(f"{printable(item.child)} states no license; {source}", canvas.width)
    for gap in result.chain.gaps:
        lines += wrap(f"not read: {words.gap_words(gap)}", canvas.width)
    return "\n".join(lines) + "\n"


def _tree(chain: Chain, canvas: Canvas) -> list[str]:
    rows: list[tuple[str, str, str, str]] = []
    stack: list[tuple[str, int, Edge | None, tuple[str, ...]]] = [(chain.nodes[0].id, 0, None, ())]
    while stack:
        model, depth, edge, above = stack.pop()
        node = chain.node(model)
        rows.append(_tree_row(model, node, depth, edge))
        if node is None or node.id.casefold() in above:
            continue
        inner = [item for item in chain.edges if item.child == node.id]
        stack.extend((item.parent, depth + 1, item, (*above, node.id.casefold())) for item in reversed(inner))
    tree = grid(rows, ("model", "relation", "license", "class"))
    data = [f"  {printable(edge.child)}: {printable(edge.parent)}" for edge in chain.datasets]
    after = [f"newer version: {printable(chain.successor.target)}"] if chain.successor else []
    return [*tree, *(["", "data sets", *data] if data else []), *after]


def _tree_row(model: str, node: Node | None, depth: int, edge: Edge | None) -> tuple[str, str, str, str]:
    indent = "  " * depth + ("└ " if depth else "")
    relation = f"{edge.link.relation} ({edge.link.how})" if edge else ""
    relation += ", circle" if edge and edge.circle else ""
    if node is None or node.report is None:
        reason = f"not read ({node.gap.reason})" if node and node.gap else "not followed"
        return indent + printable(model), relation, reason, "?"
    report = node.report
    return (
        indent + printable(node.id),
        relation,
        printable(report.license.concluded or "none"),
        class_span(report.class_level),
    )


def _lost(result: ChainResult, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for item in result.inherited:
        head = f"{item.result}: {item.rule}"
        value = f"   {printable(item.value)}" if item.value else ""
        lines.append(canvas.style("yellow", fit(head + value, canvas.width)))
        lines += wrap(
            f"{printable(item.child)} lost it from {printable(item.ancestor)}: {item.because}", canvas.width, "  "
        )
        for evidence in item.evidence[:1]:
            lines += [
                f"  {words.place(evidence)}",
                *wrap(f"“{fit(printable(evidence.quote), QUOTE)}”", canvas.width, "  "),
            ]
            address = _address(result.chain, item, evidence)
            lines += [f"  {address}"] if address else []
        for evidence in item.child_evidence[:1]:
            lines += wrap(
                f"against {words.place(evidence)}: “{fit(printable(evidence.quote), 160)}”", canvas.width, "  "
            )
    return lines


def _address(chain: Chain, item: Inherited, evidence: Evidence) -> str:
    node = chain.node(item.ancestor)
    return link_to(node.report, evidence) if node and node.report else ""


def render_json(result: ChainResult, canvas: Canvas) -> str:
    """One JSON document: nodes, edges, inheritance findings and gaps."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
        "nodes": [_node_json(node) for node in result.chain.nodes],
        "edges": [_edge_json(edge) for edge in (*result.chain.edges, *result.chain.datasets)],
        "successor": result.chain.successor.target if result.chain.successor else None,
        "inheritance": [_inherited_json(item) for item in result.inherited],
        "missing_licenses": [
            {"child": item.child, "ancestor": item.ancestor, "license": item.license} for item in result.missing
        ],
        "gaps": [
            {"document": gap.document, "reason": str(gap.reason), "detail": gap.detail} for gap in result.chain.gaps
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _node_json(node: Node) -> dict[str, Any]:
    report = node.report
    known = report is not None and report.class_level.available_known
    return {
        "model": node.id,
        "commit": report.commit if report else None,
        "license": report.license.concluded if report else None,
        "class": {"level": report.class_level.level, "level_high": report.class_level.level_high}
        if report and known
        else None,
    }


def _edge_json(edge: Edge) -> dict[str, Any]:
    evidence = edge.link.evidence
    return {
        "from": edge.child,
        "to": edge.parent,
        "relation": edge.link.relation,
        "how": str(edge.link.how),
        "circle": edge.circle,
        "evidence": evidence_json(evidence) if evidence else None,
    }


def _inherited_json(item: Inherited) -> dict[str, Any]:
    return {
        "rule": item.rule,
        "child": item.child,
        "ancestor": item.ancestor,
        "relation": item.relation,
        "result": str(item.result),
        "value": item.value,
        "because": item.because,
        "commit": item.commit,
        "evidence": [evidence_json(evidence) for evidence in item.evidence],
        "child_evidence": [evidence_json(evidence) for evidence in item.child_evidence],
    }


def render_mermaid(result: ChainResult, canvas: Canvas) -> str:
    """A flow chart for a README or a pull request; ids are numbered, so that no name can write the chart."""
    chain = result.chain
    numbers: dict[str, str] = {}
    lines = ["flowchart BT"]
    for name in [*(node.id for node in chain.nodes), *(edge.parent for edge in (*chain.edges, *chain.datasets))]:
        if name.casefold() not in numbers:
            numbers[name.casefold()] = f"m{len(numbers)}"
            lines.append(f'    {numbers[name.casefold()]}["{_label(chain, name)}"]')
    for edge in (*chain.edges, *chain.datasets):
        arrow = "-.->" if edge.link.how == "inferred" or edge.link.relation == "dataset" else "-->"
        lines.append(
            f"    {numbers[edge.child.casefold()]} {arrow}|{edge.link.relation}| {numbers[edge.parent.casefold()]}"
        )
    return "\n".join(lines) + "\n"


def _label(chain: Chain, name: str) -> str:
    node = chain.node(name)
    license_id = node.report.license.concluded if node and node.report else None
    parts = [name, license_id or "", f"class {class_span(node.report.class_level)}" if node and node.report else ""]
    text = "<br>".join(_plain(part) for part in parts if part)
    return pad(text, 0)


def _plain(text: str) -> str:
    """Text without anything that Mermaid or HTML reads."""
    return "".join(char if char.isalnum() or char in " -._/+" else f"#{ord(char)};" for char in printable(text)[:120])
