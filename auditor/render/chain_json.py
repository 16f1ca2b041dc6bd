"""The chain behind a model as JSON, version 1 (schemas/chain-1.json)."""

from __future__ import annotations

from typing import Any

from auditor.chain.data_terms import DataTerm
from auditor.chain.graph import Chain, Edge, Node
from auditor.chain.inherited import Inherited
from auditor.nouns import Gap
from auditor.render.canvas import Canvas
from auditor.render.json_text import json_document
from auditor.render.record_json import evidence_json
from auditor.render.results import ChainResult

SCHEMA_VERSION = 1


def render_json(result: ChainResult, canvas: Canvas) -> str:
    """One JSON document: nodes, edges, inheritance findings and gaps."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
        "nodes": [_node_json(node) for node in result.chain.nodes],
        "edges": [_edge_json(edge) for edge in _edges(result.chain)],
        "successor": result.chain.successor.target if result.chain.successor else None,
        "newer_versions": [_node_json(node) for node in result.chain.newer],
        "inheritance": [_inherited_json(item) for item in result.inherited],
        "missing_licenses": [
            {"child": item.child, "ancestor": item.ancestor, "license": item.license} for item in result.missing
        ],
        "datasets": [_dataset_json(node) for node in result.chain.data],
        "data_terms": [_data_json(item) for item in result.data],
        "gaps": [_gap_json(gap) for gap in result.chain.gaps],
    }
    return json_document(document)


def _edges(chain: Chain) -> tuple[Edge, ...]:
    return (*chain.edges, *chain.datasets, *chain.successors)


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
        "gaps": _gaps_json(node),
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
        "gap": _gap_json(item.gap) if item.gap else None,
    }


def _gap_json(gap: Gap) -> dict[str, Any]:
    return {"document": gap.document, "reason": str(gap.reason), "detail": gap.detail}


def _gaps_json(node: Node) -> list[dict[str, Any]]:
    """What was not read of a repository that was found."""
    return [_gap_json(gap) for gap in node.report.gaps] if node.report else []


def _dataset_json(node: Node) -> dict[str, Any]:
    report = node.report
    return {
        "dataset": node.name,
        "commit": report.commit if report else None,
        "license": report.license.concluded if report else None,
        "gaps": _gaps_json(node),
    }


def _data_json(item: DataTerm) -> dict[str, Any]:
    return {
        "rule": item.rule,
        "model": item.model,
        "source": item.source,
        "terms": item.terms,
        "provider": item.provider or None,
        "result": str(item.result),
        "value": item.value,
        "because": item.because,
        "commit": item.commit,
        "evidence": [evidence_json(evidence) for evidence in item.evidence],
    }
